package finding

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func sarifOf(t *testing.T, r Report) (sarifLog, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSARIF(&b, r); err != nil {
		t.Fatal(err)
	}
	schema, err := os.Open("testdata/sarif-subset.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer schema.Close()
	doc, err := jsonschema.UnmarshalJSON(schema)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("sarif")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	return log, b.Bytes()
}

func TestSARIF(t *testing.T) {
	log, text := sarifOf(t, report())
	golden(t, "report.sarif", text)
	run := log.Runs[0]
	if len(run.Results) != len(report().Findings) {
		t.Fatalf("%d results", len(run.Results))
	}
	for i, result := range run.Results {
		if got := run.Tool.Driver.Rules[result.RuleIndex].ID; got != result.RuleID {
			t.Errorf("result %d of rule %q points to %q", i, result.RuleID, got)
		}
	}
	if uri := run.Results[0].Locations[0].Physical.Artifact.URI; uri != "exports/retail,%20north.csv" {
		t.Errorf("URI %q", uri)
	}
}

func TestEmptyReports(t *testing.T) {
	r := Report{Tool: "nps"}
	log, text := sarifOf(t, r)
	if len(log.Runs) != 1 || log.Runs[0].Results == nil || !strings.Contains(string(text), `"results": []`) {
		t.Errorf("an empty report has no list of results: %s", text)
	}
	var junit, github bytes.Buffer
	if err := errors.Join(WriteJUnit(&junit, r), WriteGitHub(&github, r, nil)); err != nil {
		t.Fatal(err)
	}
	if github.Len() != 0 || !strings.Contains(junit.String(), `tests="0"`) {
		t.Errorf("%s %s", junit.String(), github.String())
	}
}

func TestSARIFIsCapped(t *testing.T) {
	r := Report{Tool: "nps"}
	for i := range MaxSARIF + 100 {
		severity := Note
		if i >= MaxSARIF {
			severity = Error // the worst come last and must stay
		}
		r.Findings = append(r.Findings, Finding{ID: "x", Severity: severity, File: "f.csv", Line: int64(i + 1), Message: "m"})
	}
	log, _ := sarifOf(t, r)
	run := log.Runs[0]
	if len(run.Results) != MaxSARIF {
		t.Fatalf("%d results", len(run.Results))
	}
	failures := 0
	for i, result := range run.Results {
		if result.Level == Error {
			failures++
		}
		if i > 0 && result.Locations[0].Physical.Region.StartLine <= run.Results[i-1].Locations[0].Physical.Region.StartLine {
			t.Fatal("the order has changed")
		}
	}
	if failures != 100 {
		t.Errorf("%d of 100 errors are left", failures)
	}
	notes := run.Invocations[0].Notifications
	if len(notes) != 1 || !strings.Contains(notes[0].Message.Text, "5100 findings") || !strings.Contains(notes[0].Message.Text, "100 least") {
		t.Errorf("the cap is not told: %v", notes)
	}
}

func TestFileURI(t *testing.T) {
	cases := map[string]string{
		"-": "stdin", "": "stdin", "a.csv": "a.csv", "./a/../b c.csv": "b%20c.csv", "a:b.csv": "./a:b.csv",
		"100%#?.csv": "100%25%23%3F.csv", "दिल्ली.csv": "%E0%A4%A6%E0%A4%BF%E0%A4%B2%E0%A5%8D%E0%A4%B2%E0%A5%80.csv",
	}
	for in, want := range cases {
		if got := fileURI(in); got != want {
			t.Errorf("fileURI(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestJUnit(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJUnit(&b, report()); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.junit.xml", b.Bytes())
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	tests, failures, failed := 0, 0, []string{}
	for _, suite := range got.Suites {
		if suite.Tests != len(suite.Cases) {
			t.Errorf("%q says %d of %d cases", suite.Name, suite.Tests, len(suite.Cases))
		}
		tests += suite.Tests
		failures += suite.Failures
		for _, c := range suite.Cases {
			if c.Failure != nil {
				failed = append(failed, c.Name+" "+string(c.Failure.Type))
			}
		}
	}
	if tests != got.Tests || failures != got.Failures || failures != len(failed) {
		t.Errorf("%d of %d tests, %d of %d failures", got.Tests, tests, got.Failures, failures)
	}
	// Two findings of one rule are one case; a note does not fail.
	want := []string{"score-invalid error", "formula-cell warning", "file-unreadable error"}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %v, want %v", failed, want)
	}
}

func TestJUnitFailOn(t *testing.T) {
	for failOn, want := range map[Severity]string{Error: `failures="2"`, Warning: `failures="3"`, "": `failures="3"`, Note: `failures="4"`} {
		r := report()
		r.FailOn = failOn
		var b bytes.Buffer
		if err := WriteJUnit(&b, r); err != nil || !strings.Contains(strings.SplitN(b.String(), "\n", 3)[1], want) {
			t.Errorf("%q: %v, not %s: %.120s", failOn, err, want, b.String())
		}
	}
}

func TestGitHub(t *testing.T) {
	var out, summary bytes.Buffer
	if err := WriteGitHub(&out, report(), &summary); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.github.txt", out.Bytes())
	if summary.Len() != 0 {
		t.Errorf("a summary although everything is shown: %s", summary.String())
	}
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") && !strings.HasPrefix(line, "::notice ") {
			t.Errorf("no annotation: %q", line)
		}
		if strings.Count(line, "::error") > 1 && !strings.Contains(line, "%3A%3Aerror") && !strings.Contains(line, `\n::error`) {
			t.Errorf("a second command in %q", line)
		}
	}
}

