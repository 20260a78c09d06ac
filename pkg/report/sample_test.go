package report

import (
	"math"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// counted is a row as disclosure makes it: rounded, and class counts from 30 on.
func counted(key []disclosure.Field, detractors, passives, promoters int64) disclosure.Row {
	n := detractors + passives + promoters
	r := disclosure.Row{Key: key, N: n}
	scale := 1.0
	if n >= oneDecimal {
		scale = 10
	}
	points := func(x float64) float64 { return math.Round(100*x*scale)/scale + 0 }
	all := float64(n)
	nps := float64(promoters-detractors) / all
	a := all + 3
	p, q := (float64(promoters)+.75)/a, (float64(detractors)+.75)/a
	half := 1.96 * math.Sqrt((p+q-(p-q)*(p-q))/a)
	r.NPS, r.Low, r.High = points(nps), points(max(-1, p-q-half)), points(min(1, p-q+half))
	if n >= 30 {
		r.Classes = &disclosure.Classes{Detractors: detractors, Passives: passives, Promoters: promoters}
	}
	return r
}

func key(pairs ...string) []disclosure.Field {
	var out []disclosure.Field
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, disclosure.Field{Name: pairs[i], Value: pairs[i+1]})
	}
	return out
}

func day(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// sample is a release of an invented company with everything that a report can
// show.
func sample() *source {
	s := &source{
		policy: disclosure.Policy{MinGroup: 5, ClassMinGroup: 30}, confidence: 0.95,
		edition: &disclosure.Edition{
			Number: 4, ID: "6f2b1c0d9e8a7f6e5d4c3b2a190817263544536271808f9eadbccbdae9f80716", Published: day(2026, 10, 5),
			Plan: "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f9", Previous: day(2026, 7, 3),
		},
		account: disclosure.Account{Records: 4310, Counted: 4122, Excluded: []disclosure.Reason{{Name: "blank", Count: 121}, {Name: "test", Count: 40}, {Name: "repeat", Count: 27}}},
		total:   counted(nil, 868, 1190, 2064),
	}
	s.total.Change = &disclosure.Change{Difference: 3.1, Low: 0.4, High: 5.8, P: 0.024, Real: true}
	region := disclosure.Table{By: []string{"region"}, Rows: []disclosure.Row{
		counted(key("region", ""), 5, 8, 10),
		counted(key("region", "Central"), 121, 95, 140),
		counted(key("region", "East"), 190, 250, 391),
		counted(key("region", "North"), 171, 350, 640),
		counted(key("region", "South"), 212, 290, 520),
		counted(key("region", "West"), 169, 197, 363),
	}}
	region.Rows[1].Change = &disclosure.Change{Difference: -9, Low: -16, High: -2, P: 0.01, Real: true}
	region.Rows[2].Change = &disclosure.Change{Difference: 1, Low: -4, High: 6, P: 0.7}
	region.Rows[3].Change = &disclosure.Change{Difference: 6.2, Low: 1.9, High: 10.5, P: 0.005, Real: true}
	region.Rows[4].Change = &disclosure.Change{Difference: 0.8, Low: -4, High: 5.6, P: 0.74}
	region.Rows[5].Carried = true
	plan := disclosure.Table{By: []string{"plan"}, Rows: []disclosure.Row{
		counted(key("plan", "Business"), 140, 260, 610),
		counted(key("plan", "Free"), 431, 420, 471),
		counted(key("plan", "Plus"), 240, 430, 821),
		{Key: key("plan", "Trial"), Suppressed: true},
		counted(key("plan", "other"), 57, 80, 162),
	}}
	plan.Rows[4].Merged = [][]disclosure.Field{key("plan", "Education"), key("plan", "Charity"), key("plan", "Partner")}
	both := disclosure.Table{By: []string{"region", "product"}}
	for i, r := range []string{"Central", "East", "North", "South", "West"} {
		for j, p := range []string{"Ledger", "Payroll", "Point of sale"} {
			k := key("region", r, "product", p)
			if r == "Central" && j == 1 || r == "West" && j == 1 {
				both.Rows = append(both.Rows, disclosure.Row{Key: k, Suppressed: true})
				continue
			}
			n := int64(40 + 37*i + 11*j)
			both.Rows = append(both.Rows, counted(k, n/4+int64(7*j), n/3, n/2+int64(5*i)))
		}
	}
	s.tables = []disclosure.Table{region, plan, both}
	s.trend = sampleTrend()
	return s
}

func sampleTrend() *disclosure.Trend {
	t := &disclosure.Trend{Every: "month", Center: 26.5}
	promoters := []int64{150, 155, 148, 160, 151, 120, 157, 166, 172, 171, 0, 176, 181, 178, 214, 190}
	for i, r := range promoters {
		start := time.Date(2025, time.Month(6+i), 1, 0, 0, 0, 0, time.UTC)
		p := disclosure.Period{Key: start.Format("2006-01"), Start: start, End: start.AddDate(0, 1, 0)}
		row := disclosure.TrendRow{Row: disclosure.Row{Key: key("month", p.Key), Suppressed: true}, Period: p}
		if r > 0 {
			row.Row = counted(key("month", p.Key), 75, 90, r)
			if i > 0 && promoters[i-1] > 0 {
				row.Previous = &disclosure.Change{Difference: float64(r-promoters[i-1]) / 4, Low: -9, High: 9, P: 0.5}
			}
		}
		t.Lower, t.Upper = append(t.Lower, 13), append(t.Upper, 40)
		t.Rows = append(t.Rows, row)
	}
	t.Lower[10], t.Upper[10] = math.NaN(), math.NaN() // a period without answers has no limits
	t.Rows[5].Signals = []disclosure.Signal{{ID: "outside-limits"}}
	t.Rows[14].Signals = []disclosure.Signal{{ID: "outside-limits", Up: true}, {ID: "long-run", Up: true}}
	t.Rows[15].Signals = []disclosure.Signal{{ID: "long-run", Up: true}}
	t.Shifts = []disclosure.Shift{{Period: "2026-01", Before: counted(nil, 525, 630, 1041), After: counted(nil, 600, 720, 1448)}}
	t.Events = []disclosure.EventEffect{
		{Event: disclosure.Event{Date: day(2025, 11, 3), Label: "Price change"}, Before: counted(nil, 375, 450, 764), After: counted(nil, 675, 810, 1725),
			Change: &disclosure.Change{Difference: 8.3, Low: 3.1, High: 13.5, P: 0.002, Real: true}},
		{Event: disclosure.Event{Date: day(2026, 6, 15), Label: "New mobile app"}, Before: counted(nil, 300, 360, 690), After: counted(nil, 225, 270, 582),
			Change: &disclosure.Change{Difference: 4.4, Low: -1.5, High: 10.3, P: 0.14}},
	}
	return t
}

var sampleWords = Words{Title: "Meridian Books: what our customers say", Generated: day(2026, 10, 6)}
