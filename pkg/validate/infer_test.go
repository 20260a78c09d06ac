package validate

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// infer infers the definition of a text and reads it back.
func infer(t *testing.T, text string, open ingest.Options) (*survey.Definition, string) {
	t.Helper()
	open.HeaderRows = ingest.AutoHeader
	f, err := ingest.Open("a.csv", strings.NewReader(text), open)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	yaml, err := Infer(context.Background(), f, InferOptions{Survey: "a", Labels: open.Labels, NA: open.NA})
	if err != nil {
		t.Fatal(err)
	}
	d, err := survey.ParseDefinition(yaml, "a.yaml")
	if err != nil {
		t.Fatalf("%v\n%s", err, yaml)
	}
	return d, string(yaml)
}

// roles writes a definition in brief: "role header" with what else is known.
func roles(d *survey.Definition) []string {
	var list []string
	for _, c := range d.Columns {
		s := fmt.Sprintf("%s %s", c.Role, c.From)
		if c.Name != "" {
			s += " as " + c.Name
		}
		if c.Kind != "" {
			s += " by " + c.Kind
		}
		if c.Values != nil {
			s += fmt.Sprint(" ", c.Values)
		}
		if c.Min != nil {
			s += fmt.Sprint(" ", *c.Min, "-", *c.Max)
		}
		if c.Order != "" {
			s += " " + c.Order
		}
		if c.Purposes != nil {
			s += fmt.Sprint(" ", c.Purposes)
		}
		list = append(list, s)
	}
	return list
}

// A header may look like a reference to another column.
func TestInferNamesOddHeadersByPosition(t *testing.T) {
	text := "nps,when,a[#1],b[#9],c[#5],#2,#,d[#x]\n" + strings.Repeat("9,2026-01-01,,,,,,\n", 5)
	d, yaml := infer(t, text, ingest.Options{})
	var got []string
	for _, c := range d.Columns {
		got = append(got, c.From)
	}
	if diff := cmp.Diff([]string{"nps", "when", "#3", "#4", "#5", "#2[#6]", "#", "d[#x]"}, got); diff != "" {
		t.Error(diff)
	}
	for _, f := range (input{text: text, def: yaml}).check(t).Findings {
		if f.ID == "schema-drift" {
			t.Errorf("%s: %s", f.Column, f.Message)
		}
	}
}

func TestInfer(t *testing.T) {
	var b strings.Builder
	b.WriteString("Response ID,Customer e-mail,Your name,Submitted,How likely are you to recommend us?,Why?,Store city,Manager,Pair,Ease of use,Visits,Birthday,Opt in,Note,NPS class,,Score,#7,Region\n")
	for i := range 60 {
		score := []int{9, 10, 3, 7}[i%4]
		class := []string{"Promoter", "Promoter", "Detractor", "Passive"}[i%4]
		fmt.Fprintf(&b, "r%d,p%d@example.org,N%d,%02d/%02d/2026,%d,\"because of this, and that\",%s,M%d,T%d,%d,%d,19%02d-01-01,%s,,%s,x,%d,%s,%s\n",
			i, i/2, i, 1+i%28, 1+i%12, score, []string{"Pune", "Delhi", "New Delhi"}[i%3], i/2, i/4, 1+i%4, i*100, 40+i%30, []string{"yes", "no", "yes, quote me"}[i%3], class, i%2, []string{"a", "b"}[i%2], []string{"N", "S"}[i%2])
	}
	text := strings.ReplaceAll(b.String(), "yes, quote me", `"yes, quote me"`)
	d, yaml := infer(t, text, ingest.Options{ScoreColumn: "#5"})
	want := []string{
		"response_id Response ID",
		"respondent Customer e-mail by email",
		"ignore Your name",
		"time Submitted dmy",
		"score How likely are you to recommend us?",
		"comment Why?",
		"dimension Store city as store_city [Delhi New Delhi Pune]",
		"ignore Manager", // each is shared by one person only
		"ignore Pair",    // and these by two
		"rating Ease of use as ease_of_use 1-5",
		"ignore Visits",
		"ignore Birthday",
		"dimension Opt in as opt_in [no yes yes, quote me]",
		"ignore Note",
		"ignore NPS class",
		"ignore #16",
		"ignore Score", // only 0 and 1
		"dimension #7[#18] [a b]",
		"dimension Region as region [N S]",
	}
	if diff := cmp.Diff(want, roles(d)); diff != "" {
		t.Errorf("%s\n%s", diff, yaml)
	}
	for _, remark := range []string{"# personal data (name)", "# values that few people share", "# numbers: ", "# empty", "# derived from the score", "# another time"} {
		if !strings.Contains(yaml, remark) {
			t.Errorf("no remark %q:\n%s", remark, yaml)
		}
	}
	if !slices.Equal(d.Rules.Unique, []string{"response_id"}) || d.Rules.MaxInvalid.String() != "1%" || d.Rules.MaxBlank.String() != "10%" {
		t.Errorf("rules %+v", d.Rules)
	}
	// Nothing that one person alone has stands in it.
	for _, secret := range []string{"p1@", "N5", "M7", "T7", "1941", "because"} {
		if strings.Contains(yaml, secret) {
			t.Errorf("%q stands in the definition:\n%s", secret, yaml)
		}
	}
}

