// Package ingest turns any survey export into a tally, or into rows for the
// work that needs rows.
//
// The way of a file: Open finds out what the bytes are (package stream), how
// records and columns are written (delimited.go, document.go, workbook.go,
// parquet.go), which tool wrote them (match.go, presets.yaml) and what the columns are for
// (choose.go). Tally then feeds the records of a fast scanner (csvscan,
// jsonscan) straight into a tally.Builder (count.go): no row structs on that
// path. Each hands over whole rows in file order, Responses as fast as it goes and
// with all that score would make of them (response.go). Texts, Gather and Rewrite serve
// copies in which comments change (texts.go, gather.go, rewrite.go).
//
// A wrong score column is worse than a question to the user: detection finds
// exactly one answer, or stops with an *Error that lists the candidates and the
// flag to give. What is decided on the first block of a large input is checked
// against the whole; if the whole contradicts it, a file is read once more and
// a pipe stops.
package ingest

import (
	"io"
	"sync/atomic"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/calendar"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// Options say how to read an input. The zero value detects everything.
type Options struct {
	ScoreColumn      string // NAME, NAME[#pos] or #pos, as all columns here
	ClassColumn      string // classes in place of scores: no histogram can be known
	TimeColumn       string
	RespondentColumn string
	CommentColumn    string
	WeightColumn     string
	Definition       *survey.Definition // may be nil
	Preset           string             // id, "" = detect, "generic" = none
	Presets          []*Preset          // nil: the built-in ones
	Labels           map[string]int     // further texts that mean a score
	NA               []string           // further texts that mean no answer
	DateOrder        timecol.Order
	Zone             *time.Location // report zone, nil = the file's own
	Delimiter        byte           // 0 = detect
	Encoding         string         // "" = detect
	HeaderRows       int            // number of header rows, AutoHeader to detect
	Sheet            string         // of a workbook, "" = the first visible one that fits
	AllowInvalid     bool           // many invalid answers are no reason to stop
	IncludeTest      bool           // keep test, preview and spam rows
	CompleteOnly     bool           // drop unfinished responses
	LazyQuotes       bool           // lone quotes are text
	Workers          int            // <= 0: GOMAXPROCS
	Progress         *atomic.Int64  // grows with the bytes done; may be nil
	Now              time.Time      // for dates in the future
	Digest           bool           // compute what Digest returns
	// HeadOnly takes the beginning of a pipe for the whole: a pass ends before the first
	// record that begins after so many bytes, and the pipe is read little further. 0 reads
	// all. What is held in memory anyway, a workbook or a Parquet file, is read to its end.
	HeadOnly int

	// Unwrap decrypts an age file, in memory; nil refuses one. It is called anew for
	// each pass. Its errors come back unchanged, also those of its reader.
	Unwrap func(io.Reader) (io.Reader, error)
}

// AutoHeader lets Open find the number of header rows.
const AutoHeader = -1

// Respondents says which answers of one respondent count.
type Respondents uint8

// The choices of --per-respondent.
const (
	AllAnswers Respondents = iota
	LatestAnswer
	FirstAnswer
)

// Dedupe says which of several records with one response id counts.
type Dedupe uint8

// The choices of --dedupe.
const (
	NoDedupe Dedupe = iota
	KeepNewest
	KeepFirst
)

// Query says which rows to count and by what.
type Query struct {
	By            []string // columns, or day, week, month, quarter, year
	Where         []tally.Filter
	Since, Until  time.Time // wall times in the report zone, half open; zero = open
	PerRespondent Respondents
	Dedupe        Dedupe
	Times         bool   // also find the first and the last time
	Purpose       string // only rows with consent for it; needs a definition that maps one
	// People gives, besides the counts, the respondents that are counted, so that
	// two inputs can be joined. It keeps one answer of each, the latest where
	// PerRespondent says nothing else.
	People bool
}

// NeedsTime says whether the query cannot be answered without the time.
func (q *Query) NeedsTime() bool {
	if !q.Since.IsZero() || !q.Until.IsZero() || q.PerRespondent != AllAnswers {
		return true
	}
	for _, ref := range q.By {
		if _, ok := calendar.ParseUnit(ref); ok {
			return true
		}
	}
	return false
}

// Info is all that was found out about an input and must be said of it.
type Info struct {
	Name        string
	Format      string // csv, json, ndjson, xlsx, parquet, tally
	Compression string // "", gzip, zstd, zip
	Sealed      bool   // encrypted with age
	Member      string // file inside a ZIP, sheet of a workbook
	Encoding    string
	BOM         bool
	Delimiter   string // "" when there is none
	HeaderRows  int
	Preset      string // "" when none fits
	PresetWhy   string
	Columns     int
	Score       string // column reference, "" when there is none
	ScoreHeader string
	ScoreWhy    string
	ClassesOnly bool   // Score holds classes, counted as 0, 7 and 9
	Class       string // the class column that was checked against the scores
	Time        string
	TimeLayout  string
	TimeOrder   string
	TimeWhy     string
	Zone        string // of the times as they are reported, "" unknown
	ResponseID  string
	Respondent  string
	Comment     string
	Weight      string
	Consent     string
	Identity    []string // columns with personal data
}
