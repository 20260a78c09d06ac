package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func TestDuplicates(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	first := imports(t, v, 1, 1, 0, aRow(t, "a", "2025-05-02"), aRow(t, "b", "2025-05-30"), aRow(t, "a", "2025-05-02"), aRow(t, "a", "2025-09-09"))
	want := state.RowCounts{In: 4, OK: 2, Duplicate: 2}
	if first.Rows != want || first.Entry != 1 {
		t.Errorf("in one import: %+v", first)
	}
	nobody := aRow(t, "", "2025-05-02")
	second := imports(t, v, 2, 2, 0,
		aRow(t, "a", "2025-05-28"), // the same bucket
		aRow(t, "a", "2025-06-30"), // the one after
		aRow(t, "b", "2025-04-01"), // the one before
		aRow(t, "b", "2025-07-01"), // too far away to be looked for
		aRow(t, "c", "2025-05-01"), nobody, nobody)
	want = state.RowCounts{In: 7, OK: 4, Duplicate: 3}
	if second.Rows != want {
		t.Errorf("against another import: %+v", second.Rows)
	}
	// With a bucket a day the neighbours are days.
	p := state.DefaultPolicy()
	p.Bucket = state.BucketDay
	w = newWorld(t)
	v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Policy: &p})
	w.must(err)
	defer v.Close()
	imports(t, v, 1, 1, 0, aRow(t, "b", "2025-05-30"), aRow(t, "c", "2025-05-02"))
	third := imports(t, v, 3, 1, 0, aRow(t, "b", "2025-05-31"), aRow(t, "c", "2025-05-01"), aRow(t, "d", "2025-05-03"))
	fourth := imports(t, v, 4, 1, 0, aRow(t, "d", "2025-05-04"), aRow(t, "e", "2025-05-05"))
	fifth := imports(t, v, 5, 1, 0, aRow(t, "e", "2025-05-07"))
	if third.Rows.Duplicate != 2 || fourth.Rows.Duplicate != 1 || fifth.Rows.OK != 1 {
		t.Errorf("by days: %+v, %+v, %+v", third.Rows, fourth.Rows, fifth.Rows)
	}
}

func TestOutcomes(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t) // it is 2026-01-15 12:00
	v := w.init()
	imports(t, v, 1, 1, 0, aRow(t, "old", "2021-03-05"), aRow(t, "new", "2026-01-14"))
	_, err := v.Purge(ctx, PurgeOptions{})
	w.must(err)

	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	defer in.Abort()
	c := in.Worker()
	cases := []struct {
		id, day string
		want    Outcome
	}{
		{"1", "2026-01-15", Added}, {"2", "2026-01-16", Added}, {"3", "2026-01-17", Future}, {"4", "9999-12-31", Future},
		{"5", "2021-03-30", Late}, {"6", "2021-02-28", Added}, {"7", "0001-01-01", Added}, {"8", "2024-06-01", Added},
		{"1", "2026-01-15", Duplicate}, {"new", "2025-12-31", Duplicate},
	}
	for _, k := range cases {
		got, err := c.Add(aRow(t, k.id, k.day))
		if err != nil || got != k.want {
			t.Errorf("%s: %s (%v), want %s", k.day, got, err, k.want)
		}
		if got == Future {
			w.must(in.Reject(1, "time-future", nil))
		}
	}
	before := aRow(t, "x", "0001-01-01")
	before.Day--
	before.Timed = false
	if got, err := c.Add(before); err != nil || got != Future {
		t.Errorf("before the year 1: %s, %v", got, err)
	}
	done, err := in.Commit(ctx, [32]byte{2}, "")
	w.must(err)
	if want := (state.RowCounts{In: 10, OK: 5, Duplicate: 2, Late: 1, Rejected: 2, Expiring: 3}); done.Rows != want || done.Quarantined != 2 {
		t.Errorf("%+v, want %+v", done, want)
	}
	want := []ImportedBucket{
		{Bucket: "0001-01", Rows: 1, Due: []string{"core", "index", "person"}},
		{Bucket: "2021-02", Rows: 1, Due: []string{"core", "index", "person"}},
		{Bucket: "2021-03", Late: true, Due: []string{"core", "index", "person"}},
		{Bucket: "2024-06", Rows: 1, Due: []string{"person"}},
		{Bucket: "2025-12"},
		{Bucket: "2026-01", Rows: 2},
	}
	if diff := cmp.Diff(want, done.Buckets); diff != "" {
		t.Error(diff)
	}
}

