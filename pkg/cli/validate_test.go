package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
)

// secret matches what stands in the cells of the files below, and nowhere else.
var secret = regexp.MustCompile(`(?i)zqx`)

// leaky is a file that has as many findings as one file can, with a secret in
// every cell that can hold one.
func leaky() string {
	var b strings.Builder
	b.WriteString("Response ID,Email,Phone,Submitted,recommend us?,NPS class,Shop,Ease,Consent,Weight,Why,Why\n")
	for i := range 12 {
		fmt.Fprintf(&b, "r-zqx%d,zqx%d@example.org,+91 98450 9845%d,2026-01-%02d,%d,Promoter,zqxNorth,3,yes,1,zqx fine,\"zqx, fine\"\n", i, i%5, i%10, 1+i, 9+i%2)
	}
	b.WriteString("r-zqx1,zqx1@example.org,,2026-01-02,3,Promoter,zqxShop,zqxten,zqxmaybe,zqxheavy,=zqx(1),write to zqx@example.org\n")                                                                                                     // other score, class, value, rating, consent, weight, formula, e-mail
	b.WriteString("r-zqx2,zqx2@example.org,,zqx yesterday,zqx a,Detractor,zqxNorth,99,,-5,zq\x1b[31mzqx,zqx call 98450 98450\n")                                                                                                            // time, score, blank consent, control
	b.WriteString("r-zqx3,zqx3@example.org,,2036-01-02,zqx@example.org,,,3,yes,1,zqxÃ©,\"zqx\nr,e,p,2026-01-01,9,Promoter,zqx,3,yes,1,a,b\nr,e,p,2026-01-01,9,Promoter,zqx,3,yes,1,a,b\nr,e,p,2026-01-01,9,Promoter,zqx,3,yes,1,a,b\n\"\n") // future, e-mail as score, mojibake, swallowed
	for range 3 {
		b.WriteString("r-zqx4,zqx4@example.org,,1926-01-02,zqx@example.org,,,3,yes,1,short\n") // short, past, a repeated text that is an address
	}
	for range 3 {
		b.WriteString("r-zqx5,zqx5@example.org,,2026-01-02,zqx is a text of more than forty characters that repeats,,zqxNorth,3,yes,1,x,y\n")
	}
	return b.String()
}

const leakySurvey = `
survey: leaky
columns:
  - {from: Response ID, role: response_id}
  - {from: Submitted, role: time}
  - {from: "recommend us?", role: score}
  - {from: Shop, role: dimension, values: [North]}
  - {from: Ease, role: rating, min: 1, max: 5}
  - {from: Consent, role: consent, purposes: {analytics: ["yes"], other: [never]}}
  - {from: Weight, role: weight}
  - {from: Region, role: dimension}
rules: {min_rows: 100, max_invalid: 1%, max_blank: 1%, unique: [response_id, Ease], required: [Shop]}
`

