package cli

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// series is one score over time.
type series struct {
	key     []string // of trending.by; nil for all together
	groups  []tally.Group
	counts  []stats.Counts
	points  []point
	chart   stats.Chart
	cusum   stats.Cusum
	charted bool
	// why says why there is no chart, or what is doubtful about it.
	why     []stats.Doubt
	changes stats.ChangeList
	trend   stats.Monotone
	rises   bool // trend is defined
	season  stats.Monotone
	seasons bool
	events  []effect
}

// point is one period of a series.
type point struct {
	est      estimate
	change   stats.Difference // from the period before
	moved    bool             // change is defined
	year     stats.Difference // from the same period last year
	hasYear  bool
	rolling  estimate
	hasRoll  bool
	signals  []stats.Signal
	yearBack int // index of the same period last year, -1
}

// effect is what came with an event.
type effect struct {
	event         event
	before, after estimate
	diff          stats.Difference // after less before
	ok            bool
}

// mostPeriods bounds the frame: five years of days.
const mostPeriods = stats.MaxPeriods

// fold turns the tally into series over one frame of periods without gaps.
func (t *trending) fold(now time.Time) error {
	counted := t.sc.tally
	last := len(counted.By) - 1
	from := calendar.Day
	if len(t.events) == 0 {
		from = t.unit
	}
	var first, final string
	for i := range counted.Groups {
		key := counted.Groups[i].Key[last]
		if key == "" {
			t.undated += counted.Groups[i].Counts.N()
			continue
		}
		if first == "" || key < first {
			first = key
		}
		if key > final {
			final = key
		}
	}
	switch name := t.sc.sources[0].info.Name; {
	case first == "" && t.undated == 0:
		return inputError(name, "no answer is counted, so there is no trend", "")
	case first == "":
		return inputError(name, "has no answers with a time, so there is no trend", "")
	}
	if err := t.makeFrame(from, first, final); err != nil {
		return err
	}
	// The file's clock and ours may be in different zones: what ends within a day is
	// over by then somewhere.
	t.running = t.frame[len(t.frame)-1].end.After(now.UTC().Add(14 * time.Hour))
	place := map[string]int{}
	for i, p := range t.frame {
		place[p.key] = i
	}
	at := func(key string) (int, bool) {
		day, ok := from.Start(key)
		k, known := place[t.unit.Key(day)]
		return k, ok && known
	}
	t.total = t.newSeries(nil)
	index := map[string]*series{}
	for i := range counted.Groups {
		g := &counted.Groups[i]
		if g.Key[last] == "" {
			continue
		}
		k, ok := at(g.Key[last])
		if !ok { // a tally file can hold any text
			return inputError(t.sc.sources[0].info.Name, "has a "+from.String()+" that is none", "its keys are written like "+from.Key(t.frame[0].start))
		}
		t.total.groups[k].Counts.Add(&g.Counts)
		if last == 0 {
			continue
		}
		name := fmt.Sprintf("%q", g.Key[:last])
		s := index[name]
		if s == nil {
			s = t.newSeries(slices.Clone(g.Key[:last]))
			index[name] = s
			t.series = append(t.series, s)
		}
		s.groups[k].Counts.Add(&g.Counts)
	}
	t.analyse(t.total, func([]string) bool { return true })
	for _, s := range t.series {
		t.analyse(s, func(key []string) bool { return slices.Equal(key, s.key) })
	}
	return t.enough()
}

// enough refuses what is no series.
func (t *trending) enough() error {
	seen := 0
	for _, c := range t.total.counts {
		if c.N() > 0 {
			seen++
		}
	}
	if seen < 2 {
		return inputError(t.sc.sources[0].info.Name, "has answers in one "+t.unit.String()+" only, so there is no trend", "--every takes shorter periods: day, week, month, quarter, year")
	}
	return nil
}

// makeFrame lists all periods from the first to the last with answers.
func (t *trending) makeFrame(from calendar.Unit, first, final string) error {
	day, ok := from.Start(first)
	end, okEnd := from.Start(final)
	if !ok || !okEnd {
		return inputError(t.sc.sources[0].info.Name, "has a "+from.String()+" that is none", "its keys are written like "+from.Key(time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)))
	}
	key, until := t.unit.Key(day), t.unit.Key(end)
	for {
		start, stop, ok := t.unit.Bounds(key, time.UTC)
		if !ok {
			return inputError(t.sc.sources[0].info.Name, "has times outside the years 0 to 9999", "")
		}
		t.frame = append(t.frame, period{key, start, stop})
		if key == until {
			return nil
		}
		if len(t.frame) >= mostPeriods {
			return usageError("--every", fmt.Sprintf("gives more than %d periods", mostPeriods), "choose a longer one, or --since and --until")
		}
		key, _ = t.unit.Next(key)
	}
}

