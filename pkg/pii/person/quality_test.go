package person

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// labelled is one line of testdata/*.jsonl: a sentence and where its names stand,
// in bytes.
type labelled struct {
	Text  string
	Spans []struct {
		Start, End int
		Type       string
	}
}

func readLabelled(t *testing.T, file string) []labelled {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []labelled
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var x labelled
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, x)
	}
	return all
}

// measure counts the spans that are found exactly, those that are wrong and those
// that are missed. With -v it tells each.
func measure(t *testing.T, file string) (precision, recall, f1 float64) {
	t.Helper()
	f := New(nil, nil)
	var x text.Text
	hits, wrong, missed := 0, 0, 0
	for _, line := range readLabelled(t, file) {
		x.Set([]byte(line.Text))
		want := map[[2]int]bool{}
		for _, s := range line.Spans {
			if s.Type != "PERSON" {
				continue
			}
			want[[2]int{s.Start, s.End}] = true
		}
		for _, s := range f.Find(nil, &x, nil) {
			if s.Type != text.Person || s.Confidence < 0.5 {
				continue
			}
			from, to := x.Raw(s.Start, s.End)
			if at := [2]int{from, to}; want[at] {
				hits++
				delete(want, at)
				continue
			}
			wrong++
			if testing.Verbose() {
				t.Logf("wrong  %.2f %q in %q (%s)", s.Confidence, line.Text[from:to], line.Text, s.Why)
			}
		}
		missed += len(want)
		for at := range want {
			if testing.Verbose() {
				t.Logf("missed %q in %q", line.Text[at[0]:at[1]], line.Text)
			}
		}
	}
	if hits == 0 {
		t.Fatalf("%s: nothing found", file)
	}
	precision = float64(hits) / float64(hits+wrong)
	recall = float64(hits) / float64(hits+missed)
	f1 = 2 * precision * recall / (precision + recall)
	t.Logf("%s: precision %.3f, recall %.3f, F1 %.3f", file, precision, recall, f1)
	return precision, recall, f1
}

// The weights were set on dev.jsonl. The others were written without looking at the
// results and measured as they came: F1 0.84 for held2.jsonl, 0.92 for held3.jsonl;
// what they taught went into the lists and rules afterwards. So it was with
// kinds.jsonl, which is mostly what looks like a name and is none.
func TestQuality(t *testing.T) {
	for _, c := range []struct {
		file  string
		lines int
		f1    float64
	}{{"testdata/dev.jsonl", 180, 0.95}, {"testdata/held.jsonl", 100, 0.95}, {"testdata/held2.jsonl", 150, 0.90}, {"testdata/held3.jsonl", 120, 0.88}, {"testdata/kinds.jsonl", 340, 0.93}} {
		if n := len(readLabelled(t, c.file)); n < c.lines {
			t.Errorf("%s has %d lines", c.file, n)
		}
		if _, _, f1 := measure(t, c.file); f1 < c.f1 {
			t.Errorf("%s: F1 is %.3f, less than %.2f", c.file, f1, c.f1)
		}
	}
}

// Of the lines that hold no name few may be touched. Of those of kinds.jsonl 14 in a
// hundred were, as they came.
func TestHardNegatives(t *testing.T) {
	f := New(nil, nil)
	clean, touched := 0, 0
	for _, line := range readLabelled(t, "testdata/kinds.jsonl") {
		if len(line.Spans) > 0 {
			continue
		}
		clean++
		if got := found(f, nil, line.Text); got != "" {
			touched++
			t.Logf("%q: found %q", line.Text, got)
		}
	}
	if clean < 250 || touched*100 > 2*clean {
		t.Errorf("%d of %d lines without a name are touched", touched, clean)
	}
}
