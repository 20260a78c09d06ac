package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// attacks are names that somebody wrote into a survey.
var attacks = []string{
	`<script>alert(1)</script>`, `</style><script>alert(2)</script>`, `</title></svg><img src=x onerror=alert(3)>`, `"><b onmouseover=alert(4)>`,
	`javascript:alert(5)`, `{{.P.Draft}}`, `]]><![CDATA[`, `--><!-- `, `&lt;b&gt;&#x3c;`, `=1+2";=1+2`, `+cmd|' /C calc'!A0`, `-2+3`, `@SUM(A1)`,
	"\t=1", "＝1+2", " =1", `a|b`, "`code`", `[link](http://evil.example)`, `![x](http://evil.example/x.png)`, `**bold** # head`,
	"\x1b[31mred\x1b]0;title\x07", "\x1b]52;c;aGk=\x07", "\u202egnp.exe", "\u2066isolated", "עברית", "العربية", "zero\u200bwidth", "\U000E0041tag",
	"line\nbreak", "cr\rbreak", "x\r\nBcc: victim@example.org\r\n\r\nbody", "nul\x00", "bad\xff\xfeutf", "\u0085next\u2028sep", "../../etc/passwd", "CON", "🙂👩‍👩‍👧",
	"=?utf-8?b?QmNjOiB4?=", strings.Repeat("long ", 400), strings.Repeat("W", 3000), "a" + strings.Repeat("\u0301", 5000), "दिल्ली", "other", "",
}

// hostile is the sample with attacks for all names.
func hostile() *source {
	s := sample()
	table := disclosure.Table{By: []string{attacks[0] + attacks[9]}}
	for i, a := range attacks {
		r := counted(key(table.By[0], a), 20, 20, int64(40+i))
		if i%9 == 8 {
			r = disclosure.Row{Key: r.Key, Suppressed: true}
		}
		if i%7 == 6 {
			r.Merged = [][]disclosure.Field{key(table.By[0], a), key(table.By[0], attacks[0])}
		}
		if i%5 == 4 {
			r.Change = &disclosure.Change{Difference: 9, Low: 2, High: 16, P: 0.01, Real: true}
		}
		table.Rows = append(table.Rows, r)
	}
	crossed := disclosure.Table{By: []string{"\x1b[2J", "n"}}
	for i, a := range attacks {
		crossed.Rows = append(crossed.Rows, counted(key("\x1b[2J", a, "n", attacks[len(attacks)-1-i]), 1, 1, 6))
	}
	s.tables = append(s.tables, table, crossed)
	for _, a := range attacks {
		s.trend.Events = append(s.trend.Events, disclosure.EventEffect{Event: disclosure.Event{Date: day(2026, 2, 2), Label: a}})
	}
	s.trend.Rows[2].Signals = []disclosure.Signal{{ID: attacks[0]}}
	s.account.Excluded = append(s.account.Excluded, disclosure.Reason{Name: attacks[0], Count: 3})
	s.edition.ID, s.edition.Plan = attacks[1], attacks[2]
	return s
}

// raw says which characters a person's screen must never be sent.
func raw(text string) []rune {
	var bad []rune
	for _, r := range text {
		switch {
		case r == '\n':
		case unicode.IsControl(r), r == unicode.ReplacementChar, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200b, r >= 0xe0000 && r <= 0xe007f, r == 0x2028, r == 0x2029:
			bad = append(bad, r)
		}
	}
	return bad
}

func written(t *testing.T, s *source, f Format, o Words) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, s, f, o); err != nil {
		t.Fatalf("%s: %v", f, err)
	}
	return b.String()
}