func (t *trending) newSeries(key []string) *series {
	return &series{key: key, groups: make([]tally.Group, len(t.frame))}
}

// perYear is the number of periods in a year, 0 for units that do not fill one.
func (t *trending) perYear() int {
	switch t.unit {
	case calendar.Month:
		return 12
	case calendar.Quarter:
		return 4
	}
	return 0
}

// analyse computes everything that is said of a series. mine says which of the
// tally's keys belong to it.
func (t *trending) analyse(s *series, mine func(key []string) bool) {
	confidence := t.settings.Confidence
	for i := range s.groups {
		s.counts = append(s.counts, stats.Histogram(s.groups[i].Counts).Counts())
		p := point{est: t.sc.ofGroup(&s.groups[i]), yearBack: -1}
		if i > 0 {
			p.change, p.moved = stats.Diff(s.counts[i], s.counts[i-1], confidence)
		}
		if back := t.lastYear(i); back >= 0 {
			p.yearBack = back
			p.year, p.hasYear = stats.Diff(s.counts[i], s.counts[back], confidence)
		}
		s.points = append(s.points, p)
	}
	if k := t.o.rolling; k > 0 {
		for i := k - 1; i < len(s.groups); i++ {
			var pool tally.Group
			for j := i - k + 1; j <= i; j++ {
				pool.Counts.Add(&s.groups[j].Counts)
			}
			s.points[i].rolling, s.points[i].hasRoll = t.sc.ofGroup(&pool), true
		}
	}
	t.judge(s)
	t.weigh(s, mine)
}

// lastYear is the index of the same period a year before, -1 without one.
func (t *trending) lastYear(i int) int {
	if n := t.perYear(); n > 0 {
		if i >= n {
			return i - n
		}
		return -1
	}
	if t.unit != calendar.Week {
		return -1
	}
	want := calendar.Week.Key(t.frame[i].start.AddDate(0, 0, -52*7))
	return slices.IndexFunc(t.frame[:i], func(p period) bool { return p.key == want })
}

// judge draws the chart, and looks for changes of level and for a steady trend.
func (t *trending) judge(s *series) {
	counts := s.counts
	baseline := min(t.o.baseline, len(counts))
	var signals [][]stats.Signal
	switch stats.ChartKind(t.o.chart.word) {
	case stats.ShewhartChart:
		s.chart, s.charted = stats.Shewhart(counts, baseline)
	case stats.XmRChart:
		s.chart, s.charted = stats.XmR(counts, baseline)
	case stats.EWMAChart:
		s.chart, s.charted = stats.EWMA(counts, baseline, stats.DefaultLambda, stats.DefaultWidth)
	case stats.CUSUMChart:
		s.cusum, s.charted = stats.CUSUM(counts, baseline, stats.DefaultSlack, stats.DefaultAlarm)
		s.why = s.cusum.Doubts
		if s.charted {
			signals = s.cusum.Signals()
		}
	default:
		s.chart, s.charted = stats.Laney(counts, baseline)
	}
	if s.chart.Kind != "" {
		s.why = s.chart.Doubts
		if s.charted {
			signals = s.chart.Signals()
		}
	}
	for i := range signals {
		s.points[i].signals = signals[i]
	}
	s.changes, _ = stats.ChangePoints(counts)
	x, defined := stats.Scores(counts)
	s.trend, s.rises = stats.MannKendall(x, defined)
	if n := t.perYear(); n > 0 {
		s.season, s.seasons = stats.SeasonalKendall(x, defined, n)
	}
}

// weigh compares the time before each event with that after it: back to the event
// before, on to the next one, so that two events do not answer for each other. Those
// of one day cannot be told apart and have the same answer.
func (t *trending) weigh(s *series, mine func(key []string) bool) {
	counted := t.sc.tally
	last := len(counted.By) - 1
	for i, e := range t.events {
		var from, until time.Time // the days of the event before and of the next
		for _, other := range t.events[:i] {
			if other.day.Before(e.day) {
				from = other.day
			}
		}
		for _, other := range slices.Backward(t.events[i+1:]) {
			if other.day.After(e.day) {
				until = other.day
			}
		}
		var before, after tally.Group
		for k := range counted.Groups {
			g := &counted.Groups[k]
			day, ok := calendar.Day.Start(g.Key[last])
			switch {
			case !ok || !mine(g.Key[:last]):
			case day.Before(e.day) && !day.Before(from):
				before.Counts.Add(&g.Counts)
			case !day.Before(e.day) && (until.IsZero() || day.Before(until)):
				after.Counts.Add(&g.Counts)
			}
		}
		x := effect{event: e, before: t.sc.ofGroup(&before), after: t.sc.ofGroup(&after)}
		x.diff, x.ok = stats.Diff(x.after.counts, x.before.counts, t.settings.Confidence)
		s.events = append(s.events, x)
	}
}
