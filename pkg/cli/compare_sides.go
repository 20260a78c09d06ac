package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// member is one side of a pair.
type member struct {
	name string // for people
	key  []string
	est  estimate
	hist *stats.Histogram // nil where only classes are known
}

// cell is the name in a column; a program gets an empty cell for a blank value.
func (m *member) cell() table.Cell {
	return table.Cell{Text: m.name, Empty: len(m.key) == 1 && m.key[0] == ""}
}

// member makes one of a group of the tally.
func (sc *scored) member(name string, g *tally.Group) member {
	m := member{name: name, key: g.Key, est: sc.ofGroup(g)}
	if !sc.classesOnly {
		h := stats.Histogram(g.Counts)
		m.hist = &h
	}
	return m
}

// whole is everything that was counted.
func (sc *scored) whole() member {
	name := sc.sources[0].info.Name
	if sc.classes != nil {
		return member{name: name, est: sc.ofClasses(*sc.classes)}
	}
	total := sc.tally.Total()
	return sc.member(name, &total)
}

// group is one group by its key; one that is not there has no answers.
func (sc *scored) group(key []string) member {
	g := sc.tally.Find(key)
	if g == nil {
		g = &tally.Group{Key: key}
	}
	return sc.member(sc.sources[0].info.Name, g)
}

// keysOfBoth lists the keys of both tallies in their order.
func keysOfBoth(a, b *tally.Tally) [][]string {
	var keys [][]string
	for _, t := range []*tally.Tally{a, b} {
		for i := range t.Groups {
			keys = append(keys, t.Groups[i].Key)
		}
	}
	slices.SortFunc(keys, slices.Compare)
	return slices.CompactFunc(keys, slices.Equal)
}

// condition is one of --a or --b: a dimension of the tally and what it must be.
type condition struct {
	at     int
	filter tally.Filter
}

func (c *condition) holds(key []string) bool { return c.filter.Match([]byte(key[c.at])) }

// conditions reads --a and --b and adds the columns that they name to by.
func conditions(flag string, texts []string, by *[]string) ([]condition, error) {
	var list []condition
	for _, text := range texts {
		f, err := tally.ParseFilter(text)
		if err != nil {
			return nil, usageError(flag, err.Error(), "such as "+flag+" region=North or "+flag+" month=2026-05")
		}
		at := slices.Index(*by, f.Column)
		if at < 0 {
			at = len(*by)
			*by = append(*by, f.Column)
		}
		list = append(list, condition{at, f})
	}
	return list, nil
}

func all(list []condition, key []string) bool {
	for i := range list {
		if !list[i].holds(key) {
			return false
		}
	}
	return true
}

// follows says whether two sides differ in time alone and the second comes after the
// first, so that words can say up and down.
func follows(first, second []string) bool {
	_, end, others := window(first)
	start, _, same := window(second)
	return !end.IsZero() && !start.IsZero() && !start.Before(end) && slices.Equal(others, same)
}

// window is the time that a side's periods span, zero without one, and what else is
// asked of its answers.
func window(conditions []string) (start, end time.Time, others []string) {
	for _, text := range conditions {
		f, err := tally.ParseFilter(text)
		unit, period := calendar.ParseUnit(strings.ToLower(f.Column))
		if err != nil || !period || f.Not {
			others = append(others, text)
			continue
		}
		for _, value := range f.Values {
			from, to, ok := unit.Bounds(value, time.UTC)
			if !ok {
				return time.Time{}, time.Time{}, nil
			}
			if start.IsZero() || from.Before(start) {
				start = from
			}
			if to.After(end) {
				end = to
			}
		}
	}
	slices.Sort(others)
	return start, end, others
}