func TestHostileNames(t *testing.T) {
	if len(attacks) < 40 {
		t.Fatalf("only %d attacks", len(attacks))
	}
	for i, title := range append([]string{strings.Join(attacks, "")}, attacks...) {
		s := draft() // all attacks as names once, then each as the title of something small
		s.trend, s.tables = nil, s.tables[:1]
		if i == 0 {
			s = hostile()
		}
		for _, lang := range []string{English, Hindi} {
			if i > 0 && (i%2 == 0) == (lang == Hindi) { // each title in one of the languages
				continue
			}
			o := Words{Title: title, Lang: lang, Previous: title, Generated: day(2026, 10, 6)}
			checkPage(t, written(t, s, HTML, o))
			text, marked := written(t, s, Text, o), written(t, s, Markdown, o)
			if bad := append(raw(text), raw(marked)...); bad != nil {
				t.Errorf("a report called %q has %U", title, bad)
			}
			checkMarkdown(t, marked)
			l := opened(t, []byte(written(t, s, Mail, o)))
			if len(l.parts) != 3 || l.header.Get("Bcc") != "" || len(l.header) != 9 {
				t.Errorf("title %q: a mail with %d parts and the headers %v", title, len(l.parts), l.header)
			}
			p, err := newPage(s, o)
			if err != nil {
				t.Fatal(err)
			}
			// What a mail program decodes is what is meant, encoded words of the data too.
			if subject, err := new(mime.WordDecoder).DecodeHeader(l.header.Get("Subject")); err != nil || subject != mailSubject(p) {
				t.Errorf("title %q: the subject %q, %v", title, subject, err)
			}
		}
	}
}

var (
	anyTag          = regexp.MustCompile(`(?s)</?[a-zA-Z!](?:"[^"]*"|[^">])*>`)
	quotedValue     = regexp.MustCompile(`"[^"]*"`)
	activeAttribute = regexp.MustCompile(`\s(on[a-z]+|src|href|xlink:href|action|data|srcset|poster|formaction)\s*=`)
	pageStyle       = regexp.MustCompile(`(?s)<style>.*?</style>`)
	oneTag          = regexp.MustCompile(`(?s)<(/?)([a-zA-Z!][a-zA-Z0-9]*)((?:"[^"]*"|[^">])*?)(/?)>`)
	anyID           = regexp.MustCompile(`\sid="([^"]*)"`)
	anyLabel        = regexp.MustCompile(`aria-labelledby="([^"]*)"`)
	unescapedBar    = regexp.MustCompile(`(^|[^\\])\|`)
)

// TestStackedMarks: marks without end do not reach over other lines, and those of
// a living script stay.
func TestStackedMarks(t *testing.T) {
	for in, want := range map[string]string{"a" + strings.Repeat("\u0301", 900) + "b": "a\u0301\u0301\u0301\u0301b", "क्ष्म्य": "क्ष्म्य", "ệ": "ệ"} {
		if got := short(in, longName); got != want {
			t.Errorf("%.40q: %q", in, got)
		}
	}
}

