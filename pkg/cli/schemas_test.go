package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemaFolder holds the JSON Schema of each document, named like the document
// with "-" for the "/" of its version.
const schemaFolder = repository + "/docs/schemas"

// schemaCases are commands whose documents must fit a schema, and how many of
// them at least have to be documents.
var schemaCases = []struct {
	schema   string
	least    int
	commands []string
}{
	{"nps.score-1.json", 60, []string{
		"nps score testdata/exports/* --format json", // each file by itself, see perFile
		"nps score testdata/formats/* --format json",
		"nps score testdata/exports/retail.csv --by region,month --min-n 30 --format json",
		"nps score testdata/exports/retail.csv --by week --where region=North --since 2026-01 --format json",
		"nps score testdata/exports/retail.csv testdata/exports/retail-2.csv.gz --by plan --format json",
		"nps score testdata/exports/retail.csv --per-respondent latest --dedupe newest --format json",
		"nps score testdata/exports/retail.csv --target 30 --interval tango --confidence 0.9 --format json",
		"nps score weighted.csv --weight-column weight --by region --format json",
		"nps score testdata/formats/labels.csv --score-column '#2' --allow-invalid --format json",
		"nps score testdata/formats/two-sheets.xlsx --sheet Second --format json",
		"nps score --counts promoters=50,passives=30,detractors=20 --format json",
		"nps score --counts promoters=0 --target 10 --format json",
		"nps score --histogram 1,0,0,2,1,4,5,11,20,22,34 --interval trinomial-t --format json",
		"nps score --histogram 0,0,0,0,0,0,0,0,0,0,1 --interval trinomial-t --format json",
		"nps score --counts promoters=50,passives=30,detractors=20 --invited 400 --format json",
		"nps score --counts promoters=0 --invited 5 --format json",
		"nps score --histogram 0,1,4,3,3,29,0,0,0,0,0 --metric csat --format json",
		"nps score --histogram 0,0,5,11,13,21,12,28,0,0,0 --metric ces --scale 7 --format json",
		"nps score --histogram 0,0,0,0,0,0,0,0,0,0,0 --metric ces --format json",
	}},
	{"nps.compare-1.json", 26, []string{
		"nps compare testdata/exports/retail.csv testdata/exports/retail-2.csv.gz --format json",
		"nps compare testdata/exports/retail.csv testdata/exports/retail-2.csv.gz --by region,plan --format json",
		"nps compare testdata/exports/retail.csv testdata/exports/retail-2.csv.gz --explain --by region,plan,month --format json",
		"nps compare testdata/exports/retail.csv --by region --interval trinomial-t --format json",
		"nps compare testdata/exports/retail.csv --by region --against rest --adjust none --format json",
		"nps compare testdata/exports/retail.csv --by week --against rest --exact --format json",
		"nps compare testdata/exports/retail.csv --by month,plan --against rest --adjust by --confidence 0.8 --format json",
		"nps compare testdata/exports/retail.csv --a region=North --b region=South,West --format json",
		"nps compare testdata/exports/retail.csv --a region=North --b region=Nowhere --format json",
		"nps compare testdata/exports/retail.csv --a month=2026-05 --b month=2026-06 --explain --by plan --format json",
		"nps compare testdata/exports/retail.csv --a quarter=2026-Q1 --b quarter=2026-Q2 --paired --respondent-column region --format json",
		"nps compare weighted.csv --weight-column weight --by region --format json",
		"nps compare weighted.csv --weight-column weight --by region --against rest --format json",
		"nps compare weighted.csv testdata/exports/retail.csv --format json",
		"nps compare testdata/exports/delighted.csv testdata/exports/typeform.csv --since 2026-01 --format json",
		"nps compare classes.csv --class-column class --by region --format json",
		"nps compare --counts promoters=50,passives=30,detractors=20 --counts promoters=1 --format json",
		"nps compare --counts promoters=50 --counts promoters=50 --format json",
		"nps compare --counts promoters=0 --counts promoters=5 --exact --format json",
		"nps compare --counts promoters=0 --counts promoters=0 --format json",
		"nps compare --counts promoters=1 --counts promoters=1000000 --format json",
		"nps compare --histogram 1,0,0,2,1,4,5,11,20,22,34 --histogram 0,0,0,0,0,0,0,0,0,0,1 --interval bonett-price --format json",
		"nps compare --histogram 1,0,0,0,0,0,0,0,0,0,0 --histogram 0,0,0,0,0,0,0,0,0,0,1 --exact --format json",
		"nps compare --histogram 5,0,0,0,0,0,0,0,0,0,9 --histogram 5,0,0,0,0,0,0,0,0,0,9 --interval dirichlet --format json",
		"nps compare tally.json --by region --format json",
		"nps compare tally.json --a region=North --b region=South --explain --by plan --format json",
	}},
	{"nps.trend-1.json", 20, []string{
		"nps trend testdata/exports/retail.csv --format json",
		"nps trend testdata/exports/retail.csv --every week --rolling 4 --format json",
		"nps trend testdata/exports/retail.csv --every week --by region --baseline 12 --format json",
		"nps trend testdata/exports/retail.csv --every day --format json",
		"nps trend testdata/exports/retail.csv --every quarter --rolling 9 --format json",
		"nps trend testdata/exports/retail.csv --chart shewhart --format json",
		"nps trend testdata/exports/retail.csv --every week --chart xmr --format json",
		"nps trend testdata/exports/retail.csv --every week --chart ewma --format json",
		"nps trend testdata/exports/retail.csv --every week --chart cusum --by plan --format json",
		"nps trend testdata/exports/retail.csv --event 2026-01-15=launch --event 2031-01-01=later --by plan --format json",
		"nps trend testdata/exports/retail.csv --since 2026-01-15 --until 2026-05-10 --interval trinomial-t --format json",
		"nps trend testdata/exports/retail.csv testdata/exports/retail-2.csv.gz --every month --where region=North --format json",
		"nps trend testdata/exports/retail-3.ndjson.zst --format json",
		"nps trend testdata/exports/delighted.csv --confidence 0.8 --format json",
		"nps trend testdata/exports/typeform.csv --every day --chart xmr --format json",
		"nps trend testdata/exports/google-forms.csv --every week --format json",
		"nps trend demo.csv --format json",
		"nps trend demo.csv --by region,plan --format json",
		"nps trend demo.csv --every week --chart cusum --format json",
		"nps trend classes.csv --class-column class --every day --format json",
	}},
	{"nps.sample-size-1.json", 6, []string{
		"nps sample-size --margin 5 --format json",
		"nps sample-size --margin 5 --detect 10 --n 400 --power 0.9 --deff 1.5 --population 5000 --format json",
		"nps sample-size --n 1 --format json",
		"nps sample-size --n 10 --population 10 --format json",
		"nps sample-size --margin 3.5 --from testdata/exports/retail.csv --format json",
		"nps sample-size --detect 200 --variance 0.05 --confidence 0.8 --format json",
	}},
	{"nps.report-1.json", 11, []string{
		"nps report testdata/exports/retail.csv --format json -q",
		"nps report testdata/exports/retail.csv --by region --by plan --by region,plan --format json -q --title Retail",
		"nps report testdata/exports/retail.csv --by region --every month --event 2026-01-15=launch --event 2031-01-01=later --format json -q",
		"nps report testdata/exports/retail.csv --by region,plan --every week --min-group 12 --confidence 0.9 --format json -q",
		"nps report demo.csv --by store --by store,product --every month --format json -q",
		"nps report demo.csv --by region,plan --every day --since 2026-06-01 --lang hi --format json -q",
		"nps report demo.csv --by store --every quarter --publish --format json -q",
		"nps report demo.csv --by store --every quarter --publish --format json -q",
		"nps report demo.csv --by plan --publish --reason other --format json -q",
		"nps report tally.json --by region --format json -q",
		"nps report weighted.csv testdata/exports/retail.csv --where region!=North --format json -q",
	}},
	{"nps.tally-1.json", 10, []string{
		"nps score testdata/exports/* --format tally",
		"nps score testdata/exports/retail.csv --by region,plan --format tally",
		"nps score weighted.csv --by region --weight-column weight --format tally",
		"nps score --histogram 1,0,0,2,1,4,5,11,20,22,34 --format tally",
	}},
	{"nps.version-1.json", 2, []string{
		"nps version --format json",
		"nps version --legal --format json",
	}},
	{"nps.config-1.json", 3, []string{
		"nps config show --format json",
		"NPS_NA=none NPS_MIN_GROUP=3 nps config show --format json --config settings.yaml",
		"NPS_LABEL=most=10 NPS_TZ=Asia/Kolkata nps config show --format json",
	}},
	{"nps.demo-truth-1.json", 8, []string{
		"nps demo --rows 300 --until 2026-06-30 --truth - -o demo.csv",
		"nps demo --rows 0 --until 2026-06-30 --truth - -o demo.csv",
		"nps demo --rows 40 --months 1 --until 2026-06-30 --format json --truth - -o demo.json",
		"nps demo --rows 300 --until 2026-06-30 --like qualtrics --truth - -o demo.csv",
		"nps demo --rows 300 --until 2026-06-30 --like surveymonkey --truth - -o demo.csv",
		"nps demo --rows 300 --until 2026-06-30 --like typeform --truth - -o demo.csv",
		"nps demo --rows 300 --until 2026-06-30 --like google-forms --truth - -o demo.csv",
		"nps demo --rows 300 --until 2026-06-30 --like delighted --truth - -o demo.csv",
	}},
	{"nps.validate-1.json", 60, []string{
		"nps validate testdata/exports/* --format json",
		"nps validate testdata/formats/* --format json",
		"nps validate testdata/exports/retail.csv testdata/formats/ragged-short.csv --format json",
	}},
	{"nps.import-1.json", 3, []string{
		"nps import testdata/exports/retail.csv --format json --quiet",
		"nps import testdata/exports/retail-2.csv.gz --format json --dry-run",
		"nps import testdata/exports/retail-2.csv.gz --format json",
	}},
	{"nps.vault-status-1.json", 3, []string{
		"nps vault status --format json",
		"nps vault status --format json --vault empty",
		"HOME=/home/ravi nps vault status --max-purge-age 36h --format json",
	}},
	{"nps.vault-verify-1.json", 4, []string{
		"nps vault verify --format json",
		"nps vault verify --deep --anchor head.txt --format json",
		"HOME=/home/ravi nps vault verify --deep --format json",
		"nps vault verify --anchor weighted.csv --format json",
	}},
	{"nps.vault-log-1.json", 3, []string{
		"nps vault log --format ndjson --last 1",
		"nps vault log --format ndjson | head -n 1",
		"nps vault log --format ndjson --vault empty",
	}},
	{"nps.keys-1.json", 2, []string{
		"nps keys list --format json",
		"HOME=/home/ravi nps keys list --format json",
	}},
	{"nps.purge-1.json", 6, []string{
		"nps purge --dry-run --format json",
		"nps purge --dry-run --as-of 2040-01-01 --format json",
		"nps purge --plan plan.json --format json",
		"nps purge --files testdata/exports/*.csv --older-than 1w --dry-run --format json",
		"nps purge --yes --format json",
		"nps purge --yes --format json --vault empty",
		"nps purge --files weighted.csv --older-than 1w --yes --format json",
	}},
}

