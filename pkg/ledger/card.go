package ledger

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Card is what a person hands to an owner to be added: a name, the age recipient to
// which key files are sealed, and the verifier key of the signatures. It is signed
// by that key, so a card cannot join one person's name to another's keys unnoticed;
// that it is this person's must be compared out of band.
type Card struct {
	Name      string
	Recipient string
	Verifier  string
}

// card is the canonical JSON of a card, keys in order.
type card struct {
	Name      string `json:"name"`
	NPS       string `json:"nps"`
	Recipient string `json:"recipient"`
	Verifier  string `json:"verifier"`
}

func (c card) text() string {
	b := appendText([]byte("{"), "name", c.Name)
	b = appendText(append(b, ','), "nps", c.NPS)
	b = appendText(append(b, ','), "recipient", c.Recipient)
	b = appendText(append(b, ','), "verifier", c.Verifier)
	return string(append(b, "}\n"...))
}

const cardKind = "card/1"

// Card makes the card of the signer with an age recipient.
func (s *Signer) Card(recipient string) ([]byte, error) {
	if !IsRecipient(recipient) {
		return nil, fmt.Errorf("%w: the recipient of a card", ErrForm)
	}
	text := card{s.name, cardKind, recipient, s.verifier}.text()
	out, err := note.Sign(&note.Note{Text: text}, s.signer)
	if err != nil {
		return nil, fmt.Errorf("signing a card: %w", err)
	}
	return out, nil
}

// ParseCard reads a card and checks its form and its signature. Errors wrap ErrForm,
// ErrVersion, ErrKey or ErrSignature.
func ParseCard(data []byte) (*Card, error) {
	text, first, err := splitNote(data)
	if err != nil {
		return nil, err
	}
	var c card
	if json.Unmarshal([]byte(text), &c) != nil {
		return nil, fmt.Errorf("%w: a card", ErrForm)
	}
	if c.NPS != cardKind && strings.HasPrefix(c.NPS, "card/") {
		return nil, ErrVersion
	}
	if c.NPS != cardKind || c.text() != text || !IsActor(c.Name) || !IsRecipient(c.Recipient) {
		return nil, fmt.Errorf("%w: a card", ErrForm)
	}
	if err := CheckVerifier(c.Name, c.Verifier); err != nil {
		return nil, err
	}
	if err := verifyNote(data, first, c.Verifier); err != nil {
		return nil, err
	}
	return &Card{Name: c.Name, Recipient: c.Recipient, Verifier: c.Verifier}, nil
}
