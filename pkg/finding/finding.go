// Package finding holds what a check has to say about a file, and writes it
// for machines: JSON, SARIF, JUnit and GitHub annotations.
//
// A [Finding] names a rule, a place, what is wrong and what to do. It never
// holds the value of a cell. A [Report] is the findings of one run with the
// files looked at and the rules applied. A [Baseline] is a list of findings
// that somebody accepted, kept in a file.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path"
	"slices"
	"strings"
)

// Severity says how bad a finding is.
type Severity string

const (
	Error   Severity = "error"   // the file cannot be used as it is
	Warning Severity = "warning" // the figures may be wrong
	Note    Severity = "note"    // worth knowing; never changes the exit status
)

// rank orders severities, the worst highest. An unknown word counts as a note.
func (s Severity) rank() int {
	switch s {
	case Error:
		return 3
	case Warning:
		return 2
	}
	return 1
}

// AtLeast reports whether s is as bad as t or worse.
func (s Severity) AtLeast(t Severity) bool { return s.rank() >= t.rank() }

// Finding is one thing that a check found. Its JSON is fixed: fields may be
// added, never renamed or removed.
type Finding struct {
	ID       string   `json:"id"` // the rule: "score-invalid"
	Severity Severity `json:"severity"`
	File     string   `json:"file"`           // as it was named on the command line
	Line     int64    `json:"line,omitempty"` // 1-based physical line of the first case; 0 = the whole file
	Column   string   `json:"column"`         // header of the column, "" = none
	Message  string   `json:"message"`        // what is wrong; no cell values
	Remedy   string   `json:"remedy"`         // what to do about it
	Count    int64    `json:"count"`          // cases that this finding stands for

	// Path is what the fingerprint knows the file by, "" = File. It says where
	// the file is from the folder of work, however the file was named.
	Path string `json:"-"`
	// Unread says that the file was not read (on) because of this. No baseline
	// accepts such a finding: nobody knows what else is in the file.
	Unread bool `json:"-"`
}

// Fingerprint identifies the finding from run to run: a hash of the rule, the
// path of the file, and the column. Lines, counts and words change when a file
// grows, so they are no part of it.
func (f Finding) Fingerprint() string {
	h := sha256.New()
	for _, part := range []string{"nps.finding/1", f.ID, f.place(), f.Column} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// place is the path of the file, cleaned and with slashes, so that a baseline
// made on one system serves on another.
func (f Finding) place() string {
	return path.Clean(strings.ReplaceAll(cmp.Or(f.Path, f.File), `\`, "/"))
}

// cases is the count of a finding that may not have set it.
func (f Finding) cases() int64 { return max(f.Count, 1) }

// Sort orders findings by file, line and rule, then column and message, so
// that a report does not depend on the order of the checks.
func Sort(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.ID, b.ID),
			cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Counts is the number of findings of each severity.
type Counts struct{ Errors, Warnings, Notes int }

// Count counts findings, not the cases they stand for.
func Count(findings []Finding) Counts {
	var c Counts
	for _, f := range findings {
		switch f.Severity {
		case Error:
			c.Errors++
		case Warning:
			c.Warnings++
		default:
			c.Notes++
		}
	}
	return c
}

// Rule describes a check that may give findings.
type Rule struct {
	ID       string
	Severity Severity // what its findings have unless settings say otherwise
	Title    string   // a few words
	Remedy   string   // what to do in general
}

// FileResult is what is known of one checked file.
type FileResult struct {
	Name     string `json:"name"`
	Records  int64  `json:"records"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
}

// Report is a run over files.
type Report struct {
	Tool     string // "nps"
	Version  string
	Files    []FileResult
	Findings []Finding
	Rules    []Rule
	// FailOn is the mildest severity that fails a JUnit case; "" = Warning.
	FailOn Severity
}

// Tally sets Errors and Warnings of every file from the findings.
func (r *Report) Tally() {
	at := make(map[string]int, len(r.Files))
	for i := range r.Files {
		r.Files[i].Errors, r.Files[i].Warnings = 0, 0
		at[r.Files[i].Name] = i
	}
	for _, f := range r.Findings {
		i, ok := at[f.File]
		if !ok {
			continue
		}
		switch f.Severity {
		case Error:
			r.Files[i].Errors++
		case Warning:
			r.Files[i].Warnings++
		}
	}
}
