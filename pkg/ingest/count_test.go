package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// count opens text as a pipe and counts it.
func count(t *testing.T, text string, o Options, q Query) (*Result, error) {
	t.Helper()
	o.HeaderRows = AutoHeader
	f, err := Open("test.csv", io.MultiReader(strings.NewReader(text)), o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Tally(context.Background(), q)
}

func mustCount(t *testing.T, text string, o Options, q Query) *Result {
	t.Helper()
	res, err := count(t, text, o, q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// classes is a result in short: promoters/passives/detractors.
func classes(t *tally.Tally) string {
	g := t.Total()
	return fmt.Sprintf("%d/%d/%d", g.Counts.Promoters(), g.Counts.Passives(), g.Counts.Detractors())
}

const repeats = `response_id,email,responded_at,score,consent,comment
r1,a@example.com,2026-01-05T00:00:00Z,10,yes,
r2,b@example.com,2026-01-06T00:00:00Z,0,yes,
r1,a@example.com,2026-01-07T00:00:00Z,7,yes,
r3,A@example.com,2026-01-08T00:00:00Z,9,yes,
r4,a@example.com,2026-01-09T00:00:00Z,,yes,
r5,,2026-01-10T00:00:00Z,8,yes,
`

func TestRepeats(t *testing.T) {
	for _, c := range []struct {
		name string
		q    Query
		want string
		out  tally.Excluded
		rep  int64
	}{
		{"all", Query{}, "2/2/1", tally.Excluded{Blank: 1}, -1},
		{"newest response", Query{Dedupe: KeepNewest}, "1/2/1", tally.Excluded{Blank: 1, Duplicate: 1}, 1},
		{"first response", Query{Dedupe: KeepFirst}, "2/1/1", tally.Excluded{Blank: 1, Duplicate: 1}, 1},
		{"latest answer", Query{PerRespondent: LatestAnswer}, "1/1/1", tally.Excluded{Blank: 1, Repeat: 2}, 1},
		{"first answer", Query{PerRespondent: FirstAnswer}, "1/1/1", tally.Excluded{Blank: 1, Repeat: 2}, 1},
		{"both", Query{Dedupe: KeepNewest, PerRespondent: FirstAnswer}, "0/2/1", tally.Excluded{Blank: 1, Duplicate: 1, Repeat: 1}, 1},
	} {
		for workers := 1; workers <= 3; workers++ {
			res := mustCount(t, repeats, Options{Workers: workers}, c.q)
			if got := classes(res.Tally); got != c.want || res.Excluded != c.out || res.Repeated != c.rep {
				t.Errorf("%s, %d workers: %s %+v, %d repeat; want %s %+v, %d", c.name, workers, got, res.Excluded, res.Repeated, c.want, c.out, c.rep)
			}
		}
	}
}

// TestRepeatsAcrossInputs: the same rows cut into two inputs give the same account.
func TestRepeatsAcrossInputs(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(repeats, "\n"), "\n")
	for _, q := range []Query{{Dedupe: KeepNewest}, {Dedupe: KeepFirst}, {PerRespondent: LatestAnswer}, {PerRespondent: FirstAnswer}, {Dedupe: KeepNewest, PerRespondent: FirstAnswer}} {
		whole := mustCount(t, repeats, Options{}, q)
		for cut := 2; cut < len(lines); cut++ {
			var pending []*Pending
			for _, text := range []string{strings.Join(lines[:cut], ""), lines[0] + strings.Join(lines[cut:], "")} {
				f, err := Open("part.csv", strings.NewReader(text), Options{HeaderRows: AutoHeader})
				if err != nil {
					t.Fatal(err)
				}
				p, err := f.Count(context.Background(), q)
				f.Close()
				if err != nil {
					t.Fatal(err)
				}
				pending = append(pending, p)
			}
			results, err := Settle(pending)
			if err != nil {
				t.Fatal(err)
			}
			sum := results[0].Tally
			if err := sum.Merge(results[1].Tally); err != nil {
				t.Fatal(err)
			}
			if classes(sum) != classes(whole.Tally) || sum.Excluded != whole.Excluded || results[0].Repeated+results[1].Repeated != whole.Repeated {
				t.Errorf("%+v cut at %d: %s %+v, want %s %+v", q, cut, classes(sum), sum.Excluded, classes(whole.Tally), whole.Excluded)
			}
		}
	}
}

func TestWindow(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 1, d, 0, 0, 0, 0, time.UTC) }
	res := mustCount(t, repeats, Options{}, Query{By: []string{"week"}, Since: day(6), Until: day(9)})
	if got := classes(res.Tally); got != "1/1/1" || res.Excluded.Filtered != 3 {
		t.Errorf("half-open window: %s, %d filtered", got, res.Excluded.Filtered)
	}
	if len(res.Tally.Groups) != 1 || res.Tally.Groups[0].Key[0] != "2026-W02" {
		t.Errorf("groups %+v", res.Tally.Groups)
	}
}

