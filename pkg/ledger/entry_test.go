package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
)

// The key of an invented person, whose seed is 32 times 7, so that the test vectors stay.
const (
	ashaKey  = "PRIVATE+KEY+asha+6244557c+AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
	vaultID  = "00112233445566778899aabbccddeeff"
	anyHash  = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	someTime = 1767225600 // 2026-01-01
)

func asha(t testing.TB) *Signer {
	t.Helper()
	s, err := ParseSigner(ashaKey)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sample() *Entry {
	return &Entry{
		V: 1, Vault: vaultID, Seq: 2, Time: someTime, Actor: "asha", Op: "import", Tool: "nps/0.4.0",
		Add: []File{
			{Path: "keys/parts/2026-01-x.core.1.age", Bytes: 700, SHA256: anyHash, Tier: "core", Bucket: "2026-01", Rows: 3, First: "2026-01-01", Last: "2026-01-03"},
			{Path: "quarantine/x.age", Bytes: 9, SHA256: anyHash, Rows: 1},
		},
		Del: []string{"a/b", "a/c"}, Data: json.RawMessage(`{"rows":{"in":3}}`), State: anyHash,
	}
}

func headAt(n int64) Head { return headOf(n, body) }

func signed(t testing.TB, e *Entry) []byte {
	t.Helper()
	file, _, err := e.Sign(headAt(e.Seq), asha(t))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// A vector of the format: it must never change, or vaults written before do not open.
const vector = `{"actor":"asha","add":[{"bucket":"2026-01","bytes":700,"first":"2026-01-01","last":"2026-01-03","path":"keys/parts/2026-01-x.core.1.age","rows":3,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","tier":"core"},{"bytes":9,"path":"quarantine/x.age","rows":1,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}],"data":{"rows":{"in":3}},"del":["a/b","a/c"],"op":"import","seq":2,"state":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","time":1767225600,"tool":"nps/0.4.0","v":1,"vault":"00112233445566778899aabbccddeeff"}

nps/00112233445566778899aabbccddeeff
3
`

func TestEntryRoundTrip(t *testing.T) {
	s := asha(t)
	file, next, err := sample().Sign(headAt(2), s)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(file), vector) {
		t.Fatalf("the form of an entry changed:\n%s", file)
	}
	p, err := ParseEntry(file)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := p.Entry.Body(); err != nil || !bytes.Equal(b, p.Body) || len(p.Entry.Add) != 2 || p.Entry.Add[0] != sample().Add[0] {
		t.Fatalf("%s, %v", b, err)
	}
	head, err := p.Verify(headAt(2), s.Verifier())
	if err != nil || head.Marshal() != next.Marshal() || head.Root != p.Checkpoint.Root || head.Size != 3 {
		t.Fatal(err)
	}
	// Anybody's tool can check it.
	v, err := note.NewVerifier(s.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(p.Checkpoint.Note(), note.VerifierList(v))
	if err != nil || n.Text != checkpointText(vaultID, 3, head.Root) {
		t.Fatal(err)
	}
	if len(p.Digest()) != 64 || p.Checkpoint.Signer() != "asha" {
		t.Error(p.Digest(), p.Checkpoint.Signer())
	}
}

func TestVerifyRefuses(t *testing.T) {
	s := asha(t)
	other, otherKey, err := GenerateSigner("asha")
	if err != nil {
		t.Fatal(err)
	}
	_, benKey, err := GenerateSigner("ben")
	if err != nil {
		t.Fatal(err)
	}
	good := signed(t, sample())
	byOther, _, err := sample().Sign(headAt(2), other)
	if err != nil {
		t.Fatal(err)
	}
	onOther, _, err := sample().Sign(headOf(2, func(i int64) []byte { return []byte("other") }), s)
	if err != nil {
		t.Fatal(err)
	}
	moved := bytes.Replace(good, []byte(`"rows":1`), []byte(`"rows":2`), 1)
	first := bytes.LastIndex(good, []byte("\u2014 "))
	second := slices.Concat(good[:first], byOther[bytes.LastIndex(byOther, []byte("\u2014 ")):], good[first:])
	broken := slices.Clone(good)
	if broken[len(broken)-8] == 'A' {
		broken[len(broken)-8] = 'B'
	} else {
		broken[len(broken)-8] = 'A'
	}
	cases := []struct {
		name     string
		file     []byte
		at       int64
		verifier string
		want     error
	}{
		{"good", good, 2, s.Verifier(), nil},
		{"a later place", good, 3, s.Verifier(), ErrOrder},
		{"an earlier place", good, 1, s.Verifier(), ErrOrder},
		{"another log before it", onOther, 2, s.Verifier(), ErrRoot},
		{"another body", moved, 2, s.Verifier(), ErrRoot},
		{"another key of that name", byOther, 2, s.Verifier(), ErrSignature},
		{"asked for another key", good, 2, otherKey, ErrSignature},
		{"asked for another name", good, 2, benKey, ErrSignature},
		{"a broken signature", broken, 2, s.Verifier(), ErrSignature},
		{"the actor signs second", second, 2, s.Verifier(), ErrSignature},
		{"no key", good, 2, "", ErrKey},
	}
	for _, c := range cases {
		p, err := ParseEntry(c.file)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if _, err := p.Verify(headAt(c.at), c.verifier); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	// Further signatures, of unknown keys too, are no error.
	witnessed := slices.Concat(good, byOther[bytes.LastIndex(byOther, []byte("\u2014 ")):], []byte("\u2014 w.example/log AAAAAAAA\n"))
	p, err := ParseEntry(witnessed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Verify(headAt(2), s.Verifier()); err != nil {
		t.Error("witnessed:", err)
	}
}

func TestParseEntryRefuses(t *testing.T) {
	good := string(signed(t, sample()))
	if _, err := ParseEntry([]byte(good)); err != nil {
		t.Fatal(err)
	}
	body, text, _ := strings.Cut(good, "\n\n")
	sig := text[strings.Index(text, "\u2014"):]
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s is not there to be replaced", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	cases := map[string]string{
		"empty":               "",
		"body only":           body + "\n",
		"no blank line":       body + "\n" + text,
		"two blank lines":     body + "\n\n\n" + text,
		"CR LF":               strings.ReplaceAll(good, "\n", "\r\n"),
		"blank in the body":   swap(`"seq":2`, `"seq": 2`),
		"no signature":        body + "\n\n" + text[:strings.Index(text, "\u2014")],
		"unfinished line":     strings.TrimSuffix(good, "\n"),
		"hyphen for the dash": strings.ReplaceAll(good, "\u2014", "-"),
		"17 signatures":       good + strings.Repeat(sig, 16),
		"other origin":        swap("nps/"+vaultID, "nps/"+strings.Repeat("0", 32)),
		"foreign origin":      swap("nps/"+vaultID, "go.sum database tree"),
		"other size":          swap("\n3\n", "\n4\n"),
		"size as 03":          swap("\n3\n", "\n03\n"),
		"extension line":      swap("\n\n\u2014", "\nmore\n\n\u2014"),
		"short root":          swap("=\n", "\n"),
		"another signer":      swap("\u2014 asha", "\u2014 asho"),
		"other actor":         swap(`"actor":"asha"`, `"actor":"asho"`),
		"unknown key":         swap(`"op":`, `"on":1,"op":`),
		"key in capitals":     swap(`"actor"`, `"ACTOR"`),
		"key twice by case":   swap(`{"actor"`, `{"Seq":2,"actor"`),
		"no tool":             swap(`"tool":"nps/0.4.0",`, ""),
		"empty add":           swap(body[strings.Index(body, `"add":[`):strings.Index(body, `,"data"`)], `"add":[]`),
		"empty del":           swap(`["a/b","a/c"]`, "[]"),
		"empty data":          swap(`{"rows":{"in":3}}`, "{}"),
		"data no object":      swap(`{"rows":{"in":3}}`, `"text"`),
		"seq as text":         swap(`"seq":2`, `"seq":"2"`),
		"negative seq":        swap(`"seq":2`, `"seq":-1`),
		"negative time":       swap(`"time":1767225600`, `"time":-1`),
		"year 10000":          swap(`"time":1767225600`, `"time":253402300800`),
		"long name":           swap(`"actor":"asha"`, `"actor":"`+strings.Repeat("a", 41)+`"`),
		"v 0":                 swap(`"v":1`, `"v":0`),
		"short vault":         swap(`"vault":"00`, `"vault":"0`),
		"state in capitals":   swap(`"state":"e3b0`, `"state":"E3b0`),
		"no state":            swap(`"state":"`+anyHash+`",`, ""),
		"op with a blank":     swap(`"op":"import"`, `"op":"im port"`),
		"foreign tool":        swap(`nps/0.4.0`, `xxx/0.4.0`),
		"path leads out":      swap(`quarantine/x.age`, `../x.age`),
		"path leads out 2":    swap(`quarantine/x.age`, `quarantine/../../x.age`),
		"absolute path":       swap(`quarantine/x.age`, `/etc/passwd`),
		"empty name":          swap(`quarantine/x.age`, `quarantine//x.age`),
		"backslash":           swap(`quarantine/x.age`, `quarantine\\x.age`),
		"capital":             swap(`quarantine/x.age`, `quarantine/X.age`),
		"add not sorted":      swap(`quarantine/x.age`, `a/x.age`),
		"add twice":           swap(`quarantine/x.age`, `keys/parts/2026-01-x.core.1.age`),
		"del not sorted":      swap(`["a/b","a/c"]`, `["a/c","a/b"]`),
		"del twice":           swap(`["a/b","a/c"]`, `["a/b","a/b"]`),
		"del leads out":       swap(`["a/b"`, `["../b"`),
		"zero bytes":          swap(`"bytes":9`, `"bytes":0`),
		"negative rows":       swap(`"rows":1,`, `"rows":-1,`),
		"zero rows written":   swap(`"rows":1,`, `"rows":0,`),
		"short hash":          swap(`"sha256":"e3`, `"sha256":"e`),
	}
	for name, file := range cases {
		if _, err := ParseEntry([]byte(file)); !errors.Is(err, ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, file := range map[string]string{"v 2": swap(`"v":1`, `"v":2`), "v 2, other types": strings.Replace(swap(`"v":1`, `"v":2`), `"seq":2`, `"seq":"2"`, 1)} {
		if _, err := ParseEntry([]byte(file)); !errors.Is(err, ErrVersion) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	e := sample()
	e.Data = json.RawMessage(`{"survey":"` + strings.Repeat("x", MaxBody) + `"}`)
	if _, _, err := e.Sign(headAt(2), asha(t)); !errors.Is(err, ErrForm) {
		t.Error("a body beyond the limit:", err)
	}
	e.Data = json.RawMessage(`{"survey":"` + strings.Repeat("x", MaxBody-2000) + `"}`)
	file := signed(t, e)
	if _, err := ParseEntry(file); err != nil || len(file) > MaxFile {
		t.Error(err)
	}
	long := append(bytes.Replace(file, []byte("xxxx"), bytes.Repeat([]byte("x"), 4000), 1), file...)
	if _, err := ParseEntry(long); !errors.Is(err, ErrForm) {
		t.Error(err)
	}
	if _, err := ParseEntry(append(signed(t, sample()), bytes.Repeat([]byte("\u2014 w "+strings.Repeat("AAAA", 5000)+"\n"), 4)...)); !errors.Is(err, ErrForm) {
		t.Error("a long note:", err)
	}
}

func TestSignRefuses(t *testing.T) {
	ben, _, err := GenerateSigner("ben")
	if err != nil {
		t.Fatal(err)
	}
	unfinished := sample()
	unfinished.State = ""
	unsorted := sample()
	slices.Reverse(unsorted.Del)
	cases := []struct {
		name string
		e    *Entry
		head Head
		by   *Signer
		want error
	}{
		{"another place", sample(), headAt(1), asha(t), ErrOrder},
		{"another signer", sample(), headAt(2), ben, ErrSignature},
		{"no state", unfinished, headAt(2), asha(t), ErrForm},
		{"not sorted", unsorted, headAt(2), asha(t), ErrForm},
	}
	for _, c := range cases {
		if _, _, err := c.e.Sign(c.head, c.by); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add(signed(f, sample()))
	f.Add(append(signed(f, sample()), "\u2014 w.example/log AAAAAAAA\n"...))
	f.Add(signed(f, &Entry{V: 1, Vault: vaultID, Actor: "asha", Op: "heartbeat", Tool: "nps/x", State: anyHash}))
	f.Add([]byte(vector))
	f.Add([]byte("{}\n\n"))
	verifier := asha(f).Verifier()
	good := signed(f, sample())
	goodBody, _, _ := bytes.Cut(good, []byte("\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ParseEntry(file)
		if err != nil {
			return
		}
		if b, err := p.Entry.Body(); err != nil || !bytes.Equal(b, p.Body) || !bytes.HasPrefix(file, append(b, "\n\n"...)) {
			t.Fatalf("written again it is %q (%v)", b, err)
		}
		// Nothing but what the key signed verifies.
		if _, err := p.Verify(headAt(2), verifier); err == nil && !bytes.Equal(p.Body, goodBody) {
			t.Fatal("a body that was not signed verifies")
		}
	})
}

func TestErrorsHoldNoValues(t *testing.T) {
	const canary = "Canary Person"
	for _, old := range []string{"asha", "import", "nps/0.4.0", "quarantine/x.age", "a/b", "core", "2026-01-01", anyHash} {
		file := strings.Replace(string(signed(t, sample())), old, canary, 1)
		_, err := ParseEntry([]byte(file))
		if err == nil || strings.Contains(strings.ToLower(fmt.Sprint(err)), "canary") {
			t.Errorf("%s: %v", old, err)
		}
	}
}
