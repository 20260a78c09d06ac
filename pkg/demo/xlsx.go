package demo

import (
	"errors"
	"io"

	"github.com/xuri/excelize/v2"
)

// xlsxSink writes one sheet. The rows go through excelize's stream writer, which keeps them
// in a temporary file beyond 16 MB.
type xlsxSink struct {
	w      io.Writer
	cells  *cells
	layout *layout
	book   *excelize.File
	stream *excelize.StreamWriter
	style  int
	line   int
	values []any
}

func (s *xlsxSink) start(l *layout) (err error) {
	s.layout = l
	s.book = excelize.NewFile()
	if s.style, err = s.book.NewStyle(&excelize.Style{NumFmt: 22}); err != nil { // m/d/yy h:mm
		return err
	}
	if s.stream, err = s.book.NewStreamWriter("Sheet1"); err != nil {
		return err
	}
	for _, header := range l.headers {
		s.values = s.values[:0]
		for _, name := range header {
			s.values = append(s.values, name)
		}
		if err := s.write(); err != nil {
			return err
		}
	}
	return nil
}

func (s *xlsxSink) row(a *answer) error {
	c := s.cells
	c.reset()
	s.layout.fill(c, a)
	s.values = s.values[:0]
	var start int32
	for _, cell := range c.list {
		value := c.buf[start:cell.end]
		start = cell.end
		switch cell.kind {
		case blank:
			s.values = append(s.values, nil)
		case number:
			n := 0
			for _, digit := range value {
				n = n*10 + int(digit-'0')
			}
			s.values = append(s.values, n)
		case instant:
			// Excel counts days from 1899-12-30, which is 25,569 days before 1970.
			serial := float64(cell.value+25569*86400) / 86400
			s.values = append(s.values, excelize.Cell{StyleID: s.style, Value: serial})
		default:
			s.values = append(s.values, string(value))
		}
	}
	return s.write()
}

func (s *xlsxSink) write() error {
	s.line++
	at, err := excelize.CoordinatesToCellName(1, s.line)
	if err != nil {
		return err
	}
	return s.stream.SetRow(at, s.values)
}

func (s *xlsxSink) finish() error {
	err := s.stream.Flush()
	if err == nil {
		err = s.book.Write(s.w)
	}
	return errors.Join(err, s.close())
}

// close removes the temporary file; it may be called twice.
func (s *xlsxSink) close() error {
	if s.book == nil {
		return nil
	}
	err := s.book.Close()
	s.book = nil
	return err
}
