package cli

import (
	"math"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// ranking is all groups of one input beside each other: whether they differ at
// all, and their order with chance taken out.
type ranking struct {
	groups []*tally.Group
	shrunk []stats.Shrunk // by group
	order  []int          // from the highest; those without answers are left out
	q, p   float64
	df     int
	tested bool
	spread bool // the groups differ by more than the chance in each
}

// rank orders the groups of one input.
func (c *comparing) rank(sc *scored) {
	r := &ranking{}
	var counts []stats.Counts
	for i := range sc.tally.Groups {
		g := &sc.tally.Groups[i]
		e := sc.ofGroup(g)
		r.groups = append(r.groups, g)
		counts = append(counts, e.effective())
	}
	r.q, r.df, r.p, r.tested = stats.Omnibus(counts)
	if s, ok := stats.Shrink(counts); ok {
		r.shrunk, r.order, r.spread = s.Groups, s.Order(), s.Tau2 > 0
	}
	c.groups = r
}

// explained is one dimension's account of the difference.
type explained struct {
	name   string
	d      stats.Decomposition
	uneven stats.Unevenness // whether its groups moved differently from each other
	adj    float64          // p of that, adjusted for the number of dimensions
	tested bool
}

// explain splits the difference by each column of --by alone: what the groups did,
// and what became of their shares. Columns are never added up: they describe the
// same answers.
func (c *comparing) explain(before, after *tally.Tally) error {
	var ps []float64
	for at := range before.By {
		x, y := before.Rollup([]int{at}), after.Rollup([]int{at})
		keys := keysOfBoth(x, y)
		var names []string
		var first, second []stats.Counts
		for _, key := range keys {
			names = append(names, key[0])
			first, second = append(first, classesOf(x.Find(key))), append(second, classesOf(y.Find(key)))
		}
		e := explained{name: c.o.choosing.by[at], adj: 1}
		var ok bool
		if e.d, ok = stats.Decompose(names, first, second); !ok {
			return inputError(c.sides[0].sources[0].info.Name, "one side has no answers, so there is nothing to explain", "")
		}
		p := math.NaN()
		if e.uneven, e.tested = stats.ShuffleTest(first, second); e.tested {
			p = e.uneven.P
		}
		ps = append(ps, p)
		c.explains = append(c.explains, e)
	}
	for i, p := range stats.Adjust(ps, stats.BH) {
		c.explains[i].adj = p
	}
	return nil
}

func classesOf(g *tally.Group) stats.Counts {
	if g == nil {
		return stats.Counts{}
	}
	return stats.Histogram(g.Counts).Counts()
}

// telling is the dimension to look at: among those whose groups moved differently
// by more than chance, the one that shows most beyond it.
func (c *comparing) telling() *explained {
	var best *explained
	for i := range c.explains {
		e := &c.explains[i]
		if !e.tested || e.adj >= 1-c.settings.Confidence {
			continue
		}
		if best == nil || e.uneven.Uneven-e.uneven.Expected > best.uneven.Uneven-best.uneven.Expected {
			best = e
		}
	}
	return best
}

// shifted is the dimension whose shares made most of the difference, where that is
// more than half of it.
func (c *comparing) shifted() *explained {
	var best *explained
	for i := range c.explains {
		e := &c.explains[i]
		if 2*math.Abs(e.d.Mix) > math.Abs(e.d.Delta) && (best == nil || math.Abs(e.d.Mix) > math.Abs(best.d.Mix)) {
			best = e
		}
	}
	return best
}

// largest orders the effects by size.
func (e *explained) largest() []stats.Effect {
	list := slices.Clone(e.d.Effects)
	slices.SortStableFunc(list, func(a, b stats.Effect) int {
		switch x, y := max(a.Total(), -a.Total()), max(b.Total(), -b.Total()); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return list
}
