package xlsxscan

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The size of a sheet.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// Rows hands the rows of a sheet, visible or not, to f from top to bottom. row is the row's number,
// from 1; rows without any cell may be left out. cells begins at column A and
// ends with the last cell that the file holds, which may be blank; it is valid
// until f returns. An error of f ends the reading and is returned.
func (b *Book) Rows(sheet string, f func(row int, cells []string) error) error {
	return b.walk(sheet, &sheetReader{emit: f})
}

// walk reads a sheet with a reader that knows what to do with its rows.
func (b *Book) walk(sheet string, s *sheetReader) error {
	part := b.sheetPart(sheet)
	if part == nil {
		return ErrNoSheet
	}
	if part.UncompressedSize64 > uint64(b.limits.Sheet) {
		return fmt.Errorf("%w: sheet", ErrTooBig)
	}
	if err := b.sharedStrings(); err != nil {
		return err
	}
	merged, err := mergedHeaders(part)
	if err != nil {
		return broken("sheet", err)
	}
	r, err := part.Open()
	if err != nil {
		return broken("sheet", err)
	}
	defer r.Close()
	s.book, s.merged, s.left = b, merged, b.limits.Text
	if s.editing == nil {
		s.x = newTokens(r)
	} else {
		s.x = s.editing.read(r)
	}
	err = s.read()
	var own *callerError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own.error
	}
	return broken(fmt.Sprintf("sheet, near row %d", s.row), err)
}

func (b *Book) sheetPart(name string) *zip.File {
	for _, s := range b.sheets {
		if s.name == name {
			return b.part(s.part)
		}
	}
	return nil
}

// callerError is an error of the function that rows are handed to.
type callerError struct{ error }

// sheetReader walks through the XML of one sheet.
type sheetReader struct {
	book    *Book
	x       *tokens
	merged  []span
	left    int64 // bytes of text that may still be handed over
	emit    func(row int, cells []string) error
	editing *sheetEditor // nil when the sheet is only read
	row     int
	cells   []string
	held    int64 // bytes of text in cells
}

// read hands over the rows of the sheet's data and makes sure that the XML is
// whole up to its end.
func (s *sheetReader) read() error {
	inside, found := false, false
	for {
		t, err := s.x.next()
		if errors.Is(err, io.EOF) && found {
			return nil
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "sheetData" && found:
				return errors.New("it has its cells twice")
			case t.Name.Local == "sheetData":
				inside, found = true, true
			case t.Name.Local == "row" && inside:
				err = s.readRow(t.Attr)
			}
		case xml.EndElement:
			if t.Name.Local == "sheetData" {
				inside = false
			}
		}
		if err == nil && s.editing != nil {
			err = s.editing.between(t, found && !inside)
		}
		if err != nil {
			return err
		}
	}
}

func (s *sheetReader) readRow(attrs []xml.Attr) error {
	last := s.row
	s.row++
	if r := attr(attrs, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= last {
			return errors.New("a row has a wrong number")
		}
		s.row = n
	}
	if s.row > maxRows {
		return errors.New("there are too many rows")
	}
	clear(s.cells)
	s.cells, s.held = s.cells[:0], 0
	for {
		before := s.x.offset()
		t, err := s.x.inside()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == "c" {
				if err := s.readCell(t, before); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return s.finishRow()
			}
		}
	}
}

func (s *sheetReader) finishRow() error {
	for _, m := range s.merged {
		if m.row == s.row && m.first < len(s.cells) {
			for len(s.cells) <= m.last {
				s.cells = append(s.cells, "")
			}
			for i := m.first + 1; i <= m.last; i++ {
				s.cells[i] = s.cells[m.first]
			}
		}
	}
	for _, c := range s.cells {
		s.left -= int64(len(c)) + 1
	}
	if s.left < 0 {
		return fmt.Errorf("%w: text of the cells", ErrTooBig)
	}
	if err := s.emit(s.row, s.cells); err != nil {
		return &callerError{err}
	}
	return nil
}

