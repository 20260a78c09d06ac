package stream

import (
	"bytes"
	"io"
	"os"
)

// layer is bytes that can be read from their start: the input itself, or what is
// inside a compression of it.
type layer struct {
	open  func() (io.Reader, error) // a new pass; nil for the zero layer
	at    io.ReaderAt               // set when the bytes can be addressed directly
	size  int64                     // -1 unknown
	tape  *tape                     // the pipe at the bottom, nil for files
	frees []func()
}

func (l *layer) pass() (io.Reader, error) { return l.open() }

// rewindable reports whether a new pass is possible now.
func (l *layer) rewindable() bool { return l.tape == nil || !l.tape.lost }

func (l *layer) close() {
	for _, f := range l.frees {
		f()
	}
	l.frees = nil
}

// peek reads up to n bytes from the start. A stream that breaks off within them
// gives what there is: the error comes when the head is read.
func (l *layer) peek(n int) ([]byte, error) {
	if l.at != nil {
		b := make([]byte, n)
		n, err := l.at.ReadAt(b, 0)
		if err == io.EOF {
			err = nil
		}
		return b[:n], pathless(err)
	}
	r, err := l.pass()
	if err != nil {
		return nil, err
	}
	b, _, err := readUpTo(r, n)
	return b, err
}

// readAll returns everything when it is no more than limit bytes.
func (l *layer) readAll(limit int64) ([]byte, error) {
	if l.size > limit {
		return nil, tooLarge(limit)
	}
	r, err := l.pass()
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if l.size > 0 {
		// What a ZIP claims is not believed beyond a first guess.
		buf.Grow(int(min(l.size, 16<<20)) + bytes.MinRead)
	}
	n, err := io.Copy(&buf, io.LimitReader(r, limit+1))
	if err != nil {
		return nil, pathless(err)
	}
	if n > limit {
		return nil, tooLarge(limit)
	}
	return buf.Bytes(), nil
}

// addressable returns the layer with direct access, held in memory if need be.
func (l *layer) addressable(limit int64) (layer, error) {
	if l.at != nil {
		return *l, nil
	}
	b, err := l.readAll(limit)
	if err != nil {
		return *l, err
	}
	if l.tape != nil {
		l.tape.drop()
	}
	l.close()
	return memory(b), nil
}

func memory(b []byte) layer {
	return layer{
		open: func() (io.Reader, error) { return bytes.NewReader(b), nil },
		at:   bytes.NewReader(b),
		size: int64(len(b)),
	}
}

// newOrigin makes the bottom layer of an input.
func newOrigin(r io.Reader, o Options) (layer, error) {
	f, ok := r.(*os.File)
	if !ok {
		t := &tape{src: r, limit: o.HeadSize + tapeSlack}
		return layer{open: t.pass, size: -1, tape: t}, nil
	}
	st, err := f.Stat()
	if err != nil {
		return layer{}, pathless(err)
	}
	if st.IsDir() {
		return layer{}, &Error{Kind: NoFile, Msg: "is a directory", Hint: "name the files in it"}
	}
	base, seekErr := f.Seek(0, io.SeekCurrent)
	if !st.Mode().IsRegular() || seekErr != nil {
		enlargePipe(f)
		t := &tape{src: f, limit: o.HeadSize + tapeSlack}
		return layer{open: t.pass, size: -1, tape: t}, nil
	}
	open := func() (io.Reader, error) {
		if _, err := f.Seek(base, io.SeekStart); err != nil {
			return nil, pathless(err)
		}
		return f, nil
	}
	size := max(st.Size()-base, 0)
	return layer{open: open, at: fileAt{f, base}, size: size}, nil
}

// fileAt reads a file as if it began at base. Unlike io.SectionReader it has no
// end: a file that grows, or whose size the system does not tell, is read too.
type fileAt struct {
	f    *os.File
	base int64
}

func (a fileAt) ReadAt(p []byte, off int64) (int, error) { return a.f.ReadAt(p, a.base+off) }

// readUpTo reads n bytes or to the end; ended says that the end was met.
func readUpTo(r io.Reader, n int) (b []byte, ended bool, err error) {
	b = make([]byte, 0, min(n, 64<<10))
	for len(b) < n {
		if len(b) == cap(b) {
			b = append(make([]byte, 0, min(2*cap(b), n)), b...)
		}
		m, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+m]
		if err == io.EOF {
			return b, true, nil
		}
		if err != nil {
			return b, false, pathless(err)
		}
	}
	return b, false, nil
}