// filtered cuts one input in two by --a and --b. Every column that they name
// becomes a dimension of one tally, so that the input is read once.
func (c *comparing) filtered(ctx context.Context, a *app, files []string) error {
	var by []string
	first, err := conditions("--a", c.o.a, &by)
	if err != nil {
		return err
	}
	second, err := conditions("--b", c.o.b, &by)
	if err != nil {
		return err
	}
	var explaining []int
	for _, name := range c.o.choosing.by {
		at := slices.Index(by, name)
		if at < 0 {
			at = len(by)
			by = append(by, name)
		}
		explaining = append(explaining, at)
	}
	sc, err := c.count(ctx, a, files, by)
	if err != nil {
		return err
	}
	c.sides = []*scored{sc}
	inFirst := sc.tally.Where(func(key []string) bool { return all(first, key) })
	inSecond := sc.tally.Where(func(key []string) bool { return all(second, key) })
	both := inFirst.Where(func(key []string) bool { return all(second, key) }).Total()
	if shared := both.Counts.N(); shared > 0 {
		return usageError("compare", fmt.Sprintf("%s %s to both sides, which must not share any", thousands(shared), plural(shared, "answer belongs", "answers belong")),
			"a group against all others: --by COLUMN --against rest; the same respondents twice: --paired")
	}
	c.change = follows(c.o.a, c.o.b)
	whole := sc.tally.Total()
	totals := [2]tally.Group{inFirst.Total(), inSecond.Total()}
	c.neither = whole.Counts.N() - totals[0].Counts.N() - totals[1].Counts.N()
	c.addPair(nil, sc.member(strings.Join(c.o.a, " and "), &totals[0]), sc.member(strings.Join(c.o.b, " and "), &totals[1]))
	if c.o.explain {
		return c.explain(inFirst.Rollup(explaining), inSecond.Rollup(explaining))
	}
	return nil
}

// mostPairs bounds the table of all pairs: 45 groups.
const mostPairs = 990

// withinOne compares the groups of one input, each with each or with the rest.
func (c *comparing) withinOne(ctx context.Context, a *app, files []string) error {
	sc, err := c.count(ctx, a, files, c.o.choosing.by)
	if err != nil {
		return err
	}
	c.sides = []*scored{sc}
	t := sc.tally
	c.by = t.By
	n := len(t.Groups)
	if n < 2 {
		return inputError(sc.sources[0].info.Name, "has only one group by "+strings.Join(t.By, " and ")+", so there is nothing to compare", "choose another column with --by")
	}
	c.rank(sc)
	c.change = c.onlyPeriodsBy()
	if c.o.against.word == "rest" {
		total := t.Total()
		for i := range t.Groups {
			rest := without(&total, &t.Groups[i], t, i)
			c.addPair(t.Groups[i].Key, sc.member(groupName(t.Groups[i].Key), &t.Groups[i]), sc.member("the rest", rest))
		}
		c.change = false
		c.family = len(c.pairs)
		return nil
	}
	if n*(n-1)/2 > mostPairs {
		return usageError("--by", fmt.Sprintf("gives %s groups and so %s pairs", thousands(uint64(n)), thousands(uint64(n*(n-1)/2))), "--against rest compares each group with all others")
	}
	for i := range t.Groups {
		for j := i + 1; j < n; j++ {
			c.addPair(nil, sc.member(groupName(t.Groups[i].Key), &t.Groups[i]), sc.member(groupName(t.Groups[j].Key), &t.Groups[j]))
		}
	}
	c.family = len(c.pairs)
	return nil
}

// onlyPeriodsBy says whether the groups are periods and nothing else.
func (c *comparing) onlyPeriodsBy() bool {
	for _, name := range c.by {
		if _, ok := calendar.ParseUnit(name); !ok {
			return false
		}
	}
	return true
}

// without is everything but one group. Counts are taken off; sums of weights are
// added up anew, since floating-point numbers do not come apart exactly.
func without(total, g *tally.Group, t *tally.Tally, at int) *tally.Group {
	rest := &tally.Group{}
	if total.Weights == nil {
		for i := range rest.Counts {
			rest.Counts[i] = total.Counts[i] - g.Counts[i]
		}
		return rest
	}
	others := tally.Tally{By: t.By, Groups: slices.Delete(slices.Clone(t.Groups), at, at+1)}
	*rest = others.Total()
	return rest
}

// groupName is a key for people.
func groupName(key []string) string {
	parts := make([]string, len(key))
	for i, v := range key {
		if parts[i] = v; v == "" {
			parts[i] = "(blank)"
		}
	}
	return strings.Join(parts, " / ")
}
