package demo

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

type label struct {
	Record int    `json:"record"`
	Text   string `json:"text"`
	Spans  []struct {
		Start, End int
		Type       string
	} `json:"spans"`
}

func labelled(t *testing.T, cfg Config) ([]label, []byte, *Truth) {
	t.Helper()
	var lines bytes.Buffer
	cfg.Labels = &lines
	data, truth := write(t, cfg)
	var labels []label
	d := json.NewDecoder(&lines)
	for d.More() {
		var l label
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		labels = append(labels, l)
	}
	return labels, data, truth
}

// shapes of the planted values, written independently of the writer.
var shapes = map[string]*regexp.Regexp{
	"EMAIL":   regexp.MustCompile(`^[a-z._]+\d+@[a-z]+\.(com|org|net|example|test|invalid)$`),
	"PHONE":   regexp.MustCompile(`^((\+91[ -]|0)?(6[145678]\d{3})[ -]?(6[145678]\d{3})|\+44 7700 900\d{3}|\+1 \d{3} 555 01\d\d)$`),
	"PERSON":  regexp.MustCompile(`^\p{Lu}[\p{L}']+( \p{Lu}[\p{L}']+)?$|^[\p{Devanagari}]+ [\p{Devanagari}]+$`),
	"AADHAAR": regexp.MustCompile(`^[2-9]\d{3}([ -]?)\d{4}[ -]?\d{4}$`),
	"PAN":     regexp.MustCompile(`^[A-Z]{3}P[A-Z]\d{4}[A-Z]$`),
	"UPI":     regexp.MustCompile(`^[a-z]+\d+@okexample$`),
	"CARD":    regexp.MustCompile(`^[3-5][\d ]+$`),
}

// Every span cuts out a value of its type, the sums are the truth's, the text is the cell's,
// and outside of the spans nothing personal is left.
func TestLabels(t *testing.T) {
	for _, like := range []Tool{NPS, Typeform, Qualtrics} {
		cfg := config(20000)
		cfg.Like = like
		labels, data, truth := labelled(t, cfg)
		c := combination{like, CSV}
		col := columnsOf(c)
		rows := read(t, c, data, col.lastHeader, 0)
		found := map[string]int64{}
		var personal int64
		for _, l := range labels {
			if got := rows[l.Record-1][col.comment]; got != l.Text {
				t.Fatalf("%s record %d: the cell is %q, the label says %q", like, l.Record, got, l.Text)
			}
			rest, at := "", 0
			for _, s := range l.Spans {
				if s.Start < at || s.End <= s.Start || s.End > len(l.Text) {
					t.Fatalf("%s record %d: span %+v", like, l.Record, s)
				}
				value := l.Text[s.Start:s.End]
				if shape := shapes[s.Type]; shape == nil || !shape.MatchString(value) {
					t.Errorf("%s: %q is not a %s", like, value, s.Type)
				}
				if digits := digitsIn(value); s.Type == "AADHAAR" && (len(digits) != 12 || digits[11] != verhoeff(digits[:11])) {
					t.Errorf("%s has a wrong check digit", value)
				}
				found[s.Type]++
				rest, at = rest+l.Text[at:s.Start], s.End
			}
			rest += l.Text[at:]
			if strings.Contains(rest, "@") || survey.ContainsEmail([]byte(rest)) {
				t.Errorf("%s record %d: an address outside the spans: %q", like, l.Record, rest)
			}
			if len(l.Spans) > 0 {
				personal++
			}
			if !utf8.ValidString(l.Text) {
				t.Errorf("record %d is not UTF-8", l.Record)
			}
		}
		if int64(len(labels)) != truth.Comments.Count || personal != truth.Comments.WithPersonal || personal == 0 {
			t.Errorf("%s: %d labels, %d with spans; the truth says %d, %d", like, len(labels), personal, truth.Comments.Count, truth.Comments.WithPersonal)
		}
		if len(truth.Comments.Personal) != len(shapes) {
			t.Errorf("types %v", truth.Comments.Personal)
		}
		for _, n := range truth.Comments.Personal {
			if n.Count != found[n.Name] || n.Count == 0 {
				t.Errorf("%s: %d of %s, the truth says %d", like, found[n.Name], n.Name, n.Count)
			}
		}
	}
}

func digitsIn(s string) (digits []byte) {
	for i := range len(s) {
		if c := s[i]; c >= '0' && c <= '9' {
			digits = append(digits, c-'0')
		}
	}
	return digits
}

