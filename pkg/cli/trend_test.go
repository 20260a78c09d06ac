package cli

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// trendedDoc is what the tests read of nps.trend/1.
type trendedDoc struct {
	Every   string
	Sources []struct{ Records uint64 }
	Total   trendedGroup
	trendedSeries
	Series []struct {
		Key map[string]string
		trendedSeries
	}
	Undated  uint64
	Running  bool
	Excluded map[string]uint64
	Warnings []warning
}

type trendedGroup struct {
	Key                             map[string]string
	N                               uint64
	Detractors, Passives, Promoters uint64
	NPS, Low, High                  *float64
}

type trendedMove struct{ Difference, Low, High, P float64 }

type trendedSeries struct {
	Periods []struct {
		trendedGroup
		Start, End string
		Change     *trendedMove
		LastYear   *trendedMove `json:"last_year"`
		Rolling    *struct {
			Periods        int
			N              uint64
			NPS, Low, High *float64
		}
		Signals []struct{ ID, Direction, From, Message string }
	}
	Chart *struct {
		Kind         string
		Baseline     int
		Center       float64
		Lower, Upper []*float64
		Value        []*float64
		Up, Down     []*float64
		SigmaZ       float64 `json:"sigma_z"`
	}
	Changes []struct {
		Start, Earliest, Latest string
		Before, After           trendedGroup
		Difference              *float64
	} `json:"changepoints"`
	Events []struct {
		Date, Label              string
		Before, After            trendedGroup
		Difference, Low, High, P *float64
	}
	Monotone *struct{ S, Z, P, Slope float64 }
	Seasonal *struct{ S, Z, P, Slope float64 }
}

