package cli

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// panel is what became of the respondents who stand on both sides.
type panel struct {
	table                 stats.Transitions
	respondents           uint64
	up, down              uint64
	onlyFirst, onlySecond uint64 // respondents of one side only, who tell nothing here
}

// people compares two answers of the same respondents: two files, or one input
// (also the vault) cut by --a and --b. Of a respondent's answers on one side the
// latest counts.
func (c *comparing) people(ctx context.Context, a *app, files []string) error {
	inputs := [2][]string{files, files}
	if len(c.o.a) == 0 {
		if err := a.sameInput(files[0], files[1]); err != nil {
			return err
		}
		inputs = [2][]string{files[:1], files[1:]}
	} else if slices.Contains(files, "-") {
		return usageError("--paired", "reads its input twice, which a pipe cannot", "name the file")
	} else if !apart(c.o.a, c.o.b) {
		return usageError("--paired", "an answer can stand on both sides, and would be compared with itself", "--a and --b with different values of one column, such as --a quarter=2026-Q1 --b quarter=2026-Q2")
	}
	var hists [2]tally.Group
	names := [2]string{strings.Join(c.o.a, " and "), strings.Join(c.o.b, " and ")}
	for i, conditions := range [][]string{c.o.a, c.o.b} {
		sc, err := c.countSide(ctx, a, inputs[i], [...]string{"--a", "--b"}[i], conditions)
		if err != nil {
			return err
		}
		c.sides = append(c.sides, sc)
		if names[i] == "" {
			names[i] = sc.sources[0].info.Name
		}
	}
	if c.sides[0].vault != c.sides[1].vault {
		return usageError("--paired", "cannot join respondents of a vault with those of another input", "pseudonyms differ from vault to vault; --a and --b cut one vault in two")
	}
	p := join(c.sides[0].people, c.sides[1].people, &hists)
	if p.respondents == 0 {
		return inputError("--paired", "no respondent stands on both sides",
			"--respondent-column names the column that identifies people, in both files alike")
	}
	c.change = len(c.o.a) == 0 || follows(c.o.a, c.o.b)
	c.addPanel(p, c.sides[0].member(names[0], &hists[0]), c.sides[1].member(names[1], &hists[1]))
	return nil
}

// countSide counts one side with its respondents. Periods among the conditions
// become a window of time.
func (c *comparing) countSide(ctx context.Context, a *app, files []string, flag string, conditions []string) (*scored, error) {
	choosing := *c.o.choosing
	choosing.where = slices.Clone(choosing.where)
	for _, text := range conditions {
		f, err := tally.ParseFilter(text)
		if err != nil {
			return nil, usageError(flag, err.Error(), "such as "+flag+" region=North or "+flag+" month=2026-05")
		}
		unit, period := calendar.ParseUnit(strings.ToLower(f.Column))
		if !period {
			choosing.where = append(choosing.where, text)
			continue
		}
		if f.Not || len(f.Values) != 1 || choosing.since != "" || choosing.until != "" {
			return nil, usageError(flag, "with --paired a side has one period", "such as "+flag+" quarter=2026-Q1")
		}
		start, end, ok := unit.Bounds(f.Values[0], time.UTC)
		if !ok {
			return nil, usageError(flag, quoted(f.Values[0])+" is no "+unit.String(), "")
		}
		choosing.since, choosing.until = start.Format("2006-01-02"), end.Format("2006-01-02")
	}
	sc := newScored(c.settings, "compare", c.o.reading, &choosing)
	sc.wantPeople = true
	if err := sc.count(ctx, a, files, false); err != nil {
		return nil, err
	}
	if sc.weighted() {
		return nil, unweighted(sc.sources[0].info.Name)
	}
	return sc, nil
}

// apart says whether no answer can stand on both sides: some column has values on
// one side that it has not on the other.
func apart(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			f, errF := tally.ParseFilter(x)
			g, errG := tally.ParseFilter(y)
			if errF == nil && errG == nil && strings.EqualFold(f.Column, g.Column) && disjoint(&f, &g) {
				return true
			}
		}
	}
	return false
}

// disjoint says whether no value passes both filters of one column.
func disjoint(f, g *tally.Filter) bool {
	if f.Not && g.Not {
		return false
	}
	if f.Not {
		f, g = g, f
	}
	return !slices.ContainsFunc(f.Values, func(v string) bool { return g.Match([]byte(v)) })
}

// join finds the respondents of both sides.
func join(first, second map[whoever]int8, hists *[2]tally.Group) *panel {
	p := &panel{}
	for who, before := range first {
		after, ok := second[who]
		if !ok {
			p.onlyFirst++
			continue
		}
		p.respondents++
		from, to := classIndex(before), classIndex(after)
		p.table[from][to]++
		switch {
		case to > from:
			p.up++
		case to < from:
			p.down++
		}
		hists[0].Counts[before]++
		hists[1].Counts[after]++
	}
	p.onlySecond = uint64(len(second)) - p.respondents
	return p
}

// classIndex is 0 for a detractor, 1 for a passive, 2 for a promoter.
func classIndex(score int8) int {
	switch {
	case score >= 9:
		return 2
	case score >= 7:
		return 1
	}
	return 0
}

// addPanel tests the moves of the respondents.
func (c *comparing) addPanel(p *panel, a, b member) {
	d, ok := stats.Paired(p.table.Moves(), c.settings.Confidence)
	// Paired gives the second less the first.
	d = stats.Difference{D: -d.D, Low: -d.High, High: -d.Low, Z: -d.Z, P: d.P}
	c.pairs = append(c.pairs, pair{a: a, b: b, diff: d, defined: ok, p: d.P, adjusted: math.NaN(), paired: p})
	for i, n := range []uint64{p.onlyFirst, p.onlySecond} {
		if n > 0 {
			name := [2]member{a, b}[i].name
			c.warnings = append(c.warnings, warning{ID: "unpaired", Message: fmt.Sprintf("%s %s only in %s and left out here", thousands(n), plural(n, "respondent is", "respondents are"), name)})
		}
	}
}

func (p *panel) doc() *pairedDoc {
	d := &pairedDoc{Respondents: p.respondents, Up: p.up, Down: p.down, OnlyA: p.onlyFirst, OnlyB: p.onlySecond}
	for i, row := range p.table {
		for j, n := range row {
			d.Transitions[i][j] = int(n)
		}
	}
	return d
}