func TestKnownSource(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	imports(t, v, 7, 1, 0, aRow(t, "a", "2025-05-02"))
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	if entry, known := in.KnownSource([32]byte{7}); !known || entry != 1 {
		t.Errorf("entry %d, %v", entry, known)
	}
	if _, known := in.KnownSource([32]byte{8}); known {
		t.Error("a source that was never imported is known")
	}
	_, err = in.Worker().Add(aRow(t, "b", "2025-05-02"))
	w.must(err)
	_, err = in.Commit(ctx, [32]byte{7}, "")
	var known *KnownSourceError
	if !errors.As(err, &known) || known.Entry != 1 || !errors.Is(err, state.ErrKnownSource) {
		t.Errorf("%v", err)
	}
	w.sameFiles(v)
}

// enough rows to be looked at for their size once.
const enough = 300

// sameFiles: nothing but live files and the ledger is there.
func (w *world) sameFiles(v *Vault) {
	w.t.Helper()
	w.must(filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(w.dir, path)
		if err != nil || d.IsDir() || rel == "lock" || strings.HasPrefix(rel, "ledger/") || strings.HasPrefix(rel, "access/") {
			return err
		}
		if _, live := v.st.File(rel); !live {
			w.t.Errorf("%s is left", rel)
		}
		return nil
	}))
}

func TestAbortAndRestart(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, Memory: 1})
	w.must(err)
	fill := func(n int) {
		c := in.Worker()
		for i := range n {
			_, err := c.Add(aRow(t, fmt.Sprint("r", i), "2025-05-02"))
			w.must(err)
		}
		w.must(in.Reject(3, "score-invalid", [][]byte{[]byte("x"), nil}))
	}
	fill(enough + 1) // so that something is written
	if files, _ := os.ReadDir(filepath.Join(w.dir, "parts")); len(files) != 3 {
		t.Fatalf("%d files are written", len(files))
	}
	w.must(in.Restart())
	w.sameFiles(v)
	fill(5)
	w.must(in.Abort())
	w.must(in.Abort())
	w.sameFiles(v)
	if _, err := in.Worker().Add(aRow(t, "x", "2025-05-02")); err == nil {
		t.Error("a row was taken after the end")
	}
	if in.Restart() == nil || in.Reject(1, "x", nil) == nil {
		t.Error("it goes on after the end")
	}
	if _, err := in.Commit(ctx, [32]byte{1}, ""); err == nil {
		t.Error("committed after the end")
	}
	w.sameFiles(v)
	if v.Head().Size != 1 {
		t.Error("an entry was written")
	}
	unlock, err := v.dir.Lock("lock", true, false)
	w.must(err)
	w.must(unlock())

	in, err = v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, Memory: 1, CountRejected: true})
	w.must(err)
	fill(2*enough + 1)
	w.must(in.Restart())
	fill(2*enough + 7)
	if _, err := v.dir.Lock("lock", true, false); !errors.Is(err, durable.ErrLocked) {
		t.Errorf("a sweep may run beside it: %v", err)
	}
	done, err := in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	if want := (state.RowCounts{In: 2*enough + 8, OK: 2*enough + 7, Rejected: 1}); done.Rows != want || done.Quarantined != 0 {
		t.Errorf("%+v", done)
	}
	w.sameFiles(v)
}

