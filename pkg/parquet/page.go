package parquet

// PageHead is the head of a page. What every page must say and this one does not is
// -1, so that one comparison with 0 refuses it with what is negative.
type PageHead struct {
	Kind     int // DataPage to DataPage2
	Size     int // bytes that follow
	Plain    int // the same before compression
	Values   int // blank ones included
	Encoding int
	Checksum uint32 // of the bytes that follow, CRC-32 (IEEE)
	Checked  bool   // there is a checksum

	LevelEncoding int  // of a DataPage
	Levels        int  // of a DataPage2: bytes of its definition levels
	Repetition    int  // of a DataPage2: bytes of its repetition levels, 0 in a flat column
	Nulls         int  // of a DataPage2
	Zipped        bool // false only in a DataPage2
	Sorted        bool // of a DictionaryPage
}

// PageHead reads the head of a page.
func (r *Reader) PageHead() PageHead {
	h := PageHead{Kind: -1, Size: -1, Plain: -1, Values: -1, Encoding: -1, LevelEncoding: RLE, Zipped: true}
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == WireI32:
			h.Kind = r.I32()
		case id == 2 && typ == WireI32:
			h.Plain = r.I32()
		case id == 3 && typ == WireI32:
			h.Size = r.I32()
		case id == 4 && typ == WireI32:
			h.Checksum, h.Checked = uint32(r.I32()), true
		case id == 5 && typ == WireStruct, id == 7 && typ == WireStruct:
			h.read(r)
		case id == 8 && typ == WireStruct:
			h.read2(r)
		default:
			return false
		}
		return true
	})
	return h
}

// read reads what is said of a DataPage or a DictionaryPage.
func (h *PageHead) read(r *Reader) {
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == WireI32:
			h.Values = r.I32()
		case id == 2 && typ == WireI32:
			h.Encoding = r.I32()
		case id == 3 && typ == WireI32:
			h.LevelEncoding = r.I32()
		case id == 3 && typ == WireTrue:
			h.Sorted = true
		default:
			return false
		}
		return true
	})
}

// read2 reads what is said of a DataPage2.
func (h *PageHead) read2(r *Reader) {
	r.Fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == WireI32:
			h.Values = r.I32()
		case id == 2 && typ == WireI32:
			h.Nulls = r.I32()
		case id == 4 && typ == WireI32:
			h.Encoding = r.I32()
		case id == 5 && typ == WireI32:
			h.Levels = r.I32()
		case id == 6 && typ == WireI32:
			h.Repetition = r.I32()
		case id == 7 && (typ == WireTrue || typ == WireFalse):
			h.Zipped = typ == WireTrue
		default:
			return false
		}
		return true
	})
}

// Append writes the head of a DictionaryPage or a DataPage2 behind dst, without a
// checksum.
func (h *PageHead) Append(dst []byte) []byte {
	w := NewWriter(dst)
	w.Begin()
	w.I32(1, h.Kind)
	w.I32(2, h.Plain)
	w.I32(3, h.Size)
	if h.Kind == DictionaryPage {
		w.Structure(7, func() {
			w.I32(1, h.Values)
			w.I32(2, h.Encoding)
			w.Truth(3, h.Sorted)
		})
	} else {
		w.Structure(8, func() {
			w.I32(1, h.Values)
			w.I32(2, h.Nulls)
			w.I32(3, h.Values) // rows, of a flat column
			w.I32(4, h.Encoding)
			w.I32(5, h.Levels)
			w.I32(6, h.Repetition)
			w.Truth(7, h.Zipped)
		})
	}
	w.End()
	return w.Data()
}
