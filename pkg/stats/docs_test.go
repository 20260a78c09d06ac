package stats

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The documentation must name what there is, and its coverage figures must be
// those of the code.
func TestDocumentation(t *testing.T) {
	data, err := os.ReadFile("../../docs/statistics.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	for _, m := range Methods() {
		if !strings.Contains(doc, "| `"+string(m)+"` |") {
			t.Errorf("method %s has no row", m)
		}
	}
	for _, id := range []string{DoubtNone, DoubtFew, DoubtEffective, DoubtOneClass, DoubtOneToTen, DoubtOneToFive, DoubtGap} {
		if !strings.Contains(doc, "| `"+id+"` |") {
			t.Errorf("doubt %s has no row", id)
		}
	}
	row := regexp.MustCompile("(?m)^\\| (\\d+) \\| `([a-z-]+)` \\| ([\\d.]+) \\| ([\\d.]+) \\| ([\\d.]+) \\|$")
	truths := plausible(1500)
	checked := map[Method]int{}
	for _, cells := range row.FindAllStringSubmatch(doc, -1) {
		n, _ := strconv.Atoi(cells[1])
		m := Method(cells[2])
		if !slices.Contains(Methods(), m) {
			t.Errorf("a row for the unknown method %s", m)
			continue
		}
		if n > 20 { // larger ones take too long for every run
			continue
		}
		checked[m]++
		mean, worst, width := figures(outcomes(n, m), truths)
		for i, got := range []float64{mean, worst, width} {
			want, err := strconv.ParseFloat(cells[3+i], 64)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "row "+cells[0], got, want, 0.0501)
		}
	}
	for _, m := range Methods() {
		if checked[m] == 0 {
			t.Errorf("no coverage figure of %s was checked", m)
		}
	}
}
