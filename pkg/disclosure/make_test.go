package disclosure

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// seen says what a release shows of a group: its n, 0 for nothing. The key is the
// values, the table its dimensions.
func seen(r *Release, table, key string) int64 {
	for _, t := range r.Tables() {
		if strings.Join(t.By, ",") != table {
			continue
		}
		for _, row := range t.Rows {
			var values []string
			for _, f := range row.Key {
				values = append(values, f.Value)
			}
			if strings.Join(values, ",") == key {
				return row.N
			}
		}
	}
	return 0
}

func mustMake(t *testing.T, tl *tally.Tally, p Plan, earlier ...*Record) (*Release, *Record) {
	t.Helper()
	r, rec, err := Make(tl, p, earlier, published)
	if err != nil {
		t.Fatal(err)
	}
	return r, rec
}

// The attacks of the design, one by one: a hidden group must not come out as a
// difference, whatever the tables.
func TestAttacks(t *testing.T) {
	for _, c := range []struct {
		name, by string
		lines    []string
		tables   []string
		hidden   []string // table=key
		shown    []string
	}{
		{"under the floor, and beside it", "region",
			[]string{"N|4 4 12", "S|3 5 9", "E|1 1 1", "W|2 3 4"}, []string{"region"},
			nil, []string{"region=N", "region=S", "region=other"}},
		{"all in one class", "region",
			[]string{"N|4 4 12", "S|3 5 9", "E|0 0 6", "W|2 3 4"}, []string{"region"},
			[]string{"region=E", "region=W"}, []string{"region=N", "region=S"}},
		{"total less subset", "region,vip",
			[]string{"N,yes|5 5 9", "N,no|0 0 1"}, []string{"vip"},
			[]string{"vip=yes", "vip=no"}, nil},
		{"store within region", "region,store",
			[]string{"N,N1|5 5 9", "N,N2|2 3 8", "N,N3|1 0 1", "S,S1|5 6 7", "S,S2|4 3 9"}, []string{"region", "store"},
			[]string{"store=N3"}, []string{"region=N", "region=S", "store=S1", "store=N1"}},
		{"remainder that is no group of any table", "region,segment",
			[]string{"N,a|6 4 8", "N,b|0 0 8", "S,b|5 6 7"}, []string{"region", "segment"},
			nil, nil},
		{"margins and crossing", "region,plan",
			[]string{"N,x|5 5 9", "N,y|1 1 1", "N,z|3 4 7", "S,x|6 6 3", "S,y|4 3 5", "S,z|3 3 9"}, []string{"region", "plan", "region,plan"},
			[]string{"region,plan=N,y"}, []string{"region=N", "plan=x", "plan=y"}},
	} {
		r, _, err := Make(counted(t, c.by, c.lines...), planOf(c.tables...), nil, nil)
		var nothing *NothingLeftError
		if errors.As(err, &nothing) && c.shown == nil {
			continue // hidden altogether
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, group := range c.hidden {
			if table, key, _ := strings.Cut(group, "="); seen(r, table, key) != 0 {
				t.Errorf("%s: %s is shown", c.name, group)
			}
		}
		for _, group := range c.shown {
			if table, key, _ := strings.Cut(group, "="); seen(r, table, key) == 0 {
				t.Errorf("%s: %s is not shown: %+v", c.name, group, r.Tables())
			}
		}
	}
}

// North less the segment that lies in it is eight promoters, no group of any
// table.
func TestOneClassRemainder(t *testing.T) {
	tl := counted(t, "region,segment", "N,a|6 4 8", "N,b|0 0 8", "S,b|5 6 7", "S,c|4 4 9", "W,c|7 5 5", "W,d|5 6 8")
	both := func(r rules) bool {
		m, err := decide(tl, planOf("region", "segment"), nil, nil, r)
		if err != nil {
			t.Fatal(err)
		}
		north, a := m.find[1][joined([]string{"N"})], m.find[2][joined([]string{"a"})]
		return !m.verdicts[north].hidden && !m.verdicts[a].hidden
	}
	if both(allRules) {
		t.Error("a remainder of one class can be computed")
	}
	off := allRules
	off.oneClass = false
	if !both(off) {
		t.Error("the rule is not what hides it")
	}
}

func TestHighFloors(t *testing.T) {
	for _, floor := range []int{3, 4, 6, 10, 20} {
		p := planOf("region", "store", "plan", "region,plan")
		p.Policy.MinGroup = floor
		m, err := decide(demoTally(1500, 1, 4), p, nil, nil, allRules)
		if err != nil {
			t.Fatal(err)
		}
		safe, kept := m.tallied()
		t.Logf("floor %d: %d of %d safe groups shown", floor, kept, safe)
		if kept*2 < safe {
			t.Errorf("floor %d: only %d of %d safe groups are shown", floor, kept, safe)
		}
		for c := range m.cells {
			if !m.verdicts[c].hidden && m.cells[c].n < int64(floor) {
				t.Errorf("floor %d: a group of %d is shown", floor, m.cells[c].n)
			}
		}
	}
}

func TestMerging(t *testing.T) {
	r, _ := mustMake(t, counted(t, "store", "A|9 9 9", "B|9 9 3", "C|1 0 1", "D|0 1 2", "E|1 0 0"), planOf("store"))
	rows := r.Tables()[0].Rows
	if len(rows) != 3 || rows[2].Key[0].Value != "other" || rows[2].N != 6 || len(rows[2].Merged) != 3 {
		t.Errorf("rows %+v", rows)
	}
}

func TestEmptyLooksHidden(t *testing.T) {
	r, _ := mustMake(t, counted(t, "a,b", "1,x|9 9 9", "1,y|9 9 9", "1,z|8 8 8", "2,x|9 9 9", "2,y|1 1 0", "2,z|8 9 8", "3,x|9 9 9", "3,y|7 7 7"), planOf("a,b"))
	rows := r.Tables()[0].Rows
	var empty, small Row
	for _, row := range rows {
		switch row.Key[0].Value + row.Key[1].Value {
		case "3z":
			empty = row
		case "2y":
			small = row
		}
	}
	empty.Key, small.Key = nil, nil
	if len(rows) != 9 || fmt.Sprint(empty) != fmt.Sprint(small) || !empty.Suppressed {
		t.Errorf("%d rows, empty %+v, small %+v", len(rows), empty, small)
	}
}

func TestRefusals(t *testing.T) {
	good := counted(t, "region", "N|9 9 9", "S|9 9 9")
	var lines []string
	for i := range 501 {
		lines = append(lines, fmt.Sprintf("v%03d|2 2 2", i))
	}
	many := counted(t, "store", lines...)
	for _, c := range []struct {
		name string
		t    *tally.Tally
		plan Plan
		want any
	}{
		{"unknown", good, planOf("regoin"), new(*UnknownDimensionError)},
		{"many", many, planOf("store"), new(*TooManyCellsError)},
		{"few", counted(t, "region", "N|1 1 1"), planOf("region"), new(*NothingLeftError)},
		{"one class", counted(t, "region", "N|0 0 9"), planOf(), new(*NothingLeftError)},
		{"none left", counted(t, "region", "N|1 1 1", "S|1 1 1", "E|2 1 0"), planOf("region"), new(*NothingLeftError)},
		{"twice", good, planOf("region,region"), new(*PlanError)},
	} {
		_, _, err := Make(c.t, c.plan, nil, nil)
		if err == nil || !errors.As(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	_, _, err := Make(good, planOf("regoin"), nil, nil)
	var unknown *UnknownDimensionError
	if errors.As(err, &unknown); unknown == nil || unknown.Nearest != "region" {
		t.Errorf("no suggestion in %v", err)
	}
}

func TestRunningPeriodIsLeftOut(t *testing.T) {
	tl := counted(t, "region,month", "N,2025-01|9 9 9", "S,2025-01|8 8 8", "N,2025-02|7 9 9", "S,2025-02|9 9 9", "N,2025-03|4 1 1", "S,2025-03|9 1 2")
	r, _ := mustMake(t, tl, monthly(planOf("region"), 2))
	if n := r.Total().N; n != 103 {
		t.Errorf("total of %d", n)
	}
	if a := r.Account(); a.Records != 121 || a.Counted != 103 || len(a.Excluded) != 1 || a.Excluded[0] != (Reason{"filtered", 18}) {
		t.Errorf("account %+v", a)
	}
	if seen(r, "region", "N")+seen(r, "region", "S") != 103 {
		t.Error("a table has answers of the running period")
	}
}

func TestRounding(t *testing.T) {
	r, _ := mustMake(t, counted(t, "a", "x|301 201 777", "y|3 3 10"), planOf("a"))
	if total := r.Total(); total.NPS != math.Round(10*100*(787.0-304)/1295)/10 || total.Classes == nil {
		t.Errorf("total %+v", total)
	}
	rows := r.Tables()[0].Rows
	if rows[1].NPS != math.Trunc(rows[1].NPS) || rows[1].Classes != nil || rows[1].N != 16 {
		t.Errorf("row %+v", rows[1])
	}
}

func TestTrend(t *testing.T) {
	var lines []string
	plan := planOf("a")
	for i := range 12 {
		d := 40
		if i >= 6 {
			d = 90
		}
		lines = append(lines, fmt.Sprintf("x,%s|%d 60 80", month(i), d), fmt.Sprintf("y,%s|%d 61 80", month(i), d))
		start := time.Date(2025, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC)
		plan.Periods = append(plan.Periods, Period{month(i), start, start.AddDate(0, 1, 0)})
	}
	plan.Every = "month"
	plan.Events = []Event{{time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), "prices"}}
	r, _ := mustMake(t, counted(t, "a,month", lines...), plan)
	tr := r.Trend()
	if tr == nil || len(tr.Rows) != 12 || len(tr.Lower) != 12 || len(tr.Shifts) != 1 || tr.Shifts[0].Period != "2025-07" {
		t.Fatalf("trend %+v", tr)
	}
	if e := tr.Events[0]; e.Change == nil || !e.Change.Real || e.Change.Difference > 0 || e.Before.N != 6*(80+121+160) {
		t.Errorf("event %+v", e)
	}
	if tr.Rows[6].Previous == nil || !tr.Rows[6].Previous.Real || tr.Rows[0].Previous != nil {
		t.Error("change against the period before")
	}
}

func TestExplain(t *testing.T) {
	tl := counted(t, "region,plan", "N,x|5 5 9", "N,y|1 1 1", "N,z|3 4 7", "S,x|6 6 3", "S,y|4 3 5", "S,z|3 3 9")
	list, err := Explain(tl, planOf("region", "plan", "region,plan"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []Why
	for _, r := range list {
		reasons = append(reasons, r.Why)
		if s := r.Sentence(Policy{5, 30}); s == "" {
			t.Errorf("sentence %q", s)
		}
	}
	if !slices.Contains(reasons, WhySmall) || !slices.Contains(reasons, WhyRemainder) {
		t.Errorf("reasons %v", reasons)
	}
}

func TestSameEveryTime(t *testing.T) {
	tl, plan := demoTally(1500, 6, 2), monthly(planOf("region", "store", "store,plan"), 6)
	_, first := mustMake(t, tl, plan)
	for range 3 {
		if _, again := mustMake(t, tl, plan); again.Digest != first.Digest {
			t.Fatal("the same answers give another release")
		}
	}
}

// Few answers that a choice of rows or the running month left out would be a small group.
func TestFewFilteredAreNotTold(t *testing.T) {
	for filtered, want := range map[uint64]int64{1: 0, 3: 0, 4: 5, 9: 10} { // one more is in the running month
		tl := counted(t, "region,month", "N,2025-01|9 9 9", "S,2025-01|8 8 8", "N,2025-02|0 0 1")
		tl.Excluded.Filtered = filtered
		r, _ := mustMake(t, tl, monthly(planOf("region"), 1))
		var got int64
		for _, reason := range r.Account().Excluded {
			got += reason.Count
		}
		if a := r.Account(); got != want || a.Records != a.Counted+want {
			t.Errorf("%d filtered: account %+v", filtered, a)
		}
	}
}
