package chart

import (
	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// Dot is one score with its interval on a scale: a line of a table. It holds no
// text; what it shows stands beside it.
type Dot struct {
	X, Low, High float64 // per cent
	Reference    float64 // of all together, drawn through the rows
	HasReference bool
	Zero         float64
	HasZero      bool
}

// NewDot places a shown row on s. total, where shown, is the line of reference.
func NewDot(s Scale, r, total disclosure.Row) Dot {
	return Dot{
		X: s.At(r.NPS), Low: s.At(r.Low), High: s.At(r.High),
		Reference: s.At(total.NPS), HasReference: Shown(total) && s.Holds(total.NPS),
		Zero: s.At(0), HasZero: s.Holds(0),
	}
}

// Axis is the scale above such dots.
type Axis struct{ Ticks []Tick }

// NewAxis draws s.
func NewAxis(s Scale) Axis { return Axis{Ticks: s.Ticks()} }

// Dots is a whole table of dots, as a file of its own.
type Dots struct {
	ID          string
	Title, Desc string
	Width       float64 // pixels; a file can be scaled
	Height      float64
	Plot        float64 // where the plot begins
	PlotWidth   float64
	Axis        Axis
	Reference   string // label of the line of reference, "" for none
	ReferenceAt float64
	Rows        []DotRow
}

// DotRow is a row with its name on the left and its figures on the right.
type DotRow struct {
	Y, Middle    float64
	Label, Value string
	Dot          Dot
}

const (
	dotHeight = 30 // pixels of a row
	dotsAbove = 64 // title and axis
	longName  = 32 // characters of a name that are drawn
)

// Named is a row with the words that are drawn beside it.
type Named struct {
	Row         disclosure.Row
	Name, Value string
}

// NewDots draws the shown rows in the order given; reference labels the score of
// total.
func NewDots(id, title, desc, reference string, rows []Named, total disclosure.Row) *Dots {
	plain := make([]disclosure.Row, 0, len(rows))
	for _, r := range rows {
		plain = append(plain, r.Row)
	}
	s := NewScale(plain, total.NPS)
	d := &Dots{
		ID: id, Title: safetext.Truncate(safetext.Terminal(title), 80), Desc: safetext.Terminal(desc),
		Width: 760, Plot: 250, PlotWidth: 330, Axis: NewAxis(s), ReferenceAt: s.At(total.NPS),
	}
	if Shown(total) {
		d.Reference = safetext.Terminal(reference)
	}
	for _, r := range rows {
		if !Shown(r.Row) {
			continue
		}
		y := float64(dotsAbove + dotHeight*len(d.Rows))
		d.Rows = append(d.Rows, DotRow{
			Y: y, Middle: y + dotHeight/2,
			Label: safetext.Truncate(safetext.Terminal(r.Name), longName), Value: safetext.Terminal(r.Value),
			Dot: NewDot(s, r.Row, total),
		})
	}
	d.Height = float64(dotsAbove + dotHeight*len(d.Rows) + 16)
	return d
}
