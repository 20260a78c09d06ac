package demo

// labelSink writes the places of planted personal data, a line for every comment.
type labelSink struct{ out }

func (s *labelSink) write(a *answer) error {
	c := &a.comment
	if len(c.text) == 0 {
		return nil
	}
	b := append(s.buf, `{"record":`...)
	b = appendInt(b, a.n+1)
	b = append(b, `,"text":`...)
	b = appendJSON(b, c.text)
	b = append(b, `,"spans":[`...)
	for i, span := range c.spans {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"start":`...)
		b = appendInt(b, int64(span.start))
		b = append(b, `,"end":`...)
		b = appendInt(b, int64(span.end))
		b = append(b, `,"type":"`...)
		b = append(b, slots[span.slot].kind...)
		b = append(b, `"}`...)
	}
	s.buf = append(b, "]}\n"...)
	return s.flush(flushAt)
}
