package validate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
)

// opening reports what ingest met when it opened the file. What the pass over
// all records finds out better is left out; whole says that it saw every one.
func (p *pass) opening(whole bool) {
	c := p.c
	if offset, fell := c.f.Fallback(); fell {
		n := p.high
		for i := range c.columns {
			if strings.ContainsFunc(c.columns[i].Name, func(r rune) bool { return r >= 0x80 }) {
				n++
			}
		}
		c.put(finding.Finding{ID: "encoding-fallback", Count: n, Message: fmt.Sprintf("byte %d is not UTF-8; the text was read as Windows-1252, in which %s more than ASCII",
			offset, count(n, "cell holds", "cells hold"))})
	}
	for _, w := range c.f.Warnings() {
		f := finding.Finding{ID: aliasOf(w.ID), Line: w.Line, Message: w.Message}
		switch f.ID {
		case "encoding-fallback", "mojibake", "ragged-row", "swallowed-rows", "class-disagrees",
			"time-unparsed", "time-ambiguous", "scale-suspect":
			continue
		case "time-notation":
			if whole && p.times != nil {
				continue // the times of all records say it
			}
			f.Column = c.timeColumn()
		case "time-column":
			f.Column = c.timeColumn()
		case "score-column":
			if c.roles != nil {
				f.Column = c.columns[c.roles.Score].Ref()
			}
		case "several-surveys":
			f.Column = c.surveyColumn(w.Message)
		case "lone-quote":
			// Only the reader knows which quotes are out of place. In a file that has
			// some, all are counted: what grows is seen.
			if f.Count = p.quotes; f.Count > 0 {
				f.Message += "; " + count(p.quotes, "cell holds a quote", "cells hold a quote")
			}
		}
		// The finding names the column already.
		if rest, ok := strings.CutPrefix(f.Message, "column "+quoted(f.Column)+" "); ok && f.Column != "" {
			f.Message = "the column " + rest
		}
		c.put(f)
	}
}

// timeColumn is the column that was taken for the time, "" when none was.
func (c *checker) timeColumn() string {
	if c.roles == nil || c.roles.Time < 0 {
		return ""
	}
	return c.columns[c.roles.Time].Ref()
}

// surveyColumn is the column that the warning of several surveys ends with.
func (c *checker) surveyColumn(message string) string {
	for i := range c.columns {
		if ref := c.columns[i].Ref(); strings.HasSuffix(message, "--by "+quoted(ref)) {
			return ref
		}
	}
	return ""
}

// candidate names the first candidate in the error of several score columns,
// which has none; the position stands in its hint.
func (c *checker) candidate(err error) error {
	var e *ingest.Error
	if !errors.As(err, &e) || e.ID != "ambiguous-score-column" || e.Column != "" {
		return err
	}
	_, rest, _ := strings.Cut(e.Hint, "#")
	var pos int
	if _, err := fmt.Sscan(rest, &pos); err != nil || pos < 1 || pos > len(c.columns) {
		return e
	}
	named := *e
	named.Column = c.columns[pos-1].Ref()
	return &named
}
