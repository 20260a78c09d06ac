package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// answers is a copy of responses, as a caller would gather them.
type answers struct {
	list []Response
	keys [][2]uint64 // of GroupBy
	has  []bool
}

// gatherResponses reads all responses, sorted by place. It drops what sinks were
// given before a new beginning, by the rule of Responses alone.
func gatherResponses(f *File) (*answers, error) {
	var parts []*answers
	given := make([]int, 0)
	roles, err := f.Roles(context.Background())
	if err != nil {
		return nil, err
	}
	fresh := func() func(*Response) error {
		for _, p := range parts {
			if len(p.list) > 0 {
				parts = nil
				break
			}
		}
		a := &answers{}
		parts = append(parts, a)
		return func(r *Response) error {
			own := *r
			own.Cells = nil
			a.list = append(a.list, own)
			var key [2]uint64
			has := false
			if roles.GroupBy >= 0 {
				if cell := trimBlanks(r.Cells[roles.GroupBy]); len(cell) > 0 {
					key, has = Hash(cell), true
				}
			}
			a.keys, a.has = append(a.keys, key), append(a.has, has)
			return nil
		}
	}
	if err := f.Responses(context.Background(), fresh); err != nil {
		return nil, err
	}
	all := &answers{}
	for _, p := range parts {
		given = append(given, len(p.list))
		all.list, all.keys, all.has = append(all.list, p.list...), append(all.keys, p.keys...), append(all.has, p.has...)
	}
	return all, nil
}

// account counts responses as the documentation of Response says that score does.
type account struct {
	Bins        [11]uint64
	Out         tally.Excluded
	First, Last time.Time
	Months      map[string]uint64
}

func (a *answers) account(f *File) account {
	c := account{Months: map[string]uint64{}}
	newest := map[[2]uint64]int{}
	var order []int
	for i := range a.list {
		order = append(order, i)
	}
	slices.SortFunc(order, func(i, k int) int {
		if a.list[i].At.Before(a.list[k].At) {
			return -1
		}
		return 1
	})
	var kept []int
	for _, i := range order {
		r := &a.list[i]
		seen := func() {
			if r.Timed && (c.First.IsZero() || r.Time.Before(c.First)) {
				c.First = r.Time
			}
			if r.Timed && r.Time.After(c.Last) {
				c.Last = r.Time
			}
		}
		switch {
		case r.Test && !f.opts.IncludeTest:
			c.Out.Test++
			continue
		case r.Filtered:
			c.Out.Filtered++
			continue
		case r.Unfinished && f.opts.CompleteOnly:
			seen()
			c.Out.Incomplete++
			continue
		}
		seen()
		if a.has[i] {
			at, again := newest[a.keys[i]]
			if again {
				c.Out.Duplicate++
				old := &a.list[kept[at]]
				if !(old.Timed && r.Timed && r.Time.Before(old.Time)) {
					kept[at] = i
				}
				continue
			}
			newest[a.keys[i]] = len(kept)
		}
		kept = append(kept, i)
	}
	for _, i := range kept {
		switch r := &a.list[i]; r.Kind {
		case survey.CellScore:
			c.Bins[r.Score]++
			month := ""
			if r.Timed {
				month = r.Time.Format("2006-01")
			}
			c.Months[month]++
		case survey.CellBlank:
			c.Out.Blank++
		default:
			c.Out.Invalid++
		}
	}
	return c
}

// openAs opens a fixture as a file or as a pipe.
func openAs(t *testing.T, name string, pipe bool, o Options) (*File, error) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	o.HeaderRows = AutoHeader
	var r io.Reader = file
	if pipe {
		r = io.MultiReader(file)
	}
	f, err := Open(filepath.Base(name), r, o)
	if err == nil {
		t.Cleanup(func() { f.Close() })
	}
	return f, err
}