// schemaVault is what is done before the commands of a schema whose name begins with
// one of schemaVaults: a vault with answers of two people, and an empty one.
var schemaVault = []string{
	"nps vault init", "nps vault init empty",
	"nps import testdata/exports/retail.csv",
	"nps vault status --head -o head.txt",
	"HOME=/home/ravi nps keys generate --card ravi.card",
	"nps keys grant analyst --card ravi.card",
}

// prepareVault makes the vault that some schemas need.
func prepareVault(t *testing.T, sh *shell, schema string) {
	name := strings.TrimPrefix(schema, "nps.")
	if !slices.ContainsFunc([]string{"import", "vault-", "keys-", "purge-"}, func(p string) bool { return strings.HasPrefix(name, p) }) {
		return
	}
	if runtime.GOOS == "windows" {
		t.Skip("a vault needs permissions and locks of Unix")
	}
	lines := schemaVault
	if strings.HasPrefix(name, "import") {
		lines = lines[:1]
	}
	for _, line := range lines {
		if text := sh.run(line); sh.status != 0 {
			t.Fatalf("$ %s\n%s", line, text)
		}
	}
	if len(lines) == 1 {
		return
	}
	status := sh.run("nps vault status --format json")
	_, rest, _ := strings.Cut(status, `"fingerprint": "`)
	for _, line := range []string{"nps keys trust " + rest[:64], "nps vault status"} {
		if text := sh.run("HOME=/home/ravi " + line); sh.status != 0 {
			t.Fatal(text)
		}
	}
}

