// Package disclosure is statistical disclosure control: it turns a tally into a
// Release, the only thing that a report may show. In a release no group below
// the floor, and no single person's answer, can be seen or computed.
//
// Make is the way in: a tally by all dimensions of the plan, a Plan, and the
// records of earlier editions go in; a Release and the Record of a new edition
// come out. The package is pure: it reads no clock and writes no file.
package disclosure

import "time"

// Policy holds the floors of a release.
type Policy struct {
	// MinGroup is the least number of answers of a group that is shown, and of
	// any group that can be computed from what is shown.
	MinGroup int `json:"min_group"`
	// ClassMinGroup is the least number of answers of a group whose class counts
	// are shown. Below it there are n, the score and its interval.
	ClassMinGroup int `json:"class_min_group"`
}

// Period is one closed period of the trend: its key as cli.md writes it, such as
// 2026-03, and its bounds, half open.
type Period struct {
	Key        string
	Start, End time.Time
}

// Event is something that happened: a launch, a price change.
type Event struct {
	Date  time.Time
	Label string
}

// Plan is the fixed list of what a report shows. Two editions of one plan may be
// compared; the hash of a plan does not depend on its periods.
type Plan struct {
	Policy     Policy
	Confidence float64    // of intervals, such as 0.95
	Tables     [][]string // the dimensions of each table; several are crossed
	Every      string     // the period word of the trend, "" for none; a dimension of the tally too
	Periods    []Period   // all periods from first to last, in order, empty ones too
	Events     []Event
}

// Field is one part of a row's key: a dimension and its value, "" for a blank one.
type Field struct{ Name, Value string }

// Classes are the counts of the three classes.
type Classes struct{ Detractors, Passives, Promoters int64 }

// Row is one released group. NPS and limits are in points, rounded: to whole
// points below 1,000 answers, to one decimal above.
type Row struct {
	Key []Field // empty for the total
	// Suppressed says that the group is hidden or empty, which look the same:
	// everything below is zero then.
	Suppressed bool
	// Merged lists the values that were put together into this row, whose own
	// value is then "other".
	Merged         [][]Field
	N              int64
	NPS, Low, High float64
	Classes        *Classes // nil below ClassMinGroup, or where it would give something away
	// Carried says that the row stands as in the edition before, because what
	// changed since then concerns too few people.
	Carried bool
	// Change is the difference from the row of the edition before; nil without one.
	Change *Change
}

// Change is a difference of two released scores in points, with its interval.
type Change struct {
	Difference, Low, High float64
	P                     float64 // two-sided
	Real                  bool    // the interval leaves out 0
}

// Table is one breakdown: rows sorted by key.
type Table struct {
	By   []string
	Rows []Row
}

// Signal is what makes a period stand out; the ids are those of stats.
type Signal struct {
	ID string
	Up bool
}

// TrendRow is one period of the trend.
type TrendRow struct {
	Row
	Period   Period
	Previous *Change // against the period before; nil where one of them is hidden
	Signals  []Signal
}

// Shift is a point from which on the level is another.
type Shift struct {
	Period        string // key of the first period after it
	Before, After Row
}

// EventEffect compares the whole periods before an event with those after it.
type EventEffect struct {
	Event         Event
	Before, After Row // pooled over shown periods; suppressed where there are none
	Change        *Change
}

// Trend is the released series with what the statistics of the trend command say
// of it, computed from the released rows only.
type Trend struct {
	Every string
	Rows  []TrendRow
	// Center is the level that the periods are held against, in points, and Lower
	// and Upper the limits by period; all are empty below eight shown periods.
	Center       float64
	Lower, Upper []float64
	Shifts       []Shift
	Events       []EventEffect
}

// Edition names a published release.
type Edition struct {
	Number    int       // from 1, within one plan
	ID        string    // digest of the record, 64 hexadecimal digits
	Published time.Time // UTC
	Plan      string    // hash of the plan, 64 hexadecimal digits
	Previous  time.Time // of the edition before; zero for the first
}

// Account says what became of all records: Records = Counted + the excluded ones.
type Account struct {
	Records, Counted int64
	Excluded         []Reason // those that are not zero, in a fixed order
}

// Reason is one cause of exclusion, by its name in cli.md.
type Reason struct {
	Name  string
	Count int64
}

// Release is a set of tables that is safe to hand out. Its zero value shows
// nothing; only Make fills one.
type Release struct {
	policy     Policy
	confidence float64
	edition    *Edition
	account    Account
	total      Row
	tables     []Table
	trend      *Trend
}

// Policy returns the floors that were kept.
func (r *Release) Policy() Policy { return r.policy }

// Confidence is that of all intervals.
func (r *Release) Confidence() float64 { return r.confidence }

// Edition is nil for a draft, which carries a watermark and is not recorded.
func (r *Release) Edition() *Edition { return r.edition }

// Account says what was counted and what was not.
func (r *Release) Account() Account { return r.account }

// Total is all answers together.
func (r *Release) Total() Row { return r.total }

// Tables are the breakdowns in the order of the plan.
func (r *Release) Tables() []Table { return r.tables }

// Trend is nil without periods.
func (r *Release) Trend() *Trend { return r.trend }
