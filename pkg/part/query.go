package part

import "math"

// Kind says what a By or a Where looks at.
type Kind uint8

// The kinds. A condition may be on the first two only; Day and what follows it are
// the units of package calendar in their order.
const (
	Dimension Kind = iota
	Rating
	Day     // 2026-03-05
	Week    // 2026-W10, of ISO 8601
	Month   // 2026-03
	Quarter // 2026-Q1
	Year    // 2026
)

// By is one thing to group by: a dimension or a rating by its name in the survey
// definition, or a period of the row's day. A part that has no such column counts
// as one whose values are all blank: it is older than the column.
type By struct {
	Kind Kind
	Name string // of a dimension or a rating
}

// Where is one condition: a dimension or a rating that has, or has not, one of
// some values. A blank one is "".
type Where struct {
	Kind   Kind
	Name   string
	Not    bool
	Values []string
}

// Open ends of a Query's window.
const (
	Always = math.MinInt64
	Ever   = math.MaxInt64
)

// Query says what to count of a core file.
type Query struct {
	By    []By
	Where []Where
	// Since and Until are milliseconds on the wall clock, half open; Always and Ever
	// leave an end open. A row without a time lies in no window.
	Since, Until int64
	Complete     bool   // leave out unfinished responses
	Test         bool   // keep tests
	Purpose      string // leave out who has not consented to it; "" asks for none
}
