package ingest

import (
	"bytes"
	"errors"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/csvscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/parquetscan"
)

// A Parquet file is read as delimited text, a line a row, that is made while it is
// read: a small one once, a large one in each pass and only the columns that the
// pass wants.

// smallParquet is up to which size a file is taken for one whose text can be looked
// at whole.
const smallParquet = 1 << 20

func (f *File) openParquet() error {
	f.format = "parquet"
	at, size, err := f.src.Random()
	if err != nil {
		return err
	}
	t, err := parquetscan.Open(at, size)
	if err != nil {
		return parquetFault(err)
	}
	most := firstBlock
	if size <= smallParquet {
		most = wholeBlock
	}
	var head bytes.Buffer
	n, err := io.CopyN(&head, t.Text(nil), int64(most))
	if err != nil && err != io.EOF {
		return parquetFault(err)
	}
	f.layout = csvscan.Layout{Comma: ','}
	if f.complete = n < int64(most); f.complete {
		f.text = head.Bytes()
		return f.readHeader(f.text, 0)
	}
	f.table = t
	return f.readHeader(head.Bytes()[:firstBlock], 0)
}

// parquetFault words an error of a Parquet file, and returns others as they are.
func parquetFault(err error) error {
	var p *parquetscan.Error
	if !errors.As(err, &p) {
		return err
	}
	e := &Error{ID: "file-unreadable", Column: p.Column, Msg: "the Parquet file " + p.Msg, cause: err}
	if p.Column != "" {
		e.Msg = p.Msg + " in the Parquet file"
	}
	switch p.Kind {
	case parquetscan.Damaged:
		e.Hint = "copy or download the file again"
	case parquetscan.TooBig:
		e.Hint = "write it again with smaller row groups, or as CSV"
	default:
		e.Hint = "write it again with flat columns of texts, numbers, truth values and times, compressed with zstd, snappy or gzip; or as CSV"
	}
	return e
}