// What the truth counts about the comments is what is in them.
func TestComments(t *testing.T) {
	labels, _, truth := labelled(t, config(20000))
	var hindiTexts, newlines, formulas, quotes, commas, smart, emoji int64
	for _, l := range labels {
		if strings.ContainsAny(l.Text, "\n") {
			newlines++
		}
		if strings.ContainsAny(l.Text[:1], "=+-@") {
			formulas++
		}
		for _, r := range l.Text {
			if r >= 0x0904 && r <= 0x0939 {
				hindiTexts++
				break
			}
		}
		quotes += int64(strings.Count(l.Text, `"`))
		commas += int64(strings.Count(l.Text, ","))
		smart += int64(strings.Count(l.Text, "’") + strings.Count(l.Text, "“"))
		emoji += int64(strings.Count(l.Text, "🙏") + strings.Count(l.Text, "😡"))
	}
	c := truth.Comments
	if newlines != c.WithNewline || formulas != c.WithFormula || formulas == 0 || newlines == 0 {
		t.Errorf("newlines %d formulas %d, the truth says %d %d", newlines, formulas, c.WithNewline, c.WithFormula)
	}
	if c.Languages[hindi].Count != hindiTexts || hindiTexts == 0 {
		t.Errorf("%d Hindi comments, the truth says %v", hindiTexts, c.Languages)
	}
	if quotes == 0 || commas == 0 || smart == 0 || emoji == 0 || c.WithEmoji == 0 {
		t.Errorf("quotes %d commas %d smart quotes %d emoji %d", quotes, commas, smart, emoji)
	}
	for _, n := range c.Lookalikes {
		if n.Count == 0 {
			t.Errorf("no lookalike of kind %s", n.Name)
		}
	}
	for _, theme := range c.Themes {
		if theme.Detractors == 0 || theme.Passives == 0 || theme.Promoters == 0 {
			t.Errorf("theme %+v", theme)
		}
	}
}

// An order number of twelve digits never passes for an Aadhaar number.
func TestOrdersAreNoAadhaar(t *testing.T) {
	r := newRNG(1, 1)
	long := 0
	for range 5000 {
		d := digitsIn(string(appendOrder(nil, &r)))
		if len(d) != 12 {
			continue
		}
		long++
		if d[11] == verhoeff(d[:11]) {
			t.Fatalf("%v passes", d)
		}
	}
	if long < 2000 {
		t.Errorf("only %d long ones", long)
	}
}

func TestAadhaarIsNoPalindrome(t *testing.T) {
	r := newRNG(2, 1)
	for range 20000 {
		d := digitsIn(string(appendAadhaar(nil, &r)))
		back := true
		for i := range 6 {
			back = back && d[i] == d[11-i]
		}
		if back {
			t.Fatalf("%v reads the same backwards", d)
		}
	}
}

func TestVerhoeff(t *testing.T) {
	for _, c := range []struct {
		digits string
		check  byte
	}{
		{"23412341234", 6}, // the vector of privacy.md
		{"236", 3},         // the usual worked example
		{"12345", 1},
		{"", 0},
	} {
		if got := verhoeff(digitsIn(c.digits)); got != c.check {
			t.Errorf("verhoeff(%s) = %d, want %d", c.digits, got, c.check)
		}
	}
}

// Every language speaks of every theme in every class, and has every other section.
func TestPhrasesAreComplete(t *testing.T) {
	book, err := phrases()
	if err != nil {
		t.Fatal(err)
	}
	need := func(p []phrase, where ...string) {
		if len(p) < 2 {
			t.Errorf("%v: %d sentences", where, len(p))
		}
	}
	for l, language := range languages {
		need(book.planted[l], language, "planted")
		need(book.lookalike[l], language, "lookalike")
		for c, class := range classes {
			need(book.open[l][c], language, class, "open")
			need(book.close[l][c], language, class, "close")
			for i, theme := range themes {
				need(book.theme[l][c][i], language, class, theme)
			}
		}
	}
}

// A theme's sentence must not plant anything: only the planted section is counted as a share.
func TestOnlyPlantedSectionsPlant(t *testing.T) {
	book, err := phrases()
	if err != nil {
		t.Fatal(err)
	}
	for l := range languages {
		for _, p := range book.planted[l] {
			if !plants(p) {
				t.Errorf("planted without personal data: %v", p)
			}
		}
		lists := [][]phrase{book.lookalike[l]}
		for c := range classes {
			lists = append(lists, book.open[l][c], book.close[l][c])
			lists = append(lists, book.theme[l][c][:]...)
		}
		for _, list := range lists {
			for _, p := range list {
				if plants(p) {
					t.Errorf("personal data outside the planted section: %v", p)
				}
			}
		}
	}
}

func plants(p phrase) bool {
	for _, part := range p {
		if part.slot.personal() {
			return true
		}
	}
	return false
}

func TestPhraseFileErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"# promoter nothing\n", `line 1: unknown heading "promoter nothing"`},
		{"# nobody open\n", `line 1: unknown heading "nobody open"`},
		{"Hello.\n", "line 1: a sentence before the first heading"},
		{"# planted\n\nCall {fone}.\n", "line 3: unknown slot {fone}."},
		{"# planted\nCall {phone\n", "line 2: unknown slot {phone"},
	} {
		err := new(phraseBook).read(english, c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

func FuzzPhrases(f *testing.F) {
	for _, seed := range []string{"# planted\nCall {phone} or {email}.\n", "# promoter price\n{amount}{\n", "x", "# "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_ = new(phraseBook).read(english, text)
	})
}