// monthTally is a tally file of months from 2020 on, each with three classes.
func monthTally(counts [][3]uint64) string {
	var rows []string
	for i, c := range counts {
		month := time.Date(2020, time.Month(1+i), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		rows = append(rows, fmt.Sprintf(`{"key":{"month":%q},"histogram":[%d,0,0,0,0,0,0,%d,0,0,%d]}`, month, c[0], c[1], c[2]))
	}
	return `{"schema":"nps.tally/1","by":["month"],"groups":[` + strings.Join(rows, ",") + `]}`
}

// TestTrendVectors: the charts of the command are those of the reference.
func TestTrendVectors(t *testing.T) {
	t.Parallel()
	type limits struct {
		Center   *float64
		LCL, UCL json.RawMessage
		SigmaZ   *float64 `json:"sigma_z"`
		Cplus    []float64
		E        []float64
		Signals  []int
	}
	cases, tolerance := vectors[struct {
		ID       string
		Counts   [][3]uint64
		Baseline int `json:"baseline_periods"`
		Expect   struct {
			NPS                  []float64
			XmR, Shewhart, Laney limits
		}
	}](t, "spc.json")
	for _, c := range cases {
		dir := t.TempDir()
		writeFile(t, dir, "months.tally", monthTally(c.Counts))
		for kind, want := range map[string]limits{"xmr": c.Expect.XmR, "shewhart": c.Expect.Shewhart, "laney": c.Expect.Laney} {
			var doc trendedDoc
			analysis(t, dir, &doc, "trend", "months.tally", "--chart", kind, "--baseline", fmt.Sprint(c.Baseline))
			what := c.ID + " " + kind
			if doc.Chart == nil || doc.Chart.Kind != kind || doc.Chart.Baseline != c.Baseline || len(doc.Periods) != len(c.Counts) {
				t.Fatalf("%s: %+v", what, doc.Chart)
			}
			for i := range c.Counts {
				agrees(t, what+" nps", doc.Periods[i].NPS, &c.Expect.NPS[i], 100, tolerance)
			}
			if want.Center != nil {
				agrees(t, what+" center", &doc.Chart.Center, want.Center, 100, tolerance)
			}
			if want.SigmaZ != nil {
				agrees(t, what+" sigma z", &doc.Chart.SigmaZ, want.SigmaZ, 1, tolerance)
			}
			for _, side := range []struct {
				raw json.RawMessage
				got []*float64
			}{{want.LCL, doc.Chart.Lower}, {want.UCL, doc.Chart.Upper}} {
				var list []float64
				if json.Unmarshal(side.raw, &list) != nil { // one limit for all periods
					var one float64
					if err := json.Unmarshal(side.raw, &one); err != nil {
						t.Fatalf("%s: %v", what, err)
					}
					for range c.Counts {
						list = append(list, one)
					}
				}
				for i := range c.Counts {
					agrees(t, fmt.Sprintf("%s limit %d", what, i), side.got[i], &list[i], 100, tolerance)
				}
			}
		}
	}
}

// TestTrendIsOneFrame: the periods follow each other without a gap, empty ones have no
// score, changes are the later less the earlier, and everything is counted once.
func TestTrendIsOneFrame(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	exportFile(t, dir, "demo.csv", 1500, 8)
	writeFile(t, dir, "gap.csv", "score,when,region\n"+strings.Repeat("9,2025-01-05,A\n3,2025-01-31,B\n8,2025-05-02,A\n10,2025-08-31,\n9,,B\n,2025-04-01,A\n", 4))
	empty := 0
	for _, line := range []string{"demo.csv", "demo.csv --every week --by region", "demo.csv --every day --since 2026-04-15 --until 2026-06",
		"demo.csv --every quarter --by plan,region", "demo.csv --every year", "gap.csv --by region --event 2025-05-02=x", "gap.csv --every week", "demo.csv gap.csv --where region!=A"} {
		var doc trendedDoc
		analysis(t, dir, &doc, append([]string{"trend"}, strings.Fields(line)...)...)
		told := doc.Total.N
		for _, n := range doc.Excluded {
			told += n
		}
		for _, s := range doc.Sources {
			told -= s.Records
		}
		if told != 0 || len(doc.Sources) == 0 || doc.Total.N == 0 {
			t.Errorf("%s: %d records are not accounted for", line, int64(told))
		}
		n := doc.Undated
		for i, p := range doc.Periods {
			n += p.N
			if i > 0 && doc.Periods[i-1].End != p.Start {
				t.Errorf("%s: %s ends at %s, %s begins at %s", line, doc.Periods[i-1].Key, doc.Periods[i-1].End, p.Key, p.Start)
			}
			if p.Key[doc.Every] == "" || len(p.Key) != 1 {
				t.Errorf("%s: the key is %v", line, p.Key)
			}
			if p.N == 0 {
				empty++
			}
			if (p.NPS == nil) != (p.N == 0) || (p.Low == nil) != (p.N == 0) {
				t.Errorf("%s %v: score %v of %d answers", line, p.Key, p.NPS, p.N)
			}
			if moved := i > 0 && p.N > 0 && doc.Periods[i-1].N > 0; moved != (p.Change != nil) {
				t.Errorf("%s %v: change %v", line, p.Key, p.Change)
			} else if moved {
				want := (*p.NPS - *doc.Periods[i-1].NPS) / 100
				agrees(t, line+" change", &p.Change.Difference, &want, 100, 1e-12)
			}
			if doc.Chart != nil && (doc.Chart.Lower[i] == nil) != (p.N == 0) {
				t.Errorf("%s %v: a limit without answers", line, p.Key)
			}
		}
		if n != doc.Total.N {
			t.Errorf("%s: %d answers in periods, %d in all", line, n, doc.Total.N)
		}
		for i := range doc.Periods {
			sum := uint64(0)
			for _, s := range doc.Series {
				sum += s.Periods[i].N
				for name, value := range s.Key {
					if got, ok := s.Periods[i].Key[name]; !ok || got != value {
						t.Errorf("%s: the period's key is %v, the group's %v", line, s.Periods[i].Key, s.Key)
					}
				}
			}
			if len(doc.Series) > 0 && sum != doc.Periods[i].N {
				t.Errorf("%s: groups have %d answers in %v, all %d", line, sum, doc.Periods[i].Key, doc.Periods[i].N)
			}
		}
	}
	if empty < 10 {
		t.Errorf("only %d empty periods were seen", empty)
	}
}

// TestTrendPools: a rolling window adds counts up; it begins when it is full.
func TestTrendPools(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "months.tally", monthTally([][3]uint64{{1, 0, 1}, {0, 5, 90}, {0, 0, 0}, {7, 0, 0}, {2, 2, 2}}))
	var doc trendedDoc
	analysis(t, dir, &doc, "trend", "months.tally", "--rolling", "3")
	want := []string{"", "", "97 92.78350515463917", "102 81.37254901960785", "13 -53.84615384615385"}
	for i, p := range doc.Periods {
		got := ""
		if p.Rolling != nil {
			got = fmt.Sprintf("%d %v", p.Rolling.N, *p.Rolling.NPS)
		}
		if got != want[i] {
			t.Errorf("%v: %s, want %s", p.Key, got, want[i])
		}
	}
	if len(doc.Periods) != len(want) {
		t.Errorf("%d periods", len(doc.Periods))
	}
}

