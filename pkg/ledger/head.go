package ledger

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Head is the log after its first Size entries: the root of the Merkle tree of
// RFC 6962 over their bodies, and the peaks from which the tree grows on: the roots
// of the full subtrees whose sizes are the powers of two that add up to Size, the
// largest first (a compact range). The zero Head is the log without entries.
type Head struct {
	Size  int64
	Root  [32]byte
	Peaks [][32]byte
}

// Append gives the head after one more body; h stays as it is.
func (h Head) Append(body []byte) Head {
	node := [32]byte(tlog.RecordHash(body))
	keep := len(h.Peaks) - bits.TrailingZeros64(^uint64(h.Size))
	for _, peak := range slices.Backward(h.Peaks[keep:]) {
		node = nodeHash(peak, node)
	}
	peaks := make([][32]byte, keep+1)
	copy(peaks, h.Peaks[:keep])
	peaks[keep] = node
	return Head{Size: h.Size + 1, Root: rootOf(peaks), Peaks: peaks}
}

func nodeHash(left, right [32]byte) [32]byte { return tlog.NodeHash(left, right) }

// rootOf folds the peaks from the smallest to the largest.
func rootOf(peaks [][32]byte) [32]byte {
	if len(peaks) == 0 {
		return [32]byte{}
	}
	root := peaks[len(peaks)-1]
	for _, peak := range slices.Backward(peaks[:len(peaks)-1]) {
		root = nodeHash(peak, root)
	}
	return root
}

// Check tells whether the peaks are as many as the size wants and give the root. A
// head that was read from a file and fails this must not be appended to.
func (h Head) Check() error {
	if h.Size < 0 || len(h.Peaks) != bits.OnesCount64(uint64(h.Size)) || rootOf(h.Peaks) != h.Root {
		return fmt.Errorf("%w: a head whose peaks do not give its root", ErrForm)
	}
	return nil
}

// Marshal writes the head as one line without its newline: the size, then the root
// and the peaks in base64, separated by blanks.
func (h Head) Marshal() string {
	words := []string{strconv.FormatInt(h.Size, 10), base64.StdEncoding.EncodeToString(h.Root[:])}
	for _, peak := range h.Peaks {
		words = append(words, base64.StdEncoding.EncodeToString(peak[:]))
	}
	return strings.Join(words, " ")
}

// ParseHead reads what Marshal wrote and checks that root and peaks agree.
func ParseHead(line string) (Head, error) {
	if len(line) > 8<<10 {
		return Head{}, fmt.Errorf("%w: a head is too long", ErrForm)
	}
	words := strings.Split(line, " ")
	size, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil || size < 0 || size > maxInt || len(words) < 2 {
		return Head{}, fmt.Errorf("%w: a head", ErrForm)
	}
	h := Head{Size: size}
	for i, word := range words[1:] {
		hash, err := parseHash(word)
		switch {
		case err != nil:
			return Head{}, err
		case i == 0:
			h.Root = hash
		default:
			h.Peaks = append(h.Peaks, hash)
		}
	}
	if err := h.Check(); err != nil {
		return Head{}, err
	}
	if h.Marshal() != line {
		return Head{}, fmt.Errorf("%w: a head", ErrForm)
	}
	return h, nil
}

// parseHash reads 32 bytes of base64 in their only spelling.
func parseHash(s string) (hash [32]byte, err error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != len(hash) || len(s) != 44 { // 44: no line ends inside
		return hash, fmt.Errorf("%w: a hash", ErrForm)
	}
	return [32]byte(b), nil
}
