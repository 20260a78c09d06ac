package csvscan

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Rewrite copies r to w byte for byte, save for what editors change in the cells
// of the wanted columns (in any order, none twice). It reads the stream as Scan
// does; title, header and blank records, which no editor sees, are copied too.
// The output is in the order of the stream and the same for any number of
// workers.
//
// An editor sees the text of a cell, as Scan hands it over. Around its edits the
// cell stays as it is written, "" included. A quoted cell stays quoted, with the
// quotes in a replacement doubled; an unquoted one gets quotes if its new text
// would not be read back as it is without. With Layout.NoQuotes that is an
// error, and so is an edit beyond the cell or one that puts text in a cell which a
// short record does not have; these are of kind Stopped.
//
// newEditor is called once a worker, from the calling goroutine. All errors are
// *scan.Error. After an error what was written is the beginning of the output.
func Rewrite(ctx context.Context, r io.Reader, w io.Writer, l Layout, columns []int, o scan.Options, newEditor func() *scan.Editor) (*scan.Summary, error) {
	if l.Lazy && !l.NoQuotes {
		o.Workers = 1
	}
	if sorted := slices.Sorted(slices.Values(columns)); len(slices.Compact(sorted)) < len(columns) {
		return &scan.Summary{}, &scan.Error{Kind: scan.Stopped, Err: errors.New("a column is to be edited twice")}
	}
	o = o.WithDefaults()
	return scan.Rewrite(ctx, r, w, o, newCut(l), func() scan.Rewriter {
		c := newCopier(l, columns, o.MaxRecord, newEditor())
		return scan.Rewriter{Block: c.block, Flush: c.editor.Flush}
	})
}

// copier is one worker of Rewrite.
type copier struct {
	*parser
	editor *scan.Editor
	order  []int // indexes of the wanted columns, by the place of the column
	edits  [][]scan.Edit
	number int // of the next record in its block

	src  []byte // the block as it is written: data, but for Layout.CR
	kept []byte
	out  []byte // what replaces data[:done]
	done int
	text []byte // of a cell with its changes
}

func newCopier(l Layout, columns []int, maxRecord int, editor *scan.Editor) *copier {
	c := &copier{parser: newParser(l, columns, maxRecord), editor: editor, edits: make([][]scan.Edit, len(columns))}
	c.copying, c.sink = true, c.record
	for i := range columns {
		c.order = append(c.order, i)
	}
	slices.SortFunc(c.order, func(a, b int) int { return columns[a] - columns[b] })
	return c
}

// block returns the text that takes the place of b.
func (c *copier) block(b *scan.Block, n *scan.Counts) ([]byte, error) {
	c.out, c.done, c.number = c.out[:0], 0, 0
	if c.src = b.Data; c.cr {
		c.kept = append(c.kept[:0], b.Data...)
		c.src = c.kept
	}
	if err := c.parser.block(b, n); err != nil {
		return nil, err
	}
	if c.done == 0 && len(c.out) == 0 {
		return c.src, nil
	}
	c.out = append(c.out, c.src[c.done:]...)
	return c.out, nil
}

// record is the sink: it asks the editor, and writes down what comes before the
// last changed cell and that cell.
func (c *copier) record(rec *scan.Record) error {
	for i := range c.edits {
		c.edits[i] = c.edits[i][:0]
	}
	number := c.number
	c.number++
	if err := c.editor.Record(number, c.editor.Place(rec), rec.Cells, c.edits); err != nil {
		return err
	}
	for _, i := range c.order {
		if len(c.edits[i]) == 0 {
			continue
		}
		if err := c.change(c.wanted[i], len(rec.Cells[i]), c.edits[i]); err != nil {
			return err
		}
	}
	return nil
}

// change writes down what comes before a cell of the record at hand, and the
// cell, of size bytes as the editor saw it, with its edits.
func (c *copier) change(column, size int, edits []scan.Edit) error {
	if err := scan.CheckEdits(edits, size); err != nil {
		return err
	}
	if column >= c.columns {
		if slices.ContainsFunc(edits, func(e scan.Edit) bool { return e.Text != "" }) {
			return errors.New("text is put in a cell that the record does not have")
		}
		return nil
	}
	from, to, quoted := c.place(c.start, c.row, column)
	c.out = append(c.out, c.src[c.done:from]...)
	c.done = to
	if quoted {
		c.changeQuoted(c.src[from:to], edits)
		return nil
	}
	c.text = c.text[:0]
	cell, at := c.src[from:to], 0
	for i := range edits {
		c.text = append(append(c.text, cell[at:edits[i].Start]...), edits[i].Text...)
		at = edits[i].End
	}
	c.text = append(c.text, cell[at:]...)
	switch plain := c.standsPlain(column, edits); {
	case plain:
		c.out = append(c.out, c.text...)
	case c.quoteMask == 0:
		return errors.New("the text that is to stand in a cell needs quotes, which this file is written without")
	default:
		c.out = append(c.out, '"')
		c.out = appendDoubled(c.out, c.text)
		c.out = append(c.out, '"')
	}
	return nil
}

// changeQuoted writes down the inside of a quoted cell. Offsets in the cell are
// smaller than in raw by one for each "" before them.
func (c *copier) changeQuoted(raw []byte, edits []scan.Edit) {
	at, doubled := 0, 0 // in raw, and how many "" are before it
	to := func(offset int) int {
		end := at
		for {
			target := offset + doubled
			i := bytes.IndexByte(raw[end:target], '"')
			if i < 0 {
				return target
			}
			end += i + 2
			doubled++
		}
	}
	for i := range edits {
		start := to(edits[i].Start)
		c.out = append(c.out, raw[at:start]...)
		c.out = appendDoubled(c.out, edits[i].Text)
		at = start // from where the next search goes on
		at = to(edits[i].End)
	}
	c.out = append(c.out, raw[at:]...)
}

// standsPlain says whether c.text, with these edits made, is read back as it is
// when it stands in that column without quotes.
func (c *copier) standsPlain(column int, edits []scan.Edit) bool {
	text := c.text
	if len(text) == 0 {
		return c.columns > 1 || c.quoteMask == 0 // alone in its record it would make that blank
	}
	if column == c.columns-1 && text[len(text)-1] == '\r' {
		return false // it would be taken for a part of the line end
	}
	rest := text
	switch {
	case c.quoteMask == 0:
		return bytes.IndexByte(rest, c.comma) < 0 && bytes.IndexByte(rest, '\n') < 0
	case text[0] == '"': // lazy, or new
		end := endOfQuoted(text)
		if !c.lazy || end >= len(text)-1 {
			return false
		}
		rest = text[end+1:]
	case !c.lazy && bytes.IndexByte(rest, '"') >= 0:
		return false
	}
	if bytes.IndexByte(rest, c.comma) >= 0 || bytes.IndexByte(rest, '\n') >= 0 {
		return false
	}
	// A CR that stood there stays; a new one would be a line end to other programs.
	return !slices.ContainsFunc(edits, func(e scan.Edit) bool { return strings.IndexByte(e.Text, '\r') >= 0 })
}

// endOfQuoted returns where the quote that opens text is closed, len(text) if it
// is not.
func endOfQuoted(text []byte) int {
	for at := 1; at < len(text); at++ {
		if text[at] != '"' {
			continue
		}
		if at+1 == len(text) || text[at+1] != '"' {
			return at
		}
		at++
	}
	return len(text)
}

// appendDoubled appends text with each quote doubled.
func appendDoubled[T []byte | string](dst []byte, text T) []byte {
	for i := range len(text) {
		if text[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, text[i])
	}
	return dst
}
