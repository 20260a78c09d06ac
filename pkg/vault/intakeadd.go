package vault

import (
	"errors"
	"fmt"

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

// sizeEvery is how many rows of a bucket pass between two looks at its size.
const sizeEvery = 1024

// Collector takes the rows of one goroutine.
type Collector struct {
	in      *Intake
	ids     *keyring.Hasher
	people  *keyring.Hasher // nil with the policy pseudonym: off
	perBuck bool            // pseudonyms hold within a bucket
	byDay   map[int32]*shelf
	shelves map[string]*shelf
	idle    []*shelf // written, to be used for another bucket
	held    int64
	cells   [][]byte
	rows    state.RowCounts
}

// shelf holds rows of one bucket that are not written yet, in all tiers.
type shelf struct {
	bucket *bucket
	core   *part.Core
	person *part.Person
	index  *part.Index
	held   int64 // bytes at the last look
	rows   int64 // of the bucket, written ones too
}

func newCollector(in *Intake) *Collector {
	c := &Collector{in: in, ids: keyring.NewHasher(in.keys.IndexKey, keyring.LabelID),
		byDay: map[int32]*shelf{}, shelves: map[string]*shelf{}, cells: make([][]byte, len(in.o.PersonColumns)+1)}
	if p := in.policy.Pseudonym; p != state.PseudonymOff {
		c.people = keyring.NewHasher(in.keys.PseudonymKey, keyring.LabelRespondent)
		c.perBuck = p == state.PseudonymBucket
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
	if err := fits(r); err != nil {
		return 0, err
	}
	s := c.byDay[r.Day]
	if s == nil {
		var err error
		if s, err = c.shelfOf(r.Day); err != nil {
			c.in.fail(err)
			return 0, err
		}
	}
	if s.bucket.closed {
		c.rows.Late++
		return Late, nil
	}
	var id [16]byte
	if len(r.ResponseID) > 0 {
		id = c.ids.Sum(string(r.ResponseID))
		if !c.isNew(&id, s.bucket) {
			c.rows.Duplicate++
			return Duplicate, nil
		}
	}
	c.pseudonym(r, s.bucket)
	if err := c.append(s, r, id); err != nil {
		c.in.fail(err)
		return 0, err
	}
	return Added, nil
}

// fits looks at what may be too large. It is asked before anything is taken, so that
// the tiers of a part keep the same rows.
func fits(r *Row) error {
	size := len(r.ResponseID)
	for _, cell := range r.Person {
		size += len(cell)
	}
	ok := size <= maxRowBytes && len(r.Comment) <= maxRowBytes && len(r.Consent) <= maxValueBytes
	for _, d := range r.Dimensions {
		ok = ok && len(d) <= maxValueBytes
	}
	if !ok {
		return ErrUnfit
	}
	return nil
}

func (c *Collector) isNew(id *[16]byte, b *bucket) bool {
	for _, set := range b.before {
		if set.has(id) {
			return false
		}
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
	r.Respondent = c.people.Sum(keyring.RespondentText(within, string(r.Identifier)))
}

// shelfOf gives the shelf of a day's bucket.
func (c *Collector) shelfOf(day int32) (*shelf, error) {
	b, err := c.in.bucketOf(day)
	if err != nil {
		return nil, err
	}
	s := c.shelves[b.name]
	if s == nil {
		s = &shelf{bucket: b}
		c.shelves[b.name] = s
	}
	c.byDay[day] = s
	return s, nil
}

// append puts the row into each tier.
func (c *Collector) append(s *shelf, r *Row, id [16]byte) error {
	if len(r.Person) != len(c.in.o.PersonColumns) {
		return fmt.Errorf("a row of %d person cells for %d columns", len(r.Person), len(c.in.o.PersonColumns))
	}
	if s.core == nil {
		c.open(s)
	}
	err := s.core.Append(&r.Row)
	if errors.Is(err, part.ErrFull) {
		if err = c.flush(s); err != nil {
			return err
		}
		c.open(s)
		err = s.core.Append(&r.Row)
	}
	if err != nil {
		return err
	}
	c.cells[0] = nil
	if len(r.ResponseID) > 0 {
		c.cells[0] = r.ResponseID
	}
	copy(c.cells[1:], r.Person)
	if err := s.person.Append(c.cells); err != nil {
		return err
	}
	if err := s.index.Append(id); err != nil {
		return err
	}
	s.rows++
	c.rows.OK++
	if len(s.bucket.due) > 0 {
		c.rows.Expiring++
	}
	if s.core.Len()%sizeEvery == 0 {
		return c.weigh(s)
	}
	return nil
}

// open gives the shelf builders, used ones where there are some.
func (c *Collector) open(s *shelf) {
	if n := len(c.idle); n > 0 {
		used := c.idle[n-1]
		c.idle = c.idle[:n-1]
		s.core, s.person, s.index = used.core, used.person, used.index
		return
	}
	s.core = part.NewCore(c.in.o.Schema)
	s.person = part.NewPerson(append([]string{"response_id"}, c.in.o.PersonColumns...))
	s.index = part.NewIndex()
}

// weigh looks at the size of a shelf, and writes the largest one of this worker when
// all workers together hold too much.
func (c *Collector) weigh(s *shelf) error {
	size := int64(s.core.Size() + s.person.Size() + s.index.Size())
	total := c.in.held.Add(size - s.held)
	c.held += size - s.held
	s.held = size
	if total <= c.in.budget || c.held < c.in.budget/max(1, c.in.crews.Load()) {
		return nil
	}
	for _, other := range c.shelves {
		if other.held > s.held {
			s = other
		}
	}
	return c.flush(s)
}

// flush writes the rows of a shelf as one part of each tier.
func (c *Collector) flush(s *shelf) error {
	if s.core == nil || s.core.Len() == 0 {
		return nil
	}
	if err := c.in.writePart(s); err != nil {
		return err
	}
	c.in.held.Add(-s.held)
	c.held -= s.held
	s.held = 0
	s.core.Reset()
	s.person.Reset()
	s.index.Reset()
	c.idle = append(c.idle, &shelf{core: s.core, person: s.person, index: s.index})
	s.core, s.person, s.index = nil, nil, nil
	return nil
}
