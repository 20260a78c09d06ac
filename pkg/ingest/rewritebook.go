package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/xlsxscan"
)

// rewriteWorkbook is Rewrite for the sheet that was opened.
func (f *File) rewriteWorkbook(ctx context.Context, w io.Writer, columns []int, newEditor func() *scan.Editor) error {
	rows, err := f.recordRows(ctx)
	if err != nil {
		return err
	}
	data, err := f.src.Bytes()
	if err != nil {
		return f.named(err)
	}
	book, err := xlsxscan.Open(data, xlsxscan.Limits{Text: maxSheetText})
	if err != nil {
		return &Error{ID: "file-unreadable", File: f.name, Msg: "cannot read the workbook", Err: err}
	}
	e := &bookEditor{ctx: ctx, rows: rows, editor: newEditor(), cells: make([][]byte, len(columns)), edits: make([][]scan.Edit, len(columns))}
	if err := book.Rewrite(w, f.sheet, columns, e.row); err != nil {
		if errors.Is(err, xlsxscan.ErrSigned) || errors.Is(err, xlsxscan.ErrBroken) || errors.Is(err, xlsxscan.ErrTooBig) {
			return &Error{ID: "file-unreadable", File: f.name, Msg: "cannot change the workbook", Err: err}
		}
		return f.named(err)
	}
	if e.editor.Flush != nil && e.done > 0 {
		if err := e.editor.Flush(1); err != nil {
			return err
		}
	}
	if n := book.Kept(); n > 0 {
		f.warn("workbook-copies", fmt.Sprintf("%d of the texts that were changed are still in the workbook, since other cells show the same", n), 0)
	}
	if kinds := book.Besides(); len(kinds) > 0 {
		f.warn("workbook-copies", "the workbook also holds "+strings.Join(kinds, ", ")+", copied as they are; they may repeat what cells held", 0)
	}
	return nil
}

// recordRows returns the row of each data record in the sheet.
func (f *File) recordRows(ctx context.Context) ([]int32, error) {
	var rows []int32
	err := f.gatherRecords(ctx, nil, 1, func() scan.Sink {
		rows = rows[:0]
		return func(rec *scan.Record) error {
			rows = append(rows, int32(rec.Line()))
			return nil
		}
	})
	return rows, err
}

// bookEditor hands those rows of a sheet to an editor that are records.
type bookEditor struct {
	ctx    context.Context
	rows   []int32
	done   int // records that are dealt with
	editor *scan.Editor
	cells  [][]byte
	edits  [][]scan.Edit
}

func (e *bookEditor) row(row int, cells []string, edits [][]xlsxscan.Edit) error {
	for e.done < len(e.rows) && int(e.rows[e.done]) < row {
		e.done++
	}
	if e.done == len(e.rows) || int(e.rows[e.done]) > row {
		return nil // a title, header or blank row
	}
	if e.done%1024 == 0 && e.ctx.Err() != nil {
		return context.Cause(e.ctx)
	}
	for i := range cells {
		e.cells[i], e.edits[i] = append(e.cells[i][:0], cells[i]...), e.edits[i][:0]
	}
	number := e.done
	e.done++
	if err := e.editor.Record(number, scan.Pos{Line: int32(row - 1)}, e.cells, e.edits); err != nil {
		return err
	}
	for i := range e.edits {
		for _, edit := range e.edits[i] {
			edits[i] = append(edits[i], xlsxscan.Edit(edit))
		}
	}
	return nil
}
