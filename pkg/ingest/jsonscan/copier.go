package jsonscan

import (
	"errors"
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

var errAbsent = errors.New("a value that is not there cannot be changed")

// copier copies the blocks of one worker with the changes its editor wants.
type copier struct {
	w      *walker
	paths  []string
	editor *scan.Editor
	edits  [][]scan.Edit // of the cells of a record

	d       []byte // the block
	n       int    // records of it so far
	at      int    // d up to here is in out
	out     []byte
	lexer   lexer       // on d, without an index
	changes []change    // of the record
	clips   []scan.Edit // of one token
}

// change is a value that is edited.
type change struct {
	span
	cell int
}

func newCopier(paths []string, editor *scan.Editor) *copier {
	c := &copier{w: newWalker(paths), paths: paths, editor: editor, edits: make([][]scan.Edit, len(paths))}
	c.w.spans = make([]span, len(paths))
	return c
}

// begin makes d the block to be copied.
func (c *copier) begin(d []byte) {
	c.d, c.n, c.at, c.out = d, 0, 0, c.out[:0]
	c.lexer.d = d
}

// text returns what is to be written in the place of d, the beginning of the block
// up to where the next block begins.
func (c *copier) text(d []byte) []byte {
	if c.at == 0 {
		return d
	}
	c.out = append(c.out, d[c.at:]...)
	return c.out
}

// record is a scan.Sink.
func (c *copier) record(r *scan.Record) error {
	for i := range c.edits {
		c.edits[i] = c.edits[i][:0]
	}
	if err := c.editor.Record(c.n, c.editor.Place(r), r.Cells, c.edits); err != nil {
		return err
	}
	c.n++
	c.changes = c.changes[:0]
	for i, edits := range c.edits {
		if len(edits) == 0 {
			continue
		}
		err := scan.CheckEdits(edits, len(r.Cells[i]))
		if err == nil && changesText(edits) {
			if c.w.spans[i].end == 0 {
				err = errAbsent
			} else {
				c.add(change{c.w.spans[i], i})
			}
		}
		if err != nil {
			return fmt.Errorf("the field %s: %w", quoteKey([]byte(c.paths[i])), err)
		}
	}
	for k := 0; k < len(c.changes); {
		s := c.changes[k].span
		c.out = append(c.out, c.d[c.at:s.start]...)
		c.at = s.end
		k = c.value(k)
	}
	return nil
}

// changesText tells whether an edit is more than nothing in the place of nothing.
func changesText(edits []scan.Edit) bool {
	for i := range edits {
		if edits[i].Start < edits[i].End || edits[i].Text != "" {
			return true
		}
	}
	return false
}

// add keeps changes in the order of the text, and of those of one value the first. A
// value that lies in another begins behind it.
func (c *copier) add(ch change) {
	i := len(c.changes)
	for i > 0 && c.changes[i-1].start > ch.start {
		i--
	}
	if i > 0 && c.changes[i-1].start == ch.start {
		return
	}
	c.changes = append(c.changes, ch)
	copy(c.changes[i+1:], c.changes[i:])
	c.changes[i] = ch
}

// value writes the k-th changed value, with those that lie in it, and returns the
// number of the next behind it.
func (c *copier) value(k int) int {
	ch := c.changes[k]
	edits := c.edits[ch.cell]
	switch text := c.d[ch.start:ch.end]; text[0] {
	case '"':
		c.quote(text[1:len(text)-1], edits, false)
	case '{', '[':
		if len(edits) > 1 || edits[0].Start > 0 || edits[0].End < len(text) {
			return c.nested(k)
		}
		c.quote(nil, []scan.Edit{{Text: edits[0].Text}}, false)
		for k+1 < len(c.changes) && c.changes[k+1].start < ch.end {
			k++
		}
	case 'n':
		c.quote(nil, edits, false)
	default:
		c.quote(text, edits, false)
	}
	return k + 1
}

// nested writes the k-th changed value, which is an object or array, token by token.
func (c *copier) nested(k int) int {
	ch := c.changes[k]
	edits := c.edits[ch.cell]
	from, told := 0, 0 // edits before from are done with, the texts of those before told are written
	k++
	for p := ch.start; p < ch.end; {
		if k < len(c.changes) && c.changes[k].start == p {
			p = c.changes[k].end
			k = c.value(k)
			continue
		}
		start := p
		switch c.d[p] {
		case '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\n':
			p++
			c.out = append(c.out, c.d[start])
			continue
		}
		p = c.lexer.scalar(p)
		inside := span{start, p}
		if c.d[start] == '"' {
			inside = span{start + 1, p - 1}
		}
		from, told = c.clip(edits, inside.start-ch.start, inside.end-inside.start, from, told)
		if len(c.clips) > 0 {
			c.quote(c.d[inside.start:inside.end], c.clips, true)
		} else {
			c.out = append(c.out, c.d[start:p]...)
		}
	}
	return k
}

// clip sets clips to the parts of edits that touch the size bytes at start, counted
// from there.
func (c *copier) clip(edits []scan.Edit, start, size, from, told int) (int, int) {
	c.clips = c.clips[:0]
	for from < len(edits) && edits[from].End < start {
		from++
	}
	for i := from; i < len(edits) && edits[i].Start <= start+size; i++ {
		e := edits[i]
		insert := e.Start == e.End
		e.Start, e.End = max(e.Start-start, 0), min(e.End-start, size)
		if insert && (i < told || e.Text == "") || !insert && e.Start >= e.End {
			continue
		}
		if i < told {
			e.Text = ""
		}
		told = max(told, i+1)
		c.clips = append(c.clips, e)
	}
	return from, told
}