// TestTrendEvents: the day of an event belongs to the time after it; an event's time
// ends at the next, those of one day share theirs, and outside there is nothing.
func TestTrendEvents(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "days.csv", "score,when\n10,2026-01-31\n10,2026-01-31\n0,2026-02-01\n0,2026-02-01\n0,2026-02-01\n9,2026-03-10\n8,2026-04-01\n")
	for _, c := range []struct{ events, want string }{
		{"2026-02-01=edge", "edge 2-5 -140"},
		{"2026-01-31=first day", "first day 0-7 null"},
		{"2026-02-01=a 2026-03-10=b", "a 2-3 -200; b 3-2 150"},
		{"2026-03-10=b 2026-02-01=a", "a 2-3 -200; b 3-2 150"},
		{"2026-02-01=a 2026-02-01=b", "a 2-5 -140; b 2-5 -140"},
		{"2020-01-01=early 2026-02-01=a 2031-01-01=late", "early 0-2 null; a 2-5 -140; late 5-0 null"},
	} {
		args := []string{"trend", "days.csv"}
		for _, e := range strings.Fields(strings.ReplaceAll(c.events, "first day", "first_day")) {
			args = append(args, "--event", strings.ReplaceAll(e, "_", " "))
		}
		var doc trendedDoc
		analysis(t, dir, &doc, args...)
		var got []string
		for _, e := range doc.Events {
			d := "null"
			if e.Difference != nil {
				d = fmt.Sprintf("%.0f", *e.Difference)
			}
			if (e.Difference == nil) != (e.P == nil) || (e.Difference == nil) != (e.Low == nil) {
				t.Errorf("%s: %+v", c.events, e)
			}
			got = append(got, fmt.Sprintf("%s %d-%d %s", e.Label, e.Before.N, e.After.N, d))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %s, want %s", c.events, s, c.want)
		}
	}
}

