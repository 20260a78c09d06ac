// Package tally is the common currency of nps: group keys with eleven counts
// each. A file, a shard counted on another machine, a table on paper and a
// vault all become a Tally, and every number that is printed, tested or drawn
// is computed from one. Tallies add up, so work splits and merges for free.
//
// A Tally is built row by row with a Builder, joined with Merge, written with
// Write and read back with Read.
package tally

import (
	"fmt"
	"slices"
	"strings"
)

// Scores is the number of possible answers, 0 to 10.
const Scores = 11

// Counts holds how many responses gave each score 0..10.
type Counts [Scores]uint64

// N is the number of scored responses.
func (c *Counts) N() uint64 {
	var n uint64
	for _, k := range c {
		n += k
	}
	return n
}

// Detractors counts the scores 0 to 6.
func (c *Counts) Detractors() uint64 {
	return c[0] + c[1] + c[2] + c[3] + c[4] + c[5] + c[6]
}

// Passives counts the scores 7 and 8.
func (c *Counts) Passives() uint64 { return c[7] + c[8] }

// Promoters counts the scores 9 and 10.
func (c *Counts) Promoters() uint64 { return c[9] + c[10] }

// Add adds o's counts to c.
func (c *Counts) Add(o *Counts) {
	for i, k := range o {
		c[i] += k
	}
}

// Weights holds, for each score, the sum of the weights of its responses and
// the sum of their squares, and the smallest and greatest weight of all: what a
// weighted estimate needs.
type Weights struct {
	Sum     [Scores]float64 `json:"sum"`
	Squares [Scores]float64 `json:"squares"`
	Min     float64         `json:"min"`
	Max     float64         `json:"max"`
}

// Add adds o's sums to w.
func (w *Weights) Add(o *Weights) {
	if w.Max == 0 {
		w.Min = o.Min
	}
	if o.Max > 0 {
		w.Min, w.Max = min(w.Min, o.Min), max(w.Max, o.Max)
	}
	for i := range o.Sum {
		w.Sum[i] += o.Sum[i]
		w.Squares[i] += o.Squares[i]
	}
}

// Group is one combination of dimension values with its counts.
type Group struct {
	Key     []string // one value for each of Tally.By, "" for a blank one
	Counts  Counts
	Weights *Weights // nil unless a weight column was used
}

// Excluded says how many records were left out of the counts, by reason.
// Records = the sum of all counts + the sum of these, always.
type Excluded struct {
	Blank      uint64 `json:"blank"`      // question skipped
	Invalid    uint64 `json:"invalid"`    // an answer that is no score 0..10
	Incomplete uint64 `json:"incomplete"` // unfinished response, --complete-only
	Test       uint64 `json:"test"`       // test, preview, spam, disqualified
	Filtered   uint64 `json:"filtered"`   // --where, --since, --until, another survey
	Duplicate  uint64 `json:"duplicate"`  // the same response id again
	Repeat     uint64 `json:"repeat"`     // the same respondent again
	NoConsent  uint64 `json:"no_consent"` // consent for the purpose is missing
	Restricted uint64 `json:"restricted"` // processing restricted at the person's request
}

// Reason is one cause of exclusion with its count.
type Reason struct {
	Name  string
	Count uint64
}

// Reasons lists every reason in a fixed order, zero counts included.
func (e *Excluded) Reasons() []Reason {
	return []Reason{
		{"blank", e.Blank}, {"invalid", e.Invalid}, {"incomplete", e.Incomplete},
		{"test", e.Test}, {"filtered", e.Filtered}, {"duplicate", e.Duplicate},
		{"repeat", e.Repeat}, {"no_consent", e.NoConsent}, {"restricted", e.Restricted},
	}
}

// Sum is the number of excluded records.
func (e *Excluded) Sum() uint64 {
	var n uint64
	for _, r := range e.Reasons() {
		n += r.Count
	}
	return n
}

// Add adds o's counts to e.
func (e *Excluded) Add(o *Excluded) {
	e.Blank += o.Blank
	e.Invalid += o.Invalid
	e.Incomplete += o.Incomplete
	e.Test += o.Test
	e.Filtered += o.Filtered
	e.Duplicate += o.Duplicate
	e.Repeat += o.Repeat
	e.NoConsent += o.NoConsent
	e.Restricted += o.Restricted
}

