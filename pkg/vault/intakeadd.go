package vault

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Limits of a row, those of package part, which a test holds them against.
const (
	maxRowBytes   = 16 << 20 // of all person cells, and of a comment
	maxValueBytes = 1 << 20  // of a dimension or the consent
)

// firstDay is 0001-01-01: a day is written with four digits of the year.
const firstDay = -719162

// A shelf's size is looked at when so many bytes came since the last time: often enough
// for a bucket a day, seldom enough to cost nothing. What a row is reckoned at beside
// its texts is a bit more than it takes.
const (
	lookEvery   = 32 << 10
	rowOverhead = 100
)

// Collector takes the rows of one goroutine.
type Collector struct {
	in      *Intake
	ids     *keyring.Hasher
	later   *laterIDs       // nil where ids are looked up at once
	people  *keyring.Hasher // nil with the policy pseudonym: off
	perBuck bool            // pseudonyms hold within a bucket
	byDay   map[int32]*shelf
	last    *shelf // that of lastDay, since rows come in the order of their days
	lastDay int32
	shelves map[*bucket]*shelf
	cells   [][]byte
	rows    state.RowCounts
}

// shelf holds what one worker collected of one bucket and that is not written yet. Another worker
// may take it away to write it together with its own.
type shelf struct {
	bucket *bucket

	mu   sync.Mutex
	rows *tiers // nil when empty
	held int64  // bytes at the last look
	came int    // bytes since then
}

// tiers are the same rows in each tier.
type tiers struct {
	core   *part.Core
	person *part.Person
	index  *part.Index
}

func (t *tiers) size() int64 { return int64(t.core.Size() + t.person.Size() + t.index.Size()) }

func newCollector(in *Intake) *Collector {
	c := &Collector{in: in, ids: keyring.NewHasher(in.keys.IndexKey, keyring.LabelID),
		byDay: map[int32]*shelf{}, shelves: map[*bucket]*shelf{}, cells: make([][]byte, len(in.o.PersonColumns)+1)}
	if p := in.policy.Pseudonym; p != state.PseudonymOff {
		c.people = keyring.NewHasher(in.keys.PseudonymKey, keyring.LabelRespondent)
		c.perBuck = p == state.PseudonymBucket
	}
	if in.later {
		c.later = new(laterIDs)
	}
	return c
}

// Add copies a row. ErrUnfit is about this row alone; after any other error the import
// has failed.
func (c *Collector) Add(r *Row) (Outcome, error) {
	if err := c.in.failure(); err != nil {
		return 0, err
	}
	if r.Day > c.in.latest || r.Day < firstDay {
		return Future, nil
	}
	size, err := fits(r)
	if err != nil {
		return 0, err
	}
	s := c.last
	if s == nil || r.Day != c.lastDay {
		if s = c.byDay[r.Day]; s == nil {
			if s, err = c.shelfOf(r.Day); err != nil {
				c.in.fail(err)
				return 0, err
			}
		}
		c.last, c.lastDay = s, r.Day
	}
	if s.bucket.closed {
		c.rows.Late++
		return Late, nil
	}
	var id [16]byte
	if len(r.ResponseID) > 0 {
		id = c.ids.SumBytes(r.ResponseID)
		if c.later == nil {
			c.in.ids.expect(&id)
		}
	}
	c.pseudonym(r, s.bucket)
	if len(r.ResponseID) > 0 && !c.isNew(&id, s.bucket) {
		c.rows.Duplicate++
		return Duplicate, nil
	}
	if err := c.append(s, r, id, size); err != nil {
		c.in.fail(err)
		return 0, err
	}
	return Added, nil
}

// fits looks at what may be too large, and gives the size of the rest. It is asked
// before anything is taken, so that the tiers of a part keep the same rows.
func fits(r *Row) (size int, err error) {
	size = len(r.ResponseID)
	for _, cell := range r.Person {
		size += len(cell)
	}
	ok := size <= maxRowBytes && len(r.Comment) <= maxRowBytes && len(r.Consent) <= maxValueBytes
	for _, d := range r.Dimensions {
		ok = ok && len(d) <= maxValueBytes
	}
	if !ok {
		return 0, ErrUnfit
	}
	return size + len(r.Comment) + rowOverhead, nil
}

func (c *Collector) isNew(id *[16]byte, b *bucket) bool {
	for _, set := range b.before {
		if set.has(id) {
			return false
		}
	}
	if c.later != nil {
		c.later.add(id)
		return true
	}
	return c.in.ids.add(id)
}

