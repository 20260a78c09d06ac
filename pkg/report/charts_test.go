package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"testing"
)

// wellFormed fails where data is not strict XML.
func wellFormed(t *testing.T, name string, data []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

func TestCharts(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9-]+\.svg$`)
	for name, s := range map[string]*source{"sample": sample(), "hostile": hostile()} {
		for _, lang := range []string{English, Hindi} {
			files, err := charts(s, Words{Title: sampleWords.Title, Lang: lang})
			if err != nil || len(files) < 4 {
				t.Fatalf("%s: %d files, %v", name, len(files), err)
			}
			seen := map[string]bool{}
			for _, f := range files {
				if !safe.MatchString(f.Name) || seen[f.Name] {
					t.Errorf("%s: a file called %q", name, f.Name)
				}
				seen[f.Name] = true
				wellFormed(t, f.Name, f.Data)
				if dir := os.Getenv("LOOK"); dir != "" && name == "sample" && lang == English {
					os.WriteFile(dir+"/"+f.Name, f.Data, 0o644)
				}
				if name == "sample" && lang == English {
					golden(t, f.Name, f.Data)
				}
			}
		}
	}
	twice := sample()
	twice.tables = append(twice.tables, twice.tables[0])
	if files, err := charts(twice, Words{}); err != nil || files[len(files)-1].Name != "by-region-2.svg" {
		t.Errorf("two tables of one name: %q, %v", files[len(files)-1].Name, err)
	}
	if files, err := charts(&source{}, Words{}); err != nil || len(files) != 0 {
		t.Errorf("nothing to draw: %d files, %v", len(files), err)
	}
}