// No writer shows the value of a cell, whatever is wrong with it.
func TestNoCellLeaks(t *testing.T) {
	files := map[string]string{
		"leaky.csv":     leaky(),
		"leaky.yaml":    leakySurvey,
		"two.csv":       "recommend us?,recommend it?,zqxless\n" + strings.Repeat("9,8,zqxcell\n", 5),
		"none.csv":      "city,when\nzqxcity,zqxwhen\n",
		"long.csv":      "nps,when\n9,2026-01-01,zqx\n",
		"open.csv":      "nps,when\n9,\"zqx never closed\n",
		"broken.json":   `{"nps": 9, "why": "zqx"}` + "\n" + `{"nps": "zqx", "why": zqx}` + "\n",
		"twice.json":    `{"nps": 9, "nps": "zqx"}` + "\n",
		"dates.csv":     "nps,Submitted\n" + strings.Repeat("9,zqx\n8,13/02/2026\n7,02/14/2026\n", 5),
		"zqx-named.csv": "nps,when\n9,2026-01-01\n",
	}
	delete(files, "zqx-named.csv") // names of files are shown
	files["two.csv"] = strings.Replace(files["two.csv"], "zqxless", "more", 1)
	if n := len(secret.FindAllString(leaky(), -1)); n < 60 {
		t.Fatalf("only %d secrets are planted", n)
	}
	ids := map[string]bool{}
	for _, extra := range [][]string{{}, {"--survey", "leaky.yaml"}, {"--format", "json"}, {"--format", "csv"}, {"--format", "md", "--verbose"},
		{"--report", "sarif"}, {"--report", "junit"}, {"--report", "github"}, {"--write-baseline", "known.json"},
		{"--survey", "leaky.yaml", "--report", "json=r.json", "--report", "sarif=r.sarif", "--report", "junit=r.xml", "--report", "github=r.txt"}} {
		r := newRun(t, "validate")
		var names []string
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(r.Dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, ".yaml") {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		r.Args = append(append(r.Args, names...), extra...)
		r.Environ = append(r.Environ, "GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY="+filepath.Join(r.Dir, "summary.md"))
		if code := r.code(); code != exitInput {
			t.Fatalf("%v: exit status %d\n%s%s", extra, code, r.out.String(), r.err.String())
		}
		outputs := map[string]string{"standard output": r.out.String(), "standard error": r.err.String()}
		entries, err := os.ReadDir(r.Dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if _, mine := files[e.Name()]; !mine {
				data, err := os.ReadFile(filepath.Join(r.Dir, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				outputs[e.Name()] = string(data)
			}
		}
		for where, text := range outputs {
			if at := secret.FindStringIndex(text); at != nil {
				t.Errorf("%v: %s shows a cell: ...%s...", extra, where, text[max(0, at[0]-80):min(len(text), at[1]+40)])
			}
			for _, rule := range validate.Rules() {
				if strings.Contains(text, rule.ID) {
					ids[rule.ID] = true
				}
			}
		}
	}
	if len(ids) < 25 {
		t.Errorf("only %d kinds of findings were looked at", len(ids))
	}
}

// A text of the score column is shown when it may be: three times and harmless.
func TestLabelsOfTheScoreAreShown(t *testing.T) {
	r := newRun(t, "validate", "-")
	r.In = strings.NewReader("nps,when\n" + strings.Repeat("9,2026-01-01\n", 20) + strings.Repeat("Absolutely,2026-01-01\n", 3) + strings.Repeat("Twice,2026-01-01\n", 2))
	if code := r.code(); code != exitFound || !strings.Contains(r.out.String(), `"Absolutely" (3)`) || strings.Contains(r.out.String(), "Twice") {
		t.Errorf("%d\n%s", code, r.out.String())
	}
}

// On a terminal that is too narrow for the table the findings are a list; no
// line is wider than the terminal and no word of a message is lost.
func TestFindingsFitTheTerminal(t *testing.T) {
	long := "9 cells begin like a formula (lines 2, 5, 6, 7, 8 and more), which is said here at some length so that it does not fit"
	ck := &checked{settings: &config.Settings{}, results: []*validate.Result{{Name: "a.csv", Records: 12, Findings: []finding.Finding{
		{ID: "formula-cell", Severity: finding.Warning, File: "a.csv", Line: 12, Column: "How likely are you to recommend us?", Message: long, Remedy: "Open it as text."},
		{ID: "no-time-column", Severity: finding.Note, File: "a.csv", Message: "there is none"}}}}}
	for width, list := range map[int]bool{40: true, 80: true, 200: false, -1: false} {
		var b strings.Builder
		if err := ck.writeResult(&b, table.Style{Width: width}, "text"); err != nil {
			t.Fatal(err)
		}
		flat := strings.Join(strings.Fields(b.String()), " ")
		if got := strings.Contains(flat, "warning formula-cell, line 12, column How"); got != list {
			t.Errorf("width %d: list %v\n%s", width, got, b.String())
		}
		if !strings.Contains(flat, long) {
			t.Errorf("width %d: the message is cut\n%s", width, b.String())
		}
		if width > 0 && widest(b.String()) > width {
			t.Errorf("width %d: a line has %d\n%s", width, widest(b.String()), b.String())
		}
	}
	ck.results[0].Findings = ck.results[0].Findings[1:]
	var b strings.Builder
	if err := ck.writeResult(&b, table.Style{Width: 80}, "text"); err != nil || !strings.Contains(b.String(), "severity  finding") {
		t.Errorf("a table that fits is none: %v\n%s", err, b.String())
	}
}

// The hooks name commands that there are.
func TestPreCommitHooks(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(repository, ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Name, Description, Entry, Language, Files string }
	if err := yaml.Unmarshal(data, &hooks); err != nil || len(hooks) == 0 {
		t.Fatal(err, hooks)
	}
	for _, h := range hooks {
		words := strings.Fields(h.Entry)
		found := len(words) >= 2 && words[0] == "nps" && slices.ContainsFunc(newCommands(newApp(newRun(t).System)), func(c *cobra.Command) bool { return c.Name() == words[1] })
		if !found || h.Language != "golang" || !(h.ID == "nps-"+words[1] || h.ID == "nps-no-pii" && words[2] == "--privacy") {
			t.Errorf("%+v", h)
		}
		files := regexp.MustCompile(h.Files)
		for name, want := range map[string]bool{"a.csv": true, "exports/a.xlsx": true, "a.csv.gz": true, "package.json": false, "a.csv.md": false} {
			if files.MatchString(name) != want {
				t.Errorf("%s: %s", h.ID, name)
			}
		}
	}
}

// The full definition in the document is one, and uses every key.
func TestSurveyDocument(t *testing.T) {
	page := readPage(t, "docs/survey-yaml.md")
	found := false
	for _, b := range blocks(page) {
		if b.file != "retail-full.yaml" {
			continue
		}
		found = true
		d, err := survey.ParseDefinition([]byte(b.body), b.file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate.CheckSwitches(d); err != nil {
			t.Error(err)
		}
		for _, role := range survey.Roles() {
			if len(d.ByRole(role)) == 0 {
				t.Errorf("no column has the role %s", role)
			}
		}
		for _, key := range []string{"survey", "columns", "rules", "checks", "from", "role", "name", "labels", "na", "order", "zone", "kind", "values", "min", "max", "purposes",
			"min_rows", "max_invalid", "max_blank", "unique", "required"} {
			if !strings.Contains(b.body, key+":") || !strings.Contains(page, "`"+key+"`") {
				t.Errorf("the key %s is not shown", key)
			}
		}
	}
	if !found {
		t.Error("there is no full definition")
	}
}
