package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// likeFormats is what each layout can be written as.
var likeFormats = map[demo.Tool][]demo.Format{
	demo.NPS:          demo.Formats,
	demo.Qualtrics:    {demo.CSV},
	demo.SurveyMonkey: {demo.CSV},
	demo.Typeform:     {demo.CSV},
	demo.GoogleForms:  {demo.CSV, demo.XLSX},
	demo.Delighted:    {demo.CSV, demo.NDJSON, demo.JSON},
}

// regionColumn is what the layouts call the dimension.
func regionColumn(like demo.Tool, format demo.Format) string {
	switch like {
	case demo.Qualtrics, demo.GoogleForms:
		return "Region"
	case demo.SurveyMonkey:
		return "Which region do you live in? / Response"
	case demo.Delighted:
		if format == demo.CSV {
			return "Region"
		}
		return "person_properties.region"
	}
	return "region"
}

// planted is what a score must find: the figures of the truth by which it is judged.
type planted struct {
	N, Detractors, Passives, Promoters int64
	Histogram                          [11]int64
	NPS                                *float64
	Excluded                           tally.Excluded
	Regions                            map[string][11]int64
}

func plantedOf(truth *demo.Truth) planted {
	p := planted{N: truth.Total.N, Detractors: truth.Total.Detractors, Passives: truth.Total.Passives, Promoters: truth.Total.Promoters,
		Histogram: truth.Total.Histogram, NPS: truth.Total.NPS, Regions: map[string][11]int64{},
		Excluded: tally.Excluded{Blank: uint64(truth.Excluded.Blank), Test: uint64(truth.Excluded.Test), Filtered: uint64(truth.Excluded.Filtered)}}
	for _, g := range truth.ByRegion {
		if g.N > 0 {
			p.Regions[g.Key["region"]] = g.Histogram
		}
	}
	return p
}

// foundBy scores a file and gives what was found.
func foundBy(t *testing.T, dir, file, by string) (planted, *scoreDoc) {
	t.Helper()
	r := newRun(t, "score", file, "--format", "json")
	if by != "" {
		r.Args = append(r.Args, "--by", by)
	}
	r.Dir = dir
	if code := r.code(); code != exitDone {
		t.Fatalf("score %s: exit status %d\n%s", file, code, r.err.String())
	}
	doc := new(scoreDoc)
	if err := json.Unmarshal(r.out.Bytes(), doc); err != nil {
		t.Fatal(err)
	}
	p := planted{N: int64(doc.Total.N), Detractors: int64(doc.Total.Detractors), Passives: int64(doc.Total.Passives),
		Promoters: int64(doc.Total.Promoters), Histogram: histogramOf(doc.Total), NPS: doc.Total.NPS, Excluded: doc.Excluded,
		Regions: map[string][11]int64{}}
	for _, g := range doc.Groups {
		for _, value := range g.Key {
			p.Regions[value] = histogramOf(g)
		}
	}
	return p, doc
}

func textOf(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func histogramOf(g groupDoc) (h [11]int64) {
	if g.Histogram != nil {
		for i, n := range g.Histogram {
			h[i] = int64(n)
		}
	}
	return h
}

// Every layout in every format is scored without a flag, and the score is exactly
// the one that was planted.
func TestDemoIsScoredAsPlanted(t *testing.T) {
	tried := 0
	for _, like := range demo.Tools {
		for _, format := range likeFormats[like] {
			tried++
			t.Run(fmt.Sprintf("%s.%s", like, format), func(t *testing.T) {
				t.Parallel()
				file := "export." + string(format)
				r := newRun(t, "demo", "--like", string(like), "--rows", "600", "--seed", "5", "--until", "2026-06-30",
					"-o", file, "--truth", "truth.json")
				if code := r.code(); code != exitDone {
					t.Fatalf("exit status %d\n%s", code, r.err.String())
				}
				data, err := os.ReadFile(filepath.Join(r.Dir, "truth.json"))
				if err != nil {
					t.Fatal(err)
				}
				truth := new(demo.Truth)
				if err := json.Unmarshal(data, truth); err != nil {
					t.Fatal(err)
				}
				want := plantedOf(truth)
				if want.N < 500 || len(want.Regions) < 4 {
					t.Fatalf("little is planted: %+v", want)
				}
				got, doc := foundBy(t, r.Dir, file, regionColumn(like, format))
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("planted (-) and found (+):\n%s", diff)
				}
				// SurveyMonkey names a column by two header rows, the truth by the first.
				if s := doc.Sources[0]; strings.TrimSuffix(textOf(s.ScoreColumn), " / Response") != truth.ScoreColumn || textOf(s.TimeColumn) != truth.TimeColumn {
					t.Errorf("score column %q, time column %q; planted are %q, %q", textOf(s.ScoreColumn), textOf(s.TimeColumn), truth.ScoreColumn, truth.TimeColumn)
				}
			})
		}
	}
	if tried < 12 {
		t.Fatalf("only %d layouts and formats were tried", tried)
	}
}

// failingWriter takes some bytes and then fails.
type failingWriter struct{ left int }

func (w *failingWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

// A failure in the middle gives up the files beside the export.
func TestDemoLeavesNothingBehind(t *testing.T) {
	r := newRun(t, "demo", "--rows", "5000", "--truth", "truth.json", "--pii-labels", "labels.ndjson")
	r.Out = &failingWriter{left: 100 << 10}
	if code := r.code(); code != exitUsage || !strings.Contains(r.err.String(), "standard output: cannot be written: disk full") {
		t.Errorf("exit status %d: %s", code, r.err.String())
	}
	if names := namesIn(t, r.Dir); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
}

// An interrupt is answered in the middle of an export, of a workbook too, whose
// bytes only come at its end.
func TestDemoInterrupted(t *testing.T) {
	for _, name := range []string{"out.csv", "out.xlsx"} {
		signals := make(chan os.Signal, 1)
		r := newRun(t, "demo", "--rows", "1000000", "-o", name, "--truth", "truth.json", "--pii-labels", "labels.ndjson")
		r.Signals = signals
		signals <- os.Interrupt
		if code := r.code(); code != exitInterrupted {
			t.Errorf("%s: exit status %d: %s", name, code, r.err.String())
		}
		if names := namesIn(t, r.Dir); len(names) > 0 {
			t.Errorf("%s: left behind: %v", name, names)
		}
	}
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// Progress is shown for a long export, as a share of the size that its first
// records foretell, and never reaches the result.
func TestDemoProgress(t *testing.T) {
	a := newApp(System{Out: io.Discard, Err: io.Discard})
	o := &demoOptions{output: &outputOptions{}}
	c := demo.Config{Rows: 200 * sample, Seed: 1, Months: 12, Until: newRun(t).Now()}
	var whole bytes.Buffer
	if _, err := demo.Write(&whole, c); err != nil {
		t.Fatal(err)
	}
	if got := foretell(c); float64(got) < 0.97*float64(whole.Len()) || float64(got) > 1.03*float64(whole.Len()) {
		t.Errorf("foretold %d bytes, there are %d", got, whole.Len())
	}
	for _, small := range []demo.Config{{Rows: sample, Months: 12, Until: c.Until}, {Rows: 200 * sample, Months: 12, Until: c.Until, Format: demo.XLSX}} {
		if got := foretell(small); got != -1 {
			t.Errorf("%+v: foretold %d", small, got)
		}
	}
	o.progress(a, c).end()
}
