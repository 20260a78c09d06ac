package pii

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

var update = flag.Bool("update", false, "write the table of accuracy into docs/privacy.md")

// labelled is one line of testdata/pii.
type labelled struct {
	Text  string
	Spans []struct {
		Start, End int
		Type       string
	}
}

// tallied counts spans of one type: those of the labels that were found (hit) or
// not, those found that no label asks for, and hits with the same bytes.
type tallied struct{ labels, hit, exact, found, right int }

func (t *tallied) recall() float64    { return share(t.hit, t.labels) }
func (t *tallied) precision() float64 { return share(t.right, t.found) }
func (t *tallied) f1() float64 {
	if t.recall()+t.precision() == 0 {
		return 0
	}
	return 2 * t.recall() * t.precision() / (t.recall() + t.precision())
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// bars are the least recall and precision by type that the build accepts on the
// labelled lines of this repository.
var bars = map[text.Type][2]float64{
	text.Email: {0.99, 0.98}, text.Card: {0.99, 0.98}, text.IBAN: {0.99, 0.98}, text.Aadhaar: {0.99, 0.98}, text.PAN: {0.99, 0.98}, text.GSTIN: {0.99, 0.98}, text.UPI: {0.99, 0.98},
	text.Phone: {0.95, 0.90}, text.Person: {0.5, 0.5}, text.Address: {0.9, 0.9}, text.Location: {0.8, 0.9}, text.PINCode: {0.9, 0.9},
}

// usualBar is for every type that bars does not name.
var usualBar = [2]float64{0.95, 0.90}

// mostTouched is the largest share of lines without labels in which anything may
// be found, and mostNumbered that in which anything but a name or a place may.
// The lines are there to mislead: most were written with a finder of names in mind.
const (
	mostTouched  = 0.06
	mostNumbered = 0.01
)

func TestAccuracy(t *testing.T) {
	paths, _ := filepath.Glob("../../testdata/pii/*.jsonl")
	if len(paths) == 0 {
		t.Fatal("no labelled lines in testdata/pii")
	}
	s := New(text.All, DefaultConfidence, newNames()).Scanner()
	var all [64]tallied
	clean, touched, numbered, lines := 0, 0, 0, 0
	for _, path := range paths {
		for _, l := range readLabelled(t, path) {
			lines++
			found := s.Find([]byte(l.Text), nil)
			if len(l.Spans) == 0 {
				clean++
				if len(found) > 0 {
					touched++
					if slices.ContainsFunc(found, func(x text.Span) bool { return structured.Has(x.Type) }) {
						numbered++
					}
					t.Logf("touched: %q: %s", l.Text, show(s, l.Text))
				}
			}
			count(t, all[:], l, found)
		}
	}
	table := tabulate(all[:], lines, clean, touched)
	t.Log("\n" + table)
	for _, k := range text.Types() {
		bar, ok := bars[k]
		if !ok {
			bar = usualBar
		}
		if c := &all[k]; c.labels < 10 {
			t.Errorf("%v: only %d labelled spans", k, c.labels)
		} else if c.recall() < bar[0] || c.precision() < bar[1] {
			t.Errorf("%v: recall %.3f and precision %.3f, want %.2f and %.2f", k, c.recall(), c.precision(), bar[0], bar[1])
		}
	}
	if share(touched, clean) > mostTouched || share(numbered, clean) > mostNumbered {
		t.Errorf("%d of %d lines without personal data are touched, %d by other things than names and places", touched, clean, numbered)
	}
	inDocument(t, table)
}

// readLabelled reads a file of labelled lines.
func readLabelled(t *testing.T, path string) (all []labelled) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(bytes.NewReader(raw))
	in.Buffer(nil, 1<<20)
	for n := 1; in.Scan(); n++ {
		var l labelled
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatalf("%s:%d: %v", path, n, err)
		}
		for _, x := range l.Spans {
			if _, ok := text.ParseType(x.Type); !ok || x.Start < 0 || x.End > len(l.Text) || x.Start >= x.End {
				t.Fatalf("%s:%d: span %+v", path, n, x)
			}
		}
		all = append(all, l)
	}
	return all
}

// count adds one line. Spans of the same type match when they overlap.
func count(t *testing.T, all []tallied, l labelled, found []text.Span) {
	for _, x := range l.Spans {
		k, _ := text.ParseType(x.Type)
		c := &all[k]
		c.labels++
		hit := false
		for _, y := range found {
			if y.Type == k && y.Start < x.End && x.Start < y.End {
				hit = true
				if y.Start == x.Start && y.End == x.End {
					c.exact++
				}
			}
		}
		if hit {
			c.hit++
		} else {
			t.Logf("missed %v %q in %q", k, l.Text[x.Start:x.End], l.Text)
		}
	}
	for _, y := range found {
		c := &all[y.Type]
		c.found++
		right := false
		for _, x := range l.Spans {
			right = right || x.Type == y.Type.String() && y.Start < x.End && x.Start < y.End
		}
		if right {
			c.right++
		} else {
			t.Logf("wrong %v %q in %q", y.Type, l.Text[y.Start:y.End], l.Text)
		}
	}
}

// tabulate makes the table of the document.
func tabulate(all []tallied, lines, clean, touched int) string {
	var b strings.Builder
	b.WriteString("| type | labelled | found | recall | precision | F1 | same bytes |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n")
	for _, k := range text.Types() {
		c := &all[k]
		fmt.Fprintf(&b, "| %v | %d | %d | %.3f | %.3f | %.3f | %.3f |\n", k, c.labels, c.found, c.recall(), c.precision(), c.f1(), share(c.exact, c.labels))
	}
	fmt.Fprintf(&b, "\n%d lines; of the %d that hold nothing personal, %d are touched (%.1f %%).\n", lines, clean, touched, 100*share(touched, clean))
	return b.String()
}

// The lines between which the document carries the table.
const (
	tableBegin = "<!-- accuracy: begin -->\n"
	tableEnd   = "<!-- accuracy: end -->\n"
)

// inDocument compares the table with the one in docs/privacy.md, or writes it
// there with -update.
func inDocument(t *testing.T, table string) {
	const path = "../../docs/privacy.md"
	raw, err := os.ReadFile(path)
	if err != nil && !*update {
		t.Fatal(err)
	}
	doc := string(raw)
	if doc == "" {
		doc = "# Privacy\n\n" + tableBegin + tableEnd
	}
	before, rest, ok := strings.Cut(doc, tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatalf("%s lacks the lines that mark the table", path)
	}
	want := before + tableBegin + table + tableEnd + after
	switch {
	case want == doc && raw != nil:
	case *update:
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the table in docs/privacy.md is not this one; run go test ./pkg/pii -run TestAccuracy -update")
	}
}
