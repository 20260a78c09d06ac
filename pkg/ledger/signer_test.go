package ledger

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

const recipient = "age1pq1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"

func TestSigner(t *testing.T) {
	s, verifier, err := GenerateSigner("asha")
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseSigner(s.Line() + "\n")
	if err != nil || again.Verifier() != verifier || again.Name() != "asha" || s.Verifier() != verifier {
		t.Fatal(err)
	}
	if err := CheckVerifier("asha", verifier); err != nil {
		t.Error(err)
	}
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s)} {
		if strings.Contains(shown, "PRIVATE") || strings.Contains(shown, s.Line()[30:]) {
			t.Error("the key is shown:", shown)
		}
	}
	if other, _, err := GenerateSigner("asha"); err != nil || other.Line() == s.Line() {
		t.Error("the same key twice", err)
	}
	for _, name := range []string{"", "Asha", "a b", "a+b", "-a", strings.Repeat("a", 41), "é"} {
		if _, _, err := GenerateSigner(name); !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, line := range []string{"", "PRIVATE+KEY", s.Line()[:60], s.Line() + "\n\n", " " + s.Line(), verifier, strings.Replace(s.Line(), "+asha+", "+Asha+", 1), strings.Replace(s.Line(), "+asha+", "+ashb+", 1)} {
		_, err := ParseSigner(line)
		if !errors.Is(err, ErrKey) || line != "" && strings.Contains(err.Error(), line) {
			t.Errorf("%q: %v", line, err)
		}
	}
	for _, v := range []string{"", verifier + " ", strings.Replace(verifier, "asha", "ashb", 1), s.Line()} {
		if err := CheckVerifier("asha", v); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", v, err)
		}
	}
	if err := CheckVerifier("ben", verifier); !errors.Is(err, ErrKey) {
		t.Error(err)
	}
}

func TestCard(t *testing.T) {
	s := asha(t)
	data, err := s.Card(recipient)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseCard(data)
	if err != nil || *c != (Card{"asha", recipient, s.Verifier()}) {
		t.Fatal(c, err)
	}
	if !strings.HasPrefix(string(data), `{"name":"asha","nps":"card/1","recipient":"age1pq1`) {
		t.Errorf("the form of a card changed: %s", data)
	}
	if _, err := s.Card("ssh-ed25519 AAAA"); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	ben, benKey, err := GenerateSigner("ben")
	if err != nil {
		t.Fatal(err)
	}
	benCard, err := ben.Card(recipient)
	if err != nil {
		t.Fatal(err)
	}
	good := string(data)
	sigs := string(benCard[strings.Index(string(benCard), "\n\n"):])
	for name, c := range map[string]struct {
		data string
		want error
	}{
		"empty":             {"", ErrForm},
		"another recipient": {strings.Replace(good, "age1pq1q", "age1pq1p", 1), ErrSignature},
		"another name":      {strings.Replace(good, `"name":"asha"`, `"name":"asho"`, 1), ErrKey},
		"another key":       {strings.Replace(good, s.Verifier(), benKey, 1), ErrKey},
		"another signer":    {good[:strings.Index(good, "\n\n")] + sigs, ErrSignature},
		"a later card":      {strings.Replace(good, "card/1", "card/2", 1), ErrVersion},
		"no card":           {strings.Replace(good, "card/1", "note/1", 1), ErrForm},
		"an unknown key":    {strings.Replace(good, `"nps"`, `"nop":1,"nps"`, 1), ErrForm},
		"blanks":            {strings.Replace(good, `,"nps"`, `, "nps"`, 1), ErrForm},
		"more text":         {strings.Replace(good, "}\n", "}\nmore\n", 1), ErrForm},
		"no signature":      {good[:strings.Index(good, "\n\n")+2], ErrForm},
		"an entry":          {string(signed(t, sample())), ErrForm},
	} {
		if _, err := ParseCard([]byte(c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestCardOfBadNames: a card that its key did sign is still held to the form.
func TestCardOfBadNames(t *testing.T) {
	line, verifier, err := note.GenerateKey(rand.Reader, "Asha")
	if err != nil {
		t.Fatal(err)
	}
	capital, err := note.NewSigner(line)
	if err != nil {
		t.Fatal(err)
	}
	s := asha(t)
	for name, c := range map[string]struct {
		card   card
		signer note.Signer
	}{
		"good":      {card{"asha", cardKind, recipient, s.verifier}, s.signer},
		"name":      {card{"Asha", cardKind, recipient, verifier}, capital},
		"recipient": {card{"asha", cardKind, "age1 x", s.verifier}, s.signer},
	} {
		data, err := note.Sign(&note.Note{Text: c.card.text()}, c.signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseCard(data); (err == nil) != (name == "good") || err != nil && !errors.Is(err, ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseCheckpoint(t *testing.T) {
	p, err := ParseEntry(signed(t, sample()))
	if err != nil {
		t.Fatal(err)
	}
	c, err := ParseCheckpoint(p.Checkpoint.Note())
	if err != nil || c.Vault != vaultID || c.Size != 3 || c.Root != p.Checkpoint.Root || c.Verify(asha(t).Verifier()) != nil {
		t.Fatal(c, err)
	}
}

func FuzzParseCard(f *testing.F) {
	data, err := asha(f).Card(recipient)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("{}\n\n\u2014 asha AAAAAAAA\n"))
	f.Add(signed(f, sample()))
	verifier := asha(f).Verifier()
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCard(data)
		if err != nil {
			return
		}
		if c.Verifier == verifier && (c.Name != "asha" || c.Recipient != recipient) {
			t.Fatalf("a card that was not signed is accepted: %+v", c)
		}
	})
}

func FuzzParseCheckpoint(f *testing.F) {
	p, err := ParseEntry(signed(f, sample()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p.Checkpoint.Note())
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCheckpoint(data)
		if err == nil && !strings.HasPrefix(string(data), checkpointText(c.Vault, c.Size, c.Root)+"\n\u2014 ") {
			t.Fatalf("another spelling is accepted: %q", data)
		}
	})
}
