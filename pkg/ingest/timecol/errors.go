package timecol

import (
	"fmt"
	"strings"
)

// ErrorKind says why a column has no layout.
type ErrorKind uint8

// The kinds of errors.
const (
	None        ErrorKind = iota // no cell has a value
	Unreadable                   // more than 5 % of the values are no date in a known notation
	Mixed                        // readable, but in several notations
	Conflict                     // some values are only possible day first, others only month first, or --date-order is contradicted
	Undecidable                  // every value is possible day first and month first
)

// Notation is one of the notations found in a column.
type Notation struct {
	Name  string // "YYYY-MM-DD hh:mm"; "?" where day and month are not told apart
	Count int64
	Line  int64 // the first line that has it; 0 unknown
}

// Error says why a column has no layout. It carries counts, lines and spans, but
// never a value.
type Error struct {
	Kind      ErrorKind
	Values    int64      // cells with a value
	Readable  int64      // of these, in any known notation
	BadLine   int64      // the first line that is in none; 0 when there is none
	Notations []Notation // what was found, the most frequent first
	Want      Order      // what --date-order said

	DayFirstLine     int64 // Conflict: the first line that is only possible day first
	MonthFirstLine   int64 // and only month first
	NotYearFirstLine int64 // and not possible year first
	Dots             bool  // Conflict: written with dots, which is always day first

	DayFirstDays   int // Undecidable: days from the first to the last date, read day first
	MonthFirstDays int // and read month first
}

// Error says it in one line.
func (e *Error) Error() string {
	switch e.Kind {
	case None:
		return "the time column has no value"
	case Unreadable:
		s := fmt.Sprintf("%d of %d values are no date or time in one known notation", e.Values-e.best(), e.Values)
		if e.BadLine > 0 {
			s += fmt.Sprintf(", the first in line %d", e.BadLine)
		}
		return s
	case Mixed:
		parts := make([]string, 0, len(e.Notations))
		for _, n := range e.Notations {
			parts = append(parts, fmt.Sprintf("%s %d times%s", n.Name, n.Count, from(n.Line)))
		}
		return "the times are written in several notations: " + strings.Join(parts, "; ")
	case Conflict:
		return e.conflict()
	}
	return fmt.Sprintf("day and month cannot be told apart: all %d values can be read both ways (%d days from first to last when the day comes first, %d when the month does)",
		e.Values, e.DayFirstDays, e.MonthFirstDays)
}

func (e *Error) best() int64 {
	if len(e.Notations) == 0 {
		return 0
	}
	return e.Notations[0].Count
}

func from(line int64) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf(" (from line %d)", line)
}

func (e *Error) conflict() string {
	switch {
	case e.Dots:
		return "--date-order mdy contradicts the column: dates with dots have the day first"
	case e.Want == YMD:
		return fmt.Sprintf("--date-order ymd contradicts the column: line %d cannot be read year first", e.NotYearFirstLine)
	case e.Want == DMY:
		return fmt.Sprintf("--date-order dmy contradicts the column: line %d is only possible month first", e.MonthFirstLine)
	case e.Want == MDY:
		return fmt.Sprintf("--date-order mdy contradicts the column: line %d is only possible day first", e.DayFirstLine)
	}
	return fmt.Sprintf("the dates contradict each other: line %d is only possible day first, line %d only month first", e.DayFirstLine, e.MonthFirstLine)
}

// Hint says what to do about it; "" when there is nothing better than another column.
func (e *Error) Hint() string {
	switch e.Kind {
	case Undecidable:
		return "say --date-order dmy or --date-order mdy"
	case Conflict:
		if e.Want != OrderUnknown {
			return "leave --date-order out, or correct these lines"
		}
		return "correct the export, or choose another column with --time-column"
	case Mixed:
		return "export the file again with one notation, or choose another column with --time-column"
	}
	return "choose another column with --time-column"
}
