package vault

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// What must look at rows: weights, whose sums depend on their order, and people,
// of whose answers one counts.

// answer is one row that the query keeps and that has a score.
type answer struct {
	who    [16]byte
	time   int64 // milliseconds on the wall clock
	weight float64
	group  uint32 // number in answers.keys, then in the tally
	score  uint8
	timed  bool
	known  bool
}

// answers are those of one part.
type answers struct {
	rows     []answer
	keys     [][]byte // joined keys of groups
	excluded tally.Excluded
	partial  uint64
}

// inOrder makes parts ready beside each other, a few ahead, and hands them on in their order:
// that of their entries, and within one entry that in which they were written.
func (r *reading) inOrder(ctx context.Context, columns []string, next func(*answers) error) error {
	parts := slices.Clone(r.parts)
	slices.SortFunc(parts, func(a, b state.Part) int {
		return cmp.Or(cmp.Compare(a.Part.Seq, b.Part.Seq), strings.Compare(a.Part.Path, b.Part.Path))
	})
	type result struct {
		a   *answers
		err error
	}
	ctx, stop := context.WithCancel(ctx)
	var working sync.WaitGroup
	defer working.Wait()
	defer stop()
	ahead := make(chan chan result, runtime.GOMAXPROCS(0))
	working.Go(func() {
		defer close(ahead)
		for _, p := range parts {
			done := make(chan result, 1)
			select {
			case ahead <- done:
			case <-ctx.Done():
				return
			}
			working.Go(func() {
				a, err := r.answersOf(p, columns)
				done <- result{a, err}
			})
		}
	})
	for done := range ahead {
		res := <-done
		if res.err == nil {
			res.err = ctx.Err()
		}
		if res.err == nil {
			res.err = next(res.a)
		}
		if res.err != nil {
			return res.err
		}
	}
	return ctx.Err()
}

// answersOf reads the rows of one part that the query keeps.
func (r *reading) answersOf(p state.Part, columns []string) (*answers, error) {
	a := &answers{}
	if !r.overlaps(p) {
		return a, r.leaveOut(p, &a.excluded)
	}
	err := r.v.readPart(p, func(f *part.File) error {
		var err error
		if a.partial, err = f.Unfinished(r.pq); err != nil {
			return err
		}
		known := map[string]uint32{}
		return f.Select(r.pq, &a.excluded, columns, func(key []byte, score int, cells []part.Value) error {
			if score == part.Blank {
				a.excluded.Blank++
				return nil
			}
			group, ok := known[string(key)]
			if !ok {
				group = uint32(len(a.keys))
				known[string(key)] = group
				a.keys = append(a.keys, slices.Clone(key))
			}
			row := answer{group: group, score: uint8(score)}
			for i, name := range columns {
				row.take(name, &cells[i])
			}
			if r.q.Weighted && row.weight == 0 {
				return ErrNoWeight
			}
			a.rows = append(a.rows, row)
			return nil
		})
	})
	return a, err
}

func (a *answer) take(column string, v *part.Value) {
	switch {
	case v.Null:
	case column == "weight":
		a.weight = v.Float
	case column == "time":
		a.time, a.timed = v.Int, true
	case column == "respondent":
		a.known = copy(a.who[:], v.Text) == len(a.who)
	}
}

// join makes the numbers of groups those of the builder.
func (a *answers) join(b *tally.Builder) {
	numbers := make([]uint32, len(a.keys))
	for i, key := range a.keys {
		numbers[i] = b.Group(key)
	}
	for i := range a.rows {
		a.rows[i].group = numbers[a.rows[i].group]
	}
	b.Excluded.Add(&a.excluded)
}

func (r *reading) add(b *tally.Builder, a *answer) {
	b.Count(a.group, int(a.score))
	if r.q.Weighted {
		b.Weigh(a.group, int(a.score), a.weight)
	}
}

// countWeights counts rows in the order of the vault, so that the sums of weights are
// the same each time.
func (r *reading) countWeights(ctx context.Context) (*Counted, error) {
	b := tally.NewBuilder(r.names)
	c := &Counted{Repeated: -1}
	err := r.inOrder(ctx, []string{"weight"}, func(a *answers) error {
		a.join(b)
		c.Partial += a.partial
		for i := range a.rows {
			r.add(b, &a.rows[i])
		}
		return nil
	})
	c.Tally = b.Finish()
	return c, err
}

// countPeople counts one answer of each respondent. Memory holds one answer a person.
func (r *reading) countPeople(ctx context.Context) (*Counted, error) {
	columns := []string{"respondent", "time"}
	if r.q.Weighted {
		columns = append(columns, "weight")
	}
	b := tally.NewBuilder(r.names)
	c := &Counted{}
	people := map[[16]byte]int{} // the place in chosen; its complement once the person answered again
	var chosen []answer
	err := r.inOrder(ctx, columns, func(a *answers) error {
		a.join(b)
		c.Partial += a.partial
		for i := range a.rows {
			row := &a.rows[i]
			if !row.known {
				r.add(b, row)
				continue
			}
			at, again := people[row.who]
			if !again {
				people[row.who] = len(chosen)
				chosen = append(chosen, *row)
				continue
			}
			b.Excluded.Repeat++
			if at >= 0 {
				c.Repeated++
				people[row.who] = ^at
			} else {
				at = ^at
			}
			if row.replaces(&chosen[at], r.q.PerRespondent != FirstAnswer) {
				chosen[at] = *row
			}
		}
		return nil
	})
	for i := range chosen {
		r.add(b, &chosen[i])
		if r.q.People {
			c.People = append(c.People, Respondent{chosen[i].who, chosen[i].score})
		}
	}
	c.Tally = b.Finish()
	return c, err
}

// replaces tells whether an answer takes the place of an earlier one of the same
// person. Without times the order in which they were imported decides.
func (a *answer) replaces(earlier *answer, newest bool) bool {
	if a.timed && earlier.timed && a.time != earlier.time {
		return (a.time > earlier.time) == newest
	}
	return newest
}

// tellsPeopleApart refuses a question that the pseudonyms cannot answer.
func (r *reading) tellsPeopleApart() error {
	if !r.q.oneEach() {
		return nil
	}
	switch r.v.st.Policy().Pseudonym {
	case state.PseudonymOff:
		return ErrNoPseudonym
	case state.PseudonymBucket:
		buckets := map[string]bool{}
		for _, p := range r.parts {
			if r.overlaps(p) {
				buckets[p.Part.Bucket] = true
			}
		}
		if len(buckets) > 1 {
			return ErrNoPseudonym
		}
	}
	return nil
}
