package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// MaxFile is the largest entry file in bytes: read no more than this.
const MaxFile = MaxBody + 2 + maxNote

// Parsed is an entry file whose form is right. Nothing about it is believed before
// Verify.
type Parsed struct {
	Entry      *Entry
	Body       []byte // the canonical bytes of the entry, which the tree is made of
	Checkpoint *Checkpoint
}

// ParseEntry takes an entry file apart: the body in canonical form, a blank line, a
// signed checkpoint of the same vault whose size is the entry's number + 1 and whose
// first signature has the actor's name. The result keeps parts of file. Errors wrap
// ErrForm, or ErrVersion for an entry of a later format.
func ParseEntry(file []byte) (*Parsed, error) {
	body, rest, ok := bytes.Cut(file, []byte("\n"))
	if !ok || len(body) > MaxBody || len(rest) == 0 || rest[0] != '\n' {
		return nil, fmt.Errorf("%w: an entry is a body of at most %d bytes, a blank line and a signed note", ErrForm, MaxBody)
	}
	e, err := parseBody(body)
	if err != nil {
		return nil, err
	}
	c, err := ParseCheckpoint(rest[1:])
	if err != nil {
		return nil, err
	}
	if c.Vault != e.Vault || c.Size != e.Seq+1 || c.first.name != e.Actor {
		return nil, fmt.Errorf("%w: the checkpoint below an entry is about another one", ErrForm)
	}
	return &Parsed{Entry: e, Body: body, Checkpoint: c}, nil
}

func parseBody(body []byte) (*Entry, error) {
	if err := CheckCanonical(body); err != nil {
		return nil, err
	}
	var e Entry
	if err := json.Unmarshal(body, &e); err != nil {
		if laterVersion(body) {
			return nil, ErrVersion
		}
		return nil, fmt.Errorf("%w: a value of another type in an entry", ErrForm)
	}
	if err := e.Check(); err != nil {
		return nil, err
	}
	// The decoder takes keys of any case, unknown ones and empty lists. Writing the
	// entry again finds all of them.
	if e.State == "" || !bytes.Equal(e.append(make([]byte, 0, len(body))), body) {
		return nil, fmt.Errorf("%w: an entry has a key that is unknown, missing or empty", ErrForm)
	}
	return &e, nil
}

func laterVersion(body []byte) bool {
	var version struct {
		V int `json:"v"`
	}
	return json.Unmarshal(body, &version) == nil && version.V > Version
}

// Verify checks that the entry comes right after head in the same log and that the
// owner of the verifier key signed it, and gives the head after it. The errors wrap
// ErrOrder, ErrRoot (the log or this entry is not the one that was signed: damage, or
// a fork before it), ErrSignature or ErrKey.
func (p *Parsed) Verify(head Head, verifier string) (Head, error) {
	if p.Entry.Seq != head.Size {
		return Head{}, ErrOrder
	}
	next := head.Append(p.Body)
	if next.Root != p.Checkpoint.Root {
		return Head{}, ErrRoot
	}
	if err := p.Checkpoint.Verify(verifier); err != nil {
		return Head{}, err
	}
	return next, nil
}

// Digest is the SHA-256 of the body, hexadecimal. That of entry 0 is the fingerprint
// by which people trust a vault.
func (p *Parsed) Digest() string {
	sum := sha256.Sum256(p.Body)
	return hex.EncodeToString(sum[:])
}
