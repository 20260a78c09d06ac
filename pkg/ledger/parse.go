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
	if err := checkAdd(body); err != nil {
		if laterVersion(body) {
			return nil, ErrVersion
		}
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

// smallBody is how long a body may be whose list of files is decoded as it is: no list in it
// takes much memory.
const smallBody = 64 << 10

// smallFile is less than the text of any file: its SHA-256 alone takes 64.
const smallFile = 90

// checkAdd refuses a list of files with elements that are no files, before they are
// decoded: two bytes of text would take more than a hundred of memory each.
func checkAdd(body []byte) error {
	if len(body) <= smallBody {
		return nil
	}
	var list struct {
		Add rawFiles `json:"add"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("%w: a list of files is none", ErrForm)
	}
	return nil
}

// rawFiles is a list of files that is counted, not kept. Its text is canonical.
type rawFiles struct{}

func (rawFiles) UnmarshalJSON(text []byte) error {
	elements, depth, quoted := 0, 0, false // less the last one
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			depth++
		case c == ']', c == '}':
			depth--
		case c == ',' && depth == 1:
			elements++
		}
	}
	if elements*smallFile > len(text) {
		return ErrForm
	}
	return nil
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