// TestDocumentsFitTheirSchemas: no document has a field that its schema does not
// know, and none lacks one that it promises.
func TestDocumentsFitTheirSchemas(t *testing.T) {
	for _, c := range schemaCases {
		t.Run(c.schema, func(t *testing.T) {
			t.Parallel()
			schema, page := compileSchema(t, c.schema), readPage(t, "docs/json.md")
			sh := newShell(t)
			sh.write(t, "settings.yaml", "min-group: 10\nlabel: [\"best=10\"]\nsurveys: [{files: \"*.csv\", survey: retail.yaml}]\n")
			sh.write(t, "classes.csv", "class,when,region\nPromoter,2026-01-01,North\nDetractor,2026-01-03,South\nPassive,2026-01-03,North\n")
			sh.write(t, "tally.json", `{"schema": "nps.tally/1", "by": ["region", "plan"], "groups": [{"key": {"region": "North", "plan": "A"}, "histogram": [1,0,0,0,0,2,0,3,1,4,9]},
				{"key": {"region": "South", "plan": ""}, "histogram": [1,0,5,0,0,2,0,3,1,4,1]}, {"key": {"region": "South", "plan": "A"}, "histogram": [0,0,0,0,0,0,0,0,0,0,3]}]}`)
			if c.schema == "nps.trend-1.json" || c.schema == "nps.report-1.json" {
				sh.run("nps demo --rows 3000 --months 30 --until 2026-06-30 -o demo.csv")
			}
			sh.write(t, "weighted.csv", "nps_score,region,weight\n10,North,0.5\n9,North,2\n3,South,1.5\n8,,1\n,South,1\n")
			prepareVault(t, sh, c.schema)
			documents := 0
			for _, command := range c.commands {
				many := strings.Contains(command, "*") && !strings.Contains(command, "--files")
				for _, line := range perFile(t, sh, command) {
					text := sh.run(line)
					if many && !strings.HasPrefix(text, "{") {
						continue // a refusal
					}
					documents++
					value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
					if err != nil {
						t.Errorf("$ %s\n%v\n%s", line, err, text)
						continue
					}
					if err := schema.Validate(value); err != nil {
						t.Errorf("$ %s\n%v", line, err)
					}
					for _, id := range warningIDs(value) {
						if !strings.Contains(page, "`"+id+"`") {
							t.Errorf("$ %s\nwarns of %s, of which docs/json.md does not speak", line, id)
						}
					}
				}
			}
			if documents < c.least {
				t.Errorf("only %d documents, want at least %d", documents, c.least)
			}
		})
	}
}

