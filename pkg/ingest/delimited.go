package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

const (
	trialRecords = 200 // records on which each delimiter is tried
	maxTitles    = 10  // title lines that may stand before the header
	modalShare   = 0.95
)

// openDelimited finds delimiter, quoting, title lines and header rows.
func (f *File) openDelimited(head []byte) error {
	f.format = "csv"
	if loneCR(head) {
		f.src.SetCR(true)
		head = f.src.Head()
	}
	skip := 0
	if d, ok := sepLine(head); ok {
		f.warn("sep-line", "the first line (sep=) names the delimiter and is no header", 1)
		skip = 1
		if f.opts.Delimiter == 0 {
			f.opts.Delimiter = d
		}
	}
	f.layout = csvscan.Layout{Comma: f.delimiter(head, skip), Lazy: f.opts.LazyQuotes}
	if f.layout.Comma == '\t' && !f.layout.Lazy {
		f.layout.NoQuotes = f.plainTabs(head)
	}
	return f.readHeader(head, skip)
}

// loneCR says whether records end in CR alone: there is one outside quotes, and
// no LF.
func loneCR(head []byte) bool {
	if bytes.IndexByte(head, '\r') < 0 {
		return false
	}
	quoted, found := false, false
	for i, c := range head {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '\n' && !quoted:
			return false
		case c == '\r' && !quoted:
			if i+1 == len(head) || head[i+1] != '\n' {
				found = true
			}
		}
	}
	return found
}

// sepLine reads the directive that Excel puts first.
func sepLine(head []byte) (byte, bool) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.Trim(bytes.TrimRight(line, "\r"), `"`)
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") {
		return line[4], true
	}
	return 0, false
}

// delimiter tries comma, semicolon, tab and bar on the first records and takes
// the one with most columns among those under which nearly all records have the
// same number.
func (f *File) delimiter(head []byte, skip int) byte {
	if f.opts.Delimiter != 0 {
		return f.opts.Delimiter
	}
	best, bestWidth, bestShare := byte(','), 1, 0.0
	for _, d := range []byte{',', ';', '\t', '|'} {
		records, _, err := csvscan.Head(head, f.complete, csvscan.Layout{Comma: d, Lazy: true}, trialRecords)
		if err != nil || len(records) <= skip {
			continue
		}
		width, share := modalWidth(records[skip:])
		if width < 2 {
			continue
		}
		better := share > bestShare
		if share >= modalShare && bestShare >= modalShare {
			better = width > bestWidth
		}
		if better {
			best, bestWidth, bestShare = d, width, share
		}
	}
	return best
}

// modalWidth returns the most frequent number of cells and the share of the
// records that have it, title lines in front not counted.
func modalWidth(records [][]string) (width int, share float64) {
	count := map[int]int{}
	for _, r := range records {
		count[len(r)]++
	}
	for w, n := range count {
		if n > count[width] || n == count[width] && w > width {
			width = w
		}
	}
	titles := 0
	if width >= 3 {
		for titles < len(records) && titles < maxTitles && len(records[titles]) <= 2 {
			titles++
		}
	}
	return width, float64(count[width]) / float64(len(records)-titles)
}

// plainTabs says whether a tab-separated text is written without quoting, as
// Google Sheets does: every line has as many tabs as the others, and reading it
// with quotes fails or joins lines.
func (f *File) plainTabs(head []byte) bool {
	if bytes.IndexByte(head, '"') < 0 {
		return false
	}
	text := head
	if !f.complete {
		text = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	lines, tabs := 0, -1
	for line := range bytes.Lines(text) {
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			continue
		}
		n := bytes.Count(line, []byte{'\t'})
		if tabs >= 0 && n != tabs {
			return false
		}
		tabs = n
		lines++
	}
	records, _, err := csvscan.Head(head, f.complete, csvscan.Layout{Comma: '\t'}, lines+1)
	if err != nil || len(records) != lines {
		return true
	}
	for _, r := range records {
		if len(r) != tabs+1 {
			return true
		}
	}
	return false
}

