package cli

import (
	"io"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// The document nps.trend/1. Differences are the later less the earlier, in points.
type trendDoc struct {
	Schema     string      `json:"schema"`
	Sources    []sourceDoc `json:"sources"`
	Interval   string      `json:"interval"`
	Confidence float64     `json:"confidence"`
	Every      string      `json:"every"`
	By         []string    `json:"by"`
	Total      groupDoc    `json:"total"`
	seriesDoc
	Series   []keyedSeriesDoc `json:"series,omitempty"`
	Undated  uint64           `json:"undated"` // counted answers without a time: in no period
	Running  bool             `json:"running"` // the last period is not over
	Excluded tally.Excluded   `json:"excluded"`
	View     string           `json:"view"`
	Warnings []warning        `json:"warnings"`
}

type seriesDoc struct {
	Periods  []periodDoc  `json:"periods"`
	Chart    *chartDoc    `json:"chart"`
	Changes  []changeDoc  `json:"changepoints"`
	Events   []eventDoc   `json:"events"`
	Monotone *monotoneDoc `json:"monotone"`
	Seasonal *monotoneDoc `json:"seasonal"`
}

type keyedSeriesDoc struct {
	Key map[string]string `json:"key"`
	seriesDoc
}

type periodDoc struct {
	groupDoc
	Start    string      `json:"start"`
	End      string      `json:"end"`
	Change   *moveDoc    `json:"change"`
	LastYear *moveDoc    `json:"last_year"`
	Rolling  *rollingDoc `json:"rolling,omitempty"`
	Signals  []signalDoc `json:"signals"`
}

type moveDoc struct {
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	P          float64 `json:"p"`
}

type rollingDoc struct {
	Periods int      `json:"periods"`
	N       uint64   `json:"n"`
	NPS     *float64 `json:"nps"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
}

type signalDoc struct {
	ID        string `json:"id"`
	Direction string `json:"direction"` // up, down
	From      string `json:"from"`      // first period of the pattern
	Message   string `json:"message"`
}

type chartDoc struct {
	Kind     string          `json:"kind"`
	Baseline int             `json:"baseline"`
	Center   float64         `json:"center"`
	Lower    []*float64      `json:"lower"` // one a period, null without answers
	Upper    []*float64      `json:"upper"`
	Value    []*float64      `json:"value,omitempty"` // what is held against the limits where it is not the score
	Up       []*float64      `json:"up,omitempty"`    // sums of a CUSUM chart, in standard errors
	Down     []*float64      `json:"down,omitempty"`
	Limit    *float64        `json:"limit,omitempty"`
	SigmaZ   float64         `json:"sigma_z"`
	Doubts   []chartDoubtDoc `json:"doubts"`
}

type chartDoubtDoc struct {
	ID      string `json:"id"`
	Message string `json:"message"`
}

type changeDoc struct {
	Start      string   `json:"start"`  // where the new level begins
	Period     string   `json:"period"` // that begins there
	Earliest   string   `json:"earliest"`
	Latest     string   `json:"latest"`
	Before     groupDoc `json:"before"`
	After      groupDoc `json:"after"`
	Difference *float64 `json:"difference"`
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
}

type eventDoc struct {
	Date       string   `json:"date"`
	Label      string   `json:"label"`
	Before     groupDoc `json:"before"`
	After      groupDoc `json:"after"`
	Difference *float64 `json:"difference"`
	Low        *float64 `json:"low"`
	High       *float64 `json:"high"`
	P          *float64 `json:"p"`
}

type monotoneDoc struct {
	S      float64         `json:"s"`
	Z      float64         `json:"z"`
	P      float64         `json:"p"`
	Slope  float64         `json:"slope"` // points a period, of seasonal a year
	Tau    float64         `json:"tau"`
	Lag1   float64         `json:"lag1"`
	Doubts []chartDoubtDoc `json:"doubts"`
}

func (t *trending) writeJSON(w io.Writer) error {
	total := t.sc.tally.Total()
	total.Key = []string{}
	whole := t.sc.ofGroup(&total)
	doc := trendDoc{Schema: "nps.trend/1", Interval: string(t.sc.method), Confidence: t.settings.Confidence, Every: t.unit.String(),
		By: append([]string{}, t.by...), Total: groupOf(&whole, nil), seriesDoc: t.seriesDoc(t.total), Undated: t.undated, Running: t.running,
		Excluded: t.sc.tally.Excluded, View: "working", Warnings: append([]warning{}, t.warnings...)}
	for i := range t.sc.sources {
		doc.Sources = append(doc.Sources, t.sc.sourceDoc(&t.sc.sources[i]))
	}
	for _, s := range t.series {
		key := map[string]string{}
		for i, name := range t.by {
			key[name] = s.key[i]
		}
		doc.Series = append(doc.Series, keyedSeriesDoc{key, t.seriesDoc(s)})
	}
	return writeJSON(w, doc)
}

func (t *trending) seriesDoc(s *series) seriesDoc {
	d := seriesDoc{Periods: []periodDoc{}, Changes: []changeDoc{}, Events: []eventDoc{}, Chart: s.chartDoc()}
	for i := range s.points {
		d.Periods = append(d.Periods, t.periodDoc(s, i))
	}
	for i := range s.changes.Changes {
		d.Changes = append(d.Changes, t.changeDoc(&s.changes.Changes[i]))
	}
	for i := range s.events {
		e := &s.events[i]
		d.Events = append(d.Events, eventDoc{Date: e.event.day.Format(time.DateOnly), Label: e.event.label, Before: groupOf(&e.before, nil), After: groupOf(&e.after, nil),
			Difference: orNaN(100*e.diff.D, e.ok), Low: orNaN(100*e.diff.Low, e.ok), High: orNaN(100*e.diff.High, e.ok), P: orNaN(e.diff.P, e.ok)})
	}
	if s.rises {
		d.Monotone = monotoneOf(&s.trend)
	}
	if s.seasons {
		d.Seasonal = monotoneOf(&s.season)
	}
	return d
}

func (t *trending) periodDoc(s *series, i int) periodDoc {
	p := &s.points[i]
	d := periodDoc{groupDoc: groupOf(&p.est, nil), Start: t.instant(t.frame[i].start), End: t.instant(t.frame[i].end),
		Change: moveDocOf(p.change, p.moved), LastYear: moveDocOf(p.year, p.hasYear), Signals: []signalDoc{}}
	d.Key[t.unit.String()] = t.frame[i].key
	for k, name := range t.by {
		if s.key != nil {
			d.Key[name] = s.key[k]
		}
	}
	if p.hasRoll {
		r := &p.rolling
		d.Rolling = &rollingDoc{Periods: t.o.rolling, N: r.n(), NPS: orNaN(r.nps, r.defined), Low: orNaN(r.low, r.bounded), High: orNaN(r.high, r.bounded)}
	}
	for _, sig := range p.signals {
		way := "down"
		if sig.Up {
			way = "up"
		}
		d.Signals = append(d.Signals, signalDoc{sig.ID, way, t.frame[sig.From].key, t.signalWords(s, sig, i)})
	}
	return d
}

func moveDocOf(d stats.Difference, ok bool) *moveDoc {
	if !ok {
		return nil
	}
	return &moveDoc{100 * d.D, 100 * d.Low, 100 * d.High, d.P}
}

func (s *series) chartDoc() *chartDoc {
	if !s.charted {
		return nil
	}
	column := func(values []float64, defined []bool, scale float64) []*float64 {
		list := make([]*float64, len(values))
		for i, x := range values {
			list[i] = orNaN(scale*x, defined[i])
		}
		return list
	}
	if s.chart.Kind == "" {
		u := &s.cusum
		return &chartDoc{Kind: string(stats.CUSUMChart), Baseline: u.Baseline, Center: 100 * u.Center, Lower: []*float64{}, Upper: []*float64{},
			Up: column(u.Up, u.Defined, 1), Down: column(u.Down, u.Defined, 1), Limit: &u.Limit, SigmaZ: u.SigmaZ, Doubts: doubtDocs(u.Doubts)}
	}
	c := &s.chart
	d := &chartDoc{Kind: string(c.Kind), Baseline: c.Baseline, Center: 100 * c.Center, Lower: column(c.Lower, c.Defined, 100), Upper: column(c.Upper, c.Defined, 100),
		SigmaZ: c.SigmaZ, Doubts: doubtDocs(c.Doubts)}
	if c.Kind == stats.EWMAChart {
		d.Value = column(c.Value, c.Defined, 100)
	}
	return d
}

func doubtDocs(doubts []stats.Doubt) []chartDoubtDoc {
	list := []chartDoubtDoc{}
	for _, d := range doubts {
		list = append(list, chartDoubtDoc{d.ID, d.Message})
	}
	return list
}

// instant is where a day begins in the zone that the times are reported in; as
// they are written, in UTC.
func (t *trending) instant(day time.Time) string {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.sc.location()).Format(time.RFC3339)
}

func (t *trending) changeDoc(c *stats.Change) changeDoc {
	before, after := t.sc.ofClasses(c.Before), t.sc.ofClasses(c.After)
	d := changeDoc{Start: t.instant(t.frame[c.At].start), Period: t.frame[c.At].key, Earliest: t.frame[c.Earliest].key, Latest: t.frame[c.Latest].key,
		Before: groupOf(&before, nil), After: groupOf(&after, nil)}
	diff, ok := stats.Diff(c.After, c.Before, t.settings.Confidence)
	d.Difference, d.Low, d.High = orNaN(100*diff.D, ok), orNaN(100*diff.Low, ok), orNaN(100*diff.High, ok)
	return d
}

func monotoneOf(m *stats.Monotone) *monotoneDoc {
	return &monotoneDoc{S: m.S, Z: m.Z, P: m.P, Slope: 100 * m.Slope, Tau: m.Tau, Lag1: m.Lag1, Doubts: doubtDocs(m.Doubts)}
}