// warningIDs lists the ids of a document's warnings.
func warningIDs(document any) []string {
	var ids []string
	fields, _ := document.(map[string]any)
	list, _ := fields["warnings"].([]any)
	for _, w := range list {
		warning, _ := w.(map[string]any)
		id, _ := warning["id"].(string)
		ids = append(ids, id)
	}
	return ids
}

// TestPageNamesEveryWarning: the ids stand in the code of the rooms that doubt.
func TestPageNamesEveryWarning(t *testing.T) {
	page := readPage(t, "docs/json.md")
	patterns := map[string]*regexp.Regexp{
		"pkg/ingest/*.go": regexp.MustCompile(`\bwarn\("([a-z0-9-]+)"`),
		"pkg/stats/*.go":  regexp.MustCompile(`\bDoubt[A-Z]\w+ += "([a-z0-9-]+)"`),
		"pkg/cli/*.go":    regexp.MustCompile(`\bwarning\{ID: "([a-z0-9-]+)"`),
	}
	for glob, id := range patterns {
		files, err := filepath.Glob(filepath.Join(repository, glob))
		if err != nil || len(files) == 0 {
			t.Fatalf("no file fits %s (%v)", glob, err)
		}
		seen := 0
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range id.FindAllStringSubmatch(string(data), -1) {
				seen++
				if m[1] == "workbook-copies" { // of a command without a document
					continue
				}
				if !strings.Contains(page, "`"+m[1]+"`") {
					t.Errorf("docs/json.md does not speak of the warning %s", m[1])
				}
			}
		}
		if seen == 0 {
			t.Errorf("%s has no warnings", glob)
		}
	}
}

