package ledger

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

const (
	maxNote       = 64 << 10 // bytes of a note
	maxSignatures = 16       // signature lines of a note
)

// Checkpoint is a signed statement about a log: a vault has a ledger of Size
// entries whose tree has this Root. It stands below every body, and it is what
// people put into tickets and tags as an anchor.
type Checkpoint struct {
	Vault string
	Size  int64
	Root  [32]byte
	note  []byte
	first signature
}

// signature is the start of a note's first signature line.
type signature struct {
	name string
	hash uint32
}

// Note gives the bytes of the signed note.
func (c *Checkpoint) Note() []byte { return c.note }

// Signer names who claims to have signed first.
func (c *Checkpoint) Signer() string { return c.first.name }

// Verify checks the first signature by a verifier key. The error wraps ErrSignature
// or ErrKey.
func (c *Checkpoint) Verify(verifier string) error { return verifyNote(c.note, c.first, verifier) }

func verifyNote(text []byte, first signature, verifier string) error {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return fmt.Errorf("%w: a verifier key", ErrKey)
	}
	if first.name != v.Name() || first.hash != v.KeyHash() {
		return ErrSignature
	}
	if _, err := note.Open(text, note.VerifierList(v)); err != nil {
		return ErrSignature
	}
	return nil
}

// checkpointText is what is signed.
func checkpointText(vault string, size int64, root [32]byte) string {
	return "nps/" + vault + "\n" + strconv.FormatInt(size, 10) + "\n" + base64.StdEncoding.EncodeToString(root[:]) + "\n"
}

// ParseCheckpoint reads a signed checkpoint of a vault. Nothing is verified yet. The
// error wraps ErrForm.
func ParseCheckpoint(data []byte) (*Checkpoint, error) {
	text, first, err := splitNote(data)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return nil, fmt.Errorf("%w: a checkpoint has three lines", ErrForm)
	}
	vault, ok := strings.CutPrefix(lines[0], "nps/")
	if !ok || !IsHex(vault, 32) {
		return nil, fmt.Errorf("%w: the origin of a checkpoint", ErrForm)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 || size > maxInt || strconv.FormatInt(size, 10) != lines[1] {
		return nil, fmt.Errorf("%w: the size of a checkpoint", ErrForm)
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return nil, err
	}
	return &Checkpoint{Vault: vault, Size: size, Root: root, note: data, first: first}, nil
}

// splitNote takes a signed note apart: its text with the last newline, and the
// start of the first signature. Every signature line must have its form; those
// after the first may be by anybody.
func splitNote(data []byte) (text string, first signature, err error) {
	bad := func(what string) (string, signature, error) {
		return "", signature{}, fmt.Errorf("%w: a signed note: %s", ErrForm, what)
	}
	split := bytes.Index(data, []byte("\n\n"))
	switch {
	case len(data) > maxNote:
		return bad(fmt.Sprintf("more than %d bytes", maxNote))
	case !utf8.Valid(data):
		return bad("not UTF-8")
	case split < 0:
		return bad("no signatures")
	}
	text, rest := string(data[:split+1]), string(data[split+2:])
	for n := 1; rest != ""; n++ {
		line, after, ok := strings.Cut(rest, "\n")
		if !ok || n > maxSignatures {
			return bad(fmt.Sprintf("an unfinished line, or more than %d signatures", maxSignatures))
		}
		sig, ok := parseSignature(line)
		if !ok {
			return bad(fmt.Sprintf("signature %d", n))
		}
		if n == 1 {
			first = sig
		}
		rest = after
	}
	if first.name == "" {
		return bad("no signatures")
	}
	return text, first, nil
}

func parseSignature(line string) (signature, bool) {
	name, b64, ok := strings.Cut(strings.TrimPrefix(line, "\u2014 "), " ")
	if !ok || !strings.HasPrefix(line, "\u2014 ") || name == "" || strings.ContainsFunc(line, isControl) {
		return signature{}, false
	}
	b, err := base64.StdEncoding.Strict().DecodeString(b64)
	if err != nil || len(b) < 5 {
		return signature{}, false
	}
	return signature{name, uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])}, true
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }
