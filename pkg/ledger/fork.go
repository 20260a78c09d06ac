package ledger

import (
	"fmt"
	"math/bits"
)

// Fork says where a log parts from a head that was kept: the first entry that is not
// the same is one of From..To (both inclusive). A head keeps only the roots of the
// subtrees of its tree, so the range is exact near the head's end and a power of two
// wide further back; without peaks (an anchor) it is the whole of what is common.
// Missing is set when the log is shorter than the head: From is then the first entry
// that is not there or not the same.
type Fork struct {
	From, To int64
	Missing  bool
}

// String says it in words for a message.
func (f *Fork) String() string {
	switch {
	case f.Missing && f.From == f.To:
		return fmt.Sprintf("entry %d is missing", f.From)
	case f.From == f.To:
		return fmt.Sprintf("entry %d is another one", f.From)
	case f.Missing:
		return fmt.Sprintf("entries %d to %d are other ones, or missing", f.From, f.To)
	}
	return fmt.Sprintf("one of the entries %d to %d is another one", f.From, f.To)
}

// FindFork compares a kept head with a log of size entries, whose bodies body gives,
// by computing its roots again. It gives nil when the log extends the head. Peaks of
// kept may be empty, as in a checkpoint. An error is one of body's.
func FindFork(kept Head, size int64, body func(seq int64) ([]byte, error)) (*Fork, error) {
	var head Head
	start := int64(0) // of the subtree under the next peak
	peaks := kept.Peaks
	for head.Size < min(size, kept.Size) {
		b, err := body(head.Size)
		if err != nil {
			return nil, err
		}
		head = head.Append(b)
		if len(peaks) == 0 {
			continue
		}
		width := int64(1) << (63 - bits.LeadingZeros64(uint64(kept.Size-start)))
		if head.Size < start+width {
			continue
		}
		// The subtrees so far are the first peaks of any larger tree's, too.
		if i := len(kept.Peaks) - len(peaks); head.Peaks[i] != peaks[0] {
			return &Fork{From: start, To: head.Size - 1}, nil
		}
		start, peaks = start+width, peaks[1:]
	}
	switch {
	case head.Size < kept.Size:
		from := start
		if len(kept.Peaks) == 0 {
			from = 0
		}
		return &Fork{From: from, To: kept.Size - 1, Missing: true}, nil
	case head.Root != kept.Root:
		return &Fork{From: start, To: kept.Size - 1}, nil
	}
	return nil, nil
}
