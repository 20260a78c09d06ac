package lexicon

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/binary"
	"io"
	"strconv"
	"sync"
)

//go:embed data/lists.txt.gz data/own/*.txt
var files embed.FS

// own gives the kinds of the words in the files of data/own.
var own = []struct {
	file string
	kind Kind
}{
	{"brand", Brand}, {"calendar", Calendar}, {"city", City}, {"common", Common | Frequent}, {"company", Company},
	{"hindi", Common}, {"family-word", Family | Strong}, {"given-word", Given | Strong}, {"family-devanagari", Family | Strong | Indian}, {"family-indian", Family | Strong | Indian}, {"family-world", Family | Strong},
	{"given-devanagari", Given | Strong | Indian}, {"given-indian", Given | Strong | Indian}, {"given-world", Given | Strong},
	{"hinglish", Hinglish}, {"nationality", Nationality}, {"particle", Particle}, {"region", Region}, {"role", Role},
	{"street", Street}, {"title", Title},
}

// Seeds of hash.
const (
	exact   = 0xcbf29ce484222325
	bySound = 0x9e3779b97f4a7c15
)

// hash is FNV-1a with its bits mixed once more, since the table takes the upper
// ones for the tag and the lower ones for the place.
func hash(word []byte, seed uint64) uint64 {
	h := seed
	for _, c := range word {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

const (
	kindBits = 24 // of a slot; the rest is the tag
	slotBits = 19 // 524,288 slots, 4 MB, for some 270,000 keys
)

// table is a hash table with open addressing that holds no words: a slot is the
// upper 40 bits of the hash and the kinds. With its place a key is told apart by
// more than 50 bits, so that a strange word passes for another one time in 10^10.
type table struct {
	slots [1 << slotBits]uint64
	used  int
}

func (t *table) get(h uint64) Kind {
	for i := h & (1<<slotBits - 1); ; i = (i + 1) & (1<<slotBits - 1) {
		s := t.slots[i]
		if s == 0 {
			return 0
		}
		if (s^h)>>kindBits == 0 {
			return Kind(s & (1<<kindBits - 1))
		}
	}
}

func (t *table) add(h uint64, kind Kind) {
	for i := h & (1<<slotBits - 1); ; i = (i + 1) & (1<<slotBits - 1) {
		s := t.slots[i]
		if s == 0 {
			if t.used >= 1<<slotBits*3/4 { // the lists have grown: slotBits must too (a test says so)
				return
			}
			t.used++
			t.slots[i] = h>>kindBits<<kindBits | uint64(kind)
			return
		}
		if (s^h)>>kindBits == 0 {
			t.slots[i] = s | uint64(kind)
			return
		}
	}
}

// loaded reads the lists.
var loaded = sync.OnceValue(func() *table {
	t := &table{}
	var key [2 * longest]byte
	put := func(folded []byte, kind Kind) {
		t.add(hash(folded, exact), kind)
		if kind&(Strong|Indian) == Strong|Indian && len(folded) >= 4 {
			if s := sound(key[:0], folded); len(s) >= 4 {
				t.add(hash(s, bySound), kind&(Name|Indian)|Variant)
			}
		}
	}
	readLists(put)
	readOwn(put)
	return t
})

// readLists hands over the words of data/lists.txt.gz, which package makelists
// writes: sections "= KINDS" of one word a line. It is unpacked by another
// goroutine, some ahead. The file is part of the program, so that it can be
// damaged only where it is made; a test reads it.
func readLists(put func([]byte, Kind)) {
	packed, err := files.ReadFile("data/lists.txt.gz")
	if err != nil || len(packed) < 4 {
		return
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return
	}
	data := make([]byte, binary.LittleEndian.Uint32(packed[len(packed)-4:])) // gzip ends with the length
	ready := make(chan int, len(data)/piece+1)
	go func() {
		defer close(ready)
		for n := 0; n < len(data); {
			m, err := io.ReadFull(unpacker, data[n:min(n+piece, len(data))])
			if err != nil {
				return
			}
			n += m
			ready <- n
		}
	}()
	kind, from := Kind(0), 0
	for to := range ready {
		for {
			n := bytes.IndexByte(data[from:to], '\n')
			if n < 0 {
				break
			}
			line := data[from : from+n]
			from += n + 1
			if len(line) > 2 && line[0] == '=' {
				k, _ := strconv.ParseUint(string(line[2:]), 16, kindBits)
				kind = Kind(k)
				continue
			}
			put(line, kind)
		}
	}
}

// piece is how much is unpacked before its words are handed over.
const piece = 256 << 10

// readOwn hands over the words of data/own: blanks between them, # before what is
// a comment.
func readOwn(put func([]byte, Kind)) {
	var buf [2 * longest]byte
	for _, list := range own {
		data, err := files.ReadFile("data/own/" + list.file + ".txt")
		if err != nil {
			continue
		}
		for line := range bytes.Lines(data) {
			if line[0] == '#' {
				continue
			}
			for word := range bytes.FieldsSeq(line) {
				if len(word) <= longest {
					put(Fold(buf[:0], word), list.kind)
				}
			}
		}
	}
}