// TestTrendFindsTheStep: a level that changes is found where it changed, and a series
// that stands still has neither signal nor change, however good it is.
func TestTrendFindsTheStep(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var step, still, worst [][3]uint64
	for i := range 24 {
		if i < 14 {
			step = append(step, [3]uint64{40, 60, 100 + uint64(i%3)})
		} else {
			step = append(step, [3]uint64{80, 60, 60 + uint64(i%3)})
		}
		still, worst = append(still, [3]uint64{0, 0, 20}), append(worst, [3]uint64{20, 0, 0})
	}
	writeFile(t, dir, "step.tally", monthTally(step))
	writeFile(t, dir, "still.tally", monthTally(still))
	writeFile(t, dir, "worst.tally", monthTally(worst))
	var doc trendedDoc
	analysis(t, dir, &doc, "trend", "step.tally")
	if len(doc.Changes) != 1 || doc.Changes[0].Start != doc.Periods[14].Start || doc.Changes[0].Start != "2021-03-01T00:00:00Z" || doc.Changes[0].Difference == nil || *doc.Changes[0].Difference > -30 {
		t.Errorf("%+v", doc.Changes)
	}
	if at := doc.Periods[23]; at.LastYear == nil || at.LastYear.Difference > -30 || doc.Periods[11].LastYear != nil {
		t.Errorf("%+v", at.LastYear)
	}
	for _, file := range []string{"still.tally", "worst.tally"} {
		for _, chart := range []string{"laney", "shewhart", "ewma", "cusum", "xmr"} {
			var doc trendedDoc
			analysis(t, dir, &doc, "trend", file, "--chart", chart)
			if len(doc.Changes) > 0 || doc.Monotone == nil || doc.Monotone.P != 1 || (doc.Chart == nil) != (chart == "xmr") {
				t.Errorf("%s %s: %+v %+v %+v", file, chart, doc.Changes, doc.Monotone, doc.Chart)
			}
			for _, p := range doc.Periods {
				if len(p.Signals) > 0 {
					t.Errorf("%s %s: %+v", file, chart, p.Signals)
				}
			}
		}
	}
}

// TestTrendMirrors: exchanging promoters and detractors changes every sign.
func TestTrendMirrors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var counts, mirrored [][3]uint64
	for i := range uint64(20) {
		c := [3]uint64{10 + i*7%13, 9 + i%4, 20 + i*i%17}
		if i == 9 {
			c = [3]uint64{}
		}
		counts, mirrored = append(counts, c), append(mirrored, [3]uint64{c[2], c[1], c[0]})
	}
	writeFile(t, dir, "one.tally", monthTally(counts))
	writeFile(t, dir, "other.tally", monthTally(mirrored))
	for _, chart := range []string{"laney", "ewma", "xmr"} {
		var one, other trendedDoc
		analysis(t, dir, &one, "trend", "one.tally", "--chart", chart)
		analysis(t, dir, &other, "trend", "other.tally", "--chart", chart)
		for i, p := range one.Periods {
			q := other.Periods[i]
			if (p.Change == nil) != (q.Change == nil) || p.Change != nil && (p.Change.Difference != -q.Change.Difference || p.Change.Low != -q.Change.High || p.Change.P != q.Change.P) {
				t.Errorf("%v: %+v, mirrored %+v", p.Key, p.Change, q.Change)
			}
			if len(p.Signals) != len(q.Signals) {
				t.Errorf("%v: %+v, mirrored %+v", p.Key, p.Signals, q.Signals)
			}
		}
		if one.Monotone.S != -other.Monotone.S || one.Monotone.P != other.Monotone.P || len(one.Changes) != len(other.Changes) {
			t.Errorf("%+v, mirrored %+v", one.Monotone, other.Monotone)
		}
	}
}

// TestTrendSplits: files together say what one file of all their rows says.
func TestTrendSplits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rows := []string{"9,2025-01-05,A", "3,2025-02-06,B", "8,2025-03-02,A", "10,2025-03-31,B", "9,2025-04-01,B", "0,2025-05-01,A"}
	head := "score,when,region\n"
	writeFile(t, dir, "all.csv", head+strings.Repeat(strings.Join(rows, "\n")+"\n", 3))
	writeFile(t, dir, "one.csv", head+strings.Repeat(strings.Join(rows[:3], "\n")+"\n", 3))
	writeFile(t, dir, "two.csv", head+strings.Repeat(strings.Join(rows[3:], "\n")+"\n", 3))
	for _, more := range []string{"", "--by region --event 2025-03-02=x"} {
		var docs [3]trendedDoc
		for i, files := range []string{"all.csv", "one.csv two.csv", "two.csv one.csv"} {
			analysis(t, dir, &docs[i], strings.Fields("trend "+files+" "+more)...)
			docs[i].Sources, docs[i].Warnings = nil, nil
		}
		if !reflect.DeepEqual(docs[0], docs[1]) || !reflect.DeepEqual(docs[0], docs[2]) {
			t.Errorf("%s: files that are split say something else", more)
		}
	}
}
