package chart

import (
	"math"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// Height and edges of a trend in pixels, and the width of its inner box, whose
// lines are stretched to the width of the page.
const (
	TrendHeight = 320
	TrendTop    = 30
	TrendBottom = 280
	TrendBox    = 1000
	// TrendGutter is what the labels of the scale take on the left of a narrow
	// screen, in per cent.
	TrendGutter = 7
)

// Trend is a series with the band of its intervals, the band of ordinary
// variation, and marks for signals and events.
type Trend struct {
	ID          string
	Title, Desc string
	Ticks       []TrendTick
	Points      []TrendPoint
	Bands       []string    // polygons of the intervals, in the inner box
	Lines       []string    // polylines of the scores, in the inner box
	Limits      []string    // polylines of the limits of ordinary variation
	Area        []string    // polygons between them
	Center      float64     // pixel; 0 for none
	Events      []EventMark // in the order of time
	Labels      []TrendLabel
}

// TrendTick is a horizontal line.
type TrendTick struct {
	Y     float64
	Label string
	Zero  bool
}

// TrendPoint is a shown period.
type TrendPoint struct {
	X          float64 // per cent
	Y          float64 // pixels
	Low, High  float64
	Signal, Up bool
	Lone       bool // without a neighbour: its interval is drawn as a line
}

// TrendLabel names a period below the chart. Wide ones are left out on narrow
// screens.
type TrendLabel struct {
	X      float64
	Anchor string // start, middle, end
	Text   string
	Wide   bool
}

// EventMark is a vertical line with a letter, which the words below explain.
type EventMark struct {
	X      float64
	Letter string
}

// NewTrend draws t; label names a period.
func NewTrend(id, title, desc string, t *disclosure.Trend, label func(disclosure.Period) string) *Trend {
	d := &Trend{ID: id, Title: safetext.Terminal(title), Desc: safetext.Terminal(desc)}
	if t == nil || len(t.Rows) == 0 {
		return d
	}
	rows := make([]disclosure.Row, 0, len(t.Rows))
	for _, r := range t.Rows {
		rows = append(rows, r.Row)
	}
	var limits []float64
	banded := len(t.Lower) == len(t.Rows) && len(t.Upper) == len(t.Rows)
	if banded {
		limits = append(append(append(limits, t.Lower...), t.Upper...), t.Center)
	}
	s := NewScale(rows, limits...)
	y := func(points float64) float64 {
		return round(TrendBottom - (TrendBottom-TrendTop)*s.At(points)/100)
	}
	for _, tick := range s.Ticks() {
		d.Ticks = append(d.Ticks, TrendTick{Y: round(TrendBottom - (TrendBottom-TrendTop)*tick.At/100), Label: tick.Label, Zero: tick.Zero})
	}
	x := func(i int) float64 { return along((float64(i) + 0.5) / float64(len(t.Rows))) }
	d.series(t.Rows, x, y)
	if banded {
		d.limits(t, x, y)
	}
	for i, e := range t.Events {
		if at, ok := place(t.Rows, e.Event); ok {
			d.Events = append(d.Events, EventMark{X: round(at), Letter: Letter(i)})
		}
	}
	d.labels(t.Rows, x, label)
	return d
}

// series draws what is shown, broken where a period is not.
func (d *Trend) series(rows []disclosure.TrendRow, x func(int) float64, y func(float64) float64) {
	for i := 0; i < len(rows); {
		if !Shown(rows[i].Row) {
			i++
			continue
		}
		end := i
		for end < len(rows) && Shown(rows[end].Row) {
			end++
		}
		var line, above, below []string
		for j := i; j < end; j++ {
			r := rows[j]
			p := TrendPoint{X: round(x(j)), Y: y(r.NPS), Low: y(r.Low), High: y(r.High), Signal: len(r.Signals) > 0, Lone: end-i == 1}
			p.Up = p.Signal && r.Signals[0].Up
			d.Points = append(d.Points, p)
			line = append(line, corner(x(j), p.Y))
			above = append(above, corner(x(j), p.High))
			below = append([]string{corner(x(j), p.Low)}, below...)
		}
		if end-i > 1 {
			d.Lines = append(d.Lines, strings.Join(line, " "))
			d.Bands = append(d.Bands, strings.Join(append(above, below...), " "))
		}
		i = end
	}
}

// limits draws the band of ordinary variation. A limit that is not a number
// breaks it.
func (d *Trend) limits(t *disclosure.Trend, x func(int) float64, y func(float64) float64) {
	d.Center = y(t.Center)
	number := func(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
	for i := 0; i < len(t.Rows); {
		var upper, lower []string
		for ; i < len(t.Rows) && number(t.Lower[i]) && number(t.Upper[i]); i++ {
			upper = append(upper, corner(x(i), y(t.Upper[i])))
			lower = append(lower, corner(x(i), y(t.Lower[i])))
		}
		if len(upper) > 1 {
			d.Limits = append(d.Limits, strings.Join(upper, " "), strings.Join(lower, " "))
			area := append([]string(nil), upper...)
			for j := len(lower) - 1; j >= 0; j-- {
				area = append(area, lower[j])
			}
			d.Area = append(d.Area, strings.Join(area, " "))
		}
		i++
	}
}

// labels names up to eight periods, of which up to four stay on a telephone.
func (d *Trend) labels(rows []disclosure.TrendRow, x func(int) float64, label func(disclosure.Period) string) {
	stride := (len(rows) + 7) / 8
	narrow := (len(rows) + 3) / 4
	narrow = (narrow + stride - 1) / stride * stride // every narrow label is a wide one
	for i := 0; i < len(rows); i += stride {
		l := TrendLabel{X: round(x(i)), Anchor: "middle", Text: safetext.Terminal(label(rows[i].Period)), Wide: i%narrow != 0}
		switch {
		case l.X < TrendGutter+4:
			l.Anchor, l.X = "start", TrendGutter
		case l.X > 92:
			l.Anchor, l.X = "end", 100
		}
		d.Labels = append(d.Labels, l)
	}
}

// along is where a share of the time lies, in per cent of the width.
func along(share float64) float64 { return TrendGutter + (100-TrendGutter)*share }

// place is where an event lies between the periods' bounds, in per cent.
func place(rows []disclosure.TrendRow, e disclosure.Event) (float64, bool) {
	for i, r := range rows {
		length := r.Period.End.Sub(r.Period.Start)
		if length <= 0 || e.Date.Before(r.Period.Start) || !e.Date.Before(r.Period.End) {
			continue
		}
		return along((float64(i) + float64(e.Date.Sub(r.Period.Start))/float64(length)) / float64(len(rows))), true
	}
	return 0, false
}

// Letter names the i-th event: A to Z, then A2, B2 and so on.
func Letter(i int) string {
	s := string(rune('A' + i%26))
	if i >= 26 {
		s += strconv.Itoa(i/26 + 1)
	}
	return s
}

// corner is a point of the inner box.
func corner(percent, y float64) string {
	return strconv.FormatFloat(round(percent*TrendBox/100), 'f', -1, 64) + "," + strconv.FormatFloat(y, 'f', -1, 64)
}
