// Package person finds names of people in free text: the respondent's own, which
// the row gives away in other columns, those that a cue announces ("spoke to"),
// those in a dictionary, and those of a roster.
package person

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// Known is what one row says of its respondent in other columns. It belongs to
// one goroutine and is reused from row to row.
type Known struct{}

// Reset forgets the row before.
func (k *Known) Reset() {}

// AddName adds the cell of a name column.
func (k *Known) AddName(cell []byte) {}

// AddEmail adds the cell of an e-mail column.
func (k *Known) AddEmail(cell []byte) {}

// AddPhone adds the cell of a telephone column.
func (k *Known) AddPhone(cell []byte) {}

// AddID adds the cell of a customer or account number.
func (k *Known) AddID(cell []byte) {}

// Roster is a set of names: all respondents of a file, or the staff.
type Roster struct{}

// Add adds a full name.
func (r *Roster) Add(name []byte) {}

// Merge adds the names of o.
func (r *Roster) Merge(o *Roster) {}

// Len returns how many different parts of names the roster holds.
func (r *Roster) Len() int { return 0 }

// Finder finds names. It is not changed by its use.
type Finder struct{}

// New returns a finder with the dictionary and the names of the rosters, which
// may be nil: respondents are found with care, since a name there can be an
// everyday word; staff is what somebody listed on purpose.
func New(respondents, staff *Roster) *Finder { return &Finder{} }

// Find appends what it finds in t, in order and without overlap, as places in
// t.Norm: PERSON, and for what the row gives away also PHONE and EMAIL.
func (f *Finder) Find(dst []text.Span, t *text.Text, k *Known) []text.Span { return dst }