// perFile makes of a command with a pattern one command a file.
func perFile(t *testing.T, sh *shell, command string) []string {
	t.Helper()
	for _, word := range strings.Fields(command) {
		if !strings.Contains(word, "*") || strings.Contains(command, "--files") {
			continue // purge takes the pattern itself
		}
		found, err := filepath.Glob(filepath.Join(sh.dir, word))
		if err != nil || len(found) == 0 {
			t.Fatalf("no file fits %s (%v)", word, err)
		}
		var lines []string
		for _, name := range found {
			rel, err := filepath.Rel(sh.dir, name)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, strings.Replace(command, word, filepath.ToSlash(rel), 1))
		}
		return lines
	}
	return []string{command}
}

func compileSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(schemaFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSchemasAreClosed: every object of a schema says whether it takes further
// fields, so that a field without a description cannot pass; the schema is of the
// draft that the page names, and the page names the schema.
func TestSchemasAreClosed(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(schemaFolder, "*.json"))
	if err != nil || len(found) != len(schemaCases) {
		t.Fatalf("%d schemas, %d with cases (%v)", len(found), len(schemaCases), err)
	}
	page := readPage(t, "docs/json.md")
	for _, file := range found {
		name := filepath.Base(file)
		compileSchema(t, name)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var doc map[string]any
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		if doc["$schema"] != "https://json-schema.org/draft/2020-12/schema" {
			t.Errorf("%s is of the draft %v", name, doc["$schema"])
		}
		if !strings.Contains(page, "schemas/"+name) || !strings.Contains(page, "`"+doc["title"].(string)+"`") {
			t.Errorf("docs/json.md does not speak of %s", name)
		}
		objects := 0
		everyObject(doc, func(path string, schema map[string]any) {
			objects++
			_, says := schema["additionalProperties"]
			if _, all := schema["unevaluatedProperties"]; !says && !all {
				t.Errorf("%s: the object at %s is open", name, path)
			}
		}, "")
		if objects == 0 {
			t.Errorf("%s describes no object", name)
		}
	}
}

// everyObject calls f for each schema of an object below node.
func everyObject(node any, f func(path string, schema map[string]any), path string) {
	switch node := node.(type) {
	case map[string]any:
		if node["type"] == "object" {
			f(path+"/", node)
		}
		for key, child := range node {
			everyObject(child, f, path+"/"+key)
		}
	case []any:
		for _, child := range node {
			everyObject(child, f, path+"/[]")
		}
	}
}
