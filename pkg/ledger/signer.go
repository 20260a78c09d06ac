package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Signer holds the Ed25519 signing key of one actor. Its secret leaves it only by
// Line.
type Signer struct {
	name     string
	verifier string
	line     string
	signer   note.Signer
}

// GenerateSigner makes a new key for an actor from the system's randomness, and gives
// its verifier key as well.
func GenerateSigner(name string) (s *Signer, verifier string, err error) {
	if !IsActor(name) {
		return nil, "", fmt.Errorf("%w: the name of an actor", ErrForm)
	}
	line, verifier, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, "", fmt.Errorf("making a signing key: %w", err)
	}
	s, err = ParseSigner(line)
	return s, verifier, err
}

// ParseSigner reads a signing key: one line as note.GenerateKey writes it, with or
// without its newline. The error wraps ErrKey and holds nothing of the line.
func ParseSigner(line string) (*Signer, error) {
	line = strings.TrimSuffix(line, "\n")
	signer, err := note.NewSigner(line)
	if err != nil || !IsActor(signer.Name()) || strings.ContainsFunc(line, notGraphic) {
		return nil, ErrKey
	}
	// NewSigner has checked it: PRIVATE+KEY+name+hash+base64(algorithm, seed).
	b64 := line[strings.Index(line, signer.Name()+"+")+len(signer.Name())+len("+01234567+"):]
	secret, err := base64.StdEncoding.DecodeString(b64)
	if err != nil || len(secret) != 1+ed25519.SeedSize {
		return nil, ErrKey
	}
	public := ed25519.NewKeyFromSeed(secret[1:]).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return nil, ErrKey
	}
	return &Signer{name: signer.Name(), verifier: verifier, line: line, signer: signer}, nil
}

// Name is the actor's name.
func (s *Signer) Name() string { return s.name }

// Verifier is the public key, as actors and cards carry it.
func (s *Signer) Verifier() string { return s.verifier }

// Line is the secret key as ParseSigner reads it, without a newline. It belongs into
// a file of mode 0600 and nowhere else.
func (s *Signer) Line() string { return s.line }

// String keeps the secret out of whatever prints a Signer.
func (s *Signer) String() string { return "signer " + s.name }

// GoString is String.
func (s *Signer) GoString() string { return s.String() }

// CheckVerifier tells whether verifier is a verifier key with the actor's name in it.
// The error wraps ErrKey.
func CheckVerifier(name, verifier string) error {
	v, err := note.NewVerifier(verifier)
	if err != nil || v.Name() != name || len(verifier) > 256 || strings.ContainsFunc(verifier, notGraphic) {
		return fmt.Errorf("%w: the verifier key of an actor", ErrKey)
	}
	return nil
}

func notGraphic(r rune) bool { return r <= 0x20 || r >= 0x7f }

// Sign gives the bytes of the entry's file and the head after it. Head is that of the
// log before the entry; State must be filled in.
func (e *Entry) Sign(head Head, s *Signer) (file []byte, next Head, err error) {
	if e.Seq != head.Size {
		return nil, Head{}, ErrOrder
	}
	if e.Actor != s.name {
		return nil, Head{}, ErrSignature
	}
	body, err := e.Body()
	if err != nil {
		return nil, Head{}, err
	}
	next = head.Append(body)
	signed, err := note.Sign(&note.Note{Text: checkpointText(e.Vault, next.Size, next.Root)}, s.signer)
	if err != nil {
		return nil, Head{}, fmt.Errorf("signing an entry: %w", err)
	}
	file = make([]byte, 0, len(body)+2+len(signed))
	file = append(append(append(file, body...), "\n\n"...), signed...)
	return file, next, nil
}
