package table

import (
	"math"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// Plot is a series over time with the interval of each point, on one scale.
type Plot struct {
	Label  string      // "" for a series alone
	Points []PlotPoint // in the order of time
	Center float64     // a level drawn across, where HasLevel
	// HasLevel says that Center is to be drawn.
	HasLevel bool
	Low      string // label of the first point
	High     string // and of the last
	// Axis writes a value beside the plot.
	Axis func(x float64) string
	// Rows is the height, 9 where it is 0.
	Rows int
	// From and To are the ends of the scale, so that several plots share one; where
	// they are equal they are found.
	From, To float64
	// Legend names the shapes below the plot where it is set.
	Legend *PlotLegend
}

// PlotLegend is what the shapes of a plot stand for; "" leaves one out.
type PlotLegend struct{ Point, Marked, Band, Level string }

// PlotPoint is a point of a plot; one that is not defined leaves a gap.
type PlotPoint struct {
	Value, Low, High float64
	Defined          bool
	Marked           bool // stands out: drawn in another shape
}

// plotAxis is the room of the labels on the left.
const plotAxis = 7

// plotGlyphs are the shapes: a point, one that stands out, the interval, the level.
type plotGlyphs struct{ point, mark, band, level string }

var (
	plotBlocks = plotGlyphs{"●", "◆", "│", "┄"}
	plotASCII  = plotGlyphs{"o", "X", "|", "-"}
)

// plots draws each series.
func (p *page) plots(plots []Plot) {
	for i := range plots {
		lines := plots[i].lines(p.limit, p.style.ASCII)
		if len(lines) > 0 {
			p.part()
		}
		for _, l := range lines {
			p.line(l)
		}
	}
}

// lines draws the series: as many points as fit, the newest ones. It is empty where
// no point is defined.
func (pl *Plot) lines(limit int, plain bool) []string {
	points, step := pl.fitting(limit)
	low, high, ok := PlotScale(points)
	if !ok {
		return nil
	}
	if pl.From != pl.To {
		low, high = pl.From, pl.To
	}
	plotRows := pl.Rows
	if plotRows < 3 {
		plotRows = 9
	}
	g := plotBlocks
	if plain {
		g = plotASCII
	}
	row := func(x float64) int {
		y := math.Round((x - low) / (high - low) * float64(plotRows-1))
		return plotRows - 1 - int(min(max(y, 0), float64(plotRows-1)))
	}
	grid := make([][]string, plotRows)
	for y := range grid {
		grid[y] = make([]string, len(points)*step)
		for x := range grid[y] {
			grid[y][x] = " "
		}
	}
	if pl.HasLevel {
		for x := range grid[0] {
			grid[row(pl.Center)][x] = g.level
		}
	}
	for i, pt := range points {
		if !pt.Defined {
			continue
		}
		for y := row(pt.High); y <= row(pt.Low); y++ {
			grid[y][i*step] = g.band
		}
		grid[row(pt.Value)][i*step] = g.point
		if pt.Marked {
			grid[row(pt.Value)][i*step] = g.mark
		}
	}
	var lines []string
	if pl.Label != "" {
		lines = append(lines, safetext.Terminal(pl.Label))
	}
	for y, cells := range grid {
		axis := ""
		switch y {
		case 0:
			axis = pl.Axis(high)
		case plotRows - 1:
			axis = pl.Axis(low)
		case row((low + high) / 2):
			axis = pl.Axis((low + high) / 2)
		}
		lines = append(lines, padLeft(axis, plotAxis)+"  "+strings.Join(cells, ""))
	}
	indent := strings.Repeat(" ", plotAxis+2)
	lines = append(lines, indent+pl.foot(points, len(points)*step))
	if pl.Legend != nil {
		lines = append(lines, indent+pl.Legend.line(g))
	}
	return lines
}

// line writes the legend in the shapes of the plot.
func (l *PlotLegend) line(g plotGlyphs) string {
	var parts []string
	for _, x := range [][2]string{{g.point, l.Point}, {g.band, l.Band}, {g.level, l.Level}, {g.mark, l.Marked}} {
		if x[1] != "" {
			parts = append(parts, x[0]+" "+safetext.Terminal(x[1]))
		}
	}
	return strings.Join(parts, "   ")
}

// fitting are the newest points that fit, and how many columns each takes.
func (pl *Plot) fitting(limit int) ([]PlotPoint, int) {
	room := 60
	if limit > 0 {
		room = max(10, limit-plotAxis-2)
	}
	points := pl.Points
	if len(points) > room {
		points = points[len(points)-room:]
	}
	return points, max(1, min(4, room/max(1, len(points))))
}

// PlotScale gives the ends of a scale for all points: multiples of 10 around their
// intervals. ok is false when no point is defined.
func PlotScale(points []PlotPoint) (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, pt := range points {
		if pt.Defined {
			low, high, ok = min(low, pt.Low), max(high, pt.High), true
		}
	}
	low, high = math.Floor(low/10)*10, math.Ceil(high/10)*10
	switch {
	case low == high && high >= 100: // of a score, which ends there
		low -= 10
	case low == high:
		high += 10
	}
	return low, high, ok
}

// foot names the first and the last point that is drawn.
func (pl *Plot) foot(points []PlotPoint, width int) string {
	first, last := pl.Low, pl.High
	if len(points) < len(pl.Points) {
		first = "..."
	}
	first, last = safetext.Terminal(first), safetext.Terminal(last)
	gap := width - len(first) - len(last)
	if gap < 1 {
		return first + " to " + last
	}
	return first + strings.Repeat(" ", gap) + last
}

func padLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-len([]rune(s)))) + s
}
