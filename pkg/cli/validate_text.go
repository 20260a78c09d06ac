package cli

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/table"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
)

// shownColumn is how many letters of a column's name stand in the table for
// people: questions are long.
const shownColumn = 32

// writeResult writes the findings in one of the formats of --format that
// are no report.
func (ck *checked) writeResult(w io.Writer, prose table.Style, format string) error {
	switch format {
	case "csv", "tsv":
		d := &table.Document{Columns: findingColumns()}
		for _, f := range ck.report.Findings {
			d.Rows = append(d.Rows, findingRow(f))
		}
		return table.Write(w, d, table.Format(format), table.Style{})
	}
	for _, res := range ck.results {
		if err := writeFindings(w, res, prose, table.Format(format)); err != nil {
			return err
		}
		if lines := ck.remedies(res); len(lines) > 0 {
			fmt.Fprintln(w)
			if err := table.Write(w, &table.Document{Lines: lines}, table.Format(format), prose); err != nil {
				return err
			}
		}
		fmt.Fprintln(w)
	}
	return table.Write(w, &table.Document{Lines: []string{ck.lastLine()}}, table.Format(format), prose)
}

// writeFindings writes the findings of a file as a table. A message is never
// cut, so where a terminal is too narrow for the table, as a list.
func writeFindings(w io.Writer, res *validate.Result, prose table.Style, format table.Format) error {
	d := fileTable(res)
	uncut := prose
	uncut.Width = -1
	if format != "text" || prose.Width < 0 || len(res.Findings) == 0 {
		return table.Write(w, d, format, uncut)
	}
	var grid strings.Builder
	if err := table.Write(&grid, &table.Document{Columns: d.Columns, Rows: d.Rows}, format, table.Style{Width: -1}); err != nil {
		return err
	}
	if widest(grid.String()) <= prose.Width {
		return table.Write(w, d, format, prose)
	}
	if err := table.Write(w, &table.Document{Headline: d.Headline}, format, prose); err != nil {
		return err
	}
	for _, f := range res.Findings {
		head := string(f.Severity) + " " + f.ID
		if f.Line > 0 {
			head += ", " + placeWord(res) + " " + strconv.FormatInt(f.Line, 10)
		}
		if column := strings.Join(strings.Fields(f.Column), " "); column != "" {
			head += ", column " + safetext.Truncate(safetext.Terminal(column), shownColumn)
		}
		fmt.Fprintln(w)
		if err := table.Write(w, &table.Document{Headline: head, Lines: []string{f.Message}}, format, prose); err != nil {
			return err
		}
	}
	return nil
}

// placeWord is what a number of a finding counts: lines, or the rows of a workbook, of a
// Parquet file, of the vault.
func placeWord(res *validate.Result) string { return cmp.Or(res.Place, "line") }

// widest is the length of the longest line in cells of a terminal, letters of
// East Asia counted as two.
func widest(text string) int {
	most := 0
	for line := range strings.Lines(text) {
		n := 0
		for _, r := range strings.TrimSuffix(line, "\n") {
			n++
			if r >= 0x1100 && !(r >= 0x2000 && r < 0x2E80) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// fileTable is the summary line of a file with its findings.
func fileTable(res *validate.Result) *table.Document {
	d := &table.Document{Headline: fmt.Sprintf("%s: %s %s, %s", res.Name, thousands(uint64(res.Records)), plural(uint64(res.Records), "record"), severities(res.Findings))}
	if len(res.Findings) == 0 {
		return d
	}
	d.Columns = findingColumns()
	d.Columns[3].Title, d.Columns[3].Key = placeWord(res), "line"
	for _, f := range res.Findings {
		d.Rows = append(d.Rows, findingRow(f))
	}
	return d
}

func findingColumns() []table.Column {
	return []table.Column{
		{Title: "file", For: table.Machines},
		{Title: "severity"},
		{Title: "finding", Key: "id"},
		{Title: "line", Right: true},
		{Title: "column"},
		{Title: "count", Right: true, For: table.Machines},
		{Title: "message"},
		{Title: "remedy", For: table.Machines},
	}
}

func findingRow(f finding.Finding) []table.Cell {
	line := table.Cell{Empty: true}
	if f.Line > 0 {
		line = table.Cell{Text: strconv.FormatInt(f.Line, 10)}
	}
	column := table.Cell{Text: safetext.Truncate(safetext.Terminal(strings.Join(strings.Fields(f.Column), " ")), shownColumn), Raw: f.Column}
	return []table.Cell{
		{Text: f.File}, {Text: string(f.Severity)}, {Text: f.ID}, line, column,
		{Text: strconv.FormatInt(f.Count, 10)}, {Text: f.Message}, {Text: f.Remedy},
	}
}

// severities counts findings in words.
func severities(findings []finding.Finding) string {
	if len(findings) == 0 {
		return "no findings"
	}
	c := finding.Count(findings)
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}, {c.Notes, "note"}} {
		if p.n > 0 {
			parts = append(parts, thousands(uint64(p.n))+" "+plural(uint64(p.n), p.word))
		}
	}
	return strings.Join(parts, ", ")
}

// remedies says what to do about errors and warnings, and with --verbose about
// notes, each remedy once.
func (ck *checked) remedies(res *validate.Result) []string {
	var lines []string
	said := map[string]bool{}
	for _, f := range res.Findings {
		line := f.ID + ": " + f.Remedy
		if f.Remedy == "" || said[line] || f.Severity == finding.Note && !ck.settings.Verbose {
			continue
		}
		said[line] = true
		lines = append(lines, line)
	}
	return lines
}

// lastLine is the verdict on all files.
func (ck *checked) lastLine() string {
	n := uint64(len(ck.results))
	s := fmt.Sprintf("%s %s: %s", thousands(n), plural(n, cmp.Or(ck.kind, "file")), severities(ck.report.Findings))
	if ck.accepted > 0 {
		s += fmt.Sprintf(" (and %s accepted)", thousands(uint64(ck.accepted)))
	}
	verdict := "; passed"
	if ck.failing() > 0 {
		verdict = "; failed"
	}
	for _, res := range ck.results {
		if res.NotUnderstood() {
			verdict = "; not understood: " + res.Name
			break
		}
	}
	return s + verdict
}