// TestTiersHoldTheSameRows: the parts of one id are the same rows in the same order,
// whatever order workers had.
func TestTiersHoldTheSameRows(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	var rows []*Row
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 9000 {
		row := aRow(t, fmt.Sprintf("id-%d", i), []string{"2025-04-10", "2025-05-11", "2025-06-12"}[r.IntN(3)])
		row.Dimensions[1] = row.ResponseID
		row.Person[1] = fmt.Appendf(nil, "why %d", i)
		row.Comment = row.Person[1]
		if i%10 == 0 {
			row.Identifier = nil
		}
		rows = append(rows, row)
	}
	done := imports(t, v, 1, 2, 1, rows...)
	if done.Rows.OK != 9000 {
		t.Fatalf("%+v", done)
	}
	keys, err := v.roleKey(state.RoleImporter)
	w.must(err)
	seen := 0
	for _, p := range v.st.Parts("", state.TierCore) {
		var ids, comments []string
		var people [][16]byte
		w.must(v.readPart(p, func(f *part.File) error {
			return f.Each([]string{"dim.plan", "comment", "respondent"}, func(c []part.Value) error {
				ids, comments = append(ids, string(c[0].Text)), append(comments, string(c[1].Text))
				var who [16]byte
				copy(who[:], c[2].Text)
				people = append(people, who)
				return nil
			})
		}))
		i := 0
		person, ok := v.beside(p, state.TierPerson)
		if !ok {
			t.Fatal("a part has no person tier")
		}
		w.must(v.readPart(person, func(f *part.File) error {
			return f.Each([]string{"response_id", "Why", "Email"}, func(c []part.Value) error {
				if string(c[0].Text) != ids[i] || string(c[1].Text) != comments[i] || string(c[2].Text) != ids[i]+"@example.org" {
					t.Fatalf("row %d of %s", i, p.Part.Path)
				}
				i++
				return nil
			})
		}))
		index, ok := v.beside(p, state.TierIndex)
		if !ok {
			t.Fatal("a part has no index tier")
		}
		i = 0
		w.must(v.readPart(index, func(f *part.File) error {
			return f.IDs(func(id [16]byte) error {
				if id != keyring.ResponseID(keys.IndexKey, ids[i]) {
					t.Fatalf("row %d of %s has another id", i, p.Part.Path)
				}
				want := keyring.Respondent(keys.PseudonymKey, "", ids[i]+"@example.org")
				if strings.HasSuffix(ids[i], "0") {
					want = [16]byte{}
				}
				if people[i] != want {
					t.Fatalf("row %d of %s has another pseudonym", i, p.Part.Path)
				}
				i++
				return nil
			})
		}))
		seen += i
	}
	if seen != 9000 || len(v.st.Parts("", state.TierCore)) < 4 {
		t.Errorf("%d rows in %d parts", seen, len(v.st.Parts("", state.TierCore)))
	}
	if out, err := v.Verify(ctx, true); err != nil || !out.OK || len(out.Findings) > 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestRowsKeepTheirOrder: with one worker the order of the input decides between answers
// without a time, over the edges of parts and imports.
func TestRowsKeepTheirOrder(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	n := 0
	for i := range 3 {
		var rows []*Row
		for range 3 * enough {
			row := aRow(t, fmt.Sprint("id", n), "2025-05-02")
			row.Identifier, row.Timed, row.Time = []byte("asha@example.org"), false, 0
			row.Dimensions[1] = fmt.Appendf(nil, "%d", n)
			rows = append(rows, row)
			n++
		}
		imports(t, v, byte(i+1), 1, 1, rows...)
	}
	for want, q := range map[string]Query{
		"0":               {PerRespondent: FirstAnswer},
		fmt.Sprint(n - 1): {PerRespondent: LatestAnswer},
	} {
		q.By = []part.By{{Name: "plan"}}
		got, err := v.Tally(context.Background(), q)
		w.must(err)
		if len(got.Tally.Groups) != 1 || got.Tally.Groups[0].Key[0] != want || got.Excluded.Repeat != uint64(n-1) || got.Repeated != 1 {
			t.Errorf("answer %v, want %s", got.Tally.Groups, want)
		}
	}
}

// TestMemoryIsBounded: whatever the number of rows and buckets, no more is held than was
// allowed, but for what comes between two looks.
func TestMemoryIsBounded(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	const budget = 4 << 20
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, Memory: budget})
	w.must(err)
	defer in.Abort()
	workers := []*Collector{in.Worker(), in.Worker()}
	r := rand.New(rand.NewPCG(3, 4))
	most := int64(0)
	for i := range 60_000 {
		row := aRow(t, fmt.Sprint(i), "2025-01-01")
		row.Day += r.Int32N(360)
		row.Timed = false
		row.Person[1] = []byte(strings.Repeat(fmt.Sprint(r.Uint64()), 20))
		if _, err := workers[i%2].Add(row); err != nil {
			t.Fatal(err)
		}
		if i%100 != 0 {
			continue
		}
		var held int64
		for _, c := range workers {
			for _, s := range c.shelves {
				if s.rows != nil {
					held += s.rows.size()
				}
			}
		}
		most = max(most, held)
	}
	if most < budget/2 || most > 2*budget {
		t.Errorf("%d bytes were held, %d allowed", most, budget)
	}
	if _, err = in.Commit(ctx, [32]byte{1}, ""); err != nil {
		t.Error(err)
	}
}