// readHeader splits the head into title lines, header rows and data.
func (f *File) readHeader(head []byte, skip int) error {
	records, lines, err := f.headRecords(head)
	if err != nil {
		return err
	}
	if len(records) <= skip && !f.complete {
		return &Error{ID: "file-unreadable", Line: 1, Msg: fmt.Sprintf("the first record is longer than %d KiB, so it is no header", len(head)>>10),
			Hint: "is it text, and is a quote opened in it and never closed? --lazy-quotes"}
	}
	if len(records) <= skip {
		return &Error{ID: "empty-file", Msg: "the input has no header"}
	}
	titles := f.titleLines(records[skip:])
	if titles > 0 {
		f.warn("title-lines", fmt.Sprintf("%d title lines before the header were skipped", titles), lines[skip])
		skip += titles
	}
	records, lines = records[skip:], lines[skip:]
	if err := f.presetFor(func(known []*Preset) (*Preset, error) {
		return matchRows(known, records[:min(len(records), 4)])
	}); err != nil {
		return err
	}
	if f.headers, err = f.headerRows(records); err != nil {
		return err
	}
	if f.headers > len(records) {
		f.headers = len(records)
	}
	if err := f.setColumns(f.nameColumns(records)); err != nil {
		return err
	}
	f.layout.Width = len(f.columns)
	f.layout.SkipRecords = skip + f.headers
	f.head, f.lines = records[f.headers:], lines[f.headers:]
	f.zone, err = f.presetZone(records)
	return err
}

// headRecords reads the head strictly and, where a quote stands out of place,
// once more with lone quotes as text.
func (f *File) headRecords(head []byte) ([][]string, []int64, error) {
	for {
		records, lines, err := csvscan.Head(head, f.complete, f.layout, 0)
		if err == nil {
			return records, lines, nil
		}
		var e *scan.Error
		if !errors.As(err, &e) || e.Kind != scan.LoneQuote || f.layout.Lazy {
			return nil, nil, f.learn(err)
		}
		f.layout.Lazy = true
		f.warn("lone-quote", "a quote stands inside an unquoted cell; lone quotes were read as text", e.Line)
	}
}

// titleLines counts the leading records of at most two cells before one of at
// least three texts.
func (f *File) titleLines(records [][]string) int {
	for i, r := range records {
		if len(filled(r)) > 2 {
			return i
		}
		if i == maxTitles {
			break
		}
	}
	return 0
}

// filled returns the cells that are not blank.
func filled(row []string) []string {
	var cells []string
	for _, c := range row {
		if strings.TrimSpace(c) != "" {
			cells = append(cells, c)
		}
	}
	return cells
}

// headerRows decides how many rows the header has.
func (f *File) headerRows(records [][]string) (int, error) {
	if f.opts.HeaderRows != AutoHeader {
		return f.opts.HeaderRows, nil
	}
	for i, r := range records[:min(len(records), 4)] {
		if prefixShare(r, `{"ImportId":`) >= 0.5 {
			return i + 1, nil
		}
	}
	if f.preset != nil && f.preset.HeaderRows > 0 {
		n := 1
		for n < f.preset.HeaderRows && n < len(records) && !dataRow(records[n]) {
			n++
		}
		return n, nil
	}
	if len(records) > 1 && secondHeader(records[0], records[1]) {
		return 2, nil
	}
	if cells := filled(records[0]); len(cells) > 0 && 2*countData(cells) >= len(cells) {
		return 0, &Error{ID: "no-header", Line: 1, Msg: "the first row holds numbers or dates, so it is no header",
			Hint: "give --header-rows 0 and name the columns by position: --score-column '#2'"}
	}
	return 1, nil
}

