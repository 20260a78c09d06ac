package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/cli"
)

// formatsDir holds exports as survey tools write them, and what must come out.
const formatsDir = "../../testdata/formats"

// formatCase is one run of expected.yaml, which says what the keys mean.
type formatCase struct {
	File        string
	Args        []string
	Exit        *int
	N           *int
	Detractors  *int
	Passives    *int
	Promoters   *int
	Excluded    map[string]int
	Records     *int
	Preset      *string
	ScoreColumn *string `yaml:"score_column"`
	TimeColumn  *string `yaml:"time_column"`
	Encoding    *string
	Delimiter   *string
	Format      *string
	Warnings    []string
	Warned      bool
	Stderr      []string
	Groups      map[string]int
	Text        bool // look at the text for people instead
}

// scoreDocument is what the test reads of nps.score/1.
type scoreDocument struct {
	Schema  string
	Sources []struct {
		Format, Encoding string
		Delimiter        *string
		Preset           *string
		ScoreColumn      string  `json:"score_column"`
		TimeColumn       *string `json:"time_column"`
		Records          int
	}
	Total    scoreGroup
	Groups   []scoreGroup
	Excluded map[string]int
	Warnings []struct{ ID, Message string }
}

type scoreGroup struct {
	Key                                map[string]string
	N, Detractors, Passives, Promoters int
	Histogram                          []int
	NPS                                *float64
}

func readFormatCases(t *testing.T) []formatCase {
	t.Helper()
	f, err := os.Open(filepath.Join(formatsDir, "expected.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var doc struct {
		Cases  []formatCase
		Shared map[string]formatCase `yaml:",inline"` // the anchors
	}
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Cases) == 0 {
		t.Fatal("expected.yaml has no cases")
	}
	return doc.Cases
}

// TestFormatsAreExpected: every file of the folder has a case, and every case a file.
func TestFormatsAreExpected(t *testing.T) {
	named := map[string]bool{"expected.yaml": true}
	for _, c := range readFormatCases(t) {
		named[c.File] = true
		if _, err := os.Stat(filepath.Join(formatsDir, c.File)); err != nil {
			t.Error(err)
		}
	}
	entries, err := os.ReadDir(formatsDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !named[e.Name()] && filepath.Ext(e.Name()) != ".go" {
			t.Errorf("no case in expected.yaml is about %s", e.Name())
		}
	}
}

func TestFormats(t *testing.T) {
	for _, c := range readFormatCases(t) {
		t.Run(strings.Join(append([]string{c.File}, c.Args...), " "), func(t *testing.T) {
			t.Parallel()
			doc, ok := scoreFormat(t, c, c.File, nil)
			if !ok {
				return
			}
			c.check(t, doc)
			if c.Exit == nil || t.Failed() {
				return
			}
			// The same bytes through a pipe must give the same numbers.
			data, err := os.ReadFile(filepath.Join(formatsDir, c.File))
			if err != nil {
				t.Fatal(err)
			}
			piped, ok := scoreFormat(t, c, "-", bytes.NewReader(data))
			if ok && !sameNumbers(doc, piped) {
				t.Errorf("through a pipe: %+v, excluded %v; from the file: %+v, excluded %v", piped.Total, piped.Excluded, doc.Total, doc.Excluded)
			}
		})
	}
}

// scoreFormat runs the case on one input; ok is false when there is no document to
// look at, be it expected or not.
func scoreFormat(t *testing.T, c formatCase, input string, in io.Reader) (doc *scoreDocument, ok bool) {
	t.Helper()
	if in == nil {
		in = strings.NewReader("")
	}
	format := "json"
	if c.Text {
		format = "text"
	}
	var out, errs bytes.Buffer
	code := cli.Main(cli.System{
		Args: append([]string{"score", "--format", format, input}, c.Args...),
		In:   in, Out: &out, Err: &errs, Dir: formatsDir,
		Now: func() time.Time { return time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC) },
	})
	if c.Exit == nil && code != 0 && code != 3 || c.Exit != nil && code != *c.Exit {
		t.Fatalf("%s: exit status %d\n%s%s", input, code, out.String(), errs.String())
	}
	harmless(t, "standard error", errs.String())
	if c.Text {
		harmless(t, "standard output", out.String())
	}
	for _, want := range c.Stderr {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%s: standard error lacks %q:\n%s", input, want, errs.String())
		}
	}
	if code != 0 {
		if out.Len() > 0 || !strings.HasPrefix(errs.String(), "nps: ") {
			t.Errorf("%s: a refusal printed on standard output, or not as nps: ...\n%s%s", input, out.String(), errs.String())
		}
		return nil, false
	}
	if c.Text {
		return nil, false
	}
	doc = new(scoreDocument)
	if err := json.Unmarshal(out.Bytes(), doc); err != nil || doc.Schema != "nps.score/1" || len(doc.Sources) != 1 {
		t.Fatalf("%s: no document of nps.score/1: %v\n%s", input, err, out.String())
	}
	return doc, true
}

