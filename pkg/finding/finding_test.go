package finding

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// report is a run over three files, one of them made by an attacker.
func report() Report {
	r := Report{
		Tool:    "nps",
		Version: "1.0.0",
		Files:   []FileResult{{Name: "exports/retail, north.csv", Records: 1204}, {Name: "exports/clean.csv", Records: 10}, {Name: "-", Records: 3}},
		Rules: []Rule{
			{"score-invalid", Error, "Cells of the score column are no scores", "Correct the export, or name what counts as no answer with --na."},
			{"few-responses", Note, "Few answers", "Read the interval."},
			{"formula-cell", Warning, "A cell begins like a formula", ""},
		},
		Findings: []Finding{
			{"score-invalid", Error, "exports/retail, north.csv", 17, "Score: 0-10", "3 cells are not scores", "Correct the export.", 3, "", false},
			{"score-invalid", Error, "exports/retail, north.csv", 40, "Score: 0-10", "12% of the cells are blank", "", 0, "", false},
			{"formula-cell", Warning, "exports/retail, north.csv", 2, "=cmd()", "1 cell begins like a formula", "Look at it in an editor.", 1, "", false},
			{"few-responses", Note, "-", 0, "", "3 answers are few", "Collect more.", 1, "", false},
			{"file-unreadable", Error, "\x1b[31m\r\n::error::x\u202e.csv", 0, "\x00", "cannot be read\r\n::error::planted", "100%", 1, "", false},
		},
	}
	r.Tally()
	return r
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestFindingJSON(t *testing.T) {
	got, err := json.Marshal(report().Findings[0])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"score-invalid","severity":"error","file":"exports/retail, north.csv","line":17,"column":"Score: 0-10","message":"3 cells are not scores","remedy":"Correct the export.","count":3}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, _ := json.Marshal(Finding{ID: "x"}); strings.Contains(string(got), "line") {
		t.Errorf("a finding about a whole file has a line: %s", got)
	}
}

func TestTallyAndCount(t *testing.T) {
	r := report()
	want := []FileResult{{"exports/retail, north.csv", 1204, 2, 1}, {"exports/clean.csv", 10, 0, 0}, {"-", 3, 0, 0}}
	if !reflect.DeepEqual(r.Files, want) {
		t.Errorf("files %v, want %v", r.Files, want)
	}
	if got := Count(r.Findings); got != (Counts{3, 1, 1}) {
		t.Errorf("counts %v", got)
	}
}

func TestSortDoesNotDependOnTheStart(t *testing.T) {
	want := report().Findings
	Sort(want)
	for i := range want {
		turned := append(slices.Clone(want[i:]), want[:i]...)
		slices.Reverse(turned)
		Sort(turned)
		if !reflect.DeepEqual(turned, want) {
			t.Errorf("turned by %d: %v", i, turned)
		}
	}
	for i := 1; i < len(want); i++ {
		a, b := want[i-1], want[i]
		if a.File > b.File || a.File == b.File && (a.Line > b.Line || a.Line == b.Line && a.ID > b.ID) {
			t.Errorf("%v before %v", a, b)
		}
	}
}

func TestFingerprint(t *testing.T) {
	a := Finding{ID: "score-invalid", File: "a/x.csv", Line: 17, Column: "Score", Message: "3 cells", Count: 3}
	same := []Finding{
		{ID: "score-invalid", File: "a/x.csv", Line: 99, Column: "Score", Message: "1 cell", Count: 1},
		{ID: "score-invalid", File: `a\b\..\x.csv`, Column: "Score", Severity: Error},
		{ID: "score-invalid", File: "/data/a/x.csv", Path: "a/x.csv", Column: "Score"},
	}
	other := []Finding{
		{ID: "score-invali", File: "a/x.csv", Column: "dScore"},
		{ID: "score-invalid", File: "a/y.csv", Column: "Score"},
		{ID: "score-invalid", File: "b/x.csv", Column: "Score"},
		{ID: "score-invalid", File: "x.csv", Column: "Score"},
		{ID: "score-invalid", File: "a/x.csv", Column: "Score2"},
		{ID: "score-invalid", File: "a/x.csvScore"},
	}
	for _, f := range same {
		if f.Fingerprint() != a.Fingerprint() {
			t.Errorf("%+v has another fingerprint", f)
		}
	}
	for _, f := range other {
		if f.Fingerprint() == a.Fingerprint() {
			t.Errorf("%+v has the same fingerprint", f)
		}
	}
}