// subHeaders are the words that survey tools put under a question.
var subHeaders = []string{"response", "open-ended response", "score", "label", "answer", "insight", "action", "other (please specify)"}

// secondHeader says whether the second row belongs to the header.
func secondHeader(first, second []string) bool {
	texts := filled(second)
	if len(texts) == 0 || countData(texts) > 0 {
		return false
	}
	known := 0
	for _, c := range texts {
		for _, s := range subHeaders {
			if strings.EqualFold(strings.TrimSpace(c), s) {
				known++
				break
			}
		}
	}
	if known == len(texts) {
		return true
	}
	if strings.TrimSpace(second[0]) != "" {
		return false
	}
	for i, c := range second {
		if strings.TrimSpace(c) != "" && (i >= len(first) || strings.TrimSpace(first[i]) == "") {
			return true
		}
	}
	return false
}

// dataRow says whether a row that should be a header looks like an answer.
func dataRow(row []string) bool {
	cells := filled(row)
	return len(cells) > 0 && 5*countData(cells) >= len(cells)
}

func countData(cells []string) int {
	n := 0
	for _, c := range cells {
		if dataLike(c) {
			n++
		}
	}
	return n
}

// dataLike says whether a cell is a number, a date or an e-mail address, which
// no header is.
func dataLike(cell string) bool {
	cell = strings.TrimSpace(cell)
	if _, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64); err == nil {
		return true
	}
	if strings.Contains(cell, "@") && !strings.Contains(cell, " ") {
		return true
	}
	digits, seps := 0, 0
	for _, c := range cell {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case strings.ContainsRune("-/.:", c):
			seps++
		}
	}
	return seps >= 2 && digits >= 4 && 2*(digits+seps) > len(cell) && cell[0] >= '0' && cell[0] <= '9'
}

// nameColumns makes the columns of the header rows.
func (f *File) nameColumns(records [][]string) []Column {
	width := 0
	for _, r := range records[:min(len(records), max(f.headers, 1))] {
		width = max(width, len(r))
	}
	if f.headers == 0 {
		columns := make([]Column, width)
		for i := range columns {
			columns[i] = newColumn(i+1, "", "")
		}
		return columns
	}
	labels := -1
	if f.preset != nil && f.preset.LabelRow > 0 && f.preset.LabelRow <= f.headers &&
		prefixShare(records[f.preset.LabelRow-1], `{"ImportId":`) < 0.5 {
		labels = f.preset.LabelRow - 1
	}
	columns := make([]Column, width)
	question := ""
	for i := range columns {
		name := cellAt(records[0], i)
		switch {
		case labels > 0:
			columns[i] = newColumn(i+1, name, cellAt(records[labels], i))
		case f.headers >= 2 && prefixShare(records[1], `{"ImportId":`) < 0.5:
			sub := cellAt(records[1], i)
			if strings.TrimSpace(name) != "" {
				question = name
			}
			columns[i] = newColumn(i+1, join(question, sub), "")
			columns[i].second = survey.NormaliseHeader(sub)
		default:
			columns[i] = newColumn(i+1, name, "")
		}
	}
	return f.dropEmptyTail(columns, records)
}

// join is the name of a column under two header rows.
func join(question, sub string) string {
	switch {
	case strings.TrimSpace(sub) == "":
		return question
	case strings.TrimSpace(question) == "":
		return sub
	}
	return question + " / " + sub
}

// dropEmptyTail takes off columns at the end that have neither header nor cell.
func (f *File) dropEmptyTail(columns []Column, records [][]string) []Column {
	width := 0
	for _, r := range records[f.headers:] {
		for i := len(r); i > width; i-- {
			if strings.TrimSpace(r[i-1]) != "" {
				width = i
				break
			}
		}
	}
	for len(columns) > max(width, 1) && strings.TrimSpace(columns[len(columns)-1].Name) == "" {
		columns = columns[:len(columns)-1]
	}
	return columns
}

func cellAt(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}