// readCell reads one cell, whose XML begins at the offset before, up to its end
// and puts its text in its column.
func (s *sheetReader) readCell(start xml.StartElement, before int64) error {
	attrs := start.Attr
	column := len(s.cells)
	if ref := attr(attrs, "r"); ref != "" {
		var ok bool
		if column, _, ok = reference(ref); !ok || column < len(s.cells) {
			return errors.New("a cell has a wrong reference")
		}
	}
	if column >= maxColumns {
		return errors.New("a row has too many cells")
	}
	at := place{column: column, from: before, content: s.x.offset()}
	var value, inline string
	for {
		before := s.x.offset()
		t, err := s.x.inside()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "v":
				value, err = plainText(s.x, "v")
			case t.Name.Local == "is":
				inline, err = richText(s.x, "is")
			case t.Name.Local == "f" && s.editing != nil:
				at.formula, err = readFormula(s.x, t.Attr, before)
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			if t.Name.Local != "c" {
				continue
			}
			text, err := s.text(attr(attrs, "t"), attr(attrs, "s"), value, inline)
			for len(s.cells) < column {
				s.cells = append(s.cells, "")
			}
			s.cells = append(s.cells, text)
			if s.held += int64(len(text)); s.held > s.left {
				return fmt.Errorf("%w: text of the cells", ErrTooBig)
			}
			if s.editing != nil {
				at.end, at.text, at.shared = s.x.offset(), text, -1
				if attr(attrs, "t") == "s" && err == nil {
					at.shared, err = strconv.Atoi(strings.TrimSpace(value))
				}
				s.editing.places = append(s.editing.places, at)
			}
			return err
		}
	}
}

// text makes the text of a cell from its type, style and value.
func (s *sheetReader) text(kind, style, value, inline string) (string, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(s.book.strings) {
			return "", errors.New("a cell refers to a text that is not there")
		}
		return s.book.strings[n], nil
	case "inlineStr":
		return inline, nil
	case "str":
		return unescape(value), nil
	case "b":
		switch strings.TrimSpace(value) {
		case "1", "true":
			return "TRUE", nil
		case "0", "false":
			return "FALSE", nil
		}
		return value, nil
	case "", "n":
		return s.number(strings.TrimSpace(value), style), nil
	}
	return value, nil // e: an error's text; d: an ISO 8601 date
}

func (s *sheetReader) number(value, style string) string {
	if n, err := strconv.Atoi(style); err == nil && n >= 0 && n < len(s.book.styles) && s.book.styles[n] != 0 {
		if f, err := strconv.ParseFloat(value, 64); err == nil {
			if text, ok := formatDate(f, s.book.styles[n], s.book.date1904); ok {
				return text
			}
		}
	}
	return shortNumber(value)
}

func attr(attrs []xml.Attr, name string) string {
	for i := range attrs {
		if attrs[i].Name.Local == name && attrs[i].Name.Space == "" {
			return attrs[i].Value
		}
	}
	return ""
}

// reference reads a cell reference such as AB12: column from 0, row from 1.
func reference(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, err == nil && row > 0 && column > 0 && column <= maxColumns
}

// mergedTop is down to which row merged cells are filled to the right.
const mergedTop = 4

// span is a range of columns, from 0, that are merged in a row.
type span struct{ row, first, last int }

// mergedHeaders reads the merged ranges that begin in the first rows. They stand
// behind the sheet's data, which is passed over.
func mergedHeaders(part *zip.File) ([]span, error) {
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	rest, err := afterData(r)
	if err != nil || rest == nil {
		return nil, err
	}
	var spans []span
	x := newTokens(rest)
	x.middle = true
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return spans, nil
		}
		if err != nil {
			return nil, err
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "mergeCell" {
			continue
		}
		from, to, _ := strings.Cut(attr(e.Attr, "ref"), ":")
		first, row, ok1 := reference(from)
		last, _, ok2 := reference(to)
		if ok1 && ok2 && row <= mergedTop && first < last {
			spans = append(spans, span{row, first, last})
		}
	}
}