func TestAddAllocatesLittle(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(context.Background(), IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	defer in.Abort()
	c := in.Worker()
	row := aRow(t, "r-00000000", "2025-05-02")
	n := 0
	if got := testing.AllocsPerRun(20_000, func() {
		n++
		copy(row.ResponseID[2:], fmt.Sprintf("%08d", n)) // two allocations of the test itself
		if outcome, err := c.Add(row); err != nil || outcome != Added {
			t.Fatal(outcome, err)
		}
	}); got > 4 {
		t.Errorf("%v allocations a row", got)
	}
}

// TestRacingImports: of two imports of the same responses the second one to commit is told.
func TestRacingImports(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.init()
	begin := func(id, day string) *Intake {
		v := w.open("asha")
		in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
		w.must(err)
		_, err = in.Worker().Add(aRow(t, id, day))
		w.must(err)
		return in
	}
	list := []*Intake{begin("a", "2025-05-02"), begin("a", "2025-06-02"), begin("c", "2025-05-02"), begin("a", "2025-08-02")}
	for i, in := range list {
		_, err := in.Commit(ctx, [32]byte{byte(i)}, "")
		if moved := i == 1; errors.Is(err, ErrMoved) != moved || !moved && err != nil {
			t.Errorf("import %d: %v", i, err)
		}
	}
	v := w.open("asha")
	w.sameFiles(v)
	if n := v.Head().Size; n != 4 {
		t.Errorf("%d entries", n)
	}
	v = w.open("asha")
	e := begin("e", "2025-08-02")
	p := state.DefaultPolicy()
	p.Pseudonym = state.PseudonymBucket
	_, err := v.SetPolicy(ctx, &p, 0)
	w.must(err)
	if _, err := e.Commit(ctx, [32]byte{9}, ""); !errors.Is(err, ErrMoved) {
		t.Errorf("after another policy: %v", err)
	}
	w.sameFiles(w.open("asha"))
}

func TestSurveyIsRecordedOnce(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	const one = "survey: retail\ncolumns:\n  - {from: Score, role: score}\n"
	two := strings.Replace(one, "retail", "other", 1)
	for i, c := range []struct {
		survey string
		moved  bool
	}{{"", false}, {one, false}, {one, false}, {"", false}, {two, true}} {
		in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
		w.must(err)
		_, err = in.Commit(ctx, [32]byte{byte(i)}, c.survey)
		if errors.Is(err, ErrMoved) != c.moved || !c.moved && err != nil {
			t.Errorf("import %d: %v", i, err)
		}
	}
	if v.st.Survey() != one {
		t.Errorf("recorded: %q", v.st.Survey())
	}
}

func TestQuarantineRoundTrip(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, RejectColumns: []string{"ID", "Score"}})
	w.must(err)
	w.must(in.Reject(12, "score-invalid", [][]byte{[]byte("r\n1 \xff"), nil, []byte(`"quoted"`)}))
	w.must(in.Reject(0, "time-future", nil))
	_, err = in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	text := func(s string) *string { return &s }
	want := []Rejected{{12, "score-invalid", []*string{text("r\n1 \ufffd"), nil, text(`"quoted"`)}}, {0, "time-future", []*string{}}}
	var got []Rejected
	w.must(v.Quarantine(ctx, func(columns []string, r *Rejected) error {
		if !slices.Equal(columns, []string{"ID", "Score"}) {
			t.Errorf("columns %q", columns)
		}
		got = append(got, *r)
		return nil
	}))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	stop := errors.New("stop")
	if err := v.Quarantine(ctx, func([]string, *Rejected) error { return stop }); err != stop {
		t.Error(err)
	}
	in, err = v.Intake(ctx, IntakeOptions{})
	w.must(err)
	w.must(in.Reject(1, "a", nil))
	w.must(in.Reject(2, "b", nil))
	w.must(in.closeRejects())
	in.rejects.rows, in.parts[0].entry.Rows = 1, 1 // a forger's program
	in.rejects = nil
	_, err = in.Commit(ctx, [32]byte{2}, "")
	w.must(err)
	if err := v.Quarantine(ctx, func([]string, *Rejected) error { return nil }); !errors.Is(err, ErrDamaged) {
		t.Errorf("another number of rows: %v", err)
	}
	if files := v.st.Quarantine(); len(files) != 2 || files[0].Rows+files[1].Rows != 3 || files[0].Bucket != "2026-01" {
		t.Errorf("%+v", files)
	}
	if out, err := v.Verify(ctx, true); err != nil || !out.OK {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestUnfitRows: what this package takes for too large is what package part refuses, so that a
// row is taken by all tiers or by none.
func TestUnfitRows(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	defer in.Abort()
	c := in.Worker()
	grow := map[string]struct {
		most int
		set  func(r *Row, v []byte)
	}{
		"comment":   {maxRowBytes, func(r *Row, v []byte) { r.Comment = v }},
		"person":    {maxRowBytes, func(r *Row, v []byte) { r.ResponseID, r.Person = nil, [][]byte{v, nil} }},
		"consent":   {maxValueBytes, func(r *Row, v []byte) { r.Consent = v }},
		"dimension": {maxValueBytes, func(r *Row, v []byte) { r.Dimensions[1] = v }},
	}
	for name, g := range grow {
		row := aRow(t, name, "2025-05-02")
		g.set(row, bytes.Repeat([]byte("x"), g.most+1))
		if _, err := c.Add(row); !errors.Is(err, ErrUnfit) {
			t.Errorf("%s beyond the limit: %v", name, err)
		}
		if err := part.NewCore(rowSchema).Append(&row.Row); name != "person" && err == nil {
			t.Errorf("%s: package part takes more", name)
		}
		row = aRow(t, name, "2025-05-02")
		g.set(row, bytes.Repeat([]byte("x"), g.most))
		if got, err := c.Add(row); err != nil || got != Added {
			t.Errorf("%s at the limit: %v", name, err)
		}
	}
	done, err := in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	if done.Rows.OK != int64(len(grow)) {
		t.Errorf("%+v", done.Rows)
	}
}

// TestManyDistinctValues: a dictionary that is full begins another part.
func TestManyDistinctValues(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	var rows []*Row
	for i := range 40 {
		row := aRow(t, fmt.Sprint(i), "2025-05-02")
		row.Dimensions[1] = bytes.Repeat([]byte{byte('a' + i%26), byte('a' + i/26)}, maxValueBytes/2)
		rows = append(rows, row)
	}
	if done := imports(t, v, 1, 1, 0, rows...); done.Rows.OK != 40 || len(v.st.Parts("", state.TierCore)) != 3 {
		t.Errorf("%+v in %d parts", done, len(v.st.Parts("", state.TierCore)))
	}
	if got, err := v.Tally(ctx, Query{By: []part.By{{Name: "plan"}}}); err != nil || len(got.Tally.Groups) != 40 {
		t.Error(err)
	}
}

// TestMistakesOfTheCallerStopTheImport: they would leave the tiers unequal.
func TestMistakesOfTheCallerStopTheImport(t *testing.T) {
	ctx := context.Background()
	for name, change := range map[string]func(*Row){
		"score":      func(r *Row) { r.Score = 12 },
		"dimensions": func(r *Row) { r.Dimensions = r.Dimensions[:1] },
		"person":     func(r *Row) { r.Person = r.Person[:1] },
		"time":       func(r *Row) { r.Day++ },
	} {
		w := newWorld(t)
		v := w.init()
		in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
		w.must(err)
		row := aRow(t, "a", "2025-05-02")
		change(row)
		c := in.Worker()
		if _, err := c.Add(row); err == nil {
			t.Errorf("%s: taken", name)
		}
		if _, err := c.Add(aRow(t, "b", "2025-05-02")); err == nil {
			t.Errorf("%s: it goes on", name)
		}
		if _, err := in.Commit(ctx, [32]byte{1}, ""); err == nil {
			t.Errorf("%s: committed", name)
		}
		w.sameFiles(v)
	}
}

// Promises 1 and 16: no plain text of any field is anywhere under the directories of the
// vault, its user or the system's temporary files after an import, nor in the ledger.
func TestPromise1CanariesAfterImport(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	t.Setenv("TMPDIR", filepath.Join(w.root, "tmp"))
	w.must(os.Mkdir(filepath.Join(w.root, "tmp"), 0o700))
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, RejectColumns: []string{"ID"}, Memory: 1})
	w.must(err)
	canary := func(s string) []byte { return []byte("Canary" + s + "Zubeida") }
	c := in.Worker()
	for i := range enough + 1 {
		row := aRow(t, fmt.Sprintf("CanaryResponseZubeida%d", i), "2025-05-02")
		row.Dimensions = [][]byte{canary("Region"), canary("Plan")}
		row.Consent, row.Comment = canary("Consent"), canary("Comment")
		row.Person, row.Identifier = [][]byte{canary("Email"), canary("Raw")}, canary("Identifier")
		_, err := c.Add(row)
		w.must(err)
	}
	w.must(in.Reject(3, "score-invalid", [][]byte{canary("Rejected")}))
	looks := 0
	look := func() {
		looks++
		w.must(filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if bytes.Contains(data, []byte("Canary")) || bytes.Contains(data, []byte("Zubeida")) || bytes.Contains(data, []byte("example.org")) {
				t.Errorf("%s holds a canary", path)
			}
			return err
		}))
	}
	look() // a part is on disk already
	_, err = in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	look()
	_, err = v.Tally(ctx, Query{By: []part.By{{Name: "plan"}}, Where: []part.Where{{Name: "region", Values: []string{"CanaryRegionZubeida"}}}, Command: "score"})
	w.must(err)
	_, err = v.Each(ctx, "export", []Field{{Tier: state.TierPerson, Column: part.Column{Name: "Email"}}}, func([]part.Value) error { return nil })
	w.must(err)
	look()
	if v.st.Counts().OK != enough+1 || looks != 3 {
		t.Errorf("%+v", v.st.Counts())
	}
}

