package part

import "github.com/seed-ccfc8abe/nps/pkg/parquet"

// pager reads a chunk page by page through a window of the file.
type pager struct {
	f      *File
	c      *chunk
	at     int64 // of buf in the file
	buf    []byte
	own    int // bytes that buf was made with; 0 when it belongs to the file
	rows   int // in the pages to come
	window int
}

// page gives the next page, whose bytes are valid until the next call. It holds
// no more than room bytes.
func (g *pager) page(room int) (page, error) {
	var p page
	end := g.c.offset + g.c.size
	left := int(end - g.at)
	if err := g.fill(min(left, maxPageHead)); err != nil {
		return p, err
	}
	r := parquet.NewReader(g.buf)
	h := r.PageHead()
	if r.Err() != nil || h.Size < 0 || h.Size > left-r.Pos() {
		return p, g.c.damaged("a bad head of a page")
	}
	n := r.Pos() + h.Size
	if n > room {
		return p, g.c.damaged("too much to hold")
	}
	if err := g.fill(n); err != nil {
		return p, err
	}
	p, _, err := g.c.nextPage(g.buf[:n], g.rows)
	if err != nil {
		return p, err
	}
	if p.Kind != parquet.DataPage2 {
		return p, g.c.damaged("an unknown kind of page")
	}
	g.rows -= p.Values
	g.buf = g.buf[n:]
	g.at += int64(n)
	return p, nil
}

// fill makes buf hold the next n bytes at least.
func (g *pager) fill(n int) error {
	if len(g.buf) >= n {
		return nil
	}
	end := g.c.offset + g.c.size
	if g.at >= g.f.from { // read already
		g.buf, g.own = g.f.tail[g.at-g.f.from:end-g.f.from], 0
		return nil
	}
	more := g.at + int64(max(n, g.window))
	more = min(end, max(more-more%piece, g.at+int64(n))) // up to the end of a piece
	buf := make([]byte, more-g.at)
	k := copy(buf, g.buf)
	g.buf, g.own = buf, len(buf)
	return readFull(g.f.r, buf[k:], g.at+int64(k))
}
