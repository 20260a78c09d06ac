package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestRewriteDraft: taken back and begun anew as often as it says, a draft becomes
// what Rewrite writes, with the same warnings, or fails with the same words.
func TestRewriteDraft(t *testing.T) {
	long := strings.Repeat("9,quite good so far\n", 60_000)
	table := "nps\tcomment\n9\t\"a\tb\n" + strings.Repeat("9\tquite good so far\n", 60_000)
	for _, c := range []struct {
		name, text string
		anew       int
		fails      bool
		o          Options
	}{
		{"plain", "nps,comment\n" + long, 0, false, Options{}},
		{"lone quote", "nps,comment\n" + long + "8,so \"good\"\n", 1, false, Options{}},
		{"windows-1252", "nps,comment\n" + long + "8,caf\xe9\n", 1, false, Options{}},
		{"both", "nps,comment\n" + long + "8,so \"good\"\n8,caf\xe9\n", 2, false, Options{}},
		{"broken", "nps,comment\n" + long + "8,caf\xe9 धन्यवाद\n", 1, false, Options{}},
		{"array", "[\n" + strings.Repeat("{\"nps\":9,\"comment\":\"ok\"},\n", 60_000) + "{\"nps\":9,\"more\":[\n{\"a\":1},\n{\"a\":2}\n]},\n{\"nps\":1}]\n", 0, false, Options{}},
		{"array cut in an element", "[\n" + strings.Repeat("{\"nps\":9,\"comment\":\"ok\"},\n", 60_000) +
			strings.Repeat("{\"nps\":9,\"more\":[\n{\"a\":1},\n{\"a\":2},\n{\"a\":3}\n]},\n", 60_000) + "{\"nps\":1}]\n", 1, false, Options{}},
		{"tabs", table, 0, true, Options{}},
		{"open", "nps,comment\n" + long + "9,\"open\n", 0, true, Options{}},
		{"too wide", "nps,comment\n" + long + "9,a,b\n", 0, true, Options{}},
		{"utf-16", utf16le("nps,comment\n" + long + "9,a"), 0, false, Options{Encoding: "utf-16le"}},
		{"broken utf-16", utf16le("nps,comment\n"+long+"9,a") + "\x00\xd8" + utf16le("b\n"), 0, true, Options{Encoding: "utf-16le"}},
	} {
		for workers := 1; workers <= 3; workers++ {
			c.o.HeaderRows, c.o.Workers = AutoHeader, workers
			f, err := Open("x", strings.NewReader(c.text), c.o)
			if err != nil {
				t.Fatal(c.name, err)
			}
			looked := &recorder{change: mask}
			want, wantErr := copyFile(f, []int{1}, looked)
			warnings := f.Warnings()
			if f, err = Open("x", strings.NewReader(c.text), c.o); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			var drafted *recorder
			anew := -1
			for err = ErrAnew; err == ErrAnew; anew++ {
				out.Reset()
				drafted = &recorder{change: mask}
				err = f.RewriteDraft(t.Context(), &out, []int{1}, drafted.newEditor)
			}
			if fmt.Sprint(err) != fmt.Sprint(wantErr) || (err != nil) != c.fails || anew != c.anew {
				t.Errorf("%s, %d workers: %v after %d drafts, not %v after %d", c.name, workers, err, anew, wantErr, c.anew)
			}
			if !c.fails && (!bytes.Equal(out.Bytes(), want) || len(drafted.list) != len(looked.list) || !slices.Equal(f.Warnings(), warnings)) {
				t.Errorf("%s, %d workers: %d bytes, %d records, warnings %v; not %d, %d, %v", c.name, workers,
					out.Len(), len(drafted.list), f.Warnings(), len(want), len(looked.list), warnings)
			}
		}
	}
	f, err := Open("x", longPipe("nps,comment\n", "1,so \"good\"\n"), Options{HeaderRows: AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	var own *Error
	if err := f.RewriteDraft(t.Context(), new(bytes.Buffer), []int{1}, new(recorder).newEditor); !errors.As(err, &own) || !strings.Contains(own.Hint, "--lazy-quotes") {
		t.Errorf("a long pipe: %v", err)
	}
}
