package demo

// jsonSink writes one object a row, as lines or as an array with an element a line.
type jsonSink struct {
	out
	cells  *cells
	layout *layout
	array  bool
	rows   bool
	keys   [][]byte // `"name":`, with the comma that goes before
	object func(*jsonSink, []byte, *answer) []byte
}

func (s *jsonSink) start(l *layout) error {
	s.layout = l
	for i, name := range l.headers[l.names] {
		key := append(appendJSON(nil, []byte(name)), ':')
		if i > 0 {
			key = append([]byte{','}, key...)
		}
		s.keys = append(s.keys, key)
	}
	s.object = flatObject
	if l.tool == Delighted {
		s.object = delightedObject
	}
	if s.array {
		s.buf = append(s.buf, '[')
	}
	return nil
}

func (s *jsonSink) row(a *answer) error {
	switch {
	case s.array && s.rows:
		s.buf = append(s.buf, ",\n"...)
	case s.array:
		s.buf = append(s.buf, '\n')
	}
	s.rows = true
	s.buf = s.object(s, s.buf, a)
	if !s.array {
		s.buf = append(s.buf, '\n')
	}
	return s.flush(flushAt)
}

func (s *jsonSink) finish() error {
	if s.array {
		if s.rows {
			s.buf = append(s.buf, '\n')
		}
		s.buf = append(s.buf, "]\n"...)
	}
	return s.flush(1)
}

// flatObject has a key for every column; a blank is null.
func flatObject(s *jsonSink, b []byte, a *answer) []byte {
	c := s.cells
	c.reset()
	s.layout.fill(c, a)
	b = append(b, '{')
	var start int32
	for i := range c.list {
		b = append(b, s.keys[i]...)
		value := c.buf[start:c.list[i].end]
		switch c.list[i].kind {
		case blank:
			b = append(b, "null"...)
		case number:
			b = append(b, value...)
		case plain, instant:
			b = append(b, '"')
			b = append(b, value...)
			b = append(b, '"')
		default:
			b = appendJSON(b, value)
		}
		start = c.list[i].end
	}
	return append(b, '}')
}

// delightedObject is a response of Delighted's interface, the person expanded.
func delightedObject(s *jsonSink, b []byte, a *answer) []byte {
	p := &a.person
	b = append(b, `{"id":"`...)
	b = appendInt(b, 910_000_000+a.n)
	b = append(b, `","person":{"id":"`...)
	b = appendInt(b, firstPerson+p.number)
	b = append(b, `","name":"`...)
	b = p.appendName(b)
	b = append(b, `","email":"`...)
	b = p.appendEmail(b)
	b = append(b, `","phone_number":`...)
	if p.hasPhone() {
		b = append(b, '"')
		b = p.appendPhone(b)
		b = append(b, '"')
	} else {
		b = append(b, "null"...)
	}
	b = append(b, `},"survey_type":"`...)
	b = append(b, choose(a.other, "csat", "nps")...)
	b = append(b, `","score":`...)
	b = appendOrNull(b, delightedScore(a), -1)
	b = append(b, `,"comment":`...)
	if len(a.comment.text) == 0 {
		b = append(b, "null"...)
	} else {
		b = appendJSON(b, a.comment.text)
	}
	b = append(b, `,"permalink":"https://delighted.example/r/`...)
	b = appendHex(b, mix64(uint64(a.n)^mix64(s.cells.seed)), 16)
	b = append(b, `","created_at":`...)
	b = appendInt(b, a.second)
	b = append(b, `,"updated_at":null,"person_properties":{"region":"`...)
	b = append(b, regions[p.region].name...)
	b = append(b, `","store":"`...)
	b = appendStore(b, p.store)
	b = append(b, `","product":`...)
	b = appendJSON(b, []byte(products[a.product].name))
	b = append(b, `,"plan":"`...)
	b = append(b, plans[p.plan].name...)
	b = append(b, `","consent":"`...)
	b = append(b, consents[a.consent]...)
	b = append(b, `"},"notes":[],"tags":[],"additional_answers":[`...)
	b = appendAnswers(b, a)
	return append(b, "]}"...)
}

// appendAnswers writes the ratings that were given.
func appendAnswers(b []byte, a *answer) []byte {
	before := `{"id":"`
	for i, stars := range a.rating {
		if stars == 0 {
			continue
		}
		b = append(b, before...)
		b = append(b, drivers[i].name...)
		b = append(b, `","value":`...)
		b = appendInt(b, int64(stars))
		b = append(b, '}')
		before = `,{"id":"`
	}
	return b
}

func appendOrNull(b []byte, n, null int) []byte {
	if n == null {
		return append(b, "null"...)
	}
	return appendInt(b, int64(n))
}

// appendJSON writes a string; what we write is valid UTF-8.
func appendJSON(b, value []byte) []byte {
	b = append(b, '"')
	from := 0
	for i, c := range value {
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, value[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, `\u00`...)
			b = append(b, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		}
	}
	b = append(b, value[from:]...)
	return append(b, '"')
}
