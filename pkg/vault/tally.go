package vault

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Respondents says which answers of one person count.
type Respondents uint8

// The choices of Query.PerRespondent. People are told apart by their pseudonyms; an
// answer without one counts.
const (
	AllAnswers Respondents = iota
	LatestAnswer
	FirstAnswer
)

// Query says which answers to count and by what. The zero value counts all of them
// but tests.
type Query struct {
	By            []part.By
	Where         []part.Where
	Since, Until  time.Time // wall times in the policy's zone, half open; zero for an open end
	Complete      bool      // leave out unfinished responses
	Test          bool      // keep tests
	Purpose       string    // only with consent for it; "" asks for none
	PerRespondent Respondents
	Weighted      bool // sum up weights too; ErrNoWeight when a row that counts has none
	Times         bool // find the first and the last time as well
	// Rating counts the answers to a rating in place of the score: 0 to 10 each in its
	// bin, blank ones as blank and others as invalid. PerRespondent, People and Weighted
	// have no meaning then.
	Rating string
	// People gives, besides the counts, the respondents that are counted, one
	// answer of each: the latest where PerRespondent says nothing else.
	People  bool
	Command string // for the access record, such as score
}

var (
	// ErrNoWeight: rows that are to be weighted have no weight.
	ErrNoWeight = errors.New("some answers have no weight")
	// ErrNoPseudonym: the policy's pseudonyms do not tell people apart here.
	ErrNoPseudonym = fmt.Errorf("%w: the policy's pseudonyms do not tell people apart", ErrRefused)
)

// Counted is a counted vault. Its numbers mean the same as those of a counted file.
type Counted struct {
	Tally       *tally.Tally
	Records     uint64
	Partial     uint64    // unfinished responses that were kept, or left out with Complete
	First, Last time.Time // wall times; zero if not looked at
	Repeated    int64     // respondents who answered more than once, -1 if nobody looked
	Charted     tally.Group
	Excluded    tally.Excluded
	Entry       int64        // number of the entry that the vault was as of
	People      []Respondent // only with Query.People
}

// Respondent is one whose answer counts, by pseudonym.
type Respondent struct {
	Who   [16]byte
	Score uint8
}

// Tally counts the answers that the query chooses. It needs the tier core, and leaves
// an access record as the policy says. When a purge comes between, it begins again
// with the newer state.
func (v *Vault) Tally(ctx context.Context, q Query) (*Counted, error) {
	var c *Counted
	err := v.retry(func() (err error) {
		c, err = v.tally(ctx, &q)
		return err
	})
	return c, err
}

// retry reads again after a purge that came between.
func (v *Vault) retry(read func() error) error {
	for try := 0; ; try++ {
		err := read()
		if !errors.Is(err, ErrMoved) || try == 3 {
			return err
		}
		if err := v.refresh(); err != nil {
			return err
		}
	}
}

func (v *Vault) tally(ctx context.Context, q *Query) (*Counted, error) {
	if _, err := v.tierKeys(state.TierCore); err != nil {
		return nil, err
	}
	r := &reading{v: v, q: q, pq: q.part(), parts: v.st.Parts("", state.TierCore)}
	for _, by := range q.By {
		r.names = append(r.names, nameOf(by))
	}
	if err := r.tellsPeopleApart(); err != nil {
		return nil, err
	}
	var rows int64
	for _, p := range r.parts {
		rows += p.Part.Rows
	}
	// The record is written while the parts are read; nothing is handed over before it is
	// there.
	recorded := make(chan error, 1)
	go func() {
		recorded <- v.appendIfKept(Access{Command: q.Command, Query: q.text(r.names), Rows: rows, Tier: state.TierCore})
	}()
	c, err := r.count(ctx)
	if recordErr := v.judgeRecord(<-recorded); err == nil {
		err = recordErr
	}
	if err != nil {
		return nil, err
	}
	c.Records, c.Entry = uint64(rows), v.st.Seq()
	c.Charted, c.Excluded = c.Tally.Total(), c.Tally.Excluded
	if got := c.Tally.Records(); got != c.Records {
		return nil, fmt.Errorf("%d records were read and %d accounted for", c.Records, got)
	}
	return c, nil
}

// part is what of the query package part answers.
func (q *Query) part() *part.Query {
	p := &part.Query{By: q.By, Where: q.Where, Since: part.Always, Until: part.Ever, Complete: q.Complete, Test: q.Test, Purpose: q.Purpose}
	if !q.Since.IsZero() {
		p.Since = wallMillis(q.Since)
	}
	if !q.Until.IsZero() {
		p.Until = wallMillis(q.Until)
	}
	return p
}

// wallMillis reads a time's clock, whatever its zone.
func wallMillis(t time.Time) int64 {
	_, offset := t.Zone()
	return t.UnixMilli() + int64(offset)*1000
}

func nameOf(by part.By) string {
	if by.Kind >= part.Day {
		return calendar.Unit(by.Kind - part.Day).String()
	}
	return by.Name
}

