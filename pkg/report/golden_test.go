package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what is written now (-update rewrites it)", file)
	}
}

func draft() *source {
	s := sample()
	s.edition = nil
	return s
}

// TestGolden writes the whole sample in each format and language, and a draft.
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name   string
		source *source
		format Format
		lang   string
	}{
		{"sample.html", sample(), HTML, English}, {"sample-hi.html", sample(), HTML, Hindi}, {"draft.html", draft(), HTML, English},
		{"sample.md", sample(), Markdown, English}, {"sample.txt", sample(), Text, English}, {"sample-hi.txt", sample(), Text, Hindi},
		{"sample.json", sample(), JSON, English}, {"sample.csv", sample(), CSV, English}, {"draft.txt", draft(), Text, English},
		{"nothing.html", &source{}, HTML, English}, {"nothing.txt", &source{}, Text, English}, {"nothing.json", &source{}, JSON, English},
	} {
		o := sampleWords
		o.Lang = c.lang
		if c.lang == Hindi {
			o.Title = "मेरिडियन बुक्स: हमारे ग्राहक क्या कहते हैं"
		}
		var b, again bytes.Buffer
		if err := write(&b, c.source, c.format, o); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if err := write(&again, c.source, c.format, o); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Errorf("%s: written twice, it differs (%v)", c.name, err)
		}
		golden(t, c.name, b.Bytes())
	}
}
