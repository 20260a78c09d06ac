package report

import (
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/chart"
)

// content goes through the report in the order of the page.
func (d *paper) content() {
	p, w := d.p, d.p.P
	d.font("", 9, softColour)
	d.CellFormat(pdfInner, 5, d.text(w.Kicker), "", 1, "L", false, 0, "")
	d.font("B", 22, inkColour)
	d.MultiCell(pdfInner, 9.5, d.text(p.Title), "", "L", false)
	d.Ln(1)
	d.note(strings.Join(p.Facts, "   ·   "))
	if p.Draft {
		d.font("B", 10, signalColour)
		d.MultiCell(pdfInner, 5, d.text(w.Draft+". "+w.DraftNote), "", "L", false)
	}
	d.headline()
	d.head(w.Changed)
	d.say(p.Changes.Total)
	if len(p.Changes.Groups) > 0 {
		d.say(w.ChangedGroups)
		d.list(p.Changes.Groups)
	}
	d.say(p.Changes.None)
	d.note(p.Changes.Carried)
	if p.Trend != nil {
		d.trend()
	}
	d.highLow()
	for _, t := range p.Tables {
		d.table(t)
	}
	if len(p.Account.Rows) > 0 {
		d.head(w.Account)
		d.say(p.Account.Intro)
		d.facts(p.Account.Rows)
	}
	d.head(w.Privacy)
	d.say(p.Privacy...)
	d.head(w.Method)
	d.say(p.Method...)
	if !p.Draft {
		d.head(w.Edition)
		d.editionFacts()
	}
	d.Ln(3)
	d.note(w.Trademark)
}

// editionFacts writes the long digests below their names.
func (d *paper) editionFacts() {
	for _, f := range d.p.Edition {
		d.note(f.Name + ": " + f.Value)
	}
}

func (d *paper) headline() {
	h, w := d.p.Headline, d.p.P
	d.Ln(3)
	d.rule(lineColour)
	d.Ln(6)
	if !h.Shown {
		d.say(h.Sentences...)
		return
	}
	top := d.GetY()
	d.font("B", 9, softColour)
	d.CellFormat(56, 5, d.text(w.ScoreLabel), "", 2, "L", false, 0, "")
	d.font("B", 46, accentColour)
	d.CellFormat(56, 20, d.text(h.Score), "", 2, "L", false, 0, "")
	d.font("", 9, softColour)
	d.CellFormat(56, 5, d.text(h.IntervalName+" "+h.Interval), "", 2, "L", false, 0, "")
	d.CellFormat(56, 5, d.text(h.Answers), "", 2, "L", false, 0, "")
	left := d.GetY()
	d.SetXY(pdfMargin+62, top+1)
	for i, s := range h.Sentences {
		d.font("", 10, inkColour)
		if i == 0 {
			d.font("B", 11, inkColour)
		}
		d.SetX(pdfMargin + 62)
		d.MultiCell(pdfInner-62, 5, d.text(s), "", "L", false)
		d.Ln(1.5)
	}
	d.SetXY(pdfMargin, max(left, d.GetY())+4)
	if h.Bar != nil {
		d.bar(h)
	}
}

// bar draws the classes with their figures below.
func (d *paper) bar(h headline) {
	y := d.GetY()
	for i, s := range h.Bar.Segments {
		back, front := classColours(s.Class)
		d.SetFillColor(back.r, back.g, back.b)
		x := pdfMargin + s.X/100*pdfInner
		d.Rect(x, y, s.W/100*pdfInner, 11, "F")
		if s.Roomy {
			d.font("B", 10, front)
			d.SetXY(x, y)
			d.CellFormat(s.W/100*pdfInner, 11, d.text(itoa(s.Percent)+"%"), "", 0, "C", false, 0, "")
		}
		c := h.Classes[i]
		d.SetFillColor(back.r, back.g, back.b)
		d.Rect(pdfMargin+float64(i)*pdfInner/3, y+15.2, 2.6, 2.6, "F")
		d.SetXY(pdfMargin+float64(i)*pdfInner/3+4, y+14)
		d.font("", 9, inkColour)
		d.CellFormat(pdfInner/3-4, 5, d.text(c.Label+" "+c.Range+":  "+itoa(c.Percent)+"%  ("+c.CountText+")"), "", 0, "L", false, 0, "")
	}
	d.SetXY(pdfMargin, y+21)
}

func (d *paper) highLow() {
	p, w := d.p, d.p.P
	if len(p.Tables) == 0 {
		return
	}
	d.head(w.HighLow)
	d.say(p.HighLow.Alike)
	if len(p.HighLow.High) > 0 {
		d.say("▲ " + w.HighIntro)
		d.list(p.HighLow.High)
	}
	if len(p.HighLow.Low) > 0 {
		d.say("▼ " + w.LowIntro)
		d.list(p.HighLow.Low)
	}
	if len(p.HighLow.High)+len(p.HighLow.Low) > 0 {
		d.note(w.HighLowNote)
	}
}

// Columns of a breakdown, in millimetres from the margin.
const (
	plotAt, plotWidth = 50.0, 52.0
	scoreAt, scoreEnd = 104.0, 16.0
	rangeAt, rangeEnd = 120.0, 27.0
	countAt, countEnd = 147.0, 27.0
	rowHeight         = 6.6
)