// Promise 9: rows dated in the future are rejected by this package and by the replay.
func TestPromise9RowsFromTheFuture(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	in.latest += 10 // a forger's program
	if got, err := in.Worker().Add(aRow(t, "a", "2026-01-20")); err != nil || got != Added {
		t.Fatal(got, err)
	}
	if _, err := in.Commit(ctx, [32]byte{1}, ""); !errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
	w.sameFiles(v)
}

func TestQuarantineBucketFollowsTheEntry(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	w.now = time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)
	v := w.init()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	w.must(in.Reject(1, "score-invalid", nil))
	w.now = w.now.Add(2 * time.Second)
	_, err = in.Commit(ctx, [32]byte{1}, "")
	w.must(err)
	if files := v.st.Quarantine(); len(files) != 1 || files[0].Bucket != "2026-02" {
		t.Errorf("%+v", files)
	}
	in, err = v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	w.must(in.Reject(1, "score-invalid", nil))
	w.now = w.now.Add(-3 * time.Second) // another machine's clock
	_, err = in.Commit(ctx, [32]byte{2}, "")
	w.must(err)
	in, err = v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	w.must(in.Reject(1, "score-invalid", nil))
	w.now = w.now.Add(-time.Hour)
	if _, err = in.Commit(ctx, [32]byte{3}, ""); !errors.Is(err, ErrClock) {
		t.Errorf("%v", err)
	}
}

