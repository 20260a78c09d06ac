package jsonscan

import (
	"encoding/binary"
	"strings"
)

// maxSplits bounds the readings of one path. A path of k segments can be
// written with dots inside keys in 2^(k-1) ways.
const maxSplits = 32

// node is an object, or a value, that wanted paths lead to. The keys that were
// met in it so far are kept with it, so a tree belongs to one worker.
type node struct {
	cells []target
	kids  map[string]*node
	depth int // level of its object within the record; the record is 1

	first *slot            // stands before the first key; its next is the key that came first last time
	slots map[string]*slot // every key met, unescaped
	size  int              // bytes of the keys in slots
	stamp uint64           // number of the object being read
}

// target is a cell that the value of a node belongs to. Of several readings of
// one path the smallest rank wins.
type target struct {
	cell int
	rank uint8
}

// slot is one key of one node.
type slot struct {
	raw   string // from its opening quote to the value, as last written; "" if it has escapes
	words words  // raw, if it is short
	stamp uint64 // the object it was last met in
	next  *slot  // the key that followed it last time
	child *node  // nil when nothing below it is wanted
}

// begins tells whether the key stands at d[p], with a value behind it.
func (s *slot) begins(d []byte, p int) bool {
	return s.raw != "" && len(d)-p > len(s.raw) && string(d[p:p+len(s.raw)]) == s.raw
}

func (s *slot) setRaw(raw string) {
	s.raw, s.words = raw, wordsOf(raw)
}

// words is a short text in the form that is compared fastest, without a call.
type words struct{ mask, want [2]uint64 }

const wordsSize = 16

// wordsOf returns what begins no text if raw is empty or longer than wordsSize.
func wordsOf(raw string) (w words) {
	if raw == "" || len(raw) > wordsSize {
		w.want[0] = 1 // with nothing in the mask
		return w
	}
	var mask, want [wordsSize]byte
	copy(want[:], raw)
	for i := range raw {
		mask[i] = 0xff
	}
	for i := range w.mask {
		w.mask[i] = binary.LittleEndian.Uint64(mask[8*i:])
		w.want[i] = binary.LittleEndian.Uint64(want[8*i:])
	}
	return w
}

// begin tells whether d, of at least wordsSize bytes, begins with the text.
func (w *words) begin(d []byte) bool {
	d = d[:wordsSize]
	a, b := binary.LittleEndian.Uint64(d), binary.LittleEndian.Uint64(d[8:])
	return a&w.mask[0]^w.want[0]|b&w.mask[1]^w.want[1] == 0
}

func newNode(depth int) *node {
	return &node{depth: depth, first: &slot{}}
}

// tree makes the nodes for the wanted paths. ranked tells that some path has
// more than one reading.
func tree(paths []string) (root *node, ranked bool) {
	root = newNode(1)
	for i, path := range paths {
		for rank, keys := range readings(path) {
			n := root
			for _, key := range keys {
				n = n.kid(key)
			}
			n.cells = append(n.cells, target{i, uint8(rank)})
			ranked = ranked || rank > 0
		}
	}
	return root, ranked
}

func (n *node) kid(key string) *node {
	if n.kids == nil {
		n.kids = map[string]*node{}
	}
	k := n.kids[key]
	if k == nil {
		k = newNode(n.depth + 1)
		n.kids[key] = k
	}
	return k
}

// readings returns the ways to split a dotted path into keys, best first: every
// dot a step down, then with longer and longer keys, last the path as one key.
func readings(path string) [][]string {
	var out [][]string
	var split func(done []string, rest string)
	split = func(done []string, rest string) {
		for at := 0; len(out) < maxSplits-1; {
			i := strings.IndexByte(rest[at:], '.')
			if i < 0 {
				break
			}
			at += i + 1
			split(append(done[:len(done):len(done)], rest[:at-1]), rest[at:])
		}
		if len(done) > 0 && len(out) < maxSplits-1 {
			out = append(out, append(done[:len(done):len(done)], rest))
		}
	}
	split(nil, path)
	return append(out, []string{path})
}
