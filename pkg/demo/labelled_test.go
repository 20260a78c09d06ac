package demo

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	pii "github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// TestLabelledComments: testdata/pii is what the detectors are measured on, so a label that
// is wrong there would be a wrong figure in the documentation.
func TestLabelledComments(t *testing.T) {
	files, err := filepath.Glob("../../testdata/pii/*.jsonl")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	found := map[string]int{}
	lines, harmless := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		number := 0
		for line := range bytes.Lines(data) {
			number++
			var l label
			d := json.NewDecoder(bytes.NewReader(line))
			d.DisallowUnknownFields()
			if err := d.Decode(&l); err != nil || l.Text == "" || l.Spans == nil || !utf8.ValidString(l.Text) {
				t.Errorf("%s:%d: %v, %d spans", file, number, err, len(l.Spans))
				continue
			}
			if seen[l.Text] {
				t.Errorf("%s:%d: is there twice", file, number)
			}
			seen[l.Text] = true
			for _, problem := range spanProblems(l) {
				t.Errorf("%s:%d: %s", file, number, problem)
			}
			for _, s := range l.Spans {
				found[s.Type]++
			}
		}
		lines += number
		if filepath.Base(file) == "hard-negatives.jsonl" {
			harmless = number
			if strings.Contains(string(data), `"type"`) {
				t.Errorf("%s: holds spans", file)
			}
		}
	}
	if lines < 1500 || harmless < 400 {
		t.Errorf("%d lines, %d of them harmless", lines, harmless)
	}
	for _, kind := range pii.Types() {
		if found[kind.String()] < 25 {
			t.Errorf("only %d of %s", found[kind.String()], kind)
		}
	}
}

// spanProblems says what is wrong with the spans of one line.
func spanProblems(l label) (problems []string) {
	at := 0
	for _, s := range l.Spans {
		if s.Start < at || !atRunes(l.Text, s.Start, s.End) {
			return append(problems, "a span is out of order, overlaps or cuts a letter")
		}
		at = s.End
		value := l.Text[s.Start:s.End]
		if _, known := pii.ParseType(s.Type); !known {
			problems = append(problems, "unknown type "+s.Type)
		}
		if strings.TrimSpace(value) != value {
			problems = append(problems, "blanks around "+value)
		}
		if !fits(s.Type, value) {
			problems = append(problems, value+" is no "+s.Type)
		}
	}
	return problems
}

func TestSpanProblems(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{"text":"ab","spans":[{"start":0,"end":3,"type":"PERSON"}]}`, "out of order"},
		{`{"text":"abc","spans":[{"start":0,"end":2,"type":"PERSON"},{"start":1,"end":3,"type":"PERSON"}]}`, "overlaps"},
		{`{"text":"é","spans":[{"start":0,"end":1,"type":"PERSON"}]}`, "cuts"},
		{`{"text":"abc","spans":[{"start":0,"end":2,"type":"NAME"}]}`, "unknown type"},
		{`{"text":"a bc","spans":[{"start":1,"end":4,"type":"PERSON"}]}`, "blanks"},
		{`{"text":"4111 1111 1111 1112","spans":[{"start":0,"end":19,"type":"CARD"}]}`, "is no CARD"},
	} {
		var l label
		if err := json.Unmarshal([]byte(c.line), &l); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(spanProblems(l), ", "); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
}
