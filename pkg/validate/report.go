package validate

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// reporter makes the findings of one file.
type reporter struct {
	file   string
	checks map[string]string // severity by id, of the definition
	place  string            // what a place is called: line, or row in a workbook
	line   func(scan.Pos) int64
	found  []finding.Finding
}

// put adds a finding. Severity and remedy are those of the rule unless given;
// the definition's checks decide in the end.
func (r *reporter) put(f finding.Finding) {
	rule, known := ruleOf(f.ID)
	if !known {
		rule = &Rule{Rule: finding.Rule{Severity: finding.Warning}}
	}
	f.Severity = cmp.Or(f.Severity, rule.Severity)
	if s, ok := r.checks[f.ID]; ok && !rule.Fixed {
		if s == "off" {
			return
		}
		f.Severity = finding.Severity(s)
	}
	r.keep(f)
}

// keep adds a finding with the severity that it has.
func (r *reporter) keep(f finding.Finding) {
	if rule, known := ruleOf(f.ID); known {
		f.Remedy = cmp.Or(f.Remedy, rule.Remedy)
	}
	f.File, f.Count = r.file, max(f.Count, 1)
	r.found = append(r.found, f)
}

// hit adds the finding of some cases, none when there are none. message says
// what they are; the places are added to it.
func (r *reporter) hit(id, column string, severity finding.Severity, h *hits, message string) {
	if h.count == 0 {
		return
	}
	f := finding.Finding{ID: id, Severity: severity, Column: column, Message: message + r.places(h), Count: h.count}
	if h.n > 0 {
		f.Line = r.line(h.at[0])
	}
	r.put(f)
}

// fail adds the finding of an error of ingest. With unread set the file could
// not be read on, which no check can switch. An error that is none of the
// file's comes back: a flag that cannot be meant, a mistake of the program, an
// interrupt.
func (r *reporter) fail(err error, unread bool) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *ingest.Error
	if !errors.As(err, &e) {
		e = &ingest.Error{Msg: "cannot be read on", Err: err}
	}
	if e.Fault != ingest.Unreadable {
		return err
	}
	f := finding.Finding{ID: aliasOf(e.ID), Severity: finding.Error, Line: e.Line, Column: e.Column, Message: e.Msg, Remedy: e.Hint}
	if e.Err != nil {
		f.Message += ": " + e.Err.Error()
	}
	if _, known := ruleOf(f.ID); !known {
		f.ID = "file-unreadable"
	}
	if f.Unread = unread; unread {
		r.keep(f)
		return nil
	}
	r.put(f)
	return nil
}

// aliasOf is the finding that a warning or error of ingest becomes.
func aliasOf(id string) string {
	switch id {
	case "scale-looks-1-10", "scale-looks-1-5", "scale-has-gap":
		return "scale-suspect"
	case "replaced-characters":
		return "mojibake"
	}
	return id
}

// sortFindings puts the worst first, then the order of the file.
func sortFindings(list []finding.Finding) {
	finding.Sort(list)
	slices.SortStableFunc(list, func(a, b finding.Finding) int { return rank(b.Severity) - rank(a.Severity) })
}

func rank(s finding.Severity) int {
	switch s {
	case finding.Error:
		return 2
	case finding.Warning:
		return 1
	}
	return 0
}
