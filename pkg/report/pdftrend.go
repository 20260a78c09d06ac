package report

import (
	"strconv"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
)

func itoa(n int) string { return strconv.Itoa(n) }

// trendHeight is the height of the drawn trend in millimetres.
const trendHeight = 76.0

func (d *paper) trend() {
	w, t := d.p.P, d.p.Trend
	d.headFor(w.Trend, trendHeight+16)
	d.trendChart(t.Chart)
	d.note(strings.Join(t.Read, " "))
	d.say(t.Quiet)
	if len(t.Signals) > 0 {
		d.say(w.SignalsHead + ":")
		d.list(t.Signals)
	}
	d.say(t.Shifts...)
	if len(t.Events) > 0 {
		d.say(w.EventsHead + ":")
		items := make([]item, 0, len(t.Events))
		for _, e := range t.Events {
			items = append(items, item{e.Letter + "  " + e.Label, e.Date + ". " + e.Text})
		}
		d.list(items)
	}
	d.trendTable()
}

// trendChart draws the same places as the SVG, in millimetres.
func (d *paper) trendChart(c *chart.Trend) {
	top := d.GetY()
	x := func(percent float64) float64 { return pdfMargin + percent/100*pdfInner }
	y := func(pixel float64) float64 { return top + pixel/chart.TrendHeight*trendHeight }
	for _, area := range c.Area {
		d.polygon(area, x, y, usualColour)
	}
	for _, band := range c.Bands {
		d.polygon(band, x, y, bandColour)
	}
	for _, tick := range c.Ticks {
		d.stroke(lineColour, 0.2)
		if tick.Zero {
			d.stroke(zeroColour, 0.2)
		}
		d.Line(x(0), y(tick.Y), x(100), y(tick.Y))
		d.font("", 7.5, softColour)
		d.Text(x(0), y(tick.Y)-0.8, d.text(tick.Label))
	}
	d.stroke(zeroColour, 0.25)
	if c.Center != 0 {
		d.Line(x(0), y(c.Center), x(100), y(c.Center))
	}
	d.SetDashPattern([]float64{1.2, 1}, 0)
	for _, limit := range c.Limits {
		d.polyline(limit, x, y)
	}
	d.SetDashPattern(nil, 0)
	d.stroke(accentColour, 0.6)
	for _, line := range c.Lines {
		d.polyline(line, x, y)
	}
	for _, e := range c.Events {
		d.stroke(softColour, 0.3)
		d.SetDashPattern([]float64{0.5, 0.8}, 0)
		d.Line(x(e.X), y(22), x(e.X), y(chart.TrendBottom))
		d.SetDashPattern(nil, 0)
		d.font("B", 8, inkColour)
		d.Text(x(e.X)-d.GetStringWidth(e.Letter)/2, y(16), e.Letter)
	}
	for _, p := range c.Points {
		if p.Lone {
			d.stroke(bandColour, 2.2)
			d.Line(x(p.X), y(p.Low), x(p.X), y(p.High))
		}
		d.SetFillColor(accentColour.r, accentColour.g, accentColour.b)
		d.Circle(x(p.X), y(p.Y), 1.1, "F")
		if p.Signal {
			d.stroke(signalColour, 0.5)
			d.Circle(x(p.X), y(p.Y), 2.4, "D")
		}
	}
	d.font("", 7.5, softColour)
	for _, l := range c.Labels {
		text := d.text(l.Text)
		shift := map[string]float64{"start": 0, "middle": 0.5, "end": 1}[l.Anchor]
		d.Text(x(l.X)-shift*d.GetStringWidth(text), y(304), text)
	}
	d.SetXY(pdfMargin, top+trendHeight+2)
}

// corners reads the points of a polygon of the drawing's inner box.
func corners(points string, x, y func(float64) float64) []fpdf.PointType {
	var out []fpdf.PointType
	for pair := range strings.FieldsSeq(points) {
		a, b, _ := strings.Cut(pair, ",")
		px, _ := strconv.ParseFloat(a, 64) // written by chart: always numbers
		py, _ := strconv.ParseFloat(b, 64)
		out = append(out, fpdf.PointType{X: x(px / chart.TrendBox * 100), Y: y(py)})
	}
	return out
}

func (d *paper) polygon(points string, x, y func(float64) float64, c colour) {
	d.SetFillColor(c.r, c.g, c.b)
	d.Polygon(corners(points, x, y), "F")
}

func (d *paper) polyline(points string, x, y func(float64) float64) {
	all := corners(points, x, y)
	for i := 1; i < len(all); i++ {
		d.Line(all[i-1].X, all[i-1].Y, all[i].X, all[i].Y)
	}
}

// trendTable lists the figures behind the chart.
func (d *paper) trendTable() {
	w := d.p.P
	d.room(20)
	d.Ln(1)
	head := func() {
		y := d.GetY()
		d.font("", 8, softColour)
		d.put(0, 44, y, w.PeriodHead, "L")
		d.put(46, 18, y, w.ScoreHead, "R")
		d.put(66, 32, y, w.IntervalHead, "R")
		d.put(100, 20, y, w.AnswersHead, "R")
		d.put(126, 48, y, w.SignalHead, "L")
		d.SetXY(pdfMargin, y+rowHeight)
		d.rule(lineColour)
	}
	head()
	for _, r := range d.p.Trend.Rows {
		if d.GetY()+rowHeight > pdfHeight-pdfFoot {
			d.AddPage()
			head()
		}
		y := d.GetY()
		period := r.Period
		if r.Carried {
			period += " (" + w.AsBefore + ")"
		}
		d.font("", 9, inkColour)
		d.put(0, 44, y, period, "L")
		if r.Shown {
			d.put(46, 18, y, r.Score, "R")
			d.font("", 9, softColour)
			d.put(66, 32, y, r.Interval, "R")
			d.put(100, 20, y, r.Answers, "R")
			d.put(126, 48, y, r.Signal, "L")
		} else {
			d.font("", 9, softColour)
			d.put(46, 40, y, w.NotShown, "L")
		}
		d.SetXY(pdfMargin, y+rowHeight)
	}
	d.Ln(2)
}