// TestResponsesAgreeWithTally: over all fixtures, what Responses marks gives the
// account that Tally gives for the same options, with one worker and with several.
func TestResponsesAgreeWithTally(t *testing.T) {
	var names []string
	for _, dir := range []string{"formats", "exports"} {
		entries, err := filepath.Glob("../../testdata/" + dir + "/*")
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, entries...)
	}
	compared, timed, refused := 0, 0, 0
	for _, name := range names {
		if ext := filepath.Ext(name); ext == ".go" || ext == ".md" || ext == ".yaml" || strings.HasSuffix(name, "expected.json") {
			continue
		}
		for i, o := range []Options{{}, {IncludeTest: true}, {CompleteOnly: true}, {IncludeTest: true, CompleteOnly: true},
			{DateOrder: timecol.DMY}, {AllowInvalid: true, DateOrder: timecol.MDY}, {ScoreColumn: "#2"}, {ClassColumn: "#2"},
			{Zone: time.FixedZone("far", 13*3600)}} {
			for workers := 1; workers <= 3; workers++ {
				if i > 1 && workers > 1 {
					break
				}
				o.Workers = workers
				f, err := openAs(t, name, workers == 2, o)
				if err != nil {
					refused++
					continue
				}
				want, wantErr := f.Tally(t.Context(), Query{Times: true})
				if f.IsTally() {
					wantErr = errors.New("has no rows")
				}
				g, err := openAs(t, name, workers == 2, o)
				if err != nil {
					t.Fatal(err)
				}
				got, err := gatherResponses(g)
				var e *Error
				if errors.As(err, &e) && e.ID == "time-ambiguous" && wantErr == nil {
					if e.Hint == "" {
						t.Errorf("%s: %v without a hint", name, err)
					}
					if g.Roles(t.Context()); g.roles.timeErr == nil {
						t.Errorf("%s: %v, but the time is known", name, err)
					}
					refused++
					continue
				}
				if (err == nil) != (wantErr == nil) {
					t.Errorf("%s %+v: %v; Tally: %v", name, o, err, wantErr)
				}
				if err != nil || wantErr != nil {
					refused++
					continue
				}
				compared++
				if compareAccounts(t, fmt.Sprintf("%s %d workers", name, workers), f, got.account(g), want) {
					timed++
				}
			}
		}
	}
	if compared < 900 || timed < 800 || refused < 150 {
		t.Errorf("%d compared, %d of them by month, %d refused", compared, timed, refused)
	}
}

func compareAccounts(t *testing.T, name string, f *File, got account, want *Result) (timed bool) {
	t.Helper()
	bins := want.Charted.Counts
	if got.Bins != [11]uint64(bins) || got.Out != want.Excluded {
		t.Errorf("%s: %v %+v, Tally gives %v %+v", name, got.Bins, got.Out, bins, want.Excluded)
	}
	if !got.First.Equal(want.First) || !got.Last.Equal(want.Last) {
		t.Errorf("%s: from %v to %v, Tally gives %v to %v", name, got.First, got.Last, want.First, want.Last)
	}
	months, err := f.Tally(context.Background(), Query{By: []string{"month"}})
	if err != nil {
		return false
	}
	byMonth := map[string]uint64{}
	for _, g := range months.Tally.Groups {
		byMonth[g.Key[0]] = g.Counts.N()
	}
	if !maps.Equal(byMonth, got.Months) {
		t.Errorf("%s: by month %v, Tally gives %v", name, got.Months, byMonth)
	}
	return true
}

// respond reads responses of a text, as a file that can be rewound or a pipe.
func respond(t *testing.T, text string, pipe bool, o Options) (*File, *answers, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "export")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := openAs(t, name, pipe, o)
	if err != nil {
		t.Fatal(err)
	}
	a, err := gatherResponses(f)
	return f, a, err
}