func (d *paper) table(t tablePart) {
	p, w := d.p, d.p.P
	d.head(t.Title)
	rows := t.Rows()
	if len(rows) == 0 {
		d.say(w.NoneShown)
	} else {
		d.note(t.Intro)
		d.tableHead(t)
		for _, r := range rows {
			if d.GetY()+rowHeight > pdfHeight-pdfFoot {
				d.AddPage()
				d.tableHead(t)
			}
			d.tableRow(r)
		}
		d.Ln(2)
	}
	if t.Changes {
		var items []item
		for _, r := range rows {
			if r.Real {
				items = append(items, item{r.Name, p.P.changeOf(r.row.Change)})
			}
		}
		if len(items) > 0 {
			d.say(w.ChangedGroups)
			d.list(items)
		}
	}
	d.note(t.Merged...)
	if len(t.Hidden) > 0 {
		d.note(w.Hidden + " " + strings.Join(t.Hidden, ", ") + ".")
	}
	if t.Classes {
		d.classTable(rows)
	}
}

func (d *paper) tableHead(t tablePart) {
	w, y := d.p.P, d.GetY()
	d.font("", 8, softColour)
	d.put(0, 40, y, w.GroupHead, "L")
	for _, tick := range t.Axis.Ticks {
		d.put(plotAt+tick.At/100*plotWidth-8, 16, y, tick.Label, "C")
	}
	d.put(scoreAt, scoreEnd, y, w.ScoreHead, "R")
	d.put(rangeAt, rangeEnd, y, w.IntervalHead, "R")
	d.put(countAt, countEnd, y, w.AnswersHead, "R")
	d.SetXY(pdfMargin, y+rowHeight)
	d.rule(lineColour)
}

// put writes one cell of a line at y.
func (d *paper) put(x, width, y float64, text, align string) {
	d.SetXY(pdfMargin+x, y)
	d.CellFormat(width, rowHeight, d.text(text), "", 0, align, false, 0, "")
}

func (d *paper) tableRow(r groupRow) {
	y := d.GetY()
	name := r.Name
	if r.Carried {
		name += " (" + d.p.P.AsBefore + ")"
	}
	d.font("", 9, inkColour)
	d.put(0, plotAt-4, y, d.cut(d.text(name), plotAt-6), "L")
	d.dot(r.Dot, y)
	d.font("B", 9, inkColour)
	d.put(scoreAt, scoreEnd, y, r.Score, "R")
	d.font("", 9, softColour)
	d.put(rangeAt, rangeEnd, y, r.Interval, "R")
	d.put(countAt, countEnd, y, r.Answers, "R")
	d.SetXY(pdfMargin, y+rowHeight)
}

// dot draws a score with its interval on the line at y.
func (d *paper) dot(dot chart.Dot, y float64) {
	at := func(percent float64) float64 { return pdfMargin + plotAt + percent/100*plotWidth }
	middle := y + rowHeight/2
	if dot.HasZero {
		d.stroke(zeroColour, 0.2)
		d.Line(at(dot.Zero), y, at(dot.Zero), y+rowHeight)
	}
	if dot.HasReference {
		d.stroke(softColour, 0.3)
		d.SetDashPattern([]float64{0.5, 0.8}, 0)
		d.Line(at(dot.Reference), y, at(dot.Reference), y+rowHeight)
		d.SetDashPattern(nil, 0)
	}
	d.stroke(bandColour, 2.2)
	d.Line(at(dot.Low), middle, at(dot.High), middle)
	d.stroke(accentColour, 0.4)
	d.Line(at(dot.Low), middle, at(dot.High), middle)
	d.SetFillColor(accentColour.r, accentColour.g, accentColour.b)
	d.Circle(at(dot.X), middle, 1.4, "F")
}

func (d *paper) stroke(c colour, width float64) {
	d.SetDrawColor(c.r, c.g, c.b)
	d.SetLineWidth(width)
}

// classTable lists the counts of the classes.
func (d *paper) classTable(rows []groupRow) {
	w := d.p.P
	d.room(20)
	d.Ln(2)
	head := func() {
		y := d.GetY()
		d.font("", 8, softColour)
		for i, text := range []string{w.ClassesOf, w.Detractors, w.Passives, w.Promoters} {
			align := "R"
			if i == 0 {
				align = "L"
			}
			d.put([]float64{0, 50, 91, 132}[i], 42, y, text, align)
		}
		d.SetXY(pdfMargin, y+rowHeight)
		d.rule(lineColour)
	}
	head()
	for _, r := range rows {
		if r.Classes == nil {
			continue
		}
		if d.GetY()+rowHeight > pdfHeight-pdfFoot {
			d.AddPage()
			head()
		}
		y := d.GetY()
		d.font("", 9, inkColour)
		d.put(0, 48, y, d.cut(d.text(r.Name), 46), "L")
		d.font("", 9, softColour)
		for i, c := range r.Classes {
			d.put([]float64{50, 91, 132}[i], 42, y, c.CountText+"  "+itoa(c.Percent)+"%", "R")
		}
		d.SetXY(pdfMargin, y+rowHeight)
	}
	d.Ln(2)
}