// checkPage looks for what must be in no page: active content, a request, a
// character that hides another, a tag out of place.
func checkPage(t *testing.T, page string) {
	t.Helper()
	lower := strings.ToLower(page)
	for _, bad := range []string{"<script", "<img", "<iframe", "<link", "<b ", "<!--", "<![cdata", "@import", "url(", "zgotmplz"} {
		if strings.Contains(lower, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if bad := raw(page); bad != nil {
		t.Errorf("the page has %U", bad)
	}
	for _, tag := range anyTag.FindAllString(page, -1) {
		if bare := quotedValue.ReplaceAllString(tag, ""); strings.Contains(bare, "://") || activeAttribute.MatchString(bare) {
			t.Errorf("a tag of the page: %.200s", tag)
		}
	}
	balanced(t, page)
	if !strings.Contains(page, `content="default-src 'none'; style-src 'unsafe-inline'"`) {
		t.Error("the page has no policy")
	}
}

// balanced checks that every element of the page is closed where it should be,
// and that headings come in order.
func balanced(t *testing.T, page string) {
	t.Helper()
	void := []string{"meta", "!doctype"}
	var open []string
	level := 0
	page = pageStyle.ReplaceAllString(page, "")
	tags := oneTag.FindAllStringSubmatch(page, -1)
	if len(tags) < 50 {
		t.Fatalf("only %d tags", len(tags))
	}
	if n := strings.Count(page, "<"); n != len(tags) {
		t.Errorf("%d signs of less for %d tags", n, len(tags))
	}
	for _, tag := range tags {
		name := strings.ToLower(tag[2])
		switch {
		case slices.Contains(void, name) || tag[4] == "/":
		case tag[1] == "/":
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		default:
			open = append(open, name)
			if len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' {
				if now := int(name[1] - '0'); now > level+1 {
					t.Errorf("a heading of level %d after one of %d", now, level)
				} else {
					level = now
				}
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
	ids := map[string]int{}
	for _, m := range anyID.FindAllStringSubmatch(page, -1) {
		if ids[m[1]]++; ids[m[1]] > 1 {
			t.Errorf("two elements have the id %q", m[1])
		}
	}
	for _, m := range anyLabel.FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			if ids[id] == 0 {
				t.Errorf("nothing has the id %q", id)
			}
		}
	}
}

// checkMarkdown: no line of a table has more cells than its head, and no link,
// picture or tag came through.
func checkMarkdown(t *testing.T, text string) {
	t.Helper()
	cells := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			cells = 0
			continue
		}
		n := len(unescapedBar.FindAllString(strings.ReplaceAll(line, `\\`, ""), -1))
		if cells == 0 {
			cells = n
		} else if n != cells {
			t.Errorf("a row of %d bars in a table of %d: %.120s", n, cells, line)
		}
	}
	for _, bad := range []string{"](http", "![", "<script", "<img", "\n=", "\n```"} {
		if strings.Contains(text, bad) && !strings.Contains(text, `\`+bad) {
			t.Errorf("the Markdown has %q", bad)
		}
	}
}

func TestHostileCSV(t *testing.T) {
	s := hostile()
	out := written(t, s, CSV, Words{})
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := 1 + 1 + len(s.trend.Rows)
	for _, table := range s.tables {
		want += len(table.Rows)
	}
	if len(records) != want {
		t.Errorf("%d records for %d groups", len(records), want)
	}
	names := map[string]bool{}
	for _, name := range records[0] {
		if names[name] {
			t.Errorf("two columns are called %q", name)
		}
		names[name] = true
	}
	number := regexp.MustCompile(`^-?[0-9.]+$`)
	for _, record := range records {
		for _, cell := range record {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") && !number.MatchString(cell) {
				t.Errorf("a cell that a spreadsheet takes for a formula: %q", cell)
			}
		}
	}
	if bad := raw(strings.ReplaceAll(out, "\t", "")); bad != nil { // behind an apostrophe a tab does no harm
		t.Errorf("the CSV has %U", bad)
	}
}

func TestHostileJSON(t *testing.T) {
	out := written(t, hostile(), JSON, Words{Title: attacks[0]})
	if strings.Contains(out, "<") {
		t.Error("a sign of less stands in the document as it is")
	}
	if bad := raw(out); bad != nil {
		t.Errorf("the document has %U", bad)
	}
	var d struct {
		Title  string
		Tables []struct {
			By   []string
			Rows []struct{ Key map[string]string }
		}
	}
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatal(err)
	}
	table := d.Tables[len(d.Tables)-2]
	if len(table.Rows) != len(attacks) || d.Title != attacks[0] {
		t.Fatalf("%d rows, title %q", len(table.Rows), d.Title)
	}
	for i, a := range attacks {
		if got := table.Rows[i].Key[table.By[0]]; got != string([]rune(a)) {
			t.Errorf("%q became %q", a, got)
		}
	}
}

func TestHostilePDF(t *testing.T) {
	refused, drawn := 0, 0
	for i, a := range attacks {
		if testing.Short() && i%4 != 0 && a != "עברית" && a != "العربية" && a != "दिल्ली" {
			continue // each takes a while under the race detector
		}
		s := sample()
		s.trend, s.tables = nil, s.tables[:1]
		s.tables[0].Rows[1].Key = key("region", a)
		var b bytes.Buffer
		switch err := write(&b, s, PDF, Words{Title: a, Generated: day(2026, 10, 6)}); {
		case errors.Is(err, ErrPDFLetters):
			refused++
		case err != nil:
			t.Errorf("%q: %v", a, err)
		case !bytes.HasPrefix(b.Bytes(), []byte("%PDF")):
			t.Errorf("%q: no PDF", a)
		default:
			drawn++
		}
	}
	if refused < 3 || drawn < 8 {
		t.Errorf("%d refused, %d drawn", refused, drawn)
	}
}

// TestErrorsHoldNoNames: what comes from data is in no error.
func TestErrorsHoldNoNames(t *testing.T) {
	for _, o := range []Words{{Title: "Secret दिल्ली"}, {From: "secret"}, {Lang: "secret"}} {
		for _, f := range []Format{PDF, Mail} {
			if err := write(&bytes.Buffer{}, sample(), f, o); err != nil && strings.Contains(strings.ToLower(fmt.Sprint(err)), "secret") {
				t.Errorf("%v", err)
			}
		}
	}
}
