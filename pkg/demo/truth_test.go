package demo

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recount is what a naive reader finds in a file.
type recount struct {
	total            [11]int64
	blank            int64
	test, other      int64
	partial          int64
	region, plan     map[string]*[11]int64
	month            map[string]*[11]int64
	regionMonth      map[string]*[11]int64
	comments         int64
	people           map[string]int64
	repeats, several int64
	ids              map[string]bool
	last             time.Time
}

func count(t *testing.T, c combination, rows []map[string]string) *recount {
	col := columnsOf(c)
	r := &recount{region: map[string]*[11]int64{}, plan: map[string]*[11]int64{}, month: map[string]*[11]int64{},
		regionMonth: map[string]*[11]int64{}, people: map[string]int64{}, ids: map[string]bool{}}
	for i, row := range rows {
		at := readTime(t, c, col.layout, row[col.time])
		if at.Before(r.last) {
			t.Fatalf("record %d is older than the one before", i+1)
		}
		r.last = at
		if col.id != "" {
			if id := row[col.id]; id == "" || r.ids[id] {
				t.Fatalf("record %d: empty or repeated id", i+1)
			} else {
				r.ids[id] = true
			}
		}
		if row[col.comment] != "" {
			r.comments++
		}
		if p := row[col.partial]; p == "False" || p == "partial" {
			r.partial++
		}
		if row[col.status] == "Survey Preview" {
			r.test++
			continue
		}
		if row[col.kind] == "csat" {
			r.other++
			continue
		}
		r.people[row[col.email]]++
		score, ok := readScore(t, row[col.score])
		if !ok {
			r.blank++
			continue
		}
		month := at.Format("2006-01")
		r.total[score]++
		for key, group := range map[string]map[string]*[11]int64{row[col.region]: r.region, row[col.plan]: r.plan, month: r.month,
			row[col.region] + " " + month: r.regionMonth} {
			if group[key] == nil {
				group[key] = new([11]int64)
			}
			group[key][score]++
		}
	}
	for _, n := range r.people {
		if n > 1 {
			r.several++
			r.repeats += n - 1
		}
	}
	return r
}

// The truth is checked against the file itself, read back by the standard library.
func TestTruthHolds(t *testing.T) {
	for _, c := range combinations(t) {
		t.Run(c.String(), func(t *testing.T) {
			cfg := config(3000)
			cfg.Like, cfg.Format = c.like, c.format
			data, truth := write(t, cfg)
			col := columnsOf(c)
			if truth.HeaderRows != col.lastHeader {
				t.Errorf("header_rows %d, want %d", truth.HeaderRows, col.lastHeader)
			}
			rows := read(t, c, data, col.lastHeader, 0)
			if int64(len(rows)) != cfg.Rows || truth.Rows != cfg.Rows {
				t.Fatalf("%d records, the truth says %d, want %d", len(rows), truth.Rows, cfg.Rows)
			}
			r := count(t, c, rows)
			if r.total != truth.Total.Histogram {
				t.Errorf("histogram %v, the truth says %v", r.total, truth.Total.Histogram)
			}
			want := Excluded{Blank: r.blank, Test: r.test, Filtered: r.other}
			if truth.Excluded != want || truth.Partial != r.partial {
				t.Errorf("excluded %+v partial %d, the truth says %+v %d", want, r.partial, truth.Excluded, truth.Partial)
			}
			if e := truth.Excluded; truth.Rows != truth.Total.N+e.Blank+e.Test+e.Filtered {
				t.Errorf("rows do not add up: %d scored, %+v", truth.Total.N, e)
			}
			people := Respondents{People: int64(len(r.people)), Repeated: r.several, Repeats: r.repeats}
			if truth.Respondents != people {
				t.Errorf("respondents %+v, the truth says %+v", people, truth.Respondents)
			}
			if r.comments != truth.Comments.Count {
				t.Errorf("%d comments, the truth says %d", r.comments, truth.Comments.Count)
			}
			same(t, r.region, truth.ByRegion, "region")
			same(t, r.plan, truth.ByPlan, "plan")
			same(t, r.month, truth.ByMonth, "month")
			same(t, r.regionMonth, truth.ByRegionMonth, "region", "month")
		})
	}
}

