package disclosure

import (
	"errors"
	"fmt"
	"strings"
)

// MaxCells is the most groups that one release may have, hidden ones included:
// beyond it nobody reads the tables and the audit becomes slow.
const MaxCells = 500

// ErrUnproven says that the audit could not prove the tables safe, which counts
// as unsafe. Fewer dimensions make it easier.
var ErrUnproven = errors.New("the tables could not be proven safe")

// TooManyCellsError says that a plan has more than MaxCells groups.
type TooManyCellsError struct {
	Table []string // dimensions of the table that has the most
	Cells int      // of the whole plan, as far as it was counted
}

func (e *TooManyCellsError) Error() string {
	return fmt.Sprintf("the tables have more than %d groups, most of them by %s: a release has at most %d",
		e.Cells-1, strings.Join(e.Table, ","), MaxCells)
}

// NothingLeftError says that no group, or not even the total, may be shown.
type NothingLeftError struct {
	Total bool     // the total itself has too few answers or one class only
	Table []string // dimensions of the table with the most groups, to coarsen first
	Every string   // the period word, where periods are what could be longer
}

func (e *NothingLeftError) Error() string {
	if e.Total {
		return "nothing can be shown: all answers together are too few, or all in one class"
	}
	return "nothing can be shown but the total: every group is too small, or would give away one that is"
}

// Hint says which coarsening would help.
func (e *NothingLeftError) Hint() string {
	switch {
	case e.Total:
		return "report over a longer time or over more answers"
	case len(e.Table) > 1:
		return "drop a dimension of the table by " + strings.Join(e.Table, ",")
	case e.Every != "":
		return "take longer periods than the " + e.Every
	}
	return "merge the values of " + strings.Join(e.Table, ",") + " into fewer, larger ones"
}

// UnknownDimensionError names a dimension of the plan that the tally has not.
type UnknownDimensionError struct{ Name, Nearest string }

func (e *UnknownDimensionError) Error() string {
	return fmt.Sprintf("the plan names %q, which is no dimension of the tally", e.Name)
}

// PlanError says what is wrong in a plan.
type PlanError struct{ What string }

func (e *PlanError) Error() string { return "the plan of the report: " + e.What }

// OtherPlanError says that editions of another plan over the same data exist and
// no reason was given to publish by this one.
type OtherPlanError struct{ Number int }

func (e *OtherPlanError) Error() string {
	return fmt.Sprintf("edition %d was published by another plan: two plans over the same answers may give away together what neither gives away alone", e.Number)
}
