package chart

import (
	"math"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// Scale is a stretch of the score's line, in points, with round ends.
type Scale struct {
	Min, Max float64
	Step     float64 // between ticks
}

// Whole is the line from -100 to 100.
func Whole() Scale { return Scale{Min: -100, Max: 100, Step: 50} }

// NewScale returns the shortest round scale that holds the intervals of all
// shown rows and the points beside them; [Whole] where nothing is shown.
func NewScale(rows []disclosure.Row, points ...float64) Scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	take := func(x float64) {
		if !math.IsNaN(x) && !math.IsInf(x, 0) {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	for _, r := range rows {
		if Shown(r) {
			take(r.Low)
			take(r.High)
			take(r.NPS)
		}
	}
	if lo > hi {
		return Whole()
	}
	for _, x := range points {
		take(x)
	}
	lo, hi = max(lo, -100), min(hi, 100)
	step := 50.0
	for _, s := range []float64{5, 10, 20, 25} {
		if hi-lo <= 5*s {
			step = s
			break
		}
	}
	s := Scale{Min: step * math.Floor(lo/step), Max: step * math.Ceil(hi/step), Step: step}
	if s.Max-s.Min < 2*step { // a single point, or two that lie on ticks
		s.Min, s.Max = s.Min-step, s.Max+step
	}
	s.Min, s.Max = max(s.Min, -100), min(s.Max, 100)
	return s
}

// Shown reports whether a row has figures: what is hidden and what is empty look
// the same.
func Shown(r disclosure.Row) bool { return !r.Suppressed && r.N > 0 }

// At is where points lie on the scale, in per cent of its length; what lies
// beyond an end is put there.
func (s Scale) At(points float64) float64 {
	if math.IsNaN(points) || s.Max <= s.Min {
		return 0
	}
	return round(100 * (min(max(points, s.Min), s.Max) - s.Min) / (s.Max - s.Min))
}

// Holds reports whether points lie within the scale.
func (s Scale) Holds(points float64) bool { return points >= s.Min && points <= s.Max }

// Tick is a labelled place on a scale.
type Tick struct {
	At    float64 // per cent
	Label string
	Zero  bool
}

// Ticks are the round places of the scale from its low end to its high one.
func (s Scale) Ticks() []Tick {
	var out []Tick
	if s.Step <= 0 {
		return nil
	}
	for i := 0; i <= 40; i++ {
		x := s.Min + float64(i)*s.Step
		if x > s.Max {
			break
		}
		out = append(out, Tick{At: s.At(x), Label: Points(x), Zero: x == 0})
	}
	return out
}

// Points writes points as people read them: with a sign, and a true minus.
func Points(x float64) string {
	if x == 0 || math.IsNaN(x) {
		return "0"
	}
	text := strconv.FormatFloat(math.Abs(x), 'f', -1, 64)
	if x < 0 {
		return "−" + text
	}
	return "+" + text
}

// round cuts a coordinate to hundredths: finer is neither seen nor worth bytes.
func round(x float64) float64 { return math.Round(100*x) / 100 }
