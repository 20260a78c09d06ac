package cli

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// exportsDir holds exports with what must be found in them; see its README.md.
const exportsDir = "../../testdata/exports"

// expectedExport is an element of expected.json.
type expectedExport struct {
	File                               string
	Rows                               uint64
	N, Detractors, Passives, Promoters uint64
	Histogram                          *tally.Counts
	NPS                                *float64
	Excluded                           map[string]uint64
	By                                 string
	Groups                             []expectedGroup
}

type expectedGroup struct {
	Value                              string
	N, Detractors, Passives, Promoters uint64
	NPS                                *float64
}

func readExpectedExports(t *testing.T) map[string]expectedExport {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(exportsDir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var list []expectedExport
	if err := d.Decode(&list); err != nil {
		t.Fatal(err)
	}
	byFile := map[string]expectedExport{}
	for _, e := range list {
		if _, twice := byFile[e.File]; twice {
			t.Errorf("%s is expected twice", e.File)
		}
		byFile[e.File] = e
	}
	return byFile
}

// TestExports scores whatever lies in testdata/exports without a flag, by its
// name and through a pipe, and compares it with expected.json.
func TestExports(t *testing.T) {
	expected := readExpectedExports(t)
	entries, err := os.ReadDir(exportsDir)
	if err != nil {
		t.Fatal(err)
	}
	scored := 0
	for _, entry := range entries {
		name := entry.Name()
		if name == "expected.json" || name == "README.md" || filepath.Ext(name) == ".go" {
			continue
		}
		want, ok := expected[name]
		if !ok {
			t.Errorf("%s is not in expected.json", name)
			continue
		}
		delete(expected, name)
		scored++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(filepath.Join(exportsDir, name))
			if err != nil {
				t.Fatal(err)
			}
			want.compare(t, name, scoreExport(t, nil, name))
			want.compare(t, "through a pipe", scoreExport(t, data, "-"))
			if want.By != "" {
				want.compareGroups(t, scoreExport(t, nil, name, "--by", want.By))
			}
		})
	}
	if scored == 0 {
		t.Fatal("no export lies in " + exportsDir)
	}
	for name := range expected {
		t.Errorf("%s is in expected.json, but not in the folder", name)
	}
}

// scoreExport scores a file of the folder, or data through standard input.
func scoreExport(t *testing.T, data []byte, args ...string) *scoreDoc {
	t.Helper()
	r := newRun(t, append([]string{"score", "--format", "json"}, args...)...)
	var err error
	if r.Dir, err = filepath.Abs(exportsDir); err != nil {
		t.Fatal(err)
	}
	if data != nil {
		r.In = bytes.NewReader(data)
	}
	if code := r.code(); code != exitDone {
		t.Fatalf("nps score %v: exit status %d\n%s", args, code, r.err.String())
	}
	doc := new(scoreDoc)
	if err := json.Unmarshal(r.out.Bytes(), doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func (e expectedExport) compare(t *testing.T, how string, doc *scoreDoc) {
	t.Helper()
	got := doc.Total
	if got.N != e.N || got.Detractors != e.Detractors || got.Passives != e.Passives || got.Promoters != e.Promoters {
		t.Errorf("%s: n = %d (%d, %d, %d), want %d (%d, %d, %d)", how, got.N, got.Detractors, got.Passives, got.Promoters,
			e.N, e.Detractors, e.Passives, e.Promoters)
	}
	if e.Histogram != nil && (got.Histogram == nil || *got.Histogram != *e.Histogram) {
		t.Errorf("%s: histogram %v, want %v", how, got.Histogram, e.Histogram)
	}
	if !samePoints(got.NPS, e.NPS) {
		t.Errorf("%s: NPS %v, want %v", how, valueOf(got.NPS), valueOf(e.NPS))
	}
	var records, left uint64
	for _, s := range doc.Sources {
		records += s.Records
	}
	for _, reason := range doc.Excluded.Reasons() {
		left += reason.Count
		if reason.Count != e.Excluded[reason.Name] {
			t.Errorf("%s: %d left out as %s, want %d", how, reason.Count, reason.Name, e.Excluded[reason.Name])
		}
	}
	if records != got.N+left || e.Rows > 0 && records != e.Rows {
		t.Errorf("%s: %d records, of which %d are scored and %d left out; want %d", how, records, got.N, left, e.Rows)
	}
}

func (e expectedExport) compareGroups(t *testing.T, doc *scoreDoc) {
	t.Helper()
	var found []string
	for _, g := range doc.Groups {
		value := ""
		for _, value = range g.Key {
			found = append(found, value)
		}
		at := slices.IndexFunc(e.Groups, func(want expectedGroup) bool { return want.Value == value })
		if at < 0 {
			t.Errorf("group %q is not expected", value)
			continue
		}
		want := e.Groups[at]
		if g.N != want.N || g.Detractors != want.Detractors || g.Passives != want.Passives || g.Promoters != want.Promoters || !samePoints(g.NPS, want.NPS) {
			t.Errorf("group %q: n = %d (%d, %d, %d), NPS %v; want %d (%d, %d, %d), NPS %v", want.Value,
				g.N, g.Detractors, g.Passives, g.Promoters, valueOf(g.NPS), want.N, want.Detractors, want.Passives, want.Promoters, valueOf(want.NPS))
		}
	}
	if len(found) != len(e.Groups) || len(found) == 0 {
		t.Errorf("groups by %s: %s; want %d", e.By, strings.Join(found, ", "), len(e.Groups))
	}
}

func samePoints(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) < 1e-9
}

func valueOf(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}
