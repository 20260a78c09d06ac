package table

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

const maxBar = 76 // columns: a longer bar says no more

// glyphs are the characters that a page is drawn with.
type glyphs struct {
	fill     [4]string // by Kind
	ellipsis string
	rule     string
}

var (
	blocks = glyphs{fill: [4]string{"■", "▒", "░", "█"}, ellipsis: "…", rule: "─"}
	ascii  = glyphs{fill: [4]string{"=", "-", ".", "+"}, ellipsis: "~", rule: "-"}
)

func (g glyphs) of(k Kind) string { return g.fill[min(int(k), len(g.fill)-1)] }

// bars draws one bar with counts in its legend, or several below each other
// with their shares and one legend.
func (p *page) bars(bars []Bar) {
	if len(bars) == 0 {
		return
	}
	p.part()
	if len(bars) == 1 && bars[0].Label == "" {
		p.line(p.bar(bars[0].Segments, p.barRoom(0)))
		p.legend(bars[0].Segments, true)
		return
	}
	names := make([]string, len(bars))
	nameWidth := 0
	for i, b := range bars {
		names[i] = shorten(safetext.Terminal(b.Label), 24, p.glyph.ellipsis)
		nameWidth = max(nameWidth, width(names[i]))
	}
	room := p.barRoom(nameWidth + 2)
	for i, b := range bars {
		p.line(pad(names[i], nameWidth, false) + "  " + p.bar(b.Segments, room))
	}
	if len(bars) == 1 {
		p.legend(bars[0].Segments, true)
		return
	}
	p.legend(kinds(bars), false)
}

func (p *page) barRoom(taken int) int {
	if p.limit == 0 {
		return maxBar
	}
	return max(10, min(maxBar, p.limit-taken))
}

// bar draws segments to room columns. Lengths are rounded so that they add up,
// and what is there at all takes a column.
func (p *page) bar(segments []Segment, room int) string {
	shares := make([]float64, len(segments))
	for i, s := range segments {
		shares[i] = s.Share
	}
	var b strings.Builder
	for i, n := range lengths(shares, room) {
		k := segments[i].Kind
		b.WriteString(p.paint(k.colour(), strings.Repeat(p.glyph.of(k), n)))
	}
	return b.String()
}

// lengths shares out room in proportion to shares: whole columns, at least one
// for every share above zero, the rest to the largest remainders. Shares below
// zero or not finite count as zero.
func lengths(shares []float64, room int) []int {
	sum, positive := 0.0, 0
	clean := make([]float64, len(shares))
	for i, s := range shares {
		if s > 0 && !math.IsInf(s, 1) {
			clean[i] = s
			sum += s
			positive++
		}
	}
	out := make([]int, len(shares))
	if sum == 0 || room < positive {
		return out
	}
	room -= positive // the column that each has in any case
	left := room
	order := make([]int, 0, len(clean))
	rest := make([]float64, len(clean))
	for i, s := range clean {
		if s == 0 {
			continue
		}
		// What it should have beyond that column.
		exact := max(0, s/sum*float64(room+positive)-1)
		out[i] = 1 + int(exact)
		rest[i] = exact - math.Floor(exact)
		left -= int(exact)
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for ; left > 0; left-- {
		i := order[0]
		out[i]++
		order = append(order[1:], i)
	}
	for ; left < 0; left++ { // tiny shares took a column: the longest gives it
		longest := 0
		for i := range out {
			if out[i] > out[longest] {
				longest = i
			}
		}
		out[longest]--
	}
	return out
}

// legend explains shapes; with counts it is the figures of the only bar. It is
// one line where it fits, else a line for each.
func (p *page) legend(segments []Segment, counts bool) {
	parts := make([]string, len(segments))
	total := 0
	for i, s := range segments {
		text := safetext.Terminal(s.Label)
		if counts {
			text += " " + thousands(s.Count) + " (" + percent(s.Share) + ")"
		}
		parts[i] = p.paint(s.Kind.colour(), p.glyph.of(s.Kind)) + " " + text
		total += 2 + width(text) + 3
	}
	if p.limit > 0 && total-3 > p.limit {
		for _, part := range parts {
			p.line(part)
		}
		return
	}
	p.line(strings.Join(parts, "   "))
}

// kinds collects the segments of several bars that look different.
func kinds(bars []Bar) []Segment {
	var out []Segment
	for _, b := range bars {
		for _, s := range b.Segments {
			if !slices.ContainsFunc(out, func(o Segment) bool { return o.Kind == s.Kind && o.Label == s.Label }) {
				out = append(out, s)
			}
		}
	}
	return out
}

// histogram draws a line for every bin, to a common scale.
func (p *page) histogram(bins []Bin) {
	if len(bins) == 0 {
		return
	}
	p.part()
	labels, counts := make([]string, len(bins)), make([]string, len(bins))
	labelWidth, countWidth, top := 0, 0, 0.0
	for i, b := range bins {
		labels[i] = shorten(safetext.Terminal(b.Label), 24, p.glyph.ellipsis)
		counts[i] = thousands(b.Count)
		labelWidth = max(labelWidth, width(labels[i]))
		countWidth = max(countWidth, len(counts[i]))
		if b.Share > top && !math.IsInf(b.Share, 1) {
			top = b.Share
		}
	}
	// label, two blanks, count, two blanks, per cent, two blanks, bar
	room := min(50, p.barRoom(labelWidth+2+countWidth+2+6+2))
	for i, b := range bins {
		n := 0
		if b.Share > 0 && top > 0 {
			n = min(room, max(1, int(math.Round(b.Share/top*float64(room)))))
		}
		p.line(pad(labels[i], labelWidth, true) + "  " + pad(counts[i], countWidth, true) + "  " +
			pad(percent(b.Share), 6, true) + "  " + p.paint(b.Kind.colour(), strings.Repeat(p.glyph.of(b.Kind), n)))
	}
}

// percent is a share for people. What is not nothing is not shown as nothing.
func percent(share float64) string {
	switch {
	case math.IsNaN(share) || math.IsInf(share, 0):
		return "n/a"
	case share > 0 && share < 0.0005:
		return "<0.1%"
	}
	return strconv.FormatFloat(100*share, 'f', 1, 64) + "%"
}

// thousands writes n with a comma between groups of three digits.
func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
