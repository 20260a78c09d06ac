package pii

import (
	"bytes"
	"hash/maphash"
	"sync/atomic"

	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
)

// Comments repeat: of a large export half are such as came before, "Good service" or
// what a form proposes. The scanners of a Finder remember together how they were masked,
// once they came twice, with what of the row could have made a difference.
type memo struct {
	met  [1 << 17]atomic.Uint32 // hashes of comments that came once
	kept [1 << 15]shelf
}

// shelf is the place of a remark. tag spares most comments the look at one of another
// comment; that it belongs to the remark is not promised.
type shelf struct {
	tag    atomic.Uint32
	remark atomic.Pointer[remark]
}

// remark is a comment that came twice. It is never changed.
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

// memory returns the memory that all scanners share.
func (f *Finder) memory() *memo {
	if m := f.memo.Load(); m != nil {
		return m
	}
	f.memo.CompareAndSwap(nil, new(memo))
	return f.memo.Load()
}

// recall returns the comment as it was masked before, or the place to remember it
// at; nil for none.
func (s *Scanner) recall(comment []byte, known *person.Known) (masked []byte, ok bool, place *shelf) {
	if known == nil || len(comment) > maxRemark {
		return nil, false, nil
	}
	if s.memo == nil {
		if s.comments++; s.comments < memoBegins {
			return nil, false, nil
		}
		s.memo = s.f.memory()
	}
	h := maphash.Bytes(memoSeed, comment)
	place = &s.memo.kept[h%uint64(len(s.memo.kept))]
	if place.tag.Load() == uint32(h>>32) {
		if r := place.remark.Load(); r != nil && bytes.Equal(r.comment, comment) {
			if known.Matters(r.trace) {
				return nil, false, nil
			}
			return r.masked, true, nil
		}
	}
	met := &s.memo.met[h>>32%uint64(len(s.memo.met))]
	if met.Load() != uint32(h) {
		met.Store(uint32(h))
		return nil, false, nil
	}
	place.tag.Store(uint32(h >> 32))
	return nil, false, place
}