// harmless reports what would act on a terminal instead of being shown.
func harmless(t *testing.T, where, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u200b' {
			t.Errorf("%s holds %U at byte %d: %q", where, r, i, text)
			return
		}
	}
}

func (c formatCase) check(t *testing.T, doc *scoreDocument) {
	t.Helper()
	s := doc.Sources[0]
	number := func(name string, want *int, got int) {
		if want != nil && *want != got {
			t.Errorf("%s is %d, want %d", name, got, *want)
		}
	}
	number("records", c.Records, s.Records)
	number("n", c.N, doc.Total.N)
	number("detractors", c.Detractors, doc.Total.Detractors)
	number("passives", c.Passives, doc.Total.Passives)
	number("promoters", c.Promoters, doc.Total.Promoters)

	text := func(name string, want *string, got string) {
		if want != nil && strings.TrimFunc(*want, unicode.IsSpace) != strings.TrimFunc(got, unicode.IsSpace) {
			t.Errorf("%s is %q, want %q", name, got, *want)
		}
	}
	text("format", c.Format, s.Format)
	text("encoding", c.Encoding, s.Encoding)
	text("preset", c.Preset, orEmpty(s.Preset))
	text("score_column", c.ScoreColumn, s.ScoreColumn)
	text("time_column", c.TimeColumn, orEmpty(s.TimeColumn))
	if c.Delimiter != nil && *c.Delimiter != orEmpty(s.Delimiter) { // a tab is white space
		t.Errorf("delimiter is %q, want %q", orEmpty(s.Delimiter), *c.Delimiter)
	}
	c.checkLists(t, doc)
	checkAccount(t, &c, doc)
}

func (c formatCase) checkLists(t *testing.T, doc *scoreDocument) {
	t.Helper()
	if c.Excluded != nil {
		for name, got := range doc.Excluded {
			if got != c.Excluded[name] {
				t.Errorf("excluded as %s: %d, want %d", name, got, c.Excluded[name])
			}
		}
		for name, want := range c.Excluded {
			if _, ok := doc.Excluded[name]; !ok {
				t.Errorf("excluded lacks %s, want %d", name, want)
			}
		}
	}
	var ids []string
	for _, w := range doc.Warnings {
		ids = append(ids, w.ID)
	}
	for _, id := range c.Warnings {
		if !slices.ContainsFunc(ids, func(have string) bool { return strings.HasPrefix(have, id) }) {
			t.Errorf("no warning %s among %v", id, ids)
		}
	}
	if c.Warned && len(ids) == 0 {
		t.Error("no warning")
	}
	if c.Groups == nil {
		return
	}
	got := map[string]int{}
	for _, g := range doc.Groups {
		for _, v := range g.Key {
			got[v] += g.N
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(c.Groups) {
		t.Errorf("groups %v, want %v", got, c.Groups)
	}
}

// checkAccount: every record is somewhere, and the figures fit each other.
func checkAccount(t *testing.T, c *formatCase, doc *scoreDocument) {
	t.Helper()
	records, left, grouped := 0, 0, 0
	for _, s := range doc.Sources {
		records += s.Records
	}
	for _, n := range doc.Excluded {
		left += n
	}
	for _, g := range doc.Groups {
		grouped += g.N
	}
	total := doc.Total
	if records != total.N+left || len(doc.Groups) > 0 && grouped != total.N {
		t.Errorf("%d records, but n = %d and %d left out; groups hold %d", records, total.N, left, grouped)
	}
	bins := 0
	for _, n := range total.Histogram {
		bins += n
	}
	if total.Histogram == nil && slices.Contains(c.Args, "--class-column") {
		bins, total.Histogram = total.N, make([]int, 11) // classes alone make no histogram
	}
	if total.N != total.Detractors+total.Passives+total.Promoters || bins != total.N || len(total.Histogram) != 11 {
		t.Errorf("classes and histogram do not add up to n: %+v", total)
	}
	if (total.NPS == nil) != (total.N == 0) {
		t.Errorf("NPS is %v for n = %d", total.NPS, total.N)
	}
	if total.NPS != nil {
		want := 100 * float64(total.Promoters-total.Detractors) / float64(total.N)
		if d := *total.NPS - want; d > 1e-9 || d < -1e-9 {
			t.Errorf("NPS is %v, want %v", *total.NPS, want)
		}
	}
}

func sameNumbers(a, b *scoreDocument) bool {
	return fmt.Sprint(a.Total.Histogram, a.Excluded, a.Sources[0].Records) == fmt.Sprint(b.Total.Histogram, b.Excluded, b.Sources[0].Records)
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
