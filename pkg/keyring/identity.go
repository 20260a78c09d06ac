package keyring

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// Identity is a secret key. Printing it shows its public half only.
type Identity struct {
	line   string // AGE-SECRET-KEY-...
	hybrid bool
	// key is made from the line when it is first needed: that takes as long as
	// opening a file, and a part is opened by its file key.
	key func() (age.Identity, Recipient)
}

// Recipient is a public key. The zero value is none.
type Recipient struct {
	r      age.Recipient
	text   string
	hybrid bool
}

// Limits of what is parsed; age's own longest line is that of a hybrid recipient, 1959 bytes.
const (
	maxIdentityFile  = 1 << 20
	maxIdentities    = 100
	maxRecipientText = 4096
)

// Generate makes a new post-quantum hybrid identity.
func Generate() (*Identity, error) {
	noCore()
	h, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make an identity: %w", err)
	}
	return hybridIdentity(h), nil
}

func hybridIdentity(h *age.HybridIdentity) *Identity {
	return &Identity{line: h.String(), hybrid: true, key: sync.OnceValues(func() (age.Identity, Recipient) { return h, hybridRecipient(h) })}
}

func hybridRecipient(h *age.HybridIdentity) Recipient {
	r := h.Recipient()
	return Recipient{r: r, text: r.String(), hybrid: true}
}

func classicIdentity(x *age.X25519Identity) *Identity {
	r := x.Recipient()
	public := Recipient{r: r, text: r.String()}
	return &Identity{line: x.String(), key: func() (age.Identity, Recipient) { return x, public }}
}

// Recipient is the public half.
func (i *Identity) Recipient() Recipient { _, r := i.key(); return r }

// Secret is the line AGE-SECRET-KEY-... for an identity file. Nothing else
// shows it.
func (i *Identity) Secret() string { return i.line }

// Hybrid reports whether it is post-quantum.
func (i *Identity) Hybrid() bool { return i.hybrid }

// File is an identity file as age-keygen writes it, with the public key as a comment.
func (i *Identity) File() []byte {
	return []byte("# public key: " + i.Recipient().text + "\n" + i.line + "\n")
}

// String shows the beginning of the public half.
func (i Identity) String() string {
	return "identity(" + i.Recipient().short() + ")"
}

// String is the text age1... .
func (r Recipient) String() string { return r.text }

// Hybrid reports whether it is post-quantum.
func (r Recipient) Hybrid() bool { return r.hybrid }

// IsZero reports whether it is no recipient at all.
func (r Recipient) IsZero() bool { return r.r == nil }

func (r Recipient) short() string {
	if len(r.text) > 20 {
		return r.text[:20] + "..."
	}
	return r.text
}

// ParseRecipient reads age1pq1... or age1... . The error is [ErrRecipient] and does not hold the
// text, which may be a secret key that was given by mistake.
func ParseRecipient(s string) (Recipient, error) {
	if len(s) > maxRecipientText {
		return Recipient{}, ErrRecipient
	}
	switch {
	case strings.HasPrefix(s, "age1pq1"):
		if r, err := age.ParseHybridRecipient(s); err == nil && r.String() == s {
			return Recipient{r: r, text: s, hybrid: true}, nil
		}
	case strings.HasPrefix(s, "age1"):
		if r, err := age.ParseX25519Recipient(s); err == nil && r.String() == s {
			return Recipient{r: r, text: s}, nil
		}
	case strings.HasPrefix(s, "AGE-SECRET-KEY-"):
		return Recipient{}, fmt.Errorf("%w: it is a secret key", ErrRecipient)
	case strings.HasPrefix(s, "ssh-"):
		return Recipient{}, fmt.Errorf("%w: SSH keys are not supported", ErrRecipient)
	}
	return Recipient{}, ErrRecipient
}

// ParseIdentities reads an identity file: one AGE-SECRET-KEY-... a line, empty
// lines and comments (#) between, at most 100 keys and 1 MiB. A file that is sealed by a
// passphrase gives [ErrSealed] (see [OpenPassphrase]); anything else [ErrIdentity] with
// the number of the line, never its text.
func ParseIdentities(data []byte) ([]*Identity, error) {
	noCore()
	if IsSealed(data) {
		return nil, ErrSealed
	}
	if len(data) > maxIdentityFile {
		return nil, fmt.Errorf("%w: %w", ErrIdentity, ErrTooLarge)
	}
	var ids []*Identity
	n := 0
	for line := range bytes.Lines(data) {
		n++
		text := string(bytes.TrimRight(line, "\r\n"))
		if text == "" || text[0] == '#' {
			continue
		}
		id, why := parseSecret(text)
		if why != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrIdentity, n, why)
		}
		if len(ids) == maxIdentities {
			return nil, fmt.Errorf("%w: more than %d keys", ErrIdentity, maxIdentities)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("%w: it holds no key", ErrIdentity)
	}
	return ids, nil
}

// parseSecret reads one secret key; the error tells the kind of fault only.
func parseSecret(s string) (*Identity, error) {
	switch {
	case !utf8.ValidString(s):
		return nil, errors.New("not text")
	case strings.HasPrefix(s, "AGE-SECRET-KEY-PQ-1"):
		if h, err := age.ParseHybridIdentity(s); err == nil {
			return hybridIdentity(h), nil
		}
		return nil, errors.New("a post-quantum key that is mistyped")
	case strings.HasPrefix(s, "AGE-SECRET-KEY-1"):
		if x, err := age.ParseX25519Identity(s); err == nil {
			return classicIdentity(x), nil
		}
		return nil, errors.New("a key that is mistyped")
	case strings.HasPrefix(s, "AGE-PLUGIN-"):
		return nil, errors.New("keys of age plugins are not supported")
	case strings.HasPrefix(s, "-----BEGIN"):
		return nil, errors.New("SSH and PEM keys are not supported")
	case strings.HasPrefix(s, "age1"):
		return nil, errors.New("a public key; the secret one is needed")
	}
	return nil, errors.New("no age identity")
}

// intro is how every age file begins that is not armored.
const intro = "age-encryption.org/v1\n"

// IsSealed reports whether data begins as an age file, binary or armored.
func IsSealed(data []byte) bool {
	return bytes.HasPrefix(data, []byte(intro)) || bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte(armor.Header))
}
