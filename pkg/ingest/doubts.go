package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// doubts warns of what the head already shows.
func (f *File) doubts(r *roles) {
	f.warnFallback()
	f.severalSurveys()
	f.mojibake()
	f.swallowed()
	if r.score >= 0 {
		c := &f.columns[r.score]
		if oneToTen().MatchString(c.norm) || oneToTen().MatchString(c.normLabel) {
			f.warn("scale-looks-1-10", "the question speaks of a scale from 1 to 10; NPS of such answers is not comparable", 0)
		}
	}
}

func (f *File) warnFallback() {
	if info := f.src.Info(); info.Fallback {
		f.warn("encoding-fallback", fmt.Sprintf("byte %d is not UTF-8; the text was read as Windows-1252 (--encoding says otherwise)", info.FirstBad), 0)
	}
}

// severalSurveys warns when a column that names the survey has several values,
// with the records of each in the first block.
func (f *File) severalSurveys() {
	for i := range f.columns {
		if !surveyColumn().MatchString(f.columns[i].norm) {
			continue
		}
		seen := map[string]int{}
		for _, row := range f.head {
			if v := strings.TrimSpace(cellAt(row, i)); v != "" && len(seen) < 100 {
				seen[v]++
			}
		}
		if len(seen) < 2 {
			return
		}
		counts := slices.Sorted(maps.Values(seen))
		slices.Reverse(counts)
		list := make([]string, 0, 10)
		for _, n := range counts[:min(len(counts), 10)] {
			list = append(list, fmt.Sprint(n))
		}
		where := ""
		if !f.complete {
			where = " of the first block"
		}
		f.warnOf("several-surveys", f.columns[i].Ref(), fmt.Sprintf("names %d surveys (%s records%s); choose one with --where, or break down with --by",
			len(seen), strings.Join(list, ", "), where), 0)
		return
	}
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// mojibake warns once of text that was decoded wrongly before it came here.
func (f *File) mojibake() {
	for i, row := range f.head {
		for k, cell := range row {
			if ascii(cell) {
				continue
			}
			for _, sign := range []string{"Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¤", "Ã±", "Ã³", "Ã¡", "â€™", "â€œ", "â€", "à¤", "\ufffd"} {
				if strings.Contains(cell, sign) {
					f.warnOf("mojibake", f.columns[min(k, len(f.columns)-1)].Ref(), "holds text that was decoded wrongly before it was exported", f.lines[i])
					return
				}
			}
		}
	}
}

// swallowed warns of a quoted cell in the head that holds whole records: two
// lone quotes can swallow what stands between them.
func (f *File) swallowed() {
	if f.format != "csv" || f.layout.NoQuotes {
		return
	}
	for i, row := range f.head {
		for k, cell := range row {
			if HoldsRecords(cell, f.layout.Comma, len(f.columns)) {
				f.warnOf("swallowed-rows", f.columns[min(k, len(f.columns)-1)].Ref(),
					"has a quoted cell that holds lines like records; two lone quotes can swallow what stands between them", f.lines[i])
				return
			}
		}
	}
}

// HoldsRecords says whether a cell of delimited text holds three or more lines
// with as many delimiters as a record of width columns.
func HoldsRecords(cell string, delimiter byte, width int) bool {
	if width < 3 || strings.Count(cell, "\n") < 2 {
		return false
	}
	found := 0
	for line := range strings.Lines(cell) {
		if strings.Count(line, string(delimiter)) == width-1 {
			found++
		}
	}
	return found >= 3
}