func TestIDSet(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	s, shared, want := newIDSet(0), newSharedIDs(), map[[16]byte]bool{}
	random := func() (id [16]byte) {
		for i := range id {
			id[i] = byte(r.Uint32())
		}
		return id
	}
	list := [][16]byte{{}, {0, 1}} // the same twelve bytes
	for range 50_000 {
		list = append(list, random())
	}
	for i, id := range append(list, list...) {
		if i == 1 || i == len(list)+1 {
			continue
		}
		if got := s.add(&id); got == want[id] {
			t.Fatalf("id %d", i)
		}
		if got := shared.add(&id); got == want[id] {
			t.Fatalf("shared: id %d", i)
		}
		want[id] = true
		if !s.has(&id) || !shared.has(&id) {
			t.Fatal("it is not there")
		}
	}
	for range 1000 {
		if id := random(); s.has(&id) || shared.has(&id) {
			t.Fatal("a stranger is there")
		}
	}
	if s.n != len(want) || len(s.slots) > 2*s.n {
		t.Errorf("%d ids in %d slots, want %d", s.n, len(s.slots), len(want))
	}
}

// TestNamesAscend: those of one import tell its order.
func TestNamesAscend(t *testing.T) {
	in := &Intake{}
	for range 100 {
		in.lastID = randomID()
		last := ""
		for range 100 {
			id := in.nextID()
			if id <= last || len(id) != 32 {
				t.Fatalf("%s after %s", id, last)
			}
			last = id
		}
	}
	in.lastID = [16]byte{7: 1, 8: 0xff, 9: 0xff, 10: 0xff, 11: 0xff, 12: 0xff, 13: 0xff, 14: 0xff, 15: 0xff}
	before := fmt.Sprintf("%x", in.lastID)
	if id := in.nextID(); id <= before || id[:16] != "0000000000000002" {
		t.Errorf("%s after %s", id, before)
	}
}

