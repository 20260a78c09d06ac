package csvscan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// outcome is all that a scan tells, in a form that can be compared.
type outcome struct {
	rows  []row
	blank int64
	short int64
	// first is the line of the first short record.
	first int64
	err   string // kind, offset, line, column; rows count only when it is empty
}

type row struct {
	offset int64
	line   int64
	cells  []string
}

func (o outcome) String() string {
	var b strings.Builder
	if o.err == "" {
		for _, r := range o.rows {
			fmt.Fprintf(&b, "@%d line %d %q\n", r.offset, r.line, r.cells)
		}
		fmt.Fprintf(&b, "blank %d short %d first %d\n", o.blank, o.short, o.first)
	}
	return b.String() + o.err
}

func errText(e *scan.Error) string {
	return fmt.Sprintf("%v offset %d line %d column %d", e.Kind, e.Offset, e.Line, e.Column)
}

// scanAll runs Scan and gathers what all sinks got.
func scanAll(t testing.TB, r io.Reader, l Layout, columns []int, o scan.Options) outcome {
	t.Helper()
	type placed struct {
		row
		pos scan.Pos
	}
	var parts []*[]placed
	s, err := Scan(context.Background(), r, l, columns, o, func() scan.Sink {
		part := new([]placed)
		parts = append(parts, part)
		return func(r *scan.Record) error {
			cells := make([]string, len(r.Cells))
			for i, c := range r.Cells {
				cells[i] = string(c)
			}
			*part = append(*part, placed{row{offset: r.Offset, cells: cells}, r.Pos()})
			return nil
		}
	})
	if err != nil {
		var e *scan.Error
		if !errors.As(err, &e) {
			t.Fatalf("error %v (%T) is not a *scan.Error", err, err)
		}
		return outcome{err: errText(e)}
	}
	out := outcome{blank: s.Blank, short: s.Short}
	if s.Short > 0 {
		out.first = s.Line(s.ShortPos)
	}
	for _, part := range parts {
		if !slices.IsSortedFunc(*part, func(a, b placed) int { return cmp.Compare(a.offset, b.offset) }) {
			t.Fatal("records of one worker are out of order")
		}
		for _, p := range *part {
			p.line = s.Line(p.pos)
			out.rows = append(out.rows, p.row)
		}
	}
	slices.SortFunc(out.rows, func(a, b row) int { return cmp.Compare(a.offset, b.offset) })
	if s.Records != int64(len(out.rows)) {
		t.Fatalf("Summary.Records is %d, sinks got %d", s.Records, len(out.rows))
	}
	return out
}

// reference does the same byte by byte, after the words of the documentation.
func reference(data string, l Layout, columns []int, maxRecord int, checkUTF8 bool) outcome {
	var out outcome
	bad := len(data)
	if checkUTF8 {
		for i, r := range data {
			if r == utf8.RuneError && !strings.HasPrefix(data[i:], "\uFFFD") {
				bad = i
				break
			}
		}
	}
	fail := func(k scan.Kind, start, seen, place, column int) outcome {
		if seen-start > maxRecord {
			k, place, column = scan.RecordTooLong, start, 0
		}
		if bad <= place {
			k, place, column = scan.InvalidUTF8, bad, 0
		}
		line := strings.Count(data[:place], "\n") + 1
		return outcome{err: errText(&scan.Error{Kind: k, Offset: int64(place), Line: int64(line), Column: column})}
	}
	skip := l.SkipRecords
	for at := 0; at < len(data); {
		start := at
		if n := lineEnd(data, at); n > 0 {
			at += n
			if skip <= 0 {
				out.blank++
			}
			continue
		}
		var cells []string
		for column := 1; ; column++ {
			cell := at
			text, quoted := "", false
			if at < len(data) && data[at] == '"' && !l.NoQuotes {
				quoted = true
				for at++; ; at++ {
					if at == len(data) {
						return fail(scan.OpenQuote, start, at, cell, column)
					}
					if data[at] == '"' {
						if at+1 == len(data) || data[at+1] != '"' {
							break
						}
						at++
					}
					text += data[at : at+1]
				}
				at++
				if at < len(data) && data[at] != l.comma() && lineEnd(data, at) == 0 {
					if !l.Lazy {
						return fail(scan.LoneQuote, start, at-1, at-1, column)
					}
					quoted = false
				}
			}
			for at < len(data) && data[at] != l.comma() && lineEnd(data, at) == 0 {
				if data[at] == '"' && !l.NoQuotes && !l.Lazy {
					return fail(scan.LoneQuote, start, at, at, column)
				}
				at++
			}
			if !quoted {
				text = data[cell:at]
			}
			if skip <= 0 && l.Width > 0 && column > l.Width && text != "" {
				seen := at + max(lineEnd(data, at), 1) - 1
				return fail(scan.TooWide, start, seen, cell, column)
			}
			cells = append(cells, text)
			if at == len(data) || data[at] != l.comma() {
				break
			}
			at++
		}
		at += lineEnd(data, at)
		if at-start > maxRecord {
			return fail(scan.RecordTooLong, start, at, start, 0)
		}
		if skip--; skip >= 0 {
			continue
		}
		line := int64(strings.Count(data[:start], "\n") + 1)
		if len(cells) < l.Width {
			if out.short++; out.short == 1 {
				out.first = line
			}
		}
		r := row{offset: int64(start), line: line, cells: make([]string, len(columns))}
		for i, c := range columns {
			if c < len(cells) && (l.Width == 0 || c < l.Width) {
				r.cells[i] = cells[c]
			}
		}
		out.rows = append(out.rows, r)
	}
	if bad < len(data) {
		return fail(0, 0, 0, bad, 0)
	}
	return out
}

// lineEnd returns the length of the line end at data[at:], 0 if none stands
// there. A CR that ends the stream counts as one.
func lineEnd(data string, at int) int {
	switch rest := data[at:]; {
	case strings.HasPrefix(rest, "\n"), rest == "\r":
		return 1
	case strings.HasPrefix(rest, "\r\n"):
		return 2
	}
	return 0
}
