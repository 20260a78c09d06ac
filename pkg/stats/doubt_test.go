package stats

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func ids(doubts []Doubt) []string {
	var list []string
	for _, d := range doubts {
		list = append(list, d.ID)
	}
	return list
}

func TestHistogramDoubts(t *testing.T) {
	cases := []struct {
		name string
		h    Histogram
		want []string
	}{
		{"no answers", Histogram{}, []string{DoubtNone}},
		{"nine", Histogram{0: 4, 10: 5}, []string{DoubtFew}},
		{"ten", Histogram{0: 5, 10: 5}, nil},
		{"one", Histogram{10: 1}, []string{DoubtFew}},
		{"two promoters", Histogram{9: 1, 10: 1}, []string{DoubtFew, DoubtOneClass}},
		{"all passives", Histogram{7: 20, 8: 4}, []string{DoubtOneClass}},
		{"ordinary", Histogram{30, 5, 5, 9, 9, 30, 20, 40, 70, 60, 90}, nil},
		{"from 1", Histogram{0, 5, 5, 9, 9, 30, 20, 40, 70, 60, 90}, []string{DoubtOneToTen}},
		{"from 1, 199 answers", Histogram{5: 60, 6: 39, 7: 30, 8: 30, 9: 20, 10: 20}, nil},
		{"up to 5", Histogram{1: 3, 2: 4, 3: 9, 4: 11, 5: 13}, []string{DoubtOneClass, DoubtOneToFive}},
		{"up to 5, 14 answers", Histogram{1: 3, 2: 4, 3: 2, 4: 3, 5: 2}, []string{DoubtOneClass}},
		{"up to 5, many", Histogram{1: 300, 5: 130}, []string{DoubtOneClass, DoubtOneToFive}},
		{"no 10", Histogram{30, 5, 5, 9, 9, 30, 20, 40, 70, 60, 0}, []string{DoubtGap}},
		{"no 4 and 5", Histogram{30, 10, 10, 10, 0, 0, 20, 40, 70, 60, 90}, []string{DoubtGap}},
		{"thin below", Histogram{30, 1, 0, 1, 0, 30, 20, 40, 70, 60, 90}, nil},
		{"from 1 and no 10", Histogram{0, 9, 5, 9, 9, 30, 20, 40, 70, 60, 0}, []string{DoubtOneToTen, DoubtGap}},
		{"up to 6", Histogram{20, 20, 30, 40, 50, 60, 70}, []string{DoubtOneClass, DoubtGap}},
	}
	for _, c := range cases {
		if got := ids(c.h.Doubts()); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestDoubtMessages(t *testing.T) {
	id := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	h := Histogram{1: 300, 5: 130}
	gap := Histogram{0, 10, 10, 10, 0, 0, 20, 40, 70, 60, 90}
	var weighted WeightedCounts
	for range 11 {
		weighted.Promoters.Add(1)
	}
	weighted.Passives.Add(1000)
	e, _ := weighted.Estimate()
	all := slices.Concat(Histogram{}.Doubts(), Histogram{3: 2}.Doubts(), h.Doubts(), gap.Doubts(), e.Doubts())
	seen := map[string]bool{}
	for _, d := range all {
		seen[d.ID] = true
		if !id.MatchString(d.ID) || d.Message == "" || strings.ContainsAny(d.Message, "\n%") {
			t.Errorf("%q: %q", d.ID, d.Message)
		}
	}
	for _, want := range []string{DoubtNone, DoubtFew, DoubtEffective, DoubtOneClass, DoubtOneToTen, DoubtOneToFive, DoubtGap} {
		if !seen[want] {
			t.Errorf("%s was never raised", want)
		}
	}
	if m := gap.Doubts()[1].Message; !strings.Contains(m, "is 4 to 5,") {
		t.Errorf("the gap is told as %q", m)
	}
	var even WeightedCounts
	for range 12 {
		even.Passives.Add(2)
	}
	if e, _ := even.Estimate(); len(e.Doubts()) != 0 {
		t.Errorf("even weights are doubted: %v", e.Doubts())
	}
}

func TestHistogramClasses(t *testing.T) {
	h := Histogram{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}
	if got, want := h.Counts(), (Counts{127, 384, 1536}); got != want {
		t.Errorf("classes %v, want %v", got, want)
	}
	mean, ok := Histogram{0: 1, 10: 3}.Mean()
	if !ok || mean != 7.5 {
		t.Errorf("mean %v, ok %v", mean, ok)
	}
	if _, ok := (Histogram{}).Mean(); ok {
		t.Error("a mean without answers")
	}
}
