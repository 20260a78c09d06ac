//go:build ignore

package main

import (
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// sheet writes records into a sheet: time.Time as a dated serial, json numbers and
// ints as numbers, "" as no cell at all.
type sheet struct {
	f     *excelize.File
	name  string
	dated int // style
	y1904 bool
}

func newBook(name string) *sheet {
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		panic(err)
	}
	s := &sheet{f: f, name: name}
	s.dated = must(f.NewStyle(&excelize.Style{CustomNumFmt: ptr("m/d/yyyy h:mm:ss")}))
	return s
}

func ptr[T any](v T) *T { return &v }

func cell(col, row int) string { return must(excelize.CoordinatesToCellName(col+1, row)) }

func (s *sheet) check(err error) {
	if err != nil {
		panic(err)
	}
}

func (s *sheet) put(row int, values ...any) {
	for i, v := range values {
		at := cell(i, row)
		switch v := v.(type) {
		case string:
			if v != "" {
				s.check(s.f.SetCellStr(s.name, at, v))
			}
		case time.Time:
			n := float64(serial(v, 1900))
			if s.y1904 {
				n = float64(serial(v, 1904))
			}
			n += float64(v.Hour()*3600+v.Minute()*60+v.Second()) / 86400
			s.check(s.f.SetCellFloat(s.name, at, n, -1, 64))
			s.check(s.f.SetCellStyle(s.name, at, at, s.dated))
		case nil:
		default:
			s.check(s.f.SetCellValue(s.name, at, v))
		}
	}
}

func (s *sheet) header(row int, names []string) {
	for i, n := range names {
		if n != "" {
			s.check(s.f.SetCellStr(s.name, cell(i, row), n))
		}
	}
}

func (s *sheet) save(name string) {
	b := must(s.f.WriteToBuffer())
	write(name, b.String())
}

// integer is the score as a number in a cell, nil when skipped.
func (a answer) integer() any {
	if a.score == "" {
		return nil
	}
	return must(strconv.Atoi(a.score))
}

func books() {
	all, real := story(true), story(false)

	b := newBook("Sheet0")
	b.header(1, qualtricsIDs)
	b.header(2, qualtricsTexts(false))
	for i, a := range all {
		b.put(3+i, a.at.Add(-time.Minute), a.at, pick(a.test, "Survey Preview", "IP Address"), a.ip(), 100, 60, pick(a.partial, "False", "True"), a.at, "R_"+a.uuid()[24:],
			a.last(), a.first(), a.email(), "", 18.52, 73.85, "email", "EN", a.class(), a.integer(), a.comment, "Speed")
	}
	b.save("qualtrics-xlsx.xlsx")

	b = newBook("Form Responses 1")
	b.header(1, []string{"Timestamp", question, reason, "Which region?", "", ""})
	for i, a := range real {
		b.put(2+i, a.at, nil, a.comment, a.region)
		if a.score != "" { // Google writes 5.0
			b.check(b.f.SetCellFloat(b.name, cell(1, 2+i), float64(a.integer().(int)), 1, 64))
		}
	}
	b.save("google-forms.xlsx")
	write("google-forms.xlsx.gz", gzipped(string(must(b.f.WriteToBuffer()).Bytes())))

	b = newBook("Sheet1")
	b.header(1, []string{"ID", "Start time", "Completion time", "Email", "Name", question + "\u00a0", reason + "\u00a0"})
	for i, a := range real {
		b.put(2+i, i+1, a.at.Add(-time.Minute), a.at, "anonymous", "", a.integer(), a.comment)
	}
	b.save("msforms.xlsx")

	b = newBook("Formbricks")
	b.header(1, []string{"No.", "Response ID", "Timestamp", "Finished", "Survey ID", "Formbricks ID (internal)", "User ID", "Tags", "1. " + question, "2. " + reason})
	for i, a := range real {
		b.put(2+i, i+1, "cl"+a.uuid()[24:], a.at.Format(isoSeconds), pick(a.partial, "No", "Yes"), "survey1", "cf"+a.uuid()[24:], 7000+a.id, "", a.integer(), a.comment)
	}
	b.save("formbricks.xlsx")
	oddBooks(real)
}

func oddBooks(real []answer) {
	days := [][2]int{{5, 1}, {6, 1}, {13, 1}, {20, 1}, {1, 2}, {2, 2}, {3, 2}, {14, 2}, {1, 3}, {2, 3}, {3, 3}, {25, 3}}
	b := newBook("Data")
	b.y1904 = true
	b.check(b.f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: ptr(true)}))
	b.header(1, []string{"Submitted", "nps_score"})
	for i, s := range []int{10, 9, 9, 8, 7, 6, 0, 10, 9, 5, 8, 3} {
		b.put(2+i, time.Date(2026, time.Month(days[i][1]), days[i][0], 15, 0, 0, 0, time.UTC), s)
	}
	b.save("dates-1904.xlsx")

	// A hidden sheet with other scores, a cover, then the data, whose header cell is
	// merged over two columns; an error cell and a boolean stand in other columns.
	b = newBook("Old")
	b.header(1, []string{"id", "nps_score"})
	for i := range 12 {
		b.put(2+i, i, 2)
	}
	must(b.f.NewSheet("About"))
	b.name = "About"
	b.put(1, "This workbook was made by hand")
	must(b.f.NewSheet("Responses"))
	b.name = "Responses"
	b.header(1, []string{"id", question, "", "ok", "formula"})
	b.check(b.f.MergeCell("Responses", "B1", "C1"))
	b.header(2, []string{"", "Response", "Other (please specify)", "", ""})
	for i, a := range real {
		b.put(3+i, a.id, a.integer(), a.comment, i%2 == 0, "#NAME?")
	}
	b.f.SetActiveSheet(2)
	b.check(b.f.SetSheetVisible("Old", false))
	b.save("sheets.xlsx")

	b = newBook("Two")
	b.header(1, []string{"id", "nps_score"})
	for i, a := range real {
		b.put(2+i, a.id, a.integer())
	}
	must(b.f.NewSheet("Second"))
	b.name = "Second"
	b.header(1, []string{"id", "nps_score"})
	for i := range 12 {
		b.put(2+i, i, 8)
	}
	b.save("two-sheets.xlsx")
}
