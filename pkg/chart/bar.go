package chart

import (
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// Bar is the bar of the three classes: detractors, passives, promoters from left
// to right, as long as their shares.
type Bar struct {
	ID          string // of the drawing within its page
	Title, Desc string // read out by screen readers
	Segments    []Segment
}

// Segment is one class of a bar.
type Segment struct {
	Class   string  // detractor, passive or promoter
	X, W    float64 // per cent of the width
	Middle  float64
	Percent int    // whole per cent; those of a bar add up to 100
	Label   string // what stands below it in a file of its own
	Roomy   bool   // wide enough for its figure on a telephone
}

// NewBar draws counts; labels name the classes in their order. Without answers
// it has no segments.
func NewBar(id, title, desc string, c disclosure.Classes, labels [3]string) *Bar {
	b := &Bar{ID: id, Title: safetext.Terminal(title), Desc: safetext.Terminal(desc)}
	counts := [3]int64{max(0, c.Detractors), max(0, c.Passives), max(0, c.Promoters)}
	all := float64(counts[0]) + float64(counts[1]) + float64(counts[2])
	if all <= 0 {
		return b
	}
	percent := Percents(counts)
	x := 0.0
	for i, class := range [3]string{"detractor", "passive", "promoter"} {
		w := 100 * float64(counts[i]) / all
		b.Segments = append(b.Segments, Segment{
			Class: class, X: round(x), W: round(w), Middle: round(x + w/2), Percent: percent[i],
			Label: fmt.Sprintf("%s %d%%", safetext.Terminal(labels[i]), percent[i]), Roomy: w >= 14,
		})
		x += w
	}
	return b
}

// Percents shares out 100 whole per cent: each its whole part, the rest to those
// with the largest remainders. Without answers all are 0. Counts beyond 10^16 do
// not occur.
func Percents(counts [3]int64) [3]int {
	var out [3]int
	var all, left int64 = counts[0] + counts[1] + counts[2], 100
	if all <= 0 {
		return out
	}
	var rest [3]int64
	for i, c := range counts {
		out[i], rest[i] = int(100*c/all), 100*c%all
		left -= int64(out[i])
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			if rest[i] > rest[best] {
				best = i
			}
		}
		out[best]++
		rest[best] = -1
	}
	return out
}