func (c *Collector) pseudonym(r *Row, b *bucket) {
	r.Known = c.people != nil && len(r.Identifier) > 0
	if !r.Known {
		r.Respondent = [16]byte{}
		return
	}
	within := ""
	if c.perBuck {
		within = b.name
	}
	r.Respondent = c.people.Respondent(within, r.Identifier)
}

// shelfOf gives the shelf of a day's bucket.
func (c *Collector) shelfOf(day int32) (*shelf, error) {
	b, err := c.in.bucketOf(day)
	if err != nil {
		return nil, err
	}
	s := c.shelves[b]
	if s == nil {
		s = &shelf{bucket: b}
		c.shelves[b] = s
		c.in.mu.Lock()
		b.shelves = append(b.shelves, s)
		c.in.mu.Unlock()
	}
	c.byDay[day] = s
	return s, nil
}

// append puts the row into each tier, and writes what there is too much of.
func (c *Collector) append(s *shelf, r *Row, id [16]byte, size int) error {
	if len(r.Person) != len(c.in.o.PersonColumns) {
		return fmt.Errorf("a row of %d person cells for %d columns", len(r.Person), len(c.in.o.PersonColumns))
	}
	c.cells[0] = nil
	if len(r.ResponseID) > 0 {
		c.cells[0] = r.ResponseID
	}
	copy(c.cells[1:], r.Person)
	total, err := c.put(s, r, id, size)
	if errors.Is(err, part.ErrFull) {
		if err := c.in.writeShelves(s.bucket, s); err != nil {
			return err
		}
		total, err = c.put(s, r, id, size)
	}
	if err != nil {
		return err
	}
	c.rows.OK++
	if len(s.bucket.due) > 0 {
		c.rows.Expiring++
	}
	if total > c.in.budget {
		return c.in.relieve(total)
	}
	return nil
}

// put takes the row into the shelf. Now and then it looks at the size, and gives that of all
// rows that are held; otherwise 0.
func (c *Collector) put(s *shelf, r *Row, id [16]byte, size int) (total int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows == nil {
		s.rows = &tiers{part.NewCore(c.in.o.Schema), part.NewPerson(c.in.columns), part.NewIndex()}
	}
	t := s.rows
	if err := t.core.Append(&r.Row); err != nil {
		return 0, err
	}
	if err := t.person.Append(c.cells); err != nil {
		return 0, err
	}
	if err := t.index.Append(id); err != nil {
		return 0, err
	}
	if s.came += size; s.came < lookEvery {
		return 0, nil
	}
	s.came = 0
	grown := t.size() - s.held
	s.held += grown
	s.bucket.held.Add(grown)
	return c.in.held.Add(grown), nil
}

// take empties the shelf.
func (s *shelf) take(in *Intake) *tiers {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.rows
	s.bucket.held.Add(-s.held)
	in.held.Add(-s.held)
	s.rows, s.held, s.came = nil, 0, 0
	return t
}

// relieve writes the bucket that holds most. One worker does it while the others go
// on, until they hold a quarter more than they may.
func (in *Intake) relieve(total int64) error {
	if total <= in.budget+in.budget/4 {
		if !in.relieving.TryLock() {
			return nil
		}
	} else {
		in.relieving.Lock()
	}
	defer in.relieving.Unlock()
	if in.held.Load() <= in.budget { // another one did
		return nil
	}
	in.mu.Lock()
	var most *bucket
	for _, b := range in.buckets {
		if most == nil || b.held.Load() > most.held.Load() {
			most = b
		}
	}
	in.mu.Unlock()
	return in.writeBucket(most)
}

// writeBucket writes all that is held of a bucket.
func (in *Intake) writeBucket(b *bucket) error {
	in.mu.Lock()
	shelves := slices.Clone(b.shelves)
	in.mu.Unlock()
	return in.writeShelves(b, shelves...)
}

// writeShelves empties shelves of one bucket and writes their rows, as one part where
// they fit.
func (in *Intake) writeShelves(b *bucket, shelves ...*shelf) error {
	var all *tiers
	for _, s := range shelves {
		t := s.take(in)
		switch {
		case t == nil || t.core.Len() == 0:
			continue
		case all == nil:
			all = t
			continue
		}
		if all.core.Absorb(t.core) {
			if !all.person.Absorb(t.person) || !all.index.Absorb(t.index) {
				return fmt.Errorf("the tiers of a part have not the same rows")
			}
			continue
		}
		if err := in.writePart(b, all); err != nil {
			return err
		}
		all = t
	}
	if all == nil {
		return nil
	}
	return in.writePart(b, all)
}
