package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// world is the invented company's answers of some months from January 2025 on:
// a region that is worse, a plan that is worse, prices that rose in month 10.
func world(months int) *tally.Tally {
	r := rand.New(rand.NewPCG(7, 11))
	b := tally.NewBuilder([]string{"region", "plan", "month"})
	share := func(names []string, weights []int) string {
		x := r.IntN(1000)
		for i, w := range weights {
			if x -= w; x < 0 {
				return names[i]
			}
		}
		return names[len(names)-1]
	}
	for m := range months {
		for range 420 + 6*m {
			region := share([]string{"North", "South", "East", "West", "Central", ""}, []int{280, 260, 200, 180, 72, 8})
			plan := share([]string{"Free", "Plus", "Business", "Education", "Partner"}, []int{360, 390, 235, 12, 3})
			month := time.Date(2025, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
			promoter, detractor := 480+6*m, 240-3*m
			if region == "Central" {
				promoter, detractor = promoter-130, detractor+110
			}
			if plan == "Free" {
				promoter, detractor = promoter-120, detractor+90
			}
			if m == 9 || m == 10 {
				promoter, detractor = promoter-90, detractor+70
			}
			score := 7 + r.IntN(2)
			if x := r.IntN(1000); x < promoter {
				score = 9 + r.IntN(2)
			} else if x < promoter+detractor {
				score = r.IntN(7)
			}
			var group []byte
			for i, v := range []string{region, plan, month} {
				group = tally.AppendKey(group, []byte(v), i == 0)
			}
			b.Add(b.Group(group), score, 1)
		}
	}
	b.Excluded = tally.Excluded{Blank: 311, Test: 42, Repeat: 96}
	return b.Finish()
}

func worldPlan(months int) disclosure.Plan {
	p := disclosure.Plan{
		Policy: disclosure.Policy{MinGroup: 5, ClassMinGroup: 30}, Confidence: 0.95, Every: "month",
		Tables: [][]string{{"region"}, {"plan"}, {"region", "plan"}},
		Events: []disclosure.Event{{Date: day(2025, 10, 6), Label: "New prices"}, {Date: day(2026, 4, 20), Label: "Help desk in Hindi"}},
	}
	for m := range months {
		start := time.Date(2025, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC)
		p.Periods = append(p.Periods, disclosure.Period{Key: start.Format("2006-01"), Start: start, End: start.AddDate(0, 1, 0)})
	}
	return p
}

// made are two editions of the invented company, and a draft on top of them.
func made(t testing.TB) (first, second, draft *disclosure.Release) {
	t.Helper()
	first, record, err := disclosure.Make(world(18), worldPlan(18), nil, &disclosure.Publication{Time: day(2026, 7, 3)})
	if err != nil {
		t.Fatal(err)
	}
	records := []*disclosure.Record{record}
	if second, record, err = disclosure.Make(world(21), worldPlan(21), records, &disclosure.Publication{Time: day(2026, 10, 5)}); err != nil {
		t.Fatal(err)
	}
	if draft, _, err = disclosure.Make(world(21), worldPlan(21), append(records, record), nil); err != nil {
		t.Fatal(err)
	}
	return first, second, draft
}

// TestMade writes real releases in every format.
func TestMade(t *testing.T) {
	first, second, draft := made(t)
	for name, r := range map[string]*disclosure.Release{"first": first, "second": second, "draft": draft} {
		for _, lang := range []string{English, Hindi} {
			if testing.Short() && (name == "first" || lang == Hindi && name == "draft") {
				continue
			}
			for _, f := range Formats() {
				if f == PDF && lang == Hindi {
					continue
				}
				o := Words{Title: "Meridian Books", Lang: lang, Generated: day(2026, 10, 6)}
				var b, again bytes.Buffer
				if err := Write(&b, r, f, o); err != nil {
					t.Fatalf("%s, %s: %v", name, f, err)
				}
				if Write(&again, r, f, o); !bytes.Equal(b.Bytes(), again.Bytes()) {
					t.Errorf("%s, %s: written twice, it differs", name, f)
				}
				switch f {
				case HTML:
					checkPage(t, b.String())
				case Mail, PDF: // pictures and compression may change with Go
					continue
				}
				if name == "second" && lang == English {
					golden(t, "made."+string(f), b.Bytes())
				}
			}
		}
		files, err := Charts(r, Words{})
		if err != nil || len(files) != 5 {
			t.Errorf("%s: %d charts, %v", name, len(files), err)
		}
		if said := strings.Contains(string(files[0].Data), "Draft"); said != (r.Edition() == nil) {
			t.Errorf("%s: a chart says draft: %v", name, said)
		}
	}
}

// TestFiguresAreReleased: no figure of a report is of a hidden group. The draft
// and the edition say which they are.
func TestFiguresAreReleased(t *testing.T) {
	_, second, draft := made(t)
	hidden := 0
	for _, table := range second.Tables() {
		for _, r := range table.Rows {
			if r.Suppressed {
				hidden++
				if r.N != 0 || r.NPS != 0 || r.Classes != nil {
					t.Errorf("a hidden row has figures")
				}
			}
		}
	}
	if hidden == 0 {
		t.Fatal("nothing is hidden: this test shows nothing")
	}
	var text, csv bytes.Buffer
	if err := Write(&text, second, Text, Words{}); err != nil {
		t.Fatal(err)
	}
	if err := Write(&csv, second, CSV, Words{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(csv.String(), ",,,,,,,,true,,"); n != hidden {
		t.Errorf("%d rows without figures for %d hidden groups:\n%s", n, hidden, csv.String())
	}
	if !strings.Contains(text.String(), fmt.Sprintf("Edition %d", second.Edition().Number)) || !strings.Contains(text.String(), second.Edition().ID) {
		t.Error("the edition is not named")
	}
	text.Reset()
	if err := Write(&text, draft, Text, Words{}); err != nil {
		t.Fatal(err)
	}
	if strings.Count(text.String(), "*** Draft ***") != 2 {
		t.Error("the draft does not say so")
	}
}
