package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// maxTitles is how many title lines may stand before the header.
const maxTitles = 10

// openDelimited finds delimiter, quoting, title lines and header rows.
func (f *File) openDelimited(head []byte) error {
	f.format = "csv"
	skip := 0
	if d, ok := sepLine(head); ok {
		f.warn("sep-line", "the first line (sep=) names the delimiter and is no header", 1)
		skip = 1
		if f.opts.Delimiter == 0 {
			f.opts.Delimiter = d
		}
	}
	best := f.trial(head, skip)
	if loneCR(head) {
		f.src.SetCR(true)
		if broken := f.trial(f.src.Head(), skip); broken.rank >= best.rank && broken.share >= best.share {
			best, head, f.cr = broken, f.src.Head(), true
		} else {
			f.src.SetCR(false)
		}
	}
	f.layout = csvscan.Layout{Comma: best.delimiter, Lazy: f.opts.LazyQuotes}
	if f.layout.Comma == '\t' && !f.layout.Lazy {
		f.layout.NoQuotes = f.plainTabs(head)
	}
	return f.readHeader(head, skip)
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
	titles := 0
	if f.format != "parquet" { // whose first line is the header, whatever it says
		titles = f.titleLines(records[skip:])
	}
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
// least three texts. A record that a second header row explains is a header
// however few cells it has, and so is the last one to ask the question.
func (f *File) titleLines(records [][]string) int {
	asked := false // by a record so far
	for i, r := range records {
		if cells := f.distinct(r); len(cells) > 2 {
			if i > 0 && (countData(cells) > 0 || asked && !asks(r)) {
				return 0
			}
			return i
		}
		if i == maxTitles || i+1 < len(records) && secondHeader(r, records[i+1]) {
			break
		}
		asked = asked || asks(r)
	}
	return 0
}

// distinct returns the cells that are not blank; in a workbook a text that
// merged cells repeat counts once.
func (f *File) distinct(row []string) []string {
	cells := filled(row)
	if f.format == "xlsx" {
		slices.Sort(cells)
		cells = slices.Compact(cells)
	}
	return cells
}

// asks says whether a cell of the row asks the recommend question.
func asks(row []string) bool {
	for _, cell := range row {
		if len(cell) < 300 && classify(survey.NormaliseHeader(cell)) == classStrong {
			return true
		}
	}
	return false
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
	if cells := filled(records[0]); len(cells) > 0 && f.format != "parquet" && (2*countData(cells) >= len(cells) || slices.ContainsFunc(cells, personal)) {
		return 0, &Error{ID: "no-header", Line: 1, Msg: "the first row holds numbers, dates or personal data, so it is no header",
			Hint: "give --header-rows 0 and name the columns by position: --score-column '#2'"}
	}
	return 1, nil
}

// personal says whether a text is an e-mail address or a telephone number, which
// no header is and no message shows.
func personal(text string) bool {
	return survey.LooksLikeEmail([]byte(text)) || survey.LooksLikePhone([]byte(text))
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
	for i, c := range second {
		if !slices.ContainsFunc(subHeaders, func(s string) bool { return strings.EqualFold(strings.TrimSpace(c), s) }) {
			continue
		}
		known++
		if classify(survey.NormaliseHeader(cellAt(first, i))) == classStrong {
			return true // "Response" under the question: an answer never says so
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
