package part

// Rows that were collected by several goroutines come together in one part without being
// appended again: pages are moved, and codes are translated.

// Absorb takes over the rows of o, which come after its own. It reports false, and changes
// nothing, when they do not fit into one part. o must be Reset afterwards.
func (c *Core) Absorb(o *Core) bool {
	first, last := o.first, o.last
	if c.n > 0 {
		first, last = min(first, c.first), max(last, c.last)
	}
	if o.n == 0 {
		first, last = c.first, c.last
	}
	if !c.absorb(&o.rows) {
		return false
	}
	c.first, c.last = first, last
	return true
}

// Absorb is that of a Core.
func (p *Person) Absorb(o *Person) bool { return p.absorb(&o.rows) }

// Absorb is that of a Core.
func (x *Index) Absorb(o *Index) bool { return x.absorb(&o.rows) }

func (r *rows) absorb(o *rows) bool {
	if r.written || o.written || r.n+o.n > MaxRows || len(r.columns) != len(o.columns) {
		return false
	}
	for i, c := range r.columns {
		if !c.joins(o.columns[i]) {
			return false
		}
	}
	for i, c := range r.columns {
		c.join(o.columns[i])
	}
	r.n += o.n
	o.written = true // its pages are ours
	return true
}

func (c *column) joins(b builder) bool {
	o, ok := b.(*column)
	return ok && o.c.Column == c.c.Column
}

func (c *column) join(b builder) {
	o := b.(*column)
	c.flush()
	o.flush()
	c.done = append(c.done, o.done...)
	c.c.rows += o.c.rows
	c.c.nulls += o.c.nulls
	c.c.size += o.c.size
	c.c.plain += o.c.plain
	if o.c.ranged {
		c.span(o.c.least)
		c.span(o.c.most)
	}
}

func (d *dictionary) joins(b builder) bool {
	o, ok := b.(*dictionary)
	return ok && o.c.Column == d.c.Column && d.bytes+o.bytes <= maxDictionary
}

func (d *dictionary) join(b builder) {
	o := b.(*dictionary)
	m := make([]uint32, len(o.texts)+len(o.ints))
	for k, text := range o.texts {
		m[k] = d.textCode([]byte(text))
	}
	for k, v := range o.ints {
		m[k] = d.numberCode(v)
	}
	d.codes.join(&o.codes, o.rows, m)
	d.rows += o.rows
}
