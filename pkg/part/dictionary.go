package part

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/parquet"
)

// codes holds one code a row in as few bytes as the codes so far need.
type codes struct {
	narrow []uint8
	middle []uint16
	wide   []uint32
}

func (c *codes) append(v uint32) {
	switch {
	case c.wide != nil:
		c.wide = append(room(c.wide, 1), v)
	case c.middle != nil && v <= math.MaxUint16:
		c.middle = append(room(c.middle, 1), uint16(v))
	case c.middle != nil:
		c.wide = widen[uint32](c.middle, v)
		c.middle = nil
	case v <= math.MaxUint8:
		c.narrow = append(room(c.narrow, 1), uint8(v))
	case v <= math.MaxUint16:
		c.middle = widen[uint16](c.narrow, v)
		c.narrow = nil
	default:
		c.wide = widen[uint32](c.narrow, v)
		c.narrow = nil
	}
}

// widen copies codes into a wider type and appends v.
func widen[W, N parquet.Code](narrow []N, v uint32) []W {
	wide := make([]W, len(narrow), 2*len(narrow)+64)
	for i, n := range narrow {
		wide[i] = W(n)
	}
	return append(wide, W(v))
}

func (c *codes) held() int { return len(c.narrow) + 2*len(c.middle) + 4*len(c.wide) }

// join appends the codes of rows of another dictionary through the map m.
func (c *codes) join(o *codes, rows int, m []uint32) {
	if c.middle == nil && c.wide == nil && o.middle == nil && o.wide == nil && (len(m) == 0 || slices.Max(m) <= math.MaxUint8) {
		c.narrow = slices.Grow(c.narrow, rows)
		for _, v := range o.narrow {
			c.narrow = append(c.narrow, uint8(m[v]))
		}
		return
	}
	for i := range rows {
		c.append(m[o.at(i)])
	}
}

// pages calls page for the rows of each page.
func (c *codes) pages(rows int, page func(from, to int)) {
	for from := 0; from < rows; from += pageRows {
		page(from, min(from+pageRows, rows))
	}
}

// encode appends the codes of some rows through the map m.
func (c *codes) encode(dst []byte, from, to int, m []uint32, width uint) []byte {
	switch {
	case c.wide != nil:
		return parquet.AppendHybrid(dst, c.wide[from:to], m, width)
	case c.middle != nil:
		return parquet.AppendHybrid(dst, c.middle[from:to], m, width)
	}
	return parquet.AppendHybrid(dst, c.narrow[from:to], m, width)
}

// at gives the code of a row.
func (c *codes) at(i int) uint32 {
	switch {
	case c.wide != nil:
		return c.wide[i]
	case c.middle != nil:
		return uint32(c.middle[i])
	}
	return uint32(c.narrow[i])
}

// dictionary is a column whose distinct values are kept once. Codes are given in
// the order of first sight and changed to the order of the values when it is
// written.
type dictionary struct {
	pages
	rows  int
	codes codes
	bytes int // of the distinct values as they are written

	texts  []string // the distinct values of a text column
	byText map[string]uint32
	recent [256]uint32 // code + 1 of a value with that hash, or of a number that ends so
	ints   []int32     // or of a column of numbers
	byInt  map[int32]uint32
	blank  int // code that stands for none; -1 while there is none
}

func newDictionary(name string, t Type, optional bool) *dictionary {
	d := &dictionary{blank: -1}
	d.c = chunk{Column: Column{Name: name, Type: t, Optional: optional}, encoding: parquet.RLEDictionary}
	return d
}

// fits says whether a text's distinct values leave room for it.
func (d *dictionary) fits(v []byte) bool { return d.bytes+4+len(v) <= maxDictionary }

// text adds a row, with what is no UTF-8 replaced. trimmed takes off spaces and tabs at
// the ends. What was kept needs neither, so a text that is the same is not looked at.
func (d *dictionary) text(v []byte, trimmed bool) {
	d.rows++
	slot := &d.recent[slotOf(v)]
	if k := *slot; k != 0 && d.texts[k-1] == string(v) {
		d.codes.append(k - 1)
		return
	}
	if v = valid(v); trimmed {
		v = trim(v)
	}
	k := d.textCode(v)
	d.recent[slotOf(v)] = k + 1
	d.codes.append(k)
}

