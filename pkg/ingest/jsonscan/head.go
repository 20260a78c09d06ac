package jsonscan

import (
	"bytes"
	"errors"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

var errEnough = errors.New("enough records")

// Head returns the first records of data, at most max, as the raw text of their
// objects (parts of data), and the line where each begins, from 1. complete
// tells that data is the whole stream; otherwise a record that is not there in
// full is left out. On an error the records before it are returned too.
func Head(data []byte, complete bool, l Layout, max int) (records [][]byte, lines []int64, err error) {
	if max <= 0 {
		return nil, nil, nil
	}
	line, counted := int64(1), 0
	keep := func(start, end int) error {
		line += int64(bytes.Count(data[counted:start], []byte{'\n'}))
		counted = start
		records = append(records, data[start:end:end])
		lines = append(lines, line)
		if len(records) == max {
			return errEnough
		}
		return nil
	}
	var e *scan.Error
	if l.Kind == Lines {
		e = headLines(data, complete, keep)
	} else {
		_, e = newDocument(newWalker(nil), l, scan.DefaultMaxRecord, keep).read(data, 0, complete)
	}
	if e == nil || errors.Is(e, errEnough) {
		return records, lines, nil
	}
	row, _ := place(data, int(e.Offset))
	e.Line = int64(row)
	return records, lines, e
}

func headLines(data []byte, complete bool, keep func(start, end int) error) *scan.Error {
	n, _ := cutLines(data, complete)
	w := newWalker(nil)
	work := lineWorker(w, func(r *scan.Record) error { return keep(int(r.Offset), w.end) }, scan.DefaultMaxRecord)
	var e *scan.Error
	errors.As(work(&scan.Block{Data: data[:n], Last: complete}, &scan.Counts{}), &e)
	return e
}
