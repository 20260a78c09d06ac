// Package report writes a release for people and programs: one self-contained
// HTML page, Markdown, text, JSON, CSV, PDF, a mail, and charts as SVG files.
//
// It accepts nothing but a [disclosure.Release], which only disclosure.Make
// fills, and computes no statistics: every figure in a report is a released
// figure, put into words. [Write] is the way in:
//
//	err := report.Write(file, release, report.HTML, report.Words{
//		Title: "Retail, 2026", Generated: now,
//	})
//
// A release becomes a page first (page.go and its neighbours), which holds every
// sentence once, in the language asked for; each format then only sets it. What
// comes from data passes safetext on its way into the page, and the escaping of
// its sink on the way out. The same release and words give the same bytes.
package report

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/disclosure"
)

// Format is a way to write a report.
type Format string

// The formats. Mail is a message of RFC 5322 with a short text, a picture of the
// headline and the HTML attached.
const (
	HTML     Format = "html"
	Markdown Format = "md"
	Text     Format = "text"
	JSON     Format = "json"
	CSV      Format = "csv"
	PDF      Format = "pdf"
	Mail     Format = "eml"
)

// Formats lists all formats.
func Formats() []Format { return []Format{HTML, Markdown, Text, JSON, CSV, PDF, Mail} }

// English and Hindi are the languages of a report.
const (
	English = "en"
	Hindi   = "hi"
)

// Words are what a report says beside its figures.
type Words struct {
	Title     string    // "" is "Net Promoter Score" in the language of the report
	Lang      string    // English, Hindi; "" is English
	Generated time.Time // the day that is written on it; zero leaves it out
	// Previous names the edition that changes are measured against, such as
	// "edition 3"; "" names it by its date.
	Previous string
	// From and To are addresses for Mail, such as "Survey team
	// <survey@example.org>"; To may be a list. Without them the mail is a draft
	// without a sender of its own.
	From, To string
}

var (
	// ErrLanguage is returned for a language that reports are not written in.
	ErrLanguage = errors.New("reports are in English (en) and Hindi (hi)")
	// ErrPDFLanguage is returned for a PDF in Hindi, whose letters want more
	// shaping than the PDF writer has: HTML, printed from a browser, has them.
	ErrPDFLanguage = errors.New("a PDF can be written in English only; write html and print it")
	// ErrPDFLetters is returned where a title or a group's name has letters that
	// the font of the PDF lacks. The names themselves are not in the message.
	ErrPDFLetters = errors.New("the font of the PDF lacks letters of a name or title; write html and print it")
	// ErrFormat is returned for an unknown format.
	ErrFormat = errors.New("no such format")
	// ErrAddress is returned for a From or To that is no mail address.
	ErrAddress = errors.New("not a mail address")
)

// Write writes r to w. The errors are those above, of w, and of nothing else
// that a user can bring about.
func Write(w io.Writer, r *disclosure.Release, f Format, o Words) error {
	return write(w, open(r), f, o)
}

func write(w io.Writer, s *source, f Format, o Words) error {
	p, err := newPage(s, o)
	if err != nil {
		return err
	}
	switch f {
	case HTML:
		return writeHTML(w, p)
	case Markdown:
		return writeMarkdown(w, p)
	case Text:
		return writeText(w, p)
	case JSON:
		return writeJSON(w, s, o)
	case CSV:
		return writeCSV(w, s)
	case PDF:
		return writePDF(w, p)
	case Mail:
		return writeMail(w, p, o)
	}
	return fmt.Errorf("report: %w: %q", ErrFormat, string(f))
}

// source is what a release shows. Only open makes one outside tests.
type source struct {
	policy     disclosure.Policy
	confidence float64
	edition    *disclosure.Edition
	account    disclosure.Account
	total      disclosure.Row
	tables     []disclosure.Table
	trend      *disclosure.Trend
}

func open(r *disclosure.Release) *source {
	return &source{r.Policy(), r.Confidence(), r.Edition(), r.Account(), r.Total(), r.Tables(), r.Trend()}
}