// slotOf hashes a value by its length and its ends, which is enough for a table
// of what came last.
func slotOf(v []byte) uint8 {
	var head, tail uint64
	if n := len(v); n >= 8 {
		head, tail = binary.LittleEndian.Uint64(v), binary.LittleEndian.Uint64(v[n-8:])
	} else {
		for i, b := range v {
			head |= uint64(b) << (8 * i)
		}
	}
	return uint8((head ^ tail*31 ^ uint64(len(v))) * 0x9e3779b97f4a7c15 >> 56)
}

func (d *dictionary) textCode(v []byte) uint32 {
	if k, ok := d.byText[string(v)]; ok {
		return k
	}
	if d.byText == nil {
		d.byText = map[string]uint32{}
	}
	k := uint32(len(d.texts))
	s := string(v)
	d.texts = append(d.texts, s)
	d.byText[s] = k
	d.bytes += 4 + len(s)
	return k
}

// number adds a row.
func (d *dictionary) number(v int32) {
	slot := &d.recent[uint8(v)]
	if k := *slot; k == 0 || d.ints[k-1] != v {
		*slot = d.numberCode(v) + 1
	}
	d.codes.append(*slot - 1)
	d.rows++
}

func (d *dictionary) numberCode(v int32) uint32 {
	if k, ok := d.byInt[v]; ok {
		return k
	}
	if d.byInt == nil {
		d.byInt = map[int32]uint32{}
	}
	k := uint32(len(d.ints))
	if d.c.Optional && v == BlankRating {
		d.blank = int(k)
	}
	d.ints = append(d.ints, v)
	d.byInt[v] = k
	d.bytes += 4
	return k
}

// sorted gives the dictionary as it is written, how many values it has, and the
// map from the codes in order of first sight to those in order of the values.
func (d *dictionary) sorted() (plain []byte, n int, m []uint32) {
	n = len(d.texts) + len(d.ints)
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	m = make([]uint32, n)
	if d.c.Type == Text {
		slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(d.texts[a], d.texts[b]) })
		for i, k := range order {
			m[k] = uint32(i)
			plain = binary.LittleEndian.AppendUint32(plain, uint32(len(d.texts[k])))
			plain = append(plain, d.texts[k]...)
		}
		return plain, n, m
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(d.ints[a], d.ints[b]) })
	if d.blank >= 0 { // the least number of all
		order = order[1:]
		n--
	}
	for i, k := range order {
		m[k] = uint32(i)
		plain = binary.LittleEndian.AppendUint32(plain, uint32(d.ints[k]))
	}
	return plain, n, m
}

func (d *dictionary) finish() *pages {
	if len(d.done) > 0 {
		return &d.pages
	}
	plain, n, m := d.sorted()
	width := parquet.WidthFor(n)
	d.addDictionary(n, plain)
	if d.c.Type == Date {
		for _, v := range d.ints {
			d.span(int64(v))
		}
	}
	d.codes.pages(d.rows, func(from, to int) {
		if d.c.Optional {
			d.finishOptional(from, to, m, width)
			return
		}
		d.add(to-from, 0, nil, d.codes.encode([]byte{byte(width)}, from, to, m, width))
	})
	return &d.pages
}

// finishOptional writes a page of rows that may have no value.
func (d *dictionary) finishOptional(from, to int, m []uint32, width uint) {
	present := make([]uint8, 0, to-from)
	values := make([]uint32, 0, to-from)
	for i := from; i < to; i++ {
		k := d.codes.at(i)
		if int(k) == d.blank {
			present = append(present, 0)
			continue
		}
		present = append(present, 1)
		values = append(values, m[k])
	}
	d.add(to-from, to-from-len(values), parquet.AppendHybrid(nil, present, nil, 1), parquet.AppendHybrid([]byte{byte(width)}, values, nil, width))
}

// held counts a distinct value twice and its place in the map.
func (d *dictionary) held() int {
	return d.codes.held() + 2*d.bytes + 40*(len(d.texts)+len(d.ints)) + int(d.c.size)
}

func (d *dictionary) reset() {
	c := d.c
	*d = dictionary{blank: -1}
	d.c = c
	d.pages.reset()
}

// trim takes off spaces and tabs, which spreadsheets leave around values.
func trim(v []byte) []byte {
	for len(v) > 0 && (v[0] == ' ' || v[0] == '\t') {
		v = v[1:]
	}
	for n := len(v); n > 0 && (v[n-1] == ' ' || v[n-1] == '\t'); n-- {
		v = v[:n-1]
	}
	return v
}
