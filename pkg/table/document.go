// Package table writes one neutral document as text for a terminal, Markdown,
// CSV or TSV.
//
// A command fills a [Document] (a headline, bars, a table, notes) with plain
// strings and numbers and calls [Write]; how it looks is decided here, once.
// Whatever comes from data may be put in as it is: every string is made safe
// for its sink (package safetext) on the way out.
//
// Text and Markdown show the whole document. CSV and TSV are for programs: they
// hold the header and the rows and nothing else.
package table

import (
	"errors"
	"fmt"
	"iter"
)

// Document is what a command has to say. Every part may be empty.
type Document struct {
	Headline  string   // the answer in one line
	Lines     []string // paragraphs below the headline
	Bars      []Bar    // one of them gets a legend with counts, several share one
	Histogram []Bin    // drawn as horizontal bars in the order given
	Plots     []Plot   // series over time, one below the other
	Columns   []Column
	Rows      [][]Cell // each as long as Columns
	// More gives rows after Rows, for tables too long to hold: it is gone
	// through twice, may reuse its slice, and must give the same rows again.
	More  iter.Seq[[]Cell]
	Total []Cell   // nil, or a last row set apart; for people only
	Notes []string // doubts and remarks, below everything
}

// Audience says who gets to see a column.
type Audience uint8

const (
	Everyone Audience = iota // every format
	People                   // text and Markdown: "27 to 38"
	Machines                 // CSV and TSV: low and high apart
)

// Column is a column of the table.
type Column struct {
	Title string // for people
	Key   string // for CSV and TSV; "" = Title
	Right bool   // numbers: aligned to the right and never shortened
	For   Audience
}

// Cell is one cell of a row.
type Cell struct {
	Text  string // for people: "+32.4", "n/a", "(blank)"
	Raw   string // for CSV and TSV: "32.41379"; "" = Text
	Empty bool   // CSV and TSV leave the cell empty, whatever Text says
}

// Kind is what a segment or bin stands for; it chooses its shape and colour.
type Kind uint8

const (
	Plain Kind = iota
	Detractor
	Passive
	Promoter
)

// Bar is a whole cut into segments, drawn on one line.
type Bar struct {
	Label    string
	Segments []Segment
}

// Segment is a part of a bar.
type Segment struct {
	Label string
	Count uint64
	Share float64 // 0 to 1 of the whole; it decides the length
	Kind  Kind
}

// Bin is one line of a histogram.
type Bin struct {
	Label string
	Count uint64
	Share float64 // 0 to 1 of all; the longest bin fills the line
	Kind  Kind
}

// Format is a way to write a document.
type Format string

const (
	Text     Format = "text"
	Markdown Format = "md"
	CSV      Format = "csv"
	TSV      Format = "tsv"
)

// Style is how text looks. The other formats do not depend on it.
type Style struct {
	Width int  // columns of the terminal; 0 = 80, below 0 = names are not shortened and lines not wrapped
	Color bool // write colours; shapes and words carry the meaning without them
	ASCII bool // for terminals without block characters
}

// ErrNoTable is returned for CSV and TSV of a document without columns.
var ErrNoTable = errors.New("there is no table to write in this format")

// each calls f for every row. A row that does not fit the columns is a mistake
// in the program, reported as an error.
func (d *Document) each(f func(row []Cell) error) error {
	n := 0
	do := func(row []Cell) error {
		n++
		if len(row) != len(d.Columns) {
			return fmt.Errorf("table: row %d has %d cells for %d columns", n, len(row), len(d.Columns))
		}
		return f(row)
	}
	for _, row := range d.Rows {
		if err := do(row); err != nil {
			return err
		}
	}
	if d.More == nil {
		return nil
	}
	for row := range d.More {
		if err := do(row); err != nil {
			return err
		}
	}
	return nil
}

// shown returns the places of the columns that an audience sees.
func (d *Document) shown(who Audience) []int {
	var places []int
	for i, c := range d.Columns {
		if c.For == Everyone || c.For == who {
			places = append(places, i)
		}
	}
	return places
}
