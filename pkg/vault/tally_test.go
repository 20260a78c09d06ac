package vault

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

var (
	rowSchema  = part.Schema{Ratings: []string{"ease"}, Dimensions: []string{"region", "plan"}}
	rowColumns = []string{"Email", "Why"}
)

// dayOf gives the number of a day.
func dayOf(t testing.TB, day string) int32 {
	t.Helper()
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	return int32(d.Unix() / 86400)
}

// aRow is a plain invented row.
func aRow(t testing.TB, id, day string) *Row {
	r := &Row{ResponseID: []byte(id), Person: [][]byte{[]byte(id + "@example.org"), nil}, Identifier: []byte(id + "@example.org")}
	r.Score, r.Day = 9, dayOf(t, day)
	r.Time, r.Timed = int64(r.Day)*86400000+3600000, true
	r.Dimensions, r.Ratings = [][]byte{[]byte("North"), nil}, []int32{4}
	return r
}

// randomRows are invented: people who answer often, times that are equal, tests, filtered
// and unfinished responses, blanks of every kind.
func randomRows(r *rand.Rand, n int, from int32, days int) []*Row {
	rows := make([]*Row, n)
	for i := range rows {
		row := &Row{Person: make([][]byte, 2)}
		row.Score, row.Day = uint8(r.IntN(12)), from+int32(r.IntN(days))
		if row.Timed = r.IntN(10) > 0; row.Timed {
			row.Time = int64(row.Day)*86400000 + int64(r.IntN(4))*21600000
		}
		if r.IntN(5) == 0 {
			row.Mark = uint8(r.IntN(8))
		}
		row.Dimensions = [][]byte{fmt.Appendf(nil, "Region %d", r.IntN(3)), []byte([]string{"", "Free", "Pro"}[r.IntN(3)])}
		row.Ratings = []int32{part.BlankRating}
		if r.IntN(3) > 0 {
			row.Ratings[0] = int32(1 + r.IntN(5))
		}
		row.Consent = []byte([]string{"", "analytics", "analytics,publication"}[r.IntN(3)])
		row.Weight, row.Weighted = float64(1+r.IntN(40))/8, true
		if r.IntN(4) > 0 {
			row.Identifier = fmt.Appendf(nil, "Person%d@Example.org", r.IntN(n/3+1))
			row.Person[0] = row.Identifier
		}
		rows[i] = row
	}
	return rows
}

