package parquet

import "encoding/binary"

// Magic stands at both ends of a file.
const Magic = "PAR1"

// MaxColumns is more columns than any table that people answered has. Readers refuse
// a longer schema before they make room for it.
const MaxColumns = 1 << 14

// Physical types: how a value is stored.
const (
	Boolean    = 0
	Int32      = 1
	Int64      = 2
	Int96      = 3
	Float      = 4
	Double     = 5
	ByteArray  = 6
	FixedArray = 7 // of Element.Length bytes
)

// Logical types: what a value means. They are the fields of the union LogicalType.
const (
	LogicalString    = 1
	LogicalEnum      = 4
	LogicalDecimal   = 5
	LogicalDate      = 6
	LogicalTime      = 7
	LogicalTimestamp = 8
	LogicalInteger   = 10
	LogicalJSON      = 12
	LogicalBSON      = 13
	LogicalUUID      = 14
	LogicalFloat16   = 15
)

// Encodings of values, and of the levels that tell blank ones.
const (
	Plain                = 0
	PlainDictionary      = 2 // what older files call RLEDictionary, and a dictionary's own page
	RLE                  = 3 // see Hybrid
	DeltaBinaryPacked    = 5 // see Delta
	DeltaLengthByteArray = 6
	DeltaByteArray       = 7
	RLEDictionary        = 8
	ByteStreamSplit      = 9
)

// Kinds of pages.
const (
	DataPage       = 0
	IndexPage      = 1
	DictionaryPage = 2
	DataPage2      = 3 // levels stand apart from the values and are never compressed
)

// Prefixed takes a piece from b that stands behind its length in four bytes, as plain
// texts and some levels do. ok is false when b is shorter than that.
func Prefixed(b []byte) (piece, rest []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(b))
	if b = b[4:]; n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:n:n], b[n:], true
}
