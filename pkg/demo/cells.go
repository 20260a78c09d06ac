package demo

import "time"

// kind says how a cell may be written without looking at it again.
type kind uint8

const (
	blank   kind = iota
	plain        // text that needs no quoting anywhere
	text         // any text
	number       // a whole number, ready written
	instant      // a time, ready written; value holds the wall-clock second
)

// cell is one value of a row; its bytes end at end in the row's buffer.
type cell struct {
	value int64
	end   int32
	kind  kind
}

// cells is one row between a layout and a sink: all bytes in one buffer.
type cells struct {
	buf  []byte
	list []cell
	days calendar
	seed uint64
}

func (c *cells) reset() { c.buf, c.list = c.buf[:0], c.list[:0] }

// end closes a cell whose bytes were appended to buf.
func (c *cells) end(k kind) {
	c.list = append(c.list, cell{end: int32(len(c.buf)), kind: k})
}

func (c *cells) blank()         { c.end(blank) }
func (c *cells) plain(s string) { c.buf = append(c.buf, s...); c.end(plain) }
func (c *cells) text(s string)  { c.buf = append(c.buf, s...); c.end(text) }
func (c *cells) number(n int64) { c.buf = appendInt(c.buf, n); c.end(number) }
func (c *cells) email(p *person) {
	c.buf = p.appendEmail(c.buf)
	c.end(plain)
}

func (c *cells) name(p *person) {
	c.buf = p.appendName(c.buf)
	c.end(plain)
}

func (c *cells) phone(p *person, before string) {
	if !p.hasPhone() {
		c.blank()
		return
	}
	c.buf = append(c.buf, before...)
	c.buf = p.appendPhone(c.buf)
	c.end(plain)
}

func (c *cells) store(p *person) {
	c.buf = appendStore(c.buf, p.store)
	c.end(plain)
}

// score writes 0 to 10, blank for -1.
func (c *cells) score(n int) {
	if n < 0 {
		c.blank()
		return
	}
	c.number(int64(n))
}

// rating writes 1 to 5, blank for 0.
func (c *cells) rating(n uint8) {
	if n == 0 {
		c.blank()
		return
	}
	c.number(int64(n))
}

func (c *cells) comment(t *comment) {
	if len(t.text) == 0 {
		c.blank()
		return
	}
	c.buf = append(c.buf, t.text...)
	c.end(text)
}

// dimensions writes region, store, product and plan, which every layout has side by side.
func (c *cells) dimensions(a *answer) {
	c.plain(regions[a.person.region].name)
	c.store(&a.person)
	c.text(products[a.product].name)
	c.plain(plans[a.person.plan].name)
}

func (c *cells) ratings(a *answer) {
	for _, stars := range a.rating {
		c.rating(stars)
	}
}

// token writes width characters of an alphabet of 32. The first 13 hold a bijection of the
// row's number, so no two rows have the same.
func (c *cells) token(prefix string, row int64, width int, alphabet string) {
	c.buf = append(c.buf, prefix...)
	bits := mix64(uint64(row) ^ mix64(c.seed^5))
	for i := range width {
		if i%13 == 0 && i > 0 {
			bits = mix64(bits + uint64(i))
		}
		c.buf = append(c.buf, alphabet[bits&31])
		bits >>= 5
	}
	c.end(plain)
}

const (
	alphabetUpper = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	alphabetLower = "0123456789abcdefghijkmnpqrstvwxy"
)

// notation is how a layout writes times.
type notation uint8

const (
	rfc3339  notation = iota // 2006-01-02T15:04:05Z
	isoSpace                 // 2006-01-02 15:04:05
	usAMPM                   // 01/02/2006 03:04:05 PM
	dayMonth                 // 02/01/2006 15:04:05
)

func (c *cells) time(second int64, n notation) {
	y, m, d := c.days.date(second)
	s := uint64(second % 86400)
	h, minute, sec := s/3600, s/60%60, s%60
	b := c.buf
	switch n {
	case rfc3339, isoSpace:
		b = appendPadded(b, y, 4)
		b = append(b, '-', '0'+byte(m/10), '0'+byte(m%10), '-', '0'+byte(d/10), '0'+byte(d%10), "T "[n&1])
	case usAMPM:
		b = append(b, '0'+byte(m/10), '0'+byte(m%10), '/', '0'+byte(d/10), '0'+byte(d%10), '/')
		b = append(appendPadded(b, y, 4), ' ')
	case dayMonth:
		b = append(b, '0'+byte(d/10), '0'+byte(d%10), '/', '0'+byte(m/10), '0'+byte(m%10), '/')
		b = append(appendPadded(b, y, 4), ' ')
	}
	half := " AM"
	if n == usAMPM {
		if h >= 12 {
			half = " PM"
		}
		h = (h+11)%12 + 1
	}
	b = append(b, '0'+byte(h/10), '0'+byte(h%10), ':', '0'+byte(minute/10), '0'+byte(minute%10), ':', '0'+byte(sec/10), '0'+byte(sec%10))
	switch n {
	case rfc3339:
		b = append(b, 'Z')
	case usAMPM:
		b = append(b, half...)
	}
	c.buf = b
	c.list = append(c.list, cell{value: second, end: int32(len(b)), kind: instant})
}

// calendar turns seconds into a date and remembers the last one: rows come sorted.
type calendar struct {
	day     int64
	y, m, d uint64
}

func (c *calendar) date(second int64) (y, m, d uint64) {
	if day := second / 86400; day != c.day || c.y == 0 {
		t := time.Unix(second, 0).UTC()
		*c = calendar{day, uint64(t.Year()), uint64(t.Month()), uint64(t.Day())}
	}
	return c.y, c.m, c.d
}
