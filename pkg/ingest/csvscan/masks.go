package csvscan

// chunkSize is how many bytes one chunk tells of: one in each bit of a mask.
const chunkSize = 64

// chunk says where in 64 bytes those stand that take text apart. Bit i of a mask
// is set if byte i is one of them.
type chunk struct {
	separator uint64 // delimiters and newlines
	newline   uint64
	quote     uint64
	cr        uint64
}

// keep clears the bits that are not in mask.
func (c *chunk) keep(mask uint64) {
	c.separator &= mask
	c.newline &= mask
	c.quote &= mask
	c.cr &= mask
}

// kernels are the two inner loops that only pay when written for a processor.
// They are nil where that has not been done.
type kernels struct {
	// masks fills chunks from the first bytes of d, of which there are enough.
	masks func(chunks []chunk, d []byte, comma byte)
	// places writes to ends the place of each separator in chunks, of which the
	// first begins at at, and to rows, for each newline, how many ends there are
	// up to it, before included. It returns how many it wrote. It writes in steps
	// without asking how many there are, since that branch cannot be predicted:
	// up to chunkSize more of ends and one more of rows are overwritten.
	places func(chunks []chunk, at int, ends, rows []int32, before int) (k, r int)
}

var fast = bestKernels()

// quoting is what has to be known of the text before a chunk. The masks of one
// bit tell of the chunk's first byte.
type quoting struct {
	inside uint64 // all ones inside quotes, else 0
	starts uint64 // 1 where a quote may stand: behind a separator or a quote
	closed uint64 // 1 right behind a closing quote
	cr     uint64 // 1 right behind a closing quote and a CR
}

// settle takes what is inside quotes out of the separators and newlines of
// chunks. If it does not return 0, a quote in them breaks the rules of strict
// mode, and what it did is worthless. Only quotes in quoteMask are quotes.
//
// Every quote toggles inside, also the two of "", so a byte is inside if the
// number of quotes up to it, itself included, is odd. By that count an opening
// quote is inside and a closing one is not, and "" is a closing and an opening
// one. Then the rules are about neighbours: an opening quote follows a
// separator (one outside, since what stands before an opening quote is outside), the
// start of the text, or a closing quote; a closing quote is followed by a
// separator, an opening quote, or CR LF. Shifting a mask up by one, with the
// highest bit of the chunk before, asks for the byte before.
func (q *quoting) settle(chunks []chunk, quoteMask uint64) (broken uint64) {
	was, starts, closed, cr := q.inside, q.starts, q.closed, q.cr
	for i := range chunks {
		c := &chunks[i]
		quotes := c.quote & quoteMask
		inside := parity(quotes) ^ was
		edge := c.separator | quotes
		opening, closing := quotes&inside, quotes&^inside
		rest := (closing<<1 | closed) &^ edge // has to be the CR of CR LF
		broken |= opening&^(edge<<1|starts) | rest&^c.cr | (rest<<1|cr)&^c.newline
		c.separator &^= inside
		c.newline &^= inside
		was = -(inside >> 63)
		starts, closed, cr = edge>>63, closing>>63, rest>>63
	}
	*q = quoting{was, starts, closed, cr}
	return broken
}

// parity returns the mask whose bit i says whether the number of bits set in m
// up to bit i, itself included, is odd.
func parity(m uint64) uint64 {
	m ^= m << 1
	m ^= m << 2
	m ^= m << 4
	m ^= m << 8
	m ^= m << 16
	m ^= m << 32
	return m
}
