package validate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// input is one file to check.
type input struct {
	text   string
	def    string // survey.yaml, "" for none
	open   ingest.Options
	o      Options
	repeat int // the last line stands so many times more
}

var now = time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)

func doubts(scores [11]uint64) []ingest.Warning {
	var list []ingest.Warning
	for _, d := range stats.Histogram(scores).Doubts() {
		list = append(list, ingest.Warning{ID: d.ID, Message: d.Message})
	}
	return list
}

// content is the file's text.
func (in input) content() string {
	if in.repeat == 0 {
		return in.text
	}
	lines := strings.SplitAfter(in.text, "\n")
	return in.text + strings.Repeat(lines[len(lines)-2], in.repeat)
}

// check checks the input as nps validate does.
func (in input) check(t *testing.T) *Result {
	t.Helper()
	o := in.o
	o.Name, o.Now, o.Doubts = "a.csv", now, doubts
	if in.def != "" {
		d, err := survey.ParseDefinition([]byte(in.def), "survey.yaml")
		if err != nil {
			t.Fatal(err)
		}
		o.Definition = d
	}
	if in.open.HeaderRows == 0 {
		in.open.HeaderRows = ingest.AutoHeader
	}
	in.open.Definition, in.open.AllowInvalid, in.open.Now = o.Definition, true, now
	f, err := ingest.Open("a.csv", strings.NewReader(in.content()), in.open)
	if err != nil {
		res, err := Failed("a.csv", err, o.Definition)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	defer f.Close()
	res, err := File(context.Background(), f, o)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// brief is a finding in one line: "error score-invalid:4 score x3".
func brief(f finding.Finding) string {
	s := fmt.Sprintf("%s %s", f.Severity, f.ID)
	if f.Line > 0 {
		s += fmt.Sprintf(":%d", f.Line)
	}
	if f.Column != "" {
		s += " " + f.Column
	}
	if f.Count > 1 {
		s += fmt.Sprintf(" x%d", f.Count)
	}
	return s
}

const (
	head    = "Response ID,Submitted,How likely are you to recommend us?,Why\n"
	plain   = head + "r1,2026-01-01,9,good\nr2,2026-01-02,10,fine\nr3,2026-01-03,7,\nr4,2026-01-04,3,slow\n"
	column  = "How likely are you to recommend us?"
	columns = `
survey: t
columns:
  - {from: Response ID, role: response_id}
  - {from: Submitted, role: time}
  - {from: "How likely are you to recommend us?", role: score}
  - {from: Why, role: comment}
`
	shops = "score,shop,ease,consent\n9,A,1,yes\n10,B,5,no\n7,A,3,yes\n"
)

// The findings of small files. Nearly all have few answers, which is looked at
// only where it is meant.
func TestFindings(t *testing.T) {
	for name, c := range findingCases() {
		t.Run(name, func(t *testing.T) {
			res := c.in.check(t)
			var got []string
			for _, f := range res.Findings {
				if f.Message == "" || f.Remedy == "" || f.File != "a.csv" || f.Count < 1 {
					t.Errorf("incomplete: %+v", f)
				}
				few := f.ID == "too-few-responses" && f.Severity == finding.Note
				if (few || f.ID == "scale-suspect" && c.monotonous) && !slices.Contains(c.want, brief(f)) {
					continue
				}
				got = append(got, brief(f))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("found\n  %s\nwant\n  %s\n%+v", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "), res.Findings)
			}
			if res.NotUnderstood() != c.lost {
				t.Errorf("not understood: %v", res.NotUnderstood())
			}
			if c.says != "" && !strings.Contains(fmt.Sprint(res.Findings), c.says) {
				t.Errorf("no finding says %q: %+v", c.says, res.Findings)
			}
		})
	}
}

type findingCase struct {
	in   input
	want []string // brief, the worst first
	lost bool     // not understood
	says string   // in a message or remedy
	// thousands of equal answers, which is suspect in itself
	monotonous bool
}

// Every rule occurs in a case, and every case's finding has its rule.
func TestEveryRuleHasACase(t *testing.T) {
	met := map[string]bool{}
	cases := findingCases()
	for name, c := range rowCases() {
		cases["rows: "+name] = findingCase{want: c.want}
	}
	for _, c := range cases {
		for _, w := range c.want {
			id, _, _ := strings.Cut(strings.Fields(w)[1], ":")
			met[id] = true
			if _, ok := ruleOf(id); !ok {
				t.Errorf("%s is not in the table", id)
			}
		}
	}
	for _, r := range Rules() {
		if !met[r.ID] {
			t.Errorf("no case finds %s", r.ID)
		}
	}
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		seen[r.ID] = true
		if r.Title == "" || r.Means == "" || r.Remedy == "" || rank(r.Severity) == 0 && r.Severity != finding.Note {
			t.Errorf("%+v is not complete", r)
		}
	}
	if len(seen) < 25 || len(FindingRules()) != len(seen) {
		t.Errorf("%d rules", len(seen))
	}
}

// Every id that ingest gives errors and warnings is a finding.
func TestIngestIDsAreFindings(t *testing.T) {
	files, err := filepath.Glob("../ingest/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	count := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, before := range []string{`warn("`, `Error{ID: "`, `e.ID = "`, `ID: "`} {
			for _, rest := range strings.Split(string(text), before)[1:] {
				id, _, _ := strings.Cut(rest, `"`)
				count++
				if _, ok := ruleOf(aliasOf(id)); !ok && id != "internal" && id != "workbook-copies" { // a copy is made by redact alone
					t.Errorf("%s: %q is no finding", name, id)
				}
			}
		}
	}
	if count < 20 {
		t.Errorf("only %d ids were seen", count)
	}
}

func TestCheckSwitches(t *testing.T) {
	for check, want := range map[string]string{
		"formula-cell: note": "", "score-invalid: \"off\"": "", "file-unreadable: error": "",
		"formula-cel: note":    "did you mean formula-cell?",
		"file-unreadable: off": "leave the line out",
		"zzzzzzzzzzzzz: note":  "docs/validate.md",
	} {
		if strings.HasSuffix(check, ": off") {
			check = strings.Replace(check, ": off", `: "off"`, 1)
		}
		d, err := survey.ParseDefinition([]byte(columns+"checks: {"+check+"}\n"), "survey.yaml")
		if err != nil {
			t.Fatal(err)
		}
		err = CheckSwitches(d)
		e, _ := err.(*survey.DefinitionError)
		switch {
		case want == "" && err == nil:
		case want == "" || e == nil || !strings.Contains(e.Hint, want) || e.File != "survey.yaml" || e.Line == 0 || e.Column != 10:
			t.Errorf("%s: %v", check, err)
		}
	}
	if CheckSwitches(nil) != nil {
		t.Error("no definition is refused")
	}
}

// A flag that names what is not there is the user's mistake, not the file's.
func TestMisuseComesBack(t *testing.T) {
	for _, o := range []ingest.Options{{ScoreColumn: "nowhere"}, {TimeColumn: "nowhere"}, {WeightColumn: "#99"}} {
		o.HeaderRows = ingest.AutoHeader
		f, err := ingest.Open("a.csv", strings.NewReader(plain), o)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := File(context.Background(), f, Options{}); err == nil {
			t.Errorf("%+v: %+v", o, res)
		}
	}
	if _, err := Failed("a.csv", &ingest.Error{Fault: ingest.Misuse, Msg: "no such preset"}, nil); err == nil {
		t.Error("misuse became a finding")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f, err := ingest.Open("a.csv", strings.NewReader(plain), ingest.Options{HeaderRows: ingest.AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := File(ctx, f, Options{}); err == nil {
		t.Error("an interrupted check has a result")
	}
}

// A place packed into a line number comes out again, and keeps the order.
func TestPackedPlaces(t *testing.T) {
	last := int64(0)
	for _, block := range []int32{0, 1, 77, 1 << 20} {
		for _, line := range []int32{0, 1, 5, 1 << 30} {
			p := unpacked(packedAt(block, line))
			if p.Block != block || p.Line != line || packedAt(block, line) <= last {
				t.Errorf("%d %d: %+v", block, line, p)
			}
			last = packedAt(block, line)
		}
	}
	_ = timecol.DMY
}
