package pii

import (
	"bytes"
	"hash/maphash"

	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
)

// Comments repeat: of a large export a third are such as came before, "Good service" or
// what a form proposes. A Scanner remembers how they were masked, once they came twice,
// together with what of the row could have made a difference.
type memo struct {
	met  [1 << 16]uint32 // hashes of comments that came once
	kept [1 << 14]*remark
}

// remark is a comment that came twice.
type remark struct {
	comment, masked []byte
	trace           *person.Trace
}

func newRemark(comment, masked []byte, trace *person.Trace) *remark {
	r := &remark{comment: bytes.Clone(comment), trace: trace.Clone()}
	if r.masked = r.comment; !bytes.Equal(comment, masked) {
		r.masked = bytes.Clone(masked)
	}
	return r
}

const (
	maxRemark  = 400 // bytes of a comment that is remembered
	memoBegins = 64  // comments of a scanner before it remembers any
)

var memoSeed = maphash.MakeSeed()

// recall returns the comment as it was masked before, or the place to remember it
// at; nil for none.
func (s *Scanner) recall(comment []byte, known *person.Known) (masked []byte, ok bool, place **remark) {
	if known == nil || len(comment) > maxRemark {
		return nil, false, nil
	}
	if s.memo == nil {
		if s.comments++; s.comments < memoBegins {
			return nil, false, nil
		}
		s.memo = new(memo)
	}
	h := maphash.Bytes(memoSeed, comment)
	place = &s.memo.kept[h%uint64(len(s.memo.kept))]
	if r := *place; r != nil && bytes.Equal(r.comment, comment) {
		if known.Matters(r.trace) {
			return nil, false, nil
		}
		return r.masked, true, nil
	}
	met := &s.memo.met[h>>32%uint64(len(s.memo.met))]
	if *met != uint32(h) {
		*met = uint32(h)
		return nil, false, nil
	}
	return nil, false, place
}