// Many files with few rules: one annotation a rule names the files, the summary
// lists every one that has none.
func TestGitHubJoinsFiles(t *testing.T) {
	r := Report{Tool: "nps"}
	for i := range 20 {
		r.Findings = append(r.Findings, Finding{ID: "a", Severity: Error, File: fmt.Sprintf("f%02d.csv", i), Line: 3, Message: "wrong"})
	}
	for i := range 10 {
		r.Findings = append(r.Findings, Finding{ID: "b", Severity: Warning, File: fmt.Sprintf("f%02d.csv", i), Message: "doubtful"})
	}
	var out, summary bytes.Buffer
	if err := WriteGitHub(&out, r, &summary); err != nil {
		t.Fatal(err)
	}
	want := "::error file=f00.csv,line=3,title=a::wrong. Also in 19 more files: f01.csv, f02.csv, f03.csv, f04.csv, f05.csv, ….\n"
	if !strings.HasPrefix(out.String(), want+"::warning file=f00.csv") {
		t.Errorf("%s", out.String())
	}
	if n := strings.Count(out.String(), "::warning "); n != 10 {
		t.Errorf("%d warnings, though all of them fit", n)
	}
	if n := strings.Count(summary.String(), ".csv"); n != 19 {
		t.Errorf("%d rows in the summary", n)
	}
}

func TestGitHubIsCapped(t *testing.T) {
	r := Report{Tool: "nps"}
	for i := range 15 {
		for _, s := range []Severity{Note, Warning, Error} {
			for line := range 8 {
				r.Findings = append(r.Findings, Finding{ID: fmt.Sprintf("rule-%s-%d", s, i), Severity: s, File: "f|1.csv",
					Line: int64(10 + line), Message: "m|x"})
			}
		}
	}
	var out, summary bytes.Buffer
	if err := WriteGitHub(&out, r, &summary); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"::error ", "::warning ", "::notice "} {
		if n := strings.Count(out.String(), command); n != maxAnnotations {
			t.Errorf("%d times %q", n, command)
		}
	}
	if !strings.HasPrefix(out.String(), "::error ") || !strings.Contains(out.String(), "And 7 more of this kind (line 11, 12, 13, 14, 15, …)") {
		t.Errorf("got %.400s", out.String())
	}
	if n := strings.Count(summary.String(), "\n| "); n != 2+15 {
		t.Errorf("%d rows in the summary", n)
	}
	if !strings.Contains(summary.String(), `| error | rule-error-10 | f\|1.csv | 10 | 8 | m\|x.`) {
		t.Errorf("summary %s", summary.String())
	}
	out.Reset()
	if err := WriteGitHub(&out, r, nil); err != nil || !strings.HasSuffix(out.String(), "15 more groups of findings have no annotation\n") {
		t.Errorf("without a summary: %.200s", out.String())
	}
}

// Nothing that a survey may hold passes a writer raw.
func TestWritersEscape(t *testing.T) {
	writers := map[string]func(io.Writer, Report) error{
		"sarif":    WriteSARIF,
		"junit":    WriteJUnit,
		"github":   func(w io.Writer, r Report) error { return WriteGitHub(w, r, nil) },
		"baseline": func(w io.Writer, r Report) error { return WriteBaseline(w, r.Findings) },
	}
	for name, write := range writers {
		bad := "\x1b[31m\u202e\u200b\x00\ufffe\xff"
		r := Report{Tool: "nps", Rules: []Rule{{bad, Error, bad, bad}}, Findings: []Finding{{bad, Error, bad, 1, bad, bad, bad, 1, bad, false}}}
		var b bytes.Buffer
		if err := write(&b, r); err != nil {
			t.Fatal(name, err)
		}
		for _, c := range b.String() {
			if unicode.IsControl(c) && c != '\n' && c != '\t' || c == '\u202e' || c == '\u200b' || c == '\ufffe' {
				t.Errorf("%s lets %U through", name, c)
			}
		}
	}
}
