package timecol

import "time"

// Order is the order of day, month and year in a numeric date.
type Order uint8

// The orders.
const (
	OrderUnknown Order = iota
	DMY                // day, month, year
	MDY                // month, day, year
	YMD                // year, month, day
)

// Evidence gathers what the values of a column say. The zero value is ready.
type Evidence struct{}

// Add looks at one cell; line is its line in the file.
func (e *Evidence) Add(cell []byte, line int64) {}

// Merge adds what another worker saw.
func (e *Evidence) Merge(o *Evidence) {}

// Decide names the layout.
func (e *Evidence) Decide(want Order) (*Layout, error) { return nil, &Error{Kind: None} }

// Layout is the decided notation of a column.
type Layout struct{}

// Name describes the layout, such as "D/M/YYYY hh:mm".
func (l *Layout) Name() string { return "" }

// Order is the order of day, month and year.
func (l *Layout) Order() Order { return OrderUnknown }

// Zoned tells whether the values carry their offset.
func (l *Layout) Zoned() bool { return false }

// How tells how the layout was decided.
func (l *Layout) How() string { return "" }

// Parse reads one cell.
func (l *Layout) Parse(cell []byte) (t time.Time, zoned, ok bool) { return time.Time{}, false, false }

// ErrorKind says why a column has no layout.
type ErrorKind uint8

// The kinds of errors.
const (
	None ErrorKind = iota
	Unreadable
	Mixed
	Conflict
	Undecidable
)

// Error says why a column has no layout.
type Error struct{ Kind ErrorKind }

func (e *Error) Error() string { return "no layout" }
