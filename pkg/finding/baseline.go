package finding

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// BaselineSchema names the form of a baseline file.
const BaselineSchema = "nps.baseline/1"

// maxBaseline bounds what is read: about 200,000 accepted findings.
const maxBaseline = 64 << 20

// Baseline is the list of findings that are accepted.
type Baseline struct {
	accepted map[string]int64 // fingerprint -> cases
}

type baselineFile struct {
	Schema   string          `json:"schema"`
	Findings []baselineEntry `json:"findings"`
}

// baselineEntry repeats rule, file and column for the people who review the
// file; only the fingerprint and the count are read.
type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	ID          string `json:"id"`
	File        string `json:"file"`
	Column      string `json:"column,omitempty"`
	Count       int64  `json:"count"`
}

// ReadBaseline reads what [WriteBaseline] wrote. Errors name the place in the
// file; the caller names the file.
func ReadBaseline(r io.Reader) (*Baseline, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBaseline+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxBaseline {
		return nil, fmt.Errorf("a baseline has at most %d MiB", maxBaseline>>20)
	}
	var file baselineFile
	if err := json.Unmarshal(data, &file); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line := 1 + strings.Count(string(data[:min(int(syntax.Offset), len(data))]), "\n")
			return nil, fmt.Errorf("line %d is not JSON", line)
		}
		return nil, errors.New("not a baseline: a field has the wrong type")
	}
	if file.Schema != BaselineSchema {
		return nil, fmt.Errorf("not a baseline: its schema is not %q", BaselineSchema)
	}
	b := &Baseline{accepted: make(map[string]int64, len(file.Findings))}
	for i, e := range file.Findings {
		if e.Fingerprint == "" || e.Count < 1 {
			return nil, fmt.Errorf("finding %d of the baseline lacks its fingerprint or count", i+1)
		}
		b.accepted[e.Fingerprint] = add(b.accepted[e.Fingerprint], e.Count)
	}
	return b, nil
}

// WriteBaseline writes findings as accepted, in an order that makes small
// changes small in a diff. Findings by which a file was not read are left out.
func WriteBaseline(w io.Writer, findings []Finding) error {
	byPrint := map[string]*baselineEntry{}
	for _, f := range findings {
		if f.Unread {
			continue
		}
		key := f.Fingerprint()
		e := byPrint[key]
		if e == nil {
			e = &baselineEntry{Fingerprint: key,
				ID: safetext.Terminal(f.ID), File: safetext.Terminal(f.place()), Column: safetext.Terminal(f.Column)}
			byPrint[key] = e
		}
		e.Count = add(e.Count, f.cases())
	}
	file := baselineFile{Schema: BaselineSchema, Findings: make([]baselineEntry, 0, len(byPrint))}
	for _, e := range byPrint {
		file.Findings = append(file.Findings, *e)
	}
	slices.SortFunc(file.Findings, func(a, b baselineEntry) int {
		return strings.Compare(a.File+"\x00"+a.ID+"\x00"+a.Column, b.File+"\x00"+b.ID+"\x00"+b.Column)
	})
	return writeJSON(w, file)
}

// Filter takes out what is accepted and returns the rest with the number taken
// out. Findings with one fingerprint are judged together: when their cases
// have grown beyond the accepted count, all of them stay. Findings by which a
// file was not read stay, whatever the baseline says. A nil baseline accepts
// nothing.
func (b *Baseline) Filter(findings []Finding) (kept []Finding, accepted int) {
	if b == nil {
		return findings, 0
	}
	prints := make([]string, len(findings))
	cases := map[string]int64{}
	for i, f := range findings {
		prints[i] = f.Fingerprint()
		cases[prints[i]] = add(cases[prints[i]], f.cases())
	}
	kept = make([]Finding, 0, len(findings))
	for i, f := range findings {
		if !f.Unread && cases[prints[i]] <= b.accepted[prints[i]] {
			accepted++
			continue
		}
		kept = append(kept, f)
	}
	return kept, accepted
}

// add adds two counts and stops at the largest number there is.
func add(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// writeJSON writes one indented document, the same bytes every time.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
