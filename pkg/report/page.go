package report

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// page is a release in words: everything that is read, ready but for the
// escaping of its sink. Every name that comes from data is safe for a line of
// text already.
type page struct {
	P        *phrases
	Title    string
	Draft    bool
	Made     time.Time // zero where nobody said
	Facts    []string  // of the head: edition, dates, period
	Headline headline
	Changes  changes
	HighLow  highLow
	Trend    *trendPart // nil without a trend
	Tables   []tablePart
	Account  accountPart
	Method   []string
	Privacy  []string
	Edition  []fact // empty for a draft

	source *source
}

// fact is a name with what it names.
type fact struct{ Name, Value string }

// item is a line about a group: its name stands apart, so that a name written
// from right to left cannot turn the line around.
type item struct{ Name, Text string }

// headline is the score of all together.
type headline struct {
	Shown                  bool
	Score, Answers         string
	Interval, IntervalName string
	Sentences              []string
	Scale                  chart.Dot
	Axis                   chart.Axis
	ScaleText              string // the scale in words
	Bar                    *chart.Bar
	Classes                []classPart // empty where the counts are not shown
}

// classPart is one class with its share and its count.
type classPart struct {
	Class, Label, Range string
	Percent             int
	Count               int64
	CountText           string
}

// Longer titles and names are cut on pages, in characters; JSON and CSV have them
// whole.
const (
	longTitle = 160
	longName  = 80
)

// mostMarks is how many accents and vowel signs in a row are drawn: no script
// stacks more, and a hundred of them reach over the lines above and below.
const mostMarks = 4

// short is a text from data made safe for a line, and cut.
func short(s string, n int) string {
	marks := 0
	s = strings.Map(func(r rune) rune {
		if !unicode.Is(unicode.Mn, r) {
			marks = 0
			return r
		}
		if marks++; marks > mostMarks {
			return -1
		}
		return r
	}, safetext.Terminal(s))
	return safetext.Truncate(s, n)
}

func newPage(s *source, o Words) (*page, error) {
	w, err := languages(o.Lang)
	if err != nil {
		return nil, fmt.Errorf("report: %w", err)
	}
	p := &page{P: w, source: s, Draft: s.edition == nil, Made: o.Generated, Title: short(o.Title, longTitle)}
	if o.Title == "" {
		p.Title = w.Title
	}
	p.Facts = p.facts(o)
	p.Headline = p.headline()
	p.Changes = p.changes(o)
	p.HighLow = p.highLow()
	p.Trend = p.trend()
	for i, t := range s.tables {
		p.Tables = append(p.Tables, p.table(i, t))
	}
	p.Account = p.account()
	p.Method = p.method()
	p.Privacy = p.privacy()
	p.Edition = p.edition()
	return p, nil
}

// facts are the lines below the title.
func (p *page) facts(o Words) []string {
	var out []string
	if e := p.source.edition; e != nil {
		out = append(out, fmt.Sprintf(p.P.EditionNo, e.Number), fmt.Sprintf(p.P.Published, p.P.date(e.Published)))
	} else if !o.Generated.IsZero() {
		out = append(out, fmt.Sprintf(p.P.Made, p.P.date(o.Generated)))
	}
	if t := p.source.trend; t != nil && len(t.Rows) > 0 {
		from, to := p.P.period(t.Rows[0].Period.Key), p.P.period(t.Rows[len(t.Rows)-1].Period.Key)
		if from == to {
			out = append(out, from)
		} else {
			out = append(out, fmt.Sprintf(p.P.Covers, from, to))
		}
	}
	if r := p.source.total; chart.Shown(r) {
		out = append(out, fmt.Sprintf(p.P.Answers, p.P.count(r.N)))
	}
	return out
}

func (p *page) headline() headline {
	r, w := p.source.total, p.P
	if !chart.Shown(r) {
		return headline{Sentences: []string{w.NoScore}}
	}
	h := headline{
		Shown: true, Score: score(r), Answers: fmt.Sprintf(w.Answers, w.count(r.N)),
		Interval: w.interval(r), IntervalName: fmt.Sprintf(w.IntervalOf, p.confidence()),
		Scale: chart.NewDot(chart.Whole(), r, disclosure.Row{}), Axis: chart.NewAxis(chart.Whole()),
		ScaleText: fmt.Sprintf(w.ScoreDesc, score(r), sized(r.Low, r.N), sized(r.High, r.N)),
	}
	switch {
	case r.Low > 0:
		h.Sentences = append(h.Sentences, w.More)
	case r.High < 0:
		h.Sentences = append(h.Sentences, w.Fewer)
	default:
		h.Sentences = append(h.Sentences, w.Even)
	}
	if c := r.Classes; c != nil {
		share := chart.Percents([3]int64{c.Detractors, c.Passives, c.Promoters})
		h.Sentences = append(h.Sentences, fmt.Sprintf(w.Meaning, share[2], share[1], share[0]))
		h.Bar = chart.NewBar("classes", w.BarTitle, fmt.Sprintf(w.BarDesc, share[0], share[1], share[2]), *c,
			[3]string{w.Detractors + " 0–6", w.Passives + " 7–8", w.Promoters + " 9–10"})
		h.Classes = []classPart{
			{"detractor", w.Detractors, "0–6", share[0], c.Detractors, w.count(c.Detractors)},
			{"passive", w.Passives, "7–8", share[1], c.Passives, w.count(c.Passives)},
			{"promoter", w.Promoters, "9–10", share[2], c.Promoters, w.count(c.Promoters)},
		}
	} else {
		h.Sentences = append(h.Sentences, w.MeaningPlain)
	}
	h.Sentences = append(h.Sentences, fmt.Sprintf(w.Sure, sized(r.Low, r.N), sized(r.High, r.N), p.confidence())+" "+w.Reach)
	return h
}

// confidence is that of the intervals in per cent: "95%".
func (p *page) confidence() string {
	c := p.source.confidence
	if !(c > 0 && c < 1) {
		c = 0
	}
	return fmt.Sprintf("%v%%", math.Round(c*1e4)/100)
}

// name is the name of a group: its values, in the order of the table.
func (p *page) name(r disclosure.Row) string {
	if len(r.Key) == 0 {
		return p.P.Everyone
	}
	parts := make([]string, 0, len(r.Key))
	for _, f := range r.Key {
		parts = append(parts, p.value(f, len(r.Merged) > 0))
	}
	return strings.Join(parts, " · ")
}

// place is the name of a group with its dimensions, for lists that mix tables.
func (p *page) place(r disclosure.Row) string {
	if len(r.Key) == 0 {
		return p.P.Everyone
	}
	by := make([]string, 0, len(r.Key))
	for _, f := range r.Key {
		by = append(by, f.Name)
	}
	return p.name(r) + " (" + dimensions(by) + ")"
}

// value is a dimension's value as people read it. merged rows have the word
// "other" where values were put together, which is ours and can be translated.
func (p *page) value(f disclosure.Field, merged bool) string {
	switch {
	case f.Value == "":
		return p.P.Blank
	case merged && f.Value == "other":
		return p.P.Other
	}
	return short(f.Value, longName)
}
