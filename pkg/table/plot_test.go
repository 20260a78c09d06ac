package table

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func axisOf(x float64) string { return strconv.FormatFloat(x, 'f', 0, 64) }

func plotted(t *testing.T, pl Plot, s Style) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, &Document{Plots: []Plot{pl}}, Text, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPlot(t *testing.T) {
	pl := Plot{Low: "2026-01", High: "2026-05", Axis: axisOf, Center: 20, HasLevel: true, Rows: 5,
		Legend: &PlotLegend{Point: "NPS", Band: "interval", Level: "level", Marked: "stands out"},
		Points: []PlotPoint{{Value: 20, Low: 10, High: 30, Defined: true}, {Value: 40, Low: 30, High: 40, Defined: true, Marked: true}, {},
			{Value: 0, Low: 0, High: 10, Defined: true}, {Value: 30, Low: 30, High: 30, Defined: true}}}
	want := `
     40      ◆
         │   │           ●
     20  ●┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
         │           │
      0              ●
         2026-01      2026-05
         ● NPS   │ interval   ┄ level   ◆ stands out
`
	if got := "\n" + plotted(t, pl, Style{}); got != want {
		t.Errorf("%s\nwant%s", got, want)
	}
	ascii := strings.NewReplacer("●", "o", "◆", "X", "│", "|", "┄", "-").Replace(want)
	if got := "\n" + plotted(t, pl, Style{ASCII: true}); got != ascii {
		t.Errorf("%s\nwant%s", got, ascii)
	}
}

// Without a point there is no plot and no empty frame.
func TestPlotOfNothing(t *testing.T) {
	for _, points := range [][]PlotPoint{nil, make([]PlotPoint, 3)} {
		pl := Plot{Label: "x", Low: "a", High: "b", Axis: axisOf, Points: points}
		if got := plotted(t, pl, Style{}); got != "" {
			t.Errorf("%q", got)
		}
	}
}

// The newest points are shown when not all fit, and it says so.
func TestPlotShowsTheNewest(t *testing.T) {
	pl := Plot{Low: "first", High: "last", Axis: axisOf}
	for i := range 200 {
		pl.Points = append(pl.Points, PlotPoint{Value: float64(i), Low: float64(i), High: float64(i), Defined: true})
	}
	got := plotted(t, pl, Style{Width: 60})
	if !strings.Contains(got, "    200  ") || !strings.Contains(got, "    140\n") || !strings.Contains(got, "\n         ...") || !strings.Contains(got, "last") {
		t.Errorf("%s", got)
	}
	if pl.Points = pl.Points[:40]; strings.Contains(plotted(t, pl, Style{Width: 60}), "...") {
		t.Error("all fit, and it says that not")
	}
}

// Names from data are made safe.
func TestPlotEscapes(t *testing.T) {
	pl := Plot{Label: "a\x1b[31mb\n", Low: "\x1b]0;x\x07", High: "\u202e", Axis: axisOf, Points: []PlotPoint{{Value: 1, Low: 0, High: 2, Defined: true}}}
	for _, format := range []Format{Text, Markdown} {
		var b strings.Builder
		if err := Write(&b, &Document{Plots: []Plot{pl}}, format, Style{}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\x07\u202e") || !strings.Contains(b.String(), `a\x1b[31mb`) {
			t.Errorf("%s: %q", format, b.String())
		}
	}
}

// Whatever the points are, lines keep to the width, every point that fits is drawn,
// and it lies inside its band.
func TestPlotKeepsToItsRoom(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	drawn := 0
	for range 2000 {
		pl := Plot{Low: "2025-01", High: "2026-12", Axis: axisOf, Rows: rng.IntN(12), HasLevel: rng.IntN(2) == 0, Center: rng.Float64()*200 - 100}
		defined := 0
		for range 1 + rng.IntN(90) {
			x := rng.Float64()*200 - 100
			p := PlotPoint{Value: x, Low: x - rng.Float64()*50, High: x + rng.Float64()*50, Defined: rng.IntN(5) > 0, Marked: rng.IntN(4) == 0}
			pl.Points = append(pl.Points, p)
		}
		if rng.IntN(3) == 0 {
			pl.From, pl.To = -100, 100
		}
		limit := []int{30, 60, 80, 120}[rng.IntN(4)]
		shown, _ := pl.fitting(limit)
		for _, p := range shown {
			if p.Defined {
				defined++
			}
		}
		text := plotted(t, pl, Style{Width: limit})
		for line := range strings.Lines(text) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > limit {
				t.Fatalf("a line of %d of %d:\n%s", n, limit, text)
			}
		}
		if got := strings.Count(text, "●") + strings.Count(text, "◆"); got != defined {
			t.Fatalf("%d of %d points are drawn:\n%s", got, defined, text)
		}
		drawn += defined
	}
	if drawn < 10000 {
		t.Errorf("only %d points", drawn)
	}
}

func TestPlotScale(t *testing.T) {
	for _, c := range []struct {
		points    []PlotPoint
		low, high float64
		ok        bool
	}{
		{nil, 0, 0, false},
		{[]PlotPoint{{Low: -3, High: 12, Defined: true}}, -10, 20, true},
		{[]PlotPoint{{Low: -3, High: 12, Defined: true}, {Low: -900, High: 900}}, -10, 20, true},
		{[]PlotPoint{{Value: 50, Low: 50, High: 50, Defined: true}}, 50, 60, true},
		{[]PlotPoint{{Value: 100, Low: 100, High: 100, Defined: true}}, 90, 100, true},
	} {
		low, high, ok := PlotScale(c.points)
		if ok != c.ok || ok && (low != c.low || high != c.high) {
			t.Errorf("%v: %v to %v, %v", c.points, low, high, ok)
		}
	}
}
