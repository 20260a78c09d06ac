package ingest

import (
	"bytes"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/xlsxscan"
)

// A workbook's sheet is written out as delimited text, a line a row, and read
// like any other: one way of finding headers and counting. A line break inside a
// cell becomes CR, so that the line of a record is its row in the sheet.

// maxSheetText bounds the text of a sheet, which is held in memory: three times
// what a full sheet of 20 columns holds as a rule.
const maxSheetText = 512 << 20

// wideRows is how many rows of a sheet show how wide it is.
const wideRows = 50

// openWorkbook takes the sheet that --sheet names, or the first visible one in
// which a header is found.
func (f *File) openWorkbook() error {
	f.format, f.complete = "xlsx", true
	data, err := f.src.Bytes()
	if err != nil {
		return err
	}
	book, err := xlsxscan.Open(data, xlsxscan.Limits{Text: maxSheetText})
	if err != nil {
		return &Error{ID: "file-unreadable", Msg: "cannot read the workbook", Err: err}
	}
	sheets := book.Sheets()
	if f.opts.Sheet != "" {
		return f.openSheet(book, f.opts.Sheet, sheets)
	}
	var first error
	for _, sheet := range sheets {
		err := f.openSheet(book, sheet, sheets)
		if err == nil && len(f.columns) > 1 {
			return nil
		}
		if err == nil && len(sheets) == 1 {
			return nil
		}
		if err != nil && first == nil {
			first = err
		}
	}
	if first == nil {
		first = &Error{ID: "empty-file", Msg: "no visible sheet has a header"}
	}
	return first
}

func (f *File) openSheet(book *xlsxscan.Book, sheet string, sheets []string) error {
	found := false
	for _, s := range sheets {
		found = found || s == sheet
	}
	if !found {
		return &Error{Fault: Misuse, Msg: "there is no visible sheet " + quote(sheet), Hint: "the sheets are " + strings.Join(quoteAll(sheets), ", ")}
	}
	text, err := sheetText(book, sheet)
	if err != nil {
		return &Error{ID: "file-unreadable", Msg: "cannot read the sheet " + quote(sheet), Err: err}
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return &Error{ID: "empty-file", Msg: "the sheet " + quote(sheet) + " is empty"}
	}
	f.text, f.sheet = text, sheet
	f.layout = csvscan.Layout{Comma: ','}
	if f.complete = len(text) <= wholeBlock; !f.complete {
		text = text[:firstBlock]
	}
	return f.readHeader(text, 0)
}

// sheetText writes the sheet as comma-separated text.
func sheetText(book *xlsxscan.Book, sheet string) ([]byte, error) {
	var b []byte
	next, wide := 1, 0
	err := book.Rows(sheet, func(row int, cells []string) error {
		for ; next < row; next++ {
			b = append(b, '\n')
		}
		next++
		last := len(cells)
		for last > 0 && strings.TrimSpace(cells[last-1]) == "" {
			last--
		}
		// A cell far to the right of all others is an error in any case; what lies
		// between is not written out, or a small file could fill the memory.
		if row <= wideRows {
			wide = max(wide, last)
		} else if last > wide+1 {
			cells[wide], last = cells[last-1], wide+1
		}
		for i, c := range cells[:last] {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, c)
		}
		b = append(b, '\n')
		return nil
	})
	return b, err
}

func appendQuoted(b []byte, cell string) []byte {
	if cell == "" {
		return b
	}
	b = append(b, '"')
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; c {
		case '"':
			b = append(b, '"', '"')
		case '\n': // also behind a CR: one line end is one
			if i == 0 || cell[i-1] != '\r' {
				b = append(b, '\r')
			}
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

func quoteAll(names []string) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = quote(n)
	}
	return list
}
