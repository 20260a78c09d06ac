package report

import (
	"bytes"
	"errors"
	"os"
	"testing"
)

func TestPDF(t *testing.T) {
	for name, s := range map[string]*source{"edition": sample(), "draft": draft(), "nothing": {}} {
		var first []byte
		for range 4 { // the library keeps fonts and glyphs in maps
			var b bytes.Buffer
			if err := write(&b, s, PDF, sampleWords); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if first == nil {
				first = b.Bytes()
			} else if !bytes.Equal(first, b.Bytes()) {
				t.Fatalf("%s: the same report gives other bytes", name)
			}
		}
		if !bytes.HasPrefix(first, []byte("%PDF-")) {
			t.Errorf("%s: begins with %q", name, first[:8])
		}
		if dir := os.Getenv("LOOK"); dir != "" {
			os.WriteFile(dir+"/"+name+".pdf", first, 0o644)
		}
	}
	if err := write(&bytes.Buffer{}, sample(), PDF, Words{Lang: Hindi}); !errors.Is(err, ErrPDFLanguage) {
		t.Errorf("Hindi: %v", err)
	}
	if err := write(&bytes.Buffer{}, sample(), PDF, Words{Title: "दिल्ली"}); !errors.Is(err, ErrPDFLetters) {
		t.Errorf("a title in Devanagari: %v", err)
	}
}
