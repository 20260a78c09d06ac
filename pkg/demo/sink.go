package demo

import "io"

// sink writes rows in one format.
type sink interface {
	start(l *layout) error
	row(a *answer) error
	finish() error
}

// out gathers bytes and hands them on in large pieces.
type out struct {
	w   io.Writer
	buf []byte
}

const flushAt = 64 << 10

func (o *out) flush(at int) error {
	if len(o.buf) < at {
		return nil
	}
	_, err := o.w.Write(o.buf)
	o.buf = o.buf[:0]
	return err
}

// csvSink writes RFC 4180 with the layout's line ends.
type csvSink struct {
	out
	cells *cells
	fill  func(*cells, *answer)
	eol   string
}

func (s *csvSink) start(l *layout) error {
	s.fill, s.eol = l.fill, "\n"
	if l.crlf {
		s.eol = "\r\n"
	}
	for _, header := range l.headers {
		for i, name := range header {
			if i > 0 {
				s.buf = append(s.buf, ',')
			}
			s.buf = appendQuoted(s.buf, []byte(name))
		}
		s.buf = append(s.buf, s.eol...)
	}
	return nil
}

func (s *csvSink) row(a *answer) error {
	c := s.cells
	c.reset()
	s.fill(c, a)
	b := s.buf
	var start int32
	for i := range c.list {
		if i > 0 {
			b = append(b, ',')
		}
		value := c.buf[start:c.list[i].end]
		if c.list[i].kind == text {
			b = appendQuoted(b, value)
		} else {
			b = append(b, value...)
		}
		start = c.list[i].end
	}
	s.buf = append(b, s.eol...)
	return s.flush(flushAt)
}

func (s *csvSink) finish() error { return s.flush(1) }

// appendQuoted quotes where it must.
func appendQuoted(b, value []byte) []byte {
	needs, quotes := false, false
	for _, c := range value {
		switch c {
		case '"':
			needs, quotes = true, true
		case ',', '\n', '\r':
			needs = true
		}
	}
	if !needs {
		return append(b, value...)
	}
	b = append(b, '"')
	if !quotes {
		b = append(b, value...)
		return append(b, '"')
	}
	for _, c := range value {
		if c == '"' {
			b = append(b, '"')
		}
		b = append(b, c)
	}
	return append(b, '"')
}
