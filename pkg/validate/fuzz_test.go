package validate

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Whatever stands in a file, the check ends with findings that are complete.
func FuzzFile(f *testing.F) {
	seeds := 0
	for _, c := range findingCases() {
		if c.in.repeat == 0 && len(c.in.text) < 4096 {
			f.Add([]byte(c.in.text), c.in.def)
			seeds++
		}
	}
	files, _ := filepath.Glob("../../testdata/formats/*")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 4096 {
			f.Add(data, "")
			seeds++
		}
	}
	if seeds < 50 {
		f.Fatal("too few seeds")
	}
	f.Fuzz(func(t *testing.T, data []byte, def string) {
		d, err := survey.ParseDefinition([]byte(def), "d.yaml")
		if err != nil {
			d = nil
		}
		file, err := ingest.Open("a", bytes.NewReader(data), ingest.Options{HeaderRows: ingest.AutoHeader, Definition: d, AllowInvalid: true, Workers: 1})
		if err != nil {
			if _, err := Failed("a", err, d); err != nil {
				t.Errorf("opening: %v", err)
			}
			return
		}
		defer file.Close()
		res, err := File(context.Background(), file, Options{Definition: d, Now: now, Doubts: doubts})
		if err != nil {
			t.Errorf("checking: %v", err)
			return
		}
		for _, found := range res.Findings {
			if _, ok := ruleOf(found.ID); !ok || found.Message == "" || found.Remedy == "" || found.Count < 1 || found.Line < 0 {
				t.Errorf("%+v", found)
			}
		}
	})
}
