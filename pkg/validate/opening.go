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
		f := finding.Finding{ID: aliasOf(w.ID), Line: w.Line, Column: w.Column, Message: w.Message}
		if w.Column != "" {
			f.Message = "the column " + w.Message
		}
		switch f.ID {
		case "encoding-fallback", "mojibake", "ragged-row", "swallowed-rows", "class-disagrees",
			"time-unparsed", "time-ambiguous", "scale-suspect":
			continue
		case "time-notation":
			if whole && p.times != nil {
				continue // the times of all records say it
			}
		case "lone-quote":
			// Only the reader knows which quotes are out of place. In a file that has
			// some, all are counted: what grows is seen.
			if f.Count = p.quotes; f.Count > 0 {
				f.Message += "; " + count(p.quotes, "cell holds a quote", "cells hold a quote")
			}
		}
		c.put(f)
	}
}

// candidate names the first candidate in the error of several score columns.
func candidate(err error) error {
	var e *ingest.Error
	if !errors.As(err, &e) || e.Column != "" || len(e.Choice) == 0 {
		return err
	}
	named := *e
	named.Column = e.Choice[0]
	return &named
}
