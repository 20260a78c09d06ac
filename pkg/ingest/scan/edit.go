package scan

// Edit replaces the bytes Start..End of a cell's UTF-8 text by Text.
type Edit struct {
	Start, End int
	Text       string
}

// Editor changes the records of one worker while they are copied.
type Editor struct {
	// Record is handed the chosen cells of one record, valid until it returns. n
	// is the record's number in its block, from 0; at is where it begins, if Places is
	// set. What is to change in cells[i] it appends to edits[i], which is empty: in
	// order and without overlap.
	Record func(n int, at Pos, cells [][]byte, edits [][]Edit) error
	// Places asks for the places of records, for which the lines of every block are
	// counted.
	Places bool
	// Flush, which may be nil, is called after the last record of a block when the
	// block's text has just been written: in the order of the stream, by one worker
	// at a time. first is the number of the block's first record, from 1.
	Flush func(first int64) error
}

// Place returns where a record begins, if the editor wants to know.
func (e *Editor) Place(rec *Record) Pos {
	if !e.Places {
		return Pos{}
	}
	return rec.Pos()
}