func TestRejectedIsJSON(t *testing.T) {
	var r Rejected
	if err := json.Unmarshal([]byte(`{"line":1,"reason":"x","cells":[null,"a"]}`), &r); err != nil || r.Cells[0] != nil || *r.Cells[1] != "a" {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestPseudonymPolicy: a person is one within the vault, within a bucket, or nobody.
func TestPseudonymPolicy(t *testing.T) {
	for policy, want := range map[string]int{state.PseudonymVault: 1, state.PseudonymBucket: 2, state.PseudonymOff: 0} {
		p := state.DefaultPolicy()
		p.Pseudonym = policy
		w := newWorld(t)
		v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Policy: &p})
		w.must(err)
		defer v.Close()
		rows := []*Row{aRow(t, "a", "2025-05-02"), aRow(t, "b", "2025-05-03"), aRow(t, "c", "2025-06-02")}
		for _, r := range rows {
			r.Identifier = []byte(" Asha@Example.org")
		}
		imports(t, v, 1, 1, 0, rows...)
		people := map[string]bool{}
		_, err = v.Each(context.Background(), "export", []Field{{state.TierCore, part.Column{Name: "respondent"}}}, func(c []part.Value) error {
			if !c[0].Null {
				people[string(c[0].Text)] = true
			}
			return nil
		})
		w.must(err)
		if len(people) != want {
			t.Errorf("%s: %d people, want %d", policy, len(people), want)
		}
	}
}