func same(t *testing.T, found map[string]*[11]int64, groups []Group, keys ...string) {
	t.Helper()
	if len(found) != len(groups) || len(groups) == 0 {
		t.Errorf("by %v: %d groups, the truth has %d", keys, len(found), len(groups))
	}
	for _, g := range groups {
		key := g.Key[keys[0]]
		if len(keys) > 1 {
			key += " " + g.Key[keys[1]]
		}
		h := found[key]
		if h == nil || *h != g.Histogram {
			t.Errorf("%s: %v, the truth says %v", key, h, g.Histogram)
			continue
		}
		var n, up, down int64
		for score, k := range h {
			n += k
			if score >= 9 {
				up += k
			}
			if score <= 6 {
				down += k
			}
		}
		if g.N != n || g.Promoters != up || g.Detractors != down || g.Passives != n-up-down {
			t.Errorf("%s: classes %d %d %d of %d do not follow from %v", key, g.Detractors, g.Passives, g.Promoters, g.N, h)
		}
		if g.NPS == nil || *g.NPS != 100*float64(up-down)/float64(n) {
			t.Errorf("%s: nps %v", key, g.NPS)
		}
	}
}

// A layout only writes differently: who answered what, and when by the clock, is the same.
func TestSameAnswersInEveryLayout(t *testing.T) {
	type seen struct {
		email, region, plan, at string
		score                   int
	}
	var reference []seen
	for _, c := range combinations(t) {
		cfg := config(800)
		cfg.Like, cfg.Format = c.like, c.format
		data, _ := write(t, cfg)
		col := columnsOf(c)
		var list []seen
		for i, row := range read(t, c, data, col.lastHeader, 0) {
			s := seen{row[col.email], row[col.region], row[col.plan], readTime(t, c, col.layout, row[col.time]).Format(time.DateTime), -1}
			if score, ok := readScore(t, row[col.score]); ok {
				s.score = score
			}
			if reference != nil && row[col.status] == "Survey Preview" {
				s.email = reference[i].email // a preview has no recipient
			}
			if reference != nil && row[col.kind] == "csat" {
				s.score = reference[i].score // another scale
			}
			list = append(list, s)
		}
		if reference == nil {
			reference = list
		}
		for i := range list {
			if list[i] != reference[i] {
				t.Fatalf("%s record %d: %+v, elsewhere %+v", c, i+1, list[i], reference[i])
			}
		}
	}
}

func TestTruthIsJSON(t *testing.T) {
	cfg := config(500)
	_, truth := write(t, cfg)
	data, err := json.Marshal(truth)
	if err != nil {
		t.Fatal(err)
	}
	var back Truth
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(truth, &back); diff != "" {
		t.Error(diff)
	}
	if back.Schema != "nps.demo-truth/1" || back.From != "2025-12-01" || back.Until != "2026-11-24" || back.Zone != "UTC" {
		t.Errorf("%+v", back)
	}
}

// Nothing is undefined when nobody answered.
func TestNoRows(t *testing.T) {
	for _, c := range combinations(t) {
		cfg := config(0)
		cfg.Like, cfg.Format = c.like, c.format
		data, truth := write(t, cfg)
		if rows := read(t, c, data, columnsOf(c).lastHeader, 0); len(rows) != 0 {
			t.Errorf("%s: %d records", c, len(rows))
		}
		if truth.Total.NPS != nil || truth.Planted.Step.Difference != nil || truth.Respondents.People != 0 {
			t.Errorf("%s: %+v", c, truth.Total)
		}
	}
}