// text describes the query for the access record: names of columns, no values.
func (q *Query) text(names []string) string {
	var words []string
	if len(names) > 0 {
		words = append(words, "by "+strings.Join(names, ","))
	}
	for _, w := range q.Where {
		words = append(words, "where "+w.Name)
	}
	if !q.Since.IsZero() {
		words = append(words, "since "+q.Since.Format(time.DateOnly))
	}
	if !q.Until.IsZero() {
		words = append(words, "until "+q.Until.Format(time.DateOnly))
	}
	if q.Rating != "" {
		words = append(words, "rating "+q.Rating)
	}
	if q.oneEach() {
		words = append(words, "per respondent")
	}
	return strings.Join(words, "; ")
}

// oneEach says that one answer of each respondent counts.
func (q *Query) oneEach() bool { return q.People || q.PerRespondent != AllAnswers }

// reading is one query on its way over the parts.
type reading struct {
	v     *Vault
	q     *Query
	pq    *part.Query
	names []string
	parts []state.Part
}

// count counts the parts, and then looks for the first and the last time.
func (r *reading) count(ctx context.Context) (*Counted, error) {
	var c *Counted
	var err error
	switch {
	case r.q.Rating != "":
		c, err = r.countRatings(ctx)
	case r.q.oneEach():
		c, err = r.countPeople(ctx)
	case r.q.Weighted:
		c, err = r.countWeights(ctx)
	default:
		c, err = r.countParts(ctx)
	}
	if err == nil && r.q.Times {
		err = r.times(ctx, c)
	}
	return c, err
}

// countParts counts each part on its packed pages, the workers beside each other.
func (r *reading) countParts(ctx context.Context) (*Counted, error) {
	workers := max(1, min(runtime.GOMAXPROCS(0), len(r.parts)))
	builders := make([]*tally.Builder, workers)
	errs := make([]error, workers)
	var next atomic.Int64
	var partial atomic.Uint64
	var working sync.WaitGroup
	for i := range workers {
		b := tally.NewBuilder(r.names)
		builders[i] = b
		working.Go(func() {
			for k := next.Add(1) - 1; k < int64(len(r.parts)); k = next.Add(1) - 1 {
				if errs[i] = ctx.Err(); errs[i] == nil {
					errs[i] = r.countPart(r.parts[k], b, &partial)
				}
				if errs[i] != nil {
					next.Store(int64(len(r.parts)))
					return
				}
			}
		})
	}
	working.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, firstOf(errs)
	}
	for _, b := range builders[1:] {
		builders[0].Absorb(b)
	}
	return &Counted{Tally: builders[0].Finish(), Partial: partial.Load(), Repeated: -1}, nil
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) countPart(p state.Part, b *tally.Builder, partial *atomic.Uint64) error {
	if !r.overlaps(p) {
		return r.leaveOut(p, &b.Excluded)
	}
	return r.v.readPart(p, func(f *part.File) error {
		if err := f.Count(r.pq, b); err != nil {
			return err
		}
		n, err := f.Unfinished(r.pq)
		partial.Add(n)
		return err
	})
}

// leaveOut counts the rows of a part whose days all lie outside the window. They are
// filtered, save that where tests are left out they count as tests first: only the
// part itself knows how many those are.
func (r *reading) leaveOut(p state.Part, out *tally.Excluded) error {
	if r.q.Test {
		out.Filtered += uint64(p.Part.Rows)
		return nil
	}
	b := tally.NewBuilder(nil)
	err := r.v.readPart(p, func(f *part.File) error {
		return f.Count(&part.Query{Since: r.pq.Since, Until: r.pq.Until}, b)
	})
	if err == nil && b.N() > 0 {
		err = fmt.Errorf("%w: %s holds rows of other days than the ledger says", ErrDamaged, p.Part.Path)
	}
	out.Add(&b.Excluded)
	return err
}

// overlaps tells whether some of the part's days lie in the window.
func (r *reading) overlaps(p state.Part) bool {
	first, err1 := time.Parse(time.DateOnly, p.Part.First)
	last, err2 := time.Parse(time.DateOnly, p.Part.Last)
	if err1 != nil || err2 != nil {
		return true
	}
	return last.AddDate(0, 0, 1).UnixMilli() > r.pq.Since && first.UnixMilli() < r.pq.Until
}

// readPart opens a live part and holds what it says of itself against the ledger.
func (v *Vault) readPart(p state.Part, read func(*part.File) error) error {
	r, size, closePart, err := v.openPart(p)
	if err != nil {
		return err
	}
	defer closePart()
	f, err := part.Open(r, size)
	if err == nil && (f.Tier() != p.Part.Tier || int64(f.Rows()) != p.Part.Rows) {
		err = fmt.Errorf("%w: it has another tier or number of rows than the ledger says", part.ErrDamaged)
	}
	if err == nil {
		err = read(f)
	}
	return partError(p, err)
}

// partError sorts what reading a part gives.
func partError(p state.Part, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, part.ErrVersion):
		return fmt.Errorf("%w: %s: %w", ErrVersion, p.Part.Path, err)
	case errors.Is(err, part.ErrDamaged), errors.Is(err, part.ErrNoColumn), errors.Is(err, keyring.ErrDamaged):
		return damaged(p.Part.Path, err)
	}
	return err
}
