package validate

import (
	"fmt"
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/pii"
	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// finders are the two ways of looking for personal data: in comments for all of
// it, with the names of the dictionary; in other text for what its own form
// proves, since a column of shop names is full of what looks like people.
var finders = sync.OnceValues(func() (comment, other *pii.Finder) {
	all := text.All &^ text.SetOf(text.URL, text.IFSC, text.PINCode) // which say little of anybody by themselves
	comment = pii.New(all, pii.DefaultConfidence, person.New(nil, nil))
	other = pii.New(text.SetOf(text.Email, text.Phone, text.Aadhaar, text.AadhaarVID, text.PAN, text.GSTIN, text.UPI, text.Card,
		text.IBAN, text.SSN, text.DateOfBirth), pii.DefaultConfidence, nil)
	return comment, other
})

// personalHits is what was found in one column.
type personalHits struct {
	hits
	types [32]int64 // how many of each type
}

// searcher looks for personal data in the records of one pass.
type searcher struct {
	comment, other *pii.Scanner
	identity       []identityColumn
	known          person.Known
	ready          bool // known is of the record at hand
}

// identityColumn is a column that tells who the respondent is.
type identityColumn struct {
	index int
	kind  string
}

func (c *checker) newSearcher() *searcher {
	comment, other := finders()
	s := &searcher{comment: comment.Scanner(), other: other.Scanner()}
	for i := range c.columns {
		if kind := c.f.IdentityKind(i); kind != "" {
			s.identity = append(s.identity, identityColumn{i, kind})
		}
	}
	return s
}

// find looks at one cell of a record.
func (s *searcher) find(cell []byte, kind personal, cells [][]byte) []text.Span {
	if kind != freeText {
		return s.other.Find(cell, nil)
	}
	if !s.ready {
		s.ready = true
		s.known.Reset()
		for _, c := range s.identity {
			if c.index < len(cells) {
				s.known.Learn(c.kind, cells[c.index])
			}
		}
	}
	return s.comment.Find(cell, &s.known)
}

// message says how many cells hold what, such as "3 cells hold personal data (2
// EMAIL, 1 PHONE)".
func (h *personalHits) message() string {
	var parts []string
	for _, t := range text.Types() {
		if n := h.types[t]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, t))
		}
	}
	return count(h.count, "cell holds personal data", "cells hold personal data") + " (" + strings.Join(parts, ", ") + ")"
}