// TestResponsesOrder: what day and month are is known before any record goes out.
func TestResponsesOrder(t *testing.T) {
	const head = "when,nps,comment\n"
	open := func(n int) string {
		return strings.Repeat("03/04/2026 10:00,9,nothing to say about it"+strings.Repeat(".", 200)+"\n", n)
	}
	short, long := 5_000, 40_000 // records: less and more than a pipe keeps
	for _, c := range []struct {
		name  string
		text  string
		pipe  bool
		order timecol.Order
		want  string // the month of the open dates, or what the error says
	}{
		{"decided late in a file", head + open(short) + "25/04/2026 10:00,8,\n", false, 0, "2026-04"},
		{"the other way", head + open(short) + "04/25/2026 10:00,8,\n", false, 0, "2026-03"},
		{"in a short pipe", head + open(short) + "25/04/2026 10:00,8,\n", true, 0, "2026-04"},
		{"in a long file", head + open(long) + "25/04/2026 10:00,8,\n", false, 0, "2026-04"},
		{"in a long pipe", head + open(long) + "25/04/2026 10:00,8,\n", true, 0, "--date-order"},
		{"in a long pipe with the flag", head + open(long) + "25/04/2026 10:00,8,\n", true, timecol.DMY, "2026-04"},
		{"never", head + open(short), false, 0, "--date-order"},
		{"never, all seen", head + open(10), false, 0, "--date-order"},
		{"never, with the flag", head + open(10), false, timecol.MDY, "2026-03"},
		{"both", head + open(short) + "25/04/2026 10:00,8,\n04/25/2026 10:00,8,\n", false, 0, "correct the export"},
		{"contradicted late", head + "25/04/2026 10:00,8,\n" + open(short) + "04/25/2026 10:00,8,\n", false, 0, "correct the export"},
		{"contradicted late in a long pipe", head + "25/04/2026 10:00,8,\n" + open(long) + "04/25/2026 10:00,8,\n", true, 0, "--date-order"},
	} {
		for workers := 1; workers <= 3; workers++ {
			_, a, err := respond(t, c.text, c.pipe, Options{Workers: workers, DateOrder: c.order})
			if !strings.HasPrefix(c.want, "20") {
				var e *Error
				if !errors.As(err, &e) || !strings.Contains(e.Hint, c.want) {
					t.Errorf("%s: %v", c.name, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			n := strings.Count(c.text, "\n") - 1
			month := 0
			for i := range a.list {
				if a.list[i].Timed && a.list[i].Time.Format("2006-01") == c.want && a.list[i].Kind == survey.CellScore {
					month++
				}
			}
			if len(a.list) != n || month < n-1 {
				t.Errorf("%s: %d of %d responses, %d in %s", c.name, len(a.list), n, month, c.want)
			}
		}
	}
}

// TestResponsesBeginAnew: what the beginning got wrong is given again as a whole.
func TestResponsesBeginAnew(t *testing.T) {
	rows := strings.Repeat("2026-01-02,9,fine\n", 50_000)
	for name, c := range map[string]struct{ text, comment string }{
		"a late lone quote":  {"when,nps,comment\n" + rows + "2026-01-03,8,so \"good\"\n", `so "good"`},
		"an old encoding":    {"when,nps,comment\n" + rows + "2026-01-03,8,caf\xe9\n", "café"},
		"times that turn up": {"when,nps,comment\n" + strings.Repeat("2026/01/02,9,fine\n", 50_000) + "2026-01-03,8,other\n", "other"},
	} {
		for workers := 1; workers <= 3; workers++ {
			f, a, err := respond(t, c.text, false, Options{Workers: workers})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			last := slices.MaxFunc(a.list, func(x, y Response) int {
				if x.At.Before(y.At) {
					return -1
				}
				return 1
			})
			if len(a.list) != 50_001 || f.Line(last.At) != 50_002 || last.Score != 8 {
				t.Errorf("%s: %d responses, the last in line %d", name, len(a.list), f.Line(last.At))
			}
			var found atomic.Bool
			err = f.Responses(t.Context(), func() func(*Response) error {
				return func(r *Response) error {
					if string(r.Cells[2]) == c.comment {
						found.Store(true)
					}
					return nil
				}
			})
			if workers == 1 && (err != nil || !found.Load()) {
				t.Errorf("%s: the last comment is not %q, %v", name, c.comment, err)
			}
		}
	}
	// Another column turns out to be the score: sinks get all records again.
	text := "how likely are you to recommend us,nps 2,when\n" + strings.Repeat("9,,2026-01-02\n", 30_000) + strings.Repeat("never,8,2026-01-02\n", 60_000)
	_, a, err := respond(t, text, false, Options{Workers: 2})
	want, wantErr := count(t, text, Options{}, Query{})
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%v, Tally: %v", err, wantErr)
	}
	if err == nil && uint64(len(a.list)) != want.Records {
		t.Errorf("%d responses of %d", len(a.list), want.Records)
	}
}

// TestResponseMarks: weights and times by the cell.
func TestResponseMarks(t *testing.T) {
	text := "when,nps,weight\n2026-01-02,9,1.5\n,8,\nsoon,7,0\n2026-01-03,,x\n2026-01-04,11,2\n2026-01-05,6,-1\n" +
		strings.Repeat("2026-01-06,5,1\n", 100)
	for workers := 1; workers <= 3; workers++ {
		_, a, err := respond(t, text, false, Options{WeightColumn: "weight", Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(a.list, func(x, y Response) int { return int(x.At.Line - y.At.Line) })
		for i, want := range []Response{
			{Score: 9, Kind: survey.CellScore, Timed: true, Weight: 1.5, Weighted: true},
			{Score: 8, Kind: survey.CellScore, BadWeight: true},
			{Score: 7, Kind: survey.CellScore, BadTime: true, BadWeight: true},
			{Kind: survey.CellBlank, Timed: true},
			{Kind: survey.CellInvalid, Timed: true, Weight: 2, Weighted: true},
			{Score: 6, Kind: survey.CellScore, Timed: true, BadWeight: true},
		} {
			got := a.list[i]
			if got.Timed && got.Time.Format("2006-01-02") != []string{"2026-01-02", "", "", "2026-01-03", "2026-01-04", "2026-01-05"}[i] {
				t.Errorf("response %d at %v", i, got.Time)
			}
			got.At, got.Time = scan.Pos{}, time.Time{}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("response %d: %+v, want %+v", i, got, want)
			}
		}
	}
	for cell, want := range map[string]float64{"1": 1, " 2.5 ": 2.5, "0": 0, "-1": 0, "NaN": 0, "Inf": 0, "1e101": 0, "": 0, "x": 0} {
		if w, ok := parseWeight([]byte(cell)); ok != (want > 0) || math.Abs(w-want) > 0 {
			t.Errorf("weight %q: %v %v", cell, w, ok)
		}
	}
}

// TestResponsesLeftOut: a record that score leaves out is not held against the rest,
// as a test row whose class contradicts its score.
func TestResponsesLeftOut(t *testing.T) {
	presets, err := Presets([]byte("- {id: mine, match: {all: ['^agent$']}, score: {column: nps}, group: {column: class}, exclude: [{column: agent, in: [robot]}]}"), "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := "agent,nps,class\n" + strings.Repeat("ravi,9,Promoter\n", 50) + "robot,9,Detractor\n"
	for _, include := range []bool{false, true} {
		o := Options{Presets: presets, IncludeTest: include}
		_, a, err := respond(t, text, false, o)
		_, wantErr := count(t, text, o, Query{})
		if (err == nil) != (wantErr == nil) || (err != nil) != include {
			t.Errorf("with tests %v: %v, Tally: %v", include, err, wantErr)
		}
		if err == nil && !a.list[50].Test {
			t.Error("the robot is no test")
		}
	}
}

// TestResponsesErrors: a sink's own error stops the work and comes back.
func TestResponsesErrors(t *testing.T) {
	mine := errors.New("mine")
	f, err := Open("x", strings.NewReader("nps,when\n9,2026-01-02\n"), Options{HeaderRows: AutoHeader})
	if err != nil {
		t.Fatal(err)
	}
	err = f.Responses(t.Context(), func() func(*Response) error { return func(*Response) error { return mine } })
	if !errors.Is(err, mine) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Responses(ctx, func() func(*Response) error { return func(*Response) error { return nil } }); !errors.Is(err, context.Canceled) {
		t.Errorf("after a cancel: %v", err)
	}
}

// TestUnwrapAndDigest: a sealed export is read as an open one, has the digest of
// its text, and what Unwrap says comes back as it is.
func TestUnwrapAndDigest(t *testing.T) {
	text := "nps,when\n" + strings.Repeat("9,2026-01-02\n", 40_000)
	sealed := "age-encryption.org/v1\n" + text
	unwrap := func(r io.Reader) (io.Reader, error) {
		_, err := io.CopyN(io.Discard, r, int64(len("age-encryption.org/v1\n")))
		return r, err
	}
	sums := map[[32]byte]bool{}
	for _, c := range []struct {
		text string
		o    Options
	}{{text, Options{Digest: true}}, {sealed, Options{Digest: true, Unwrap: unwrap}}, {sealed, Options{Digest: true, Unwrap: unwrap, Workers: 1}}} {
		f, a, err := respond(t, c.text, c.o.Workers == 1, c.o)
		if err != nil {
			t.Fatal(err)
		}
		sum, ok := f.Digest()
		if len(a.list) != 40_000 || !ok || f.Info().Sealed != (c.o.Unwrap != nil) {
			t.Errorf("%d responses, digest %v, %+v", len(a.list), ok, f.Info())
		}
		sums[sum] = true
	}
	if len(sums) != 1 {
		t.Errorf("%d digests of one text", len(sums))
	}
	wrong := errors.New("no key opens it")
	for _, after := range []int{0, 300_000} {
		_, err := openSealed(sealed, after, wrong)
		if err != wrong {
			t.Errorf("after %d bytes: %v", after, err)
		}
	}
	var e *Error
	if _, err := Open("x.age", strings.NewReader(sealed), Options{}); !errors.As(err, &e) || e.Hint == "" || !strings.Contains(e.Hint, "--identity") {
		t.Errorf("a sealed input without a way to open it: %v", err)
	}
}

// openSealed reads a sealed text whose decryption fails after so many bytes.
func openSealed(sealed string, after int, wrong error) (*answers, error) {
	f, err := Open("x", strings.NewReader(sealed), Options{HeaderRows: AutoHeader, Unwrap: func(r io.Reader) (io.Reader, error) {
		if _, err := io.CopyN(io.Discard, r, int64(len("age-encryption.org/v1\n"))); err != nil {
			return nil, err
		}
		if after == 0 {
			return nil, wrong
		}
		return io.MultiReader(io.LimitReader(r, int64(after)), failing{wrong}), nil
	}})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return gatherResponses(f)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
