package stream

import "io"

// tape keeps the first bytes of a pipe as they are consumed, so that reading can
// begin again while no more than limit bytes have been taken out.
type tape struct {
	src   io.Reader
	limit int
	kept  [][]byte // chunks, each full but the last
	n     int      // bytes kept
	lost  bool     // more than limit was consumed: the start is gone
	err   error    // how the pipe ended, io.EOF or worse
	gen   int      // number of the current pass
}

const (
	tapeChunk = 256 << 10
	// tapeSlack is kept beyond the limit: decompressors read ahead.
	tapeSlack = 256 << 10
)

// pass begins again at the start and ends the pass before.
func (t *tape) pass() (io.Reader, error) {
	if t.lost {
		return nil, ErrNotRewindable
	}
	t.gen++
	return &tapeReader{tape: t, gen: t.gen}, nil
}

// drop forgets what was kept; the pipe is used up otherwise.
func (t *tape) drop() { t.kept, t.lost = nil, true }

func (t *tape) keep(p []byte) {
	if t.lost {
		return
	}
	if t.n+len(p) > t.limit {
		t.drop()
		return
	}
	t.n += len(p)
	for len(p) > 0 {
		last := len(t.kept) - 1
		if last < 0 || len(t.kept[last]) == cap(t.kept[last]) {
			t.kept = append(t.kept, make([]byte, 0, tapeChunk))
			last++
		}
		c := t.kept[last]
		m := min(len(p), cap(c)-len(c))
		t.kept[last] = append(c, p[:m]...)
		p = p[m:]
	}
}

// maxEmptyReads is how often a source may return nothing before it is given up.
const maxEmptyReads = 100

func (t *tape) read(p []byte) (int, error) {
	for range maxEmptyReads {
		if n, err := t.src.Read(p); n > 0 || err != nil {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

type tapeReader struct {
	tape *tape
	gen  int
	pos  int
}

func (r *tapeReader) Read(p []byte) (int, error) {
	t := r.tape
	if r.gen != t.gen {
		return 0, ErrNotRewindable
	}
	if len(p) == 0 {
		return 0, nil
	}
	if !t.lost && r.pos < t.n {
		n := copy(p, t.kept[r.pos/tapeChunk][r.pos%tapeChunk:])
		r.pos += n
		return n, nil
	}
	if t.err != nil {
		return 0, t.err
	}
	n, err := t.read(p)
	t.keep(p[:n])
	r.pos += n
	t.err = err
	if n > 0 {
		err = nil
	}
	return n, err
}