func TestBaseline(t *testing.T) {
	findings := report().Findings
	var file bytes.Buffer
	if err := WriteBaseline(&file, findings); err != nil {
		t.Fatal(err)
	}
	golden(t, "baseline.json", file.Bytes())
	b, err := ReadBaseline(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if kept, accepted := b.Filter(findings); len(kept) != 0 || accepted != len(findings) {
		t.Errorf("its own findings: %d kept, %d accepted", len(kept), accepted)
	}
	moved := slices.Clone(findings)
	moved[0].Line, moved[0].Count, moved[0].Message = 5, 2, "2 cells are not scores"
	if kept, _ := b.Filter(moved); len(kept) != 0 {
		t.Errorf("a finding that moved and shrank is reported: %v", kept)
	}
	grown := slices.Clone(findings)
	grown[0].Count = 4
	// Both findings of that rule, file and column are judged together.
	if kept, accepted := b.Filter(grown); len(kept) != 2 || kept[0].Count != 4 || accepted != len(findings)-2 {
		t.Errorf("a finding that grew: kept %v", kept)
	}
	added := append(slices.Clone(findings), Finding{ID: "mojibake", File: "x"})
	if kept, _ := b.Filter(added); len(kept) != 1 || kept[0].ID != "mojibake" {
		t.Errorf("a new finding: kept %v", kept)
	}
	lost := []Finding{{ID: "mojibake", File: "x", Unread: true}}
	file.Reset()
	if err := WriteBaseline(&file, lost); err != nil || strings.Contains(file.String(), "mojibake") {
		t.Errorf("a file that was not read is written down as accepted: %v %s", err, file.String())
	}
	b.accepted[lost[0].Fingerprint()] = 100
	if kept, _ := b.Filter(lost); len(kept) != 1 {
		t.Error("a file that was not read is accepted")
	}
	var none *Baseline
	if kept, accepted := none.Filter(findings); len(kept) != len(findings) || accepted != 0 {
		t.Error("no baseline accepts something")
	}
}

func TestReadBaselineRefuses(t *testing.T) {
	cases := map[string]string{
		"":                          "not JSON",
		"{\n\n]":                    "line 3",
		`{"schema": "nps.score/1"}`: "schema",
		`[]`:                        "wrong type",
		`{"schema": "nps.baseline/1", "findings": [{"fingerprint": "a"}]}`:           "finding 1",
		`{"schema": "nps.baseline/1", "findings": [{"count": 1}]}`:                   "finding 1",
		`{"schema": "nps.baseline/1", "findings": [{"fingerprint": 1, "count": 1}]}`: "wrong type",
	}
	for in, want := range cases {
		if _, err := ReadBaseline(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", in, err, want)
		}
	}
}

func FuzzReadBaseline(f *testing.F) {
	var own bytes.Buffer
	WriteBaseline(&own, report().Findings)
	f.Add(own.String())
	f.Add(`{"schema": "nps.baseline/1", "findings": [{"fingerprint": "a", "count": 9223372036854775807}, {"fingerprint": "a", "count": 1}]}`)
	f.Add("{")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := ReadBaseline(strings.NewReader(s))
		if err != nil {
			return
		}
		for _, n := range b.accepted {
			if n < 1 {
				t.Fatalf("%q accepts %d cases", s, n)
			}
		}
	})
}
