package demo

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	pii "github.com/seed-ccfc8abe/nps/pkg/pii/text"
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

// shapes of the planted values in ASCII digits, written independently of the writer.
var shapes = map[string]*regexp.Regexp{
	"EMAIL":           regexp.MustCompile(`^[a-z._]+\d+(@[a-z]+\.(com|org|net|example|test|invalid)| at example dot (com|org|net))$`),
	"PHONE":           regexp.MustCompile(`^((\+91[ -]|0)?6[145678]([ -]?\d){8}|\+44 7700 900\d{3}|\+1 \d{3} 555 01\d\d)$`),
	"PERSON":          regexp.MustCompile(`^\p{L}[\p{L}']+( \p{L}[\p{L}']+)?$|^[\p{Devanagari}]+ [\p{Devanagari}]+$`),
	"AADHAAR":         regexp.MustCompile(`^[2-9]\d{3}([ -]?)\d{4}[ -]?\d{4}$`),
	"AADHAAR_VID":     regexp.MustCompile(`^[2-9]\d{3}([ -]?\d{4}){3}$`),
	"PAN":             regexp.MustCompile(`^[A-Z]{3}P[A-Z]\d{4}[A-Z]$`),
	"GSTIN":           regexp.MustCompile(`^\d\d[A-Z]{3}P[A-Z]\d{4}[A-Z][123]Z[0-9A-Z]$`),
	"EPIC":            regexp.MustCompile(`^[A-Z]{3}\d{7}$`),
	"PASSPORT":        regexp.MustCompile(`^[A-Z][1-9]\d{5}[1-9]$`),
	"IFSC":            regexp.MustCompile(`^DEMO0\d{6}$`),
	"BANK_ACCOUNT":    regexp.MustCompile(`^50\d{9}(\d{3})?$`),
	"UPI":             regexp.MustCompile(`^([a-z]+\d+\.demo|\d{10})@[a-z]+$`),
	"VEHICLE":         regexp.MustCompile(`^[A-Z]{2}[ -]?\d\d[ -]?[A-Z]{2}[ -]?\d{4}$`),
	"DRIVING_LICENCE": regexp.MustCompile(`^[A-Z]{2}-?\d\d ?(19|20)\d{2}000\d{4}$`),
	"ABHA":            regexp.MustCompile(`^91([ -]?\d{4}){3}$`),
	"UAN":             regexp.MustCompile(`^100\d{9}$`),
	"PINCODE":         regexp.MustCompile(`^[1-9]\d\d ?\d{3}$`),
	"CARD":            regexp.MustCompile(`^[2-6][\d -]+$`),
	"IBAN":            regexp.MustCompile(`^[A-Z]{2}\d\d( ?\d)+$`),
	"IP":              regexp.MustCompile(`^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8::[0-9a-f:]+$`),
	"URL":             regexp.MustCompile(`^(https?://|www\.)?[a-z.]*example(\.[a-z]+)?/[a-z?=/]+\d+$`),
	"MAC":             regexp.MustCompile(`^00[:-]00[:-]5[Ee][:-]00[:-]53[:-][0-9A-F]\d$`),
	"SSN":             regexp.MustCompile(`^8[5-9]\d-\d\d-\d{4}$`),
	"DATE_OF_BIRTH":   regexp.MustCompile(`^\d{1,2}([/-]\d\d[/-]| [A-Z][a-z]+ )(19|20)\d\d$`),
	"ADDRESS":         regexp.MustCompile(`^[\p{L}\p{M}#-][^@]*\d{3}$|^\d+ [A-Z][^@]*(\d{5}|[A-Z]{2})$`),
	"LOCATION":        regexp.MustCompile(`^[\p{L}\p{M}]+$`),
	"HANDLE":          regexp.MustCompile(`^@[a-z]+_demo\d+$`),
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
		var personal, scripts int64
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
				if shape := shapes[s.Type]; shape == nil || !shape.MatchString(asciiDigits(value)) {
					t.Errorf("%s: %q is not a %s", like, value, s.Type)
				}
				if !fits(s.Type, value) {
					t.Errorf("%s: %s fails its check", s.Type, value)
				}
				if other := asciiDigits(value) != value; other {
					scripts++
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
		if share := 1000 * personal / int64(len(labels)); share < 165 || share > 195 {
			t.Errorf("%s: %d per mille of the comments hold personal data", like, share)
		}
		if scripts < 10 {
			t.Errorf("%s: only %d values in digits of another script", like, scripts)
		}
		if len(truth.Comments.Personal) != len(shapes) || len(shapes) != len(pii.Types()) {
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
		need(book.rare[l], language, "rare")
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

// A theme's sentence must not plant anything: only the planted and rare sections are counted as a share.
func TestOnlyPlantedSectionsPlant(t *testing.T) {
	book, err := phrases()
	if err != nil {
		t.Fatal(err)
	}
	for l := range languages {
		for _, p := range slices.Concat(book.planted[l], book.rare[l]) {
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

// Every slot is in the phrases: a recogniser's type without a sentence would never be tried.
func TestEverySlotIsUsed(t *testing.T) {
	used := map[slot]bool{}
	for _, language := range languages {
		data, err := phraseFiles.ReadFile("phrases/" + language + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			p, err := compile(strings.TrimSuffix(line, "\n"))
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range p {
				used[part.slot] = true
			}
		}
	}
	for s := slotEmail; s < slotCount; s++ {
		if !used[s] || slots[s].word == "" || slots[s].kind == "" || slots[s].fill == nil {
			t.Errorf("slot %d %q is not complete or not used", s, slots[s].word)
		}
	}
}

// A misspelt name is one edit away from the right one.
func TestMisspelt(t *testing.T) {
	missing, doubled := 0, 0
	s := &scene{rng: newRNG(3, 1)}
	for _, family := range names().indianFamily {
		for range 20 {
			s.person = &person{given: &name{"Asha", "asha"}, family: &family}
			got := strings.ToLower(strings.TrimPrefix(string(appendMisspelt(nil, s)), "Asha "))
			right := family.ascii
			switch {
			case len(got) == len(right)+1 && oneOut(got, right):
				doubled++
			case len(got) == len(right)-1 && oneOut(right, got):
				missing++
			default:
				t.Fatalf("%s for %s", got, right)
			}
		}
	}
	if missing == 0 || doubled == 0 {
		t.Errorf("%d with a letter missing, %d with one doubled", missing, doubled)
	}
}

// oneOut says whether long without one of its letters is short.
func oneOut(long, short string) bool {
	for i := range long {
		if long[:i]+long[i+1:] == short {
			return true
		}
	}
	return false
}

func FuzzPhrases(f *testing.F) {
	for _, seed := range []string{"# planted\nCall {phone} or {email}.\n", "# promoter price\n{amount}{\n", "x", "# "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_ = new(phraseBook).read(english, text)
	})
}