// imports takes rows in by some workers and commits them.
func imports(t testing.TB, v *Vault, source byte, workers int, memory int64, rows ...*Row) *Imported {
	t.Helper()
	in, err := v.Intake(context.Background(), IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, Memory: memory})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Abort()
	var working sync.WaitGroup
	for k := range workers {
		c := in.Worker()
		working.Go(func() {
			for i := k; i < len(rows); i += workers {
				row := *rows[i]
				outcome, err := c.Add(&row)
				if err == nil && outcome == Future {
					err = in.Reject(int64(i+1), "time-future", row.Person)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	working.Wait()
	done, err := in.Commit(context.Background(), [32]byte{source}, "")
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// plain counts rows as simply as possible, by the rules that files are counted by.
func plain(rows []*Row, q *Query) *Counted {
	c := &Counted{Records: uint64(len(rows)), Repeated: -1}
	var names []string
	for _, by := range q.By {
		names = append(names, nameOf(by))
	}
	b := tally.NewBuilder(names)
	var left []*Row
	for _, r := range rows {
		switch wall := time.UnixMilli(r.Time).UTC(); {
		case r.Mark&part.MarkTest != 0 && !q.Test:
			b.Excluded.Test++
			continue
		case r.Mark&part.MarkFiltered != 0 || !plainWhere(r, q):
			b.Excluded.Filtered++
			continue
		case (!q.Since.IsZero() || !q.Until.IsZero()) && !r.Timed,
			!q.Since.IsZero() && wall.Before(q.Since), !q.Until.IsZero() && !wall.Before(q.Until):
			b.Excluded.Filtered++
			continue
		case r.Timed && q.Times:
			if c.First.IsZero() || wall.Before(c.First) {
				c.First = wall
			}
			if wall.After(c.Last) {
				c.Last = wall
			}
		}
		if r.Mark&part.MarkUnfinished != 0 {
			c.Partial++
			if q.Complete {
				b.Excluded.Incomplete++
				continue
			}
		}
		if q.Purpose != "" && !slices.Contains(strings.Split(string(r.Consent), ","), q.Purpose) {
			b.Excluded.NoConsent++
			continue
		}
		if r.Score == part.Blank {
			b.Excluded.Blank++
			continue
		}
		left = append(left, r)
	}
	if q.PerRespondent != AllAnswers {
		left, c.Repeated = plainPeople(left, q.PerRespondent == LatestAnswer, &b.Excluded)
	}
	for _, r := range left {
		var key []byte
		for i, by := range q.By {
			key = tally.AppendKey(key, []byte(plainKey(r, by)), i == 0)
		}
		g := b.Group(key)
		b.Count(g, int(r.Score))
		if q.Weighted {
			b.Weigh(g, int(r.Score), r.Weight)
		}
	}
	c.Tally = b.Finish()
	c.Charted, c.Excluded = c.Tally.Total(), c.Tally.Excluded
	return c
}

func plainWhere(r *Row, q *Query) bool {
	for _, w := range q.Where {
		value := string(r.Dimensions[0])
		if w.Name == "plan" {
			value = string(r.Dimensions[1])
		}
		if slices.Contains(w.Values, value) == w.Not {
			return false
		}
	}
	return true
}

func plainPeople(rows []*Row, newest bool, out *tally.Excluded) (left []*Row, repeated int64) {
	at, seen := map[string]int{}, map[string]int{}
	for _, r := range rows {
		who := strings.ToLower(string(r.Identifier))
		if who == "" {
			left = append(left, r)
			continue
		}
		i, again := at[who]
		if !again {
			at[who] = len(left)
			left = append(left, r)
			continue
		}
		out.Repeat++
		if seen[who]++; seen[who] == 1 {
			repeated++
		}
		replaces := newest
		if e := left[i]; e.Timed && r.Timed && e.Time != r.Time {
			replaces = (r.Time > e.Time) == newest
		}
		if replaces {
			left[i] = r
		}
	}
	return left, repeated
}

func plainKey(r *Row, by part.By) string {
	switch t := time.UnixMilli(r.Time).UTC(); {
	case by.Kind == part.Dimension && by.Name == "region":
		return string(r.Dimensions[0])
	case by.Kind == part.Dimension:
		return string(r.Dimensions[1])
	case by.Kind == part.Rating && r.Ratings[0] == part.BlankRating, by.Kind == part.Month && !r.Timed:
		return ""
	case by.Kind == part.Rating:
		return fmt.Sprint(r.Ratings[0])
	default:
		return t.Format("2006-01")
	}
}

// randomQuery asks a bit of everything.
func randomQuery(r *rand.Rand, from time.Time, days int) Query {
	q := Query{Complete: r.IntN(3) == 0, Test: r.IntN(3) == 0, Times: r.IntN(2) == 0, Weighted: r.IntN(3) == 0, PerRespondent: Respondents(r.IntN(3))}
	for _, by := range []part.By{{Name: "region"}, {Name: "plan"}, {Kind: part.Rating, Name: "ease"}, {Kind: part.Month}} {
		if r.IntN(3) == 0 {
			q.By = append(q.By, by)
		}
	}
	if r.IntN(3) == 0 {
		q.Where = append(q.Where, part.Where{Name: "plan", Not: r.IntN(2) == 0, Values: []string{"", "Pro"}})
	}
	if r.IntN(3) == 0 {
		q.Since = from.Add(time.Duration(r.IntN(days*24)) * time.Hour)
	}
	if r.IntN(3) == 0 {
		q.Until = from.Add(time.Duration(r.IntN(days*24)) * time.Hour)
	}
	if r.IntN(4) == 0 {
		q.Purpose = "publication"
	}
	return q
}

// TestTallyEqualsPlainLoop: what was imported in several goes, into many parts, counts as the
// rows do.
func TestTallyEqualsPlainLoop(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	r := rand.New(rand.NewPCG(5, 6))
	const from, days = "2025-01-20", 100
	var rows []*Row
	// By bucket, since that is the order in which a vault keeps rows of one import.
	for i := range 3 {
		some := randomRows(r, 3000, dayOf(t, from)+int32(30*i), 40)
		slices.SortStableFunc(some, func(a, b *Row) int { return strings.Compare(dayText(a.Day)[:7], dayText(b.Day)[:7]) })
		memory := int64(0)
		if i == 1 {
			memory = 1 // a part after every look at the size
		}
		imports(t, v, byte(i), 1, memory, some...)
		rows = append(rows, some...)
	}
	if n := len(v.st.Parts("", state.TierCore)); n < 8 {
		t.Fatalf("only %d parts", n)
	}
	start, _ := time.Parse(time.DateOnly, from)
	var all tally.Excluded
	var partial uint64
	for i := range 150 {
		q := randomQuery(r, start, days)
		want := plain(rows, &q)
		want.Entry = v.st.Seq()
		got, err := v.Tally(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(a) })); diff != "" {
			t.Fatalf("query %d: %+v\n%s", i, q, diff)
		}
		all.Add(&got.Excluded)
		partial += got.Partial
	}
	for _, reason := range []uint64{all.Blank, all.Filtered, all.Incomplete, all.NoConsent, all.Test, all.Repeat, partial} {
		if reason == 0 {
			t.Errorf("a reason never came up: %+v", all)
		}
	}
}

// TestWorkersCountTheSame: rows that came by several workers count as by one.
func TestWorkersCountTheSame(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	r := rand.New(rand.NewPCG(7, 8))
	rows := randomRows(r, 6000, dayOf(t, "2025-03-01"), 90)
	imports(t, v, 1, 4, 4<<20, rows...)
	q := Query{By: []part.By{{Name: "region"}, {Kind: part.Month}}, Times: true}
	got, err := v.Tally(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	want := plain(rows, &q)
	want.Entry = 1
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTallyRefuses(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	row := aRow(t, "r1", "2025-05-02")
	imports(t, v, 1, 1, 0, row)
	if _, err := v.Tally(ctx, Query{Weighted: true}); !errors.Is(err, ErrNoWeight) {
		t.Errorf("rows without weights: %v", err)
	}
	if _, err := v.Tally(ctx, Query{}); err != nil {
		t.Error(err)
	}
	for pseudonym, wantErr := range map[string]bool{state.PseudonymOff: true, state.PseudonymBucket: true} {
		p := state.DefaultPolicy()
		p.Pseudonym = pseudonym
		w := newWorld(t)
		v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Policy: &p})
		w.must(err)
		defer v.Close()
		imports(t, v, 1, 1, 0, aRow(t, "r1", "2025-05-02"), aRow(t, "r2", "2025-07-02"))
		if _, err := v.Tally(ctx, Query{PerRespondent: FirstAnswer}); errors.Is(err, ErrNoPseudonym) != wantErr {
			t.Errorf("%s: %v", pseudonym, err)
		}
		_, err = v.Tally(ctx, Query{PerRespondent: FirstAnswer, Since: time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)})
		if ok := pseudonym == state.PseudonymBucket; (err == nil) != ok {
			t.Errorf("%s within a bucket: %v", pseudonym, err)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	for _, q := range []Query{{}, {PerRespondent: LatestAnswer}} {
		if _, err := v.Tally(stopped, q); !errors.Is(err, context.Canceled) {
			t.Errorf("interrupted: %v", err)
		}
	}
	u := w.user("asha")
	u.Identities = nil
	v, err := Open(w.dir, u, w.clock)
	w.must(err)
	defer v.Close()
	if _, err := v.Tally(ctx, Query{}); !errors.Is(err, ErrNoKey) {
		t.Errorf("no identity: %v", err)
	}
}

// TestTallyAfterPurge: a vault that was opened before a purge reads what is left.
func TestTallyAfterPurge(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	imports(t, v, 1, 1, 0, aRow(t, "r1", "2020-05-02"), aRow(t, "r2", "2025-07-02"))
	old := w.open("asha")
	_, err := v.Purge(context.Background(), PurgeOptions{})
	w.must(err)
	got, err := old.Tally(context.Background(), Query{})
	if err != nil || got.Records != 1 || got.Entry < 2 {
		t.Errorf("%+v: %v", got, err)
	}
}

// TestFalseDaysInTheLedger: days let parts be left out, so a part that holds others is damage
// and not a smaller number.
func TestFalseDaysInTheLedger(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	_, err = in.Worker().Add(aRow(t, "a", "2025-05-02"))
	w.must(err)
	w.must(in.flushAll(ctx))
	for _, p := range in.parts { // a forger's program
		p.entry.First, p.entry.Last = "2025-05-20", "2025-05-21"
	}
	_, err = in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	until := time.Date(2025, 5, 10, 0, 0, 0, 0, time.UTC)
	for _, q := range []Query{{Until: until}, {Until: until, PerRespondent: FirstAnswer}} {
		if got, err := v.Tally(ctx, q); !errors.Is(err, ErrDamaged) {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

// TestWorkersShareParts: what several workers hold of a bucket is one part.
func TestWorkersShareParts(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	r := rand.New(rand.NewPCG(11, 12))
	rows := randomRows(r, 3000, dayOf(t, "2025-03-01"), 61)
	imports(t, v, 1, 3, 0, rows...)
	if parts := v.st.Parts("", state.TierCore); len(parts) != 2 || parts[0].Part.Rows+parts[1].Part.Rows != 3000 {
		t.Errorf("%d parts", len(parts))
	}
}

// TestFalseRowsInTheLedger: numbers of rows that the parts do not hold are damage.
func TestFalseRowsInTheLedger(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	c := in.Worker()
	for i, day := range []string{"2025-05-02", "2025-06-02", "2025-06-03"} {
		_, err = c.Add(aRow(t, fmt.Sprint(i), day))
		w.must(err)
	}
	w.must(in.flushAll(ctx))
	for _, p := range in.parts { // a forger's program
		p.entry.Rows = 3 - p.entry.Rows
	}
	_, err = in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	if _, err := v.Tally(ctx, Query{}); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	if _, err := v.Each(ctx, "export", []Field{{state.TierPerson, part.Column{Name: "Email"}}}, func([]part.Value) error { return nil }); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}

// TestTimesOfPartsOfOneDay: the first and the last time may be in any of them.
func TestTimesOfPartsOfOneDay(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	day := dayOf(t, "2025-05-02")
	for i, hours := range [][]int64{{10, 12}, {9, 11}, {11, 13}} {
		var rows []*Row
		for _, h := range hours {
			r := aRow(t, fmt.Sprint(i, h), "2025-05-02")
			r.Time = int64(day)*86400000 + h*3600000
			rows = append(rows, r)
		}
		imports(t, v, byte(i), 1, 0, rows...)
	}
	got, err := v.Tally(context.Background(), Query{Times: true})
	w.must(err)
	if got.First.Hour() != 9 || got.Last.Hour() != 13 {
		t.Errorf("%s to %s", got.First, got.Last)
	}
}
