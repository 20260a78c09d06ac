package part

import (
	"fmt"
	"io"
)

const dayMillis = 24 * 60 * 60 * 1000

// dayOf gives the day of a time on the wall clock.
func dayOf(ms int64) int64 {
	d := ms / dayMillis
	if ms%dayMillis < 0 {
		d--
	}
	return d
}

// rows counts what a builder of a file was given, and holds its columns.
type rows struct {
	n       int
	written bool
	columns []builder
}

// Len is the number of rows.
func (r *rows) Len() int { return r.n }

// Size is about how many bytes of memory are held.
func (r *rows) Size() int {
	n := 0
	for _, c := range r.columns {
		n += c.held()
	}
	return n
}

// Reset empties it for another part.
func (r *rows) Reset() {
	for _, c := range r.columns {
		c.reset()
	}
	r.n, r.written = 0, false
}

// begin says whether another row may be appended.
func (r *rows) begin() error {
	switch {
	case r.written:
		return fmt.Errorf("a part that was written takes no more rows")
	case r.n == MaxRows:
		return ErrFull
	}
	return nil
}

func (r *rows) write(w io.Writer, tier string) error {
	r.written = true
	return writeFile(w, tier, r.n, r.columns)
}

// Core collects the rows of a core file. It is for one goroutine.
type Core struct {
	rows
	comment, respondent, weight, time *column
	consent, day, mark, score         *dictionary
	ratings, dimensions               []*dictionary
	first, last                       int32
}

// NewCore makes an empty one.
func NewCore(s Schema) *Core {
	c := &Core{
		comment:    newColumn("comment", Text, true, maxPageBytes),
		respondent: newColumn("respondent", ID, true, 4*maxPageBytes),
		weight:     newColumn("weight", Double, true, 4*maxPageBytes),
		consent:    newDictionary("consent", Text, false),
		time:       newColumn("time", Timestamp, true, 0),
		day:        newDictionary("day", Date, false),
		mark:       newDictionary("mark", Int, false),
		score:      newDictionary("score", Int, false),
	}
	c.time.limit = maxPageBytes
	c.columns = []builder{c.comment, c.respondent, c.weight, c.consent}
	for _, name := range s.Ratings {
		d := newDictionary(ratingPrefix+name, Int, true)
		c.ratings, c.columns = append(c.ratings, d), append(c.columns, d)
	}
	for _, name := range s.Dimensions {
		d := newDictionary(dimensionPrefix+name, Text, false)
		c.dimensions, c.columns = append(c.dimensions, d), append(c.columns, d)
	}
	c.columns = append(c.columns, c.time, c.day, c.mark, c.score)
	return c
}

// What stands before the names of the columns that a survey definition decides.
const (
	ratingPrefix    = "rating."
	dimensionPrefix = "dim."
)

// Append copies a row. It returns ErrFull when the part must be written first
// and the row be appended to another; any other error is a fault of the row or
// of the caller. Bytes that are no UTF-8 are replaced.
func (c *Core) Append(r *Row) error {
	if err := c.check(r); err != nil {
		return err
	}
	if c.n == 0 {
		c.first, c.last = r.Day, r.Day
	}
	c.first, c.last = min(c.first, r.Day), max(c.last, r.Day)
	for i, d := range c.dimensions {
		d.text(r.Dimensions[i], true)
	}
	for i, d := range c.ratings {
		d.number(r.Ratings[i])
	}
	c.comment.text(r.Comment)
	c.respondent.id(&r.Respondent, r.Known)
	c.weight.double(r.Weight, r.Weighted)
	c.consent.text(r.Consent, false)
	c.time.time(r.Time, r.Timed)
	c.day.number(r.Day)
	c.mark.number(int32(r.Mark))
	c.score.number(int32(r.Score))
	c.n++
	return nil
}

func (c *Core) check(r *Row) error {
	if err := c.begin(); err != nil {
		return err
	}
	switch {
	case len(r.Dimensions) != len(c.dimensions) || len(r.Ratings) != len(c.ratings):
		return fmt.Errorf("a row of %d dimensions and %d ratings, not %d and %d", len(r.Dimensions), len(r.Ratings), len(c.dimensions), len(c.ratings))
	case r.Score > Blank:
		return fmt.Errorf("a score above 10")
	case r.Mark > MarkTest|MarkFiltered|MarkUnfinished:
		return fmt.Errorf("an unknown mark")
	case r.Timed && dayOf(r.Time) != int64(r.Day):
		return fmt.Errorf("a time on another day than the row's")
	case len(r.Comment) > maxCell:
		return fmt.Errorf("a comment of more than %d bytes", maxCell)
	}
	for i, d := range c.dimensions {
		if len(r.Dimensions[i]) > maxValue {
			return fmt.Errorf("a value of %s has more than %d bytes", quoted(d.c.Name), maxValue)
		}
		if !d.fits(r.Dimensions[i]) {
			return ErrFull
		}
	}
	if len(r.Consent) > maxValue {
		return fmt.Errorf("a consent of more than %d bytes", maxValue)
	}
	if !c.consent.fits(r.Consent) {
		return ErrFull
	}
	return nil
}

// maxValue is the most bytes of a value of a dimension.
const maxValue = 1 << 20

// Days gives the first and the last day of the rows, 0 and 0 without any.
func (c *Core) Days() (first, last int32) { return c.first, c.last }

// Write writes the file. After it nothing may be appended until Reset.
func (c *Core) Write(w io.Writer) error { return c.write(w, "core") }

// Reset empties it for another part.
func (c *Core) Reset() {
	c.rows.Reset()
	c.first, c.last = 0, 0
}
