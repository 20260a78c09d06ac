package stream

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestRefusals(t *testing.T) {
	text := strings.Repeat("id,score\n", 100)
	nested := table1
	for range maxNesting + 1 {
		nested = string(gz(nested))
	}
	flagged := zipped("a.csv", table1)
	flagged[6] |= 1 // encrypted, in the local header and in the directory
	flagged[bytes.Index(flagged, []byte("PK\x01\x02"))+8] |= 1
	cut := gz(text)
	cases := []struct {
		name string
		data string
		kind ErrorKind
		says string // in the message or the hint
	}{
		{"xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), OldExcel, "password"},
		{"xlsb", string(zipped("xl/workbook.bin", "x", "[Content_Types].xml", "x")), OldExcel, "Save As"},
		{"sav", "$FL2@(#) SPSS DATA FILE", SPSS, "CSV"},
		{"zsav", "$FL3@(#) SPSS DATA FILE", SPSS, "CSV"},
		{"html", "\ufeff\r\n <html><table></table></html>", Markup, "Save As"},
		{"doctype", "<!DOCTYPE html>", Markup, "CSV"},
		{"xml", "<?xml version=\"1.0\"?>", Markup, "CSV"},
		{"xml in UTF-16", "\xff\xfe<\x00?\x00x\x00m\x00l\x00", Markup, "CSV"},
		{"xml in gzip", string(gz("<?xml version=\"1.0\"?>")), Markup, "CSV"},
		{"spreadsheet 2003", "<Workbook xmlns=\"x\">", Markup, "CSV"},
		{"stata", "<stata_dta><header>", NotText, "Stata"},
		{"pdf", "%PDF-1.7", NotText, "CSV"},
		{"sqlite", "SQLite format 3\x00", NotText, "sqlite3"},
		{"age", "age-encryption.org/v1\n-> X25519 ", Encrypted, "nps import reads .age files with --identity"},
		{"armoured age", "-----BEGIN AGE ENCRYPTED FILE-----\n", Encrypted, "nps import reads .age files with --identity"},
		{"xz", "\xfd7zXZ\x00\x00", OtherCompressed, "decompress"},
		{"bzip2", "BZh91AY&SY", OtherCompressed, "decompress"},
		{"docx", string(zipped("word/document.xml", "x")), NotText, "Word"},
		{"ods", string(zipped("mimetype", "x", "content.xml", "y")), NotText, "OpenDocument"},
		{"two files", string(zipped("b.csv", "x", "a.csv", "y")), SeveralFiles, "a.csv, b.csv"},
		{"no file", string(zipped("dir/", "")), NoFile, "without a file"},
		{"no entry", string(zipped()), NoFile, "without a file"},
		{"a password", string(flagged), Encrypted, "password"},
		{"a cut ZIP", string(zipped("a.csv", text)[:40]), Damaged, "ZIP"},
		{"a cut gzip", string(cut[:len(cut)-12]), Damaged, "breaks off"},
		{"a gzip header only", string(cut[:9]), Damaged, "breaks off"},
		{"a broken gzip", string(cut[:15]) + "\xff\xff\xff\xff" + string(cut[19:]), Damaged, "gzip"},
		{"a cut zstd", string(zst(text)[:20]), Damaged, "zstd"},
		{"a huge zstd window", "\x28\xb5\x2f\xfd\x00\x98\x01\x00\x00", TooLarge, "window"},
		{"nested too deeply", nested, Damaged, "times"},
		{"half a unit", "\xff\xfea\x00b", BadEncoding, "at byte 4"},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", BadEncoding, "UTF-8"},
	}
	for _, c := range cases {
		for way, open := range transports(t, []byte(c.data)) {
			_, err := Open("the file", open(), Options{})
			var e *Error
			if !errors.As(err, &e) {
				t.Errorf("%s/%s: no refusal: %v", c.name, way, err)
				continue
			}
			if e.Kind != c.kind || !strings.Contains(e.Msg+"\n"+e.Hint, c.says) || e.Name != "the file" || !strings.HasPrefix(e.Error(), "the file: ") {
				t.Errorf("%s/%s: kind %d, %q, hint %q", c.name, way, e.Kind, e.Error(), e.Hint)
			}
		}
	}
}

func TestDirectoryAndLimits(t *testing.T) {
	f := openDir(t)
	var e *Error
	if _, err := Open("d", f, Options{}); !errors.As(err, &e) || e.Kind != NoFile {
		t.Errorf("a directory: %v", err)
	}
	data := zipped("a.csv", strings.Repeat("a,b\n", 10_000))
	if _, err := Open("z", io.MultiReader(bytes.NewReader(data)), Options{MaxBuffer: 100}); !errors.As(err, &e) || e.Kind != TooLarge {
		t.Errorf("a ZIP beyond the limit in a pipe: %v", err)
	}
	// From a file nothing is held, so the limit does not matter.
	s, err := Open("z", transports(t, data)["file"](), Options{MaxBuffer: 100})
	if err != nil {
		t.Fatal(err)
	}
	if got := readAll(t, s); len(got) != 40_000 || s.Info().Size != 40_000 {
		t.Errorf("%d bytes, size %d", len(got), s.Info().Size)
	}
}

// TestLateDamage: what goes wrong beyond the head is an error of the pass, with the
// input's kind of damage, and never a silent end.
func TestLateDamage(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		text.WriteString(strings.Repeat("x", i%7))
		text.WriteString(digits(i * 7919))
		text.WriteByte('\n')
	}
	z, g, p := zst(text.String()), gz(text.String()), zipped("a.csv", text.String())
	at := bytes.LastIndex(p, []byte("PK\x01\x02")) / 2
	p[at] ^= 0xff
	cases := map[string][]byte{"gzip": g[:len(g)-20], "zstd": z[:len(z)-20], "zip": p, "UTF-16": append([]byte("\xff\xfe"), bytes.Repeat([]byte("a"), 9001)...)}
	for name, data := range cases {
		s, err := Open("x", bytes.NewReader(data), Options{Sample: 100, HeadSize: 1 << 20})
		if err != nil {
			t.Errorf("%s: Open: %v", name, err)
			continue
		}
		r, err := s.Reader()
		if err != nil {
			t.Fatal(err)
		}
		var e *Error
		if _, err := io.ReadAll(r); !errors.As(err, &e) || e.Kind != Damaged && e.Kind != BadEncoding {
			t.Errorf("%s: %v", name, err)
		}
	}
}
