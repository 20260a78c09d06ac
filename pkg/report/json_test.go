package report

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestJSONKeepsItsSchema holds documents to docs/schemas, and the schema to what
// it must refuse.
func TestJSONKeepsItsSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "schemas", "nps.report-1.json"))
	if err != nil {
		t.Fatal(err)
	}
	valid := func(raw []byte) error {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(document)
	}
	for name, s := range map[string]*source{"edition": sample(), "draft": draft(), "hostile": hostile(), "nothing": {}} {
		raw := []byte(written(t, s, JSON, sampleWords))
		if !json.Valid(raw) {
			t.Errorf("%s: no JSON", name)
		}
		if err := valid(raw); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := written(t, sample(), JSON, sampleWords)
	for _, c := range [][2]string{
		{`"suppressed": true`, `"suppressed": false`}, {`"suppressed": true`, `"suppressed": true, "n": 3`}, {`"nps": 29`, `"nps": 129`},
		{`"passives": 1190,`, ``}, {`"chart": {`, `"x": 1, "chart": {`}, {`"direction": "down"`, `"direction": "left"`},
	} {
		bad := strings.Replace(good, c[0], c[1], 1)
		if bad == good {
			t.Fatalf("%s is not in the document", c[0])
		}
		if valid([]byte(bad)) == nil {
			t.Errorf("%s in place of %s passes", c[1], c[0])
		}
	}
}

// TestHiddenAndEmptyLookTheSame: a row without figures shows nothing but its
// name, whatever is left in it.
func TestHiddenAndEmptyLookTheSame(t *testing.T) {
	hidden, empty := sample(), sample()
	r := counted(key("plan", "Trial"), 1, 1, 1)
	r.Suppressed = true
	hidden.tables[1].Rows[3] = r
	for _, f := range Formats() {
		if written(t, hidden, f, sampleWords) != written(t, empty, f, sampleWords) {
			t.Errorf("%s tells a hidden group from an empty one", f)
		}
	}
}