// big makes an export larger than the block on which the columns are chosen.
func big(header string, first, late func(i int) string) string {
	var b strings.Builder
	b.WriteString(header)
	for i := 0; b.Len() < 12<<20; i++ {
		if b.Len() < 9<<20 {
			b.WriteString(first(i))
		} else {
			b.WriteString(late(i))
		}
	}
	return b.String()
}

// onDisk counts a text that is a file, so that it can be read again.
func onDisk(t *testing.T, text string, o Options, q Query) (*Result, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "big.csv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	o.HeaderRows = AutoHeader
	f, err := Open("big.csv", r, o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return f.Tally(context.Background(), q)
}

var padding = strings.Repeat("x", 100)

func TestWholeContradictsFirstBlock(t *testing.T) {
	scores := func(i int) string { return fmt.Sprintf("%d,%d,%s\n", i%11, i%11, padding) }
	header := "How likely are you to recommend us?,Would you recommend the app?,note\n"
	for _, c := range []struct {
		name        string
		first, late func(i int) string
		id          string // of the error for a file
	}{
		{"scores become words", func(i int) string { return fmt.Sprintf("%d,no,%s\n", i%11, padding) },
			func(i int) string { return "never,no," + padding + "\n" }, "score-invalid"},
		{"a second question turns up", func(i int) string { return fmt.Sprintf("%d,,%s\n", i%11, padding) }, scores, "ambiguous-score-column"},
	} {
		text := big(header, c.first, c.late)
		_, err := onDisk(t, text, Options{}, Query{})
		if e, ok := err.(*Error); !ok || e.ID != c.id {
			t.Errorf("%s: file: %v, want %s", c.name, err, c.id)
		}
		_, err = count(t, text, Options{}, Query{})
		if e, ok := err.(*Error); !ok || !strings.Contains(e.Msg, "pipe") {
			t.Errorf("%s: pipe: %v", c.name, err)
		}
		if _, err = count(t, text, Options{ScoreColumn: "#1", AllowInvalid: true}, Query{}); err != nil {
			t.Errorf("%s: with the flag: %v", c.name, err)
		}
	}
}

func TestLateEvidence(t *testing.T) {
	dated := func(date string) func(int) string {
		return func(i int) string { return fmt.Sprintf("%d,%s,%s\n", i%11, date, padding) }
	}
	header := "recommend,date,note\n"
	q := Query{By: []string{"month"}}
	// The first block fits M/D alone because of one date; the rest is D/M.
	text := big(header, dated("01/02/2026"), dated("25/12/2026"))
	res, err := onDisk(t, text, Options{}, q)
	if err != nil {
		t.Fatalf("undecidable at first, decided by the whole: %v", err)
	}
	if k := res.Tally.Groups; len(k) != 2 || k[0].Key[0] != "2026-02" || k[1].Key[0] != "2026-12" {
		t.Errorf("months %v", k)
	}
	piped, err := count(t, text, Options{}, q)
	if err != nil || !reflect.DeepEqual(piped.Tally, res.Tally) {
		t.Errorf("the same in a pipe: %v", err)
	}
	if _, err := count(t, big(header, dated("01/02/2026"), dated("02/03/2026")), Options{}, q); err == nil || err.(*Error).ID != "time-ambiguous" {
		t.Errorf("never decided: %v", err)
	}
	text = big(header, dated("01/25/2026"), dated("25/12/2026"))
	if _, err := onDisk(t, text, Options{}, q); err == nil || err.(*Error).ID != "time-ambiguous" {
		t.Errorf("conflict met late: %v", err)
	}
	// A byte that is not UTF-8 late in a file: read again as Windows-1252.
	text = big(header, dated("2026-01-02"), func(i int) string { return fmt.Sprintf("%d,2026-01-02,caf\xe9\n", i%11) })
	res, err = onDisk(t, text, Options{}, Query{})
	if err != nil || res.Info.Encoding != "windows-1252" || len(res.Warnings) == 0 {
		t.Errorf("late bad byte: %v", err)
	}
	if _, err := count(t, text, Options{}, Query{}); err == nil || !strings.Contains(err.(*Error).Hint, "--encoding") {
		t.Errorf("late bad byte in a pipe: %v", err)
	}
	// A lone quote late in a file: read again with quotes as text.
	text = big(header, dated("2026-01-02"), func(i int) string { return fmt.Sprintf("%d,2026-01-02,6\" pipe\n", i%11) })
	res, err = onDisk(t, text, Options{}, Query{})
	if err != nil || len(res.Warnings) == 0 || res.Warnings[0].ID != "lone-quote" || res.Warnings[0].Line == 0 {
		t.Errorf("late lone quote: %v %+v", err, res)
	}
}

func TestWorkersAgree(t *testing.T) {
	var b strings.Builder
	b.WriteString("region,recommend,weight,note\n")
	for i := range 200000 {
		fmt.Fprintf(&b, "r%d,%d,%d.5,\"line\none, \"\"two\"\"\"\n", i%97, i%12, i%3+1)
	}
	var first *Result
	for _, workers := range []int{1, 2, 5} {
		for _, weight := range []string{"", "weight"} {
			if weight != "" && workers == 1 {
				continue
			}
			res, err := count(t, b.String(), Options{Workers: workers, WeightColumn: weight, AllowInvalid: true}, Query{By: []string{"region"}})
			if err != nil {
				t.Fatal(err)
			}
			for i := range res.Tally.Groups {
				res.Tally.Groups[i].Weights = nil
			}
			if first == nil {
				first = res
				continue
			}
			if !reflect.DeepEqual(first.Tally, res.Tally) || !reflect.DeepEqual(first.Invalid, res.Invalid) {
				t.Errorf("%d workers give another result", workers)
			}
		}
	}
	if got := first.Tally.Records(); got != 200000 {
		t.Errorf("%d records", got)
	}
	if first.Invalid[0] != 24 { // records of two lines: the 12th record
		t.Errorf("first invalid score on line %d", first.Invalid[0])
	}
}

// TestLabelsDoNotDependOnWorkers: the repeated invalid texts are the same however
// many workers there are, and none are shown when there are too many to count.
func TestLabelsDoNotDependOnWorkers(t *testing.T) {
	for _, distinct := range []int{900, 5000} {
		var b strings.Builder
		b.WriteString("recommend,note\n")
		for i := range 60000 {
			if i%2 == 0 {
				fmt.Fprintf(&b, "label %d,%s\n", i%distinct, padding)
			} else {
				fmt.Fprintf(&b, "%d,%s\n", i%11, padding)
			}
		}
		var first []Label
		for _, workers := range []int{1, 2, 5} {
			res := mustCount(t, b.String(), Options{Workers: workers, ScoreColumn: "#1", AllowInvalid: true}, Query{})
			if workers == 1 {
				first = res.Labels
			}
			if !reflect.DeepEqual(res.Labels, first) {
				t.Errorf("%d workers show other labels", workers)
			}
		}
		if (len(first) > 0) != (distinct < maxInvalidTexts) {
			t.Errorf("%d distinct texts: %d labels", distinct, len(first))
		}
	}
}

func TestWeights(t *testing.T) {
	text := "recommend,w\n10,1\n0,0.5\n9,2\n,x\n"
	res := mustCount(t, text, Options{WeightColumn: "w"}, Query{})
	w := res.Charted.Weights
	if w == nil || w.Sum[10] != 1 || w.Sum[0] != 0.5 || w.Squares[9] != 4 || w.Min != 0.5 || w.Max != 2 {
		t.Errorf("weights %+v", w)
	}
	for _, bad := range []string{"0", "-1", "NaN", "inf", "", "x"} {
		_, err := count(t, "recommend,w\n10,1\n0,"+bad+"\n", Options{WeightColumn: "w"}, Query{})
		if e, ok := err.(*Error); !ok || e.ID != "weight-invalid" || e.Line != 3 {
			t.Errorf("weight %q: %v", bad, err)
		}
	}
}

func TestShardsAddUp(t *testing.T) {
	q := Query{By: []string{"region", "month"}}
	header := "recommend,region,date\n"
	rows := []string{"10,N,2026-01-05\n", "3,N,2026-02-05\n", "8,S,2026-01-06\n", ",S,2026-01-07\n", "9,,2026-01-08\n", "6,N,\n"}
	whole := mustCount(t, header+strings.Join(rows, ""), Options{}, q)
	for cut := range len(rows) {
		a := mustCount(t, header+strings.Join(rows[:cut], ""), Options{ScoreColumn: "recommend", TimeColumn: "date", DateOrder: 3}, Query{By: []string{"region"}})
		b := mustCount(t, header+strings.Join(rows[cut:], ""), Options{ScoreColumn: "recommend", TimeColumn: "date", DateOrder: 3}, Query{By: []string{"region"}})
		var file bytes.Buffer
		if err := tally.Write(&file, b.Tally); err != nil {
			t.Fatal(err)
		}
		read := mustCount(t, file.String(), Options{}, Query{By: []string{"region"}})
		if err := a.Tally.Merge(read.Tally); err != nil {
			t.Fatal(err)
		}
		if want := whole.Tally.Rollup([]int{0}); !reflect.DeepEqual(a.Tally, want) {
			t.Errorf("cut at %d: %+v, want %+v", cut, a.Tally, want)
		}
	}
	if got := whole.Tally.Groups[0].Key; !reflect.DeepEqual(got, []string{"", "2026-01"}) {
		t.Errorf("a blank dimension is \"\": %q", got)
	}
}