func TestInferKeepsWhatWasSaid(t *testing.T) {
	text := "nps,date,region\n" + strings.Repeat("Absolutely,2026-01-01,N\n7,2026-01-01,N\n-,2026-01-02,N\n99,2026-01-02,N\n", 5)
	d, _ := infer(t, text, ingest.Options{ScoreColumn: "nps", Labels: map[string]int{"Absolutely": 10}, NA: []string{"99"}})
	if c := d.Columns[0]; c.Labels["Absolutely"] != 10 || !slices.Equal(c.NA, []string{"99"}) {
		t.Errorf("%+v", c)
	}
	if d.Rules.MaxBlank.String() != "50%" {
		t.Errorf("%+v", d.Rules)
	}
}

// The definition that is inferred from an export is kept by it and gives the
// same score.
func TestInferredDefinitionIsKept(t *testing.T) {
	files, err := filepath.Glob("../../testdata/*/*.*")
	if err != nil || len(files) < 50 {
		t.Fatal(len(files), err)
	}
	count := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		before, ok := scoreOf(data, ingest.Options{})
		if !ok || before.Info.Format == "tally" {
			continue
		}
		count++
		f, err := ingest.Open("a", bytes.NewReader(data), ingest.Options{HeaderRows: ingest.AutoHeader})
		if err != nil {
			t.Fatal(err)
		}
		yaml, err := Infer(context.Background(), f, InferOptions{Survey: "a"})
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		d, err := survey.ParseDefinition(yaml, "a.yaml")
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, yaml)
			continue
		}
		after, ok := scoreOf(data, ingest.Options{Definition: d})
		if !ok {
			t.Errorf("%s cannot be scored by\n%s", name, yaml)
			continue
		}
		if before.Charted.Counts != after.Charted.Counts || before.Excluded != after.Excluded || before.Info.Time != after.Info.Time || before.Info.Respondent != after.Info.Respondent {
			t.Errorf("%s: %+v %+v, by the definition %+v %+v\n%s", name, before.Charted, before.Info, after.Charted, after.Info, yaml)
		}
		broken(t, name, data, d, yaml)
	}
	if count < 50 {
		t.Errorf("only %d definitions were inferred", count)
	}
}

// broken reports findings of a contract that the file itself breaks.
func broken(t *testing.T, name string, data []byte, d *survey.Definition, yaml []byte) {
	t.Helper()
	f, err := ingest.Open("a", bytes.NewReader(data), ingest.Options{HeaderRows: ingest.AutoHeader, Definition: d, AllowInvalid: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	res, err := File(context.Background(), f, Options{Definition: d})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range res.Findings {
		switch f.ID {
		case "schema-drift", "value-not-allowed", "rating-out-of-range", "required-blank", "not-unique", "too-many-invalid", "too-many-blank", "consent-unknown":
			t.Errorf("%s breaks what was inferred from it: %+v\n%s", name, f, yaml)
		case "duplicate-response":
			if f.Severity == finding.Error && slices.Contains(d.Rules.Unique, "response_id") {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

func scoreOf(data []byte, o ingest.Options) (*ingest.Result, bool) {
	o.HeaderRows = ingest.AutoHeader
	f, err := ingest.Open("a", bytes.NewReader(data), o)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	res, err := f.Tally(context.Background(), ingest.Query{})
	return res, err == nil
}

func TestInferRefuses(t *testing.T) {
	for _, text := range []string{"date,city\n2026-01-01,Pune\n", "recommend us?,recommend it?\n9,8\n7,6\n",
		`{"schema": "nps.tally/1", "by": [], "groups": [{"key": {}, "histogram": [0,0,0,0,0,0,0,0,0,0,3]}]}`} {
		f, err := ingest.Open("a.csv", strings.NewReader(text), ingest.Options{HeaderRows: ingest.AutoHeader})
		if err != nil {
			t.Fatal(err)
		}
		if yaml, err := Infer(context.Background(), f, InferOptions{}); err == nil {
			t.Errorf("%q gives\n%s", text, yaml)
		}
	}
}