// Tally maps groups to counts. Groups are sorted by key and unique.
type Tally struct {
	By       []string // names of the dimensions, in the order of the keys
	Groups   []Group
	Excluded Excluded
}

// Total pools the counts of all groups. It is never computed from scores.
func (t *Tally) Total() Group {
	var total Group
	for i := range t.Groups {
		g := &t.Groups[i]
		total.Counts.Add(&g.Counts)
		if g.Weights != nil {
			if total.Weights == nil {
				total.Weights = new(Weights)
			}
			total.Weights.Add(g.Weights)
		}
	}
	return total
}

// Records is the number of records behind the tally: counted and excluded.
func (t *Tally) Records() uint64 {
	total := t.Total()
	return total.Counts.N() + t.Excluded.Sum()
}

// Merge adds o to t. Both must have the same dimensions in the same order.
func (t *Tally) Merge(o *Tally) error {
	if !slices.Equal(t.By, o.By) {
		return fmt.Errorf("tallies by %s and by %s cannot be added", names(t.By), names(o.By))
	}
	t.Excluded.Add(&o.Excluded)
	merged := make([]Group, 0, max(len(t.Groups), len(o.Groups)))
	i, j := 0, 0
	for i < len(t.Groups) || j < len(o.Groups) {
		switch c := compareAt(t.Groups, i, o.Groups, j); {
		case c < 0:
			merged = append(merged, t.Groups[i])
			i++
		case c > 0:
			merged = append(merged, clone(o.Groups[j]))
			j++
		default:
			g := t.Groups[i]
			g.add(&o.Groups[j])
			merged = append(merged, g)
			i, j = i+1, j+1
		}
	}
	t.Groups = merged
	return nil
}

// Rollup keeps only the dimensions at the given positions and pools the rest.
func (t *Tally) Rollup(keep []int) *Tally {
	r := &Tally{Excluded: t.Excluded}
	for _, k := range keep {
		r.By = append(r.By, t.By[k])
	}
	for i := range t.Groups {
		g := clone(t.Groups[i])
		g.Key = make([]string, len(keep))
		for j, k := range keep {
			g.Key[j] = t.Groups[i].Key[k]
		}
		r.Groups = append(r.Groups, g)
	}
	r.sort()
	return r
}

// Find returns the group with that key, or nil.
func (t *Tally) Find(key []string) *Group {
	i, ok := slices.BinarySearchFunc(t.Groups, key, func(g Group, key []string) int { return compareKeys(g.Key, key) })
	if !ok {
		return nil
	}
	return &t.Groups[i]
}

// Where returns the groups whose key is kept, without the account of what was
// excluded, which belongs to all of them. The groups are shared with t.
func (t *Tally) Where(keep func(key []string) bool) *Tally {
	part := &Tally{By: t.By}
	for i := range t.Groups {
		if keep(t.Groups[i].Key) {
			part.Groups = append(part.Groups, t.Groups[i])
		}
	}
	return part
}

// sort orders the groups by key and pools equal keys.
func (t *Tally) sort() {
	slices.SortFunc(t.Groups, func(a, b Group) int { return compareKeys(a.Key, b.Key) })
	out := t.Groups[:0]
	for i := range t.Groups {
		if n := len(out); n > 0 && slices.Equal(out[n-1].Key, t.Groups[i].Key) {
			out[n-1].add(&t.Groups[i])
			continue
		}
		out = append(out, t.Groups[i])
	}
	t.Groups = out
}

// compareKeys orders keys value by value; one value, the common case, is spared
// the loop.
func compareKeys(a, b []string) int {
	if len(a) == 1 && len(b) == 1 {
		return strings.Compare(a[0], b[0])
	}
	return slices.Compare(a, b)
}

func (g *Group) add(o *Group) {
	g.Counts.Add(&o.Counts)
	if o.Weights != nil {
		if g.Weights == nil {
			g.Weights = new(Weights)
		}
		g.Weights.Add(o.Weights)
	}
}

func clone(g Group) Group {
	if g.Weights != nil {
		w := *g.Weights
		g.Weights = &w
	}
	return g
}

func compareAt(a []Group, i int, b []Group, j int) int {
	if i == len(a) {
		return 1
	}
	if j == len(b) {
		return -1
	}
	return compareKeys(a[i].Key, b[j].Key)
}

func names(by []string) string {
	if len(by) == 0 {
		return "nothing"
	}
	return strings.Join(by, ",")
}
