package lexicon

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/binary"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "make data/table.bin of the lists")

// own gives the kinds of the words in the files of data/own.
var own = map[string]Kind{
	"brand": Brand, "calendar": Calendar, "city": City, "common": Common | Frequent, "company": Company,
	"hindi": Common, "hinglish": Hinglish, "nationality": Nationality, "particle": Particle, "region": Region, "role": Role,
	"street": Street, "title": Title,
	"family-word": Family | Strong, "family-world": Family | Strong, "given-word": Given | Strong, "given-world": Given | Strong,
	"family-devanagari": Family | Strong | Indian, "family-indian": Family | Strong | Indian,
	"given-devanagari": Given | Strong | Indian, "given-indian": Given | Strong | Indian,
}

// readLists hands over the folded words of all lists; of data/lists.txt.gz first:
// sections "= KINDS" (the bits in hexadecimal) of one word a line.
func readLists(t *testing.T, put func(list, word string, kind Kind)) {
	t.Helper()
	f, err := os.Open("data/lists.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	kind := Kind(0)
	in := bufio.NewScanner(unpacked)
	for in.Scan() {
		if bits, ok := strings.CutPrefix(in.Text(), "= "); ok {
			k, err := strconv.ParseUint(bits, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			kind = Kind(k)
			continue
		}
		put("lists", string(Fold(nil, in.Bytes())), kind)
	}
	if err := in.Err(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("data/own/*.txt")
	if err != nil || len(files) != len(own) {
		t.Fatalf("%d lists of our own, want %d (%v)", len(files), len(own), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		data, err := os.ReadFile(file)
		if err != nil || own[name] == 0 {
			t.Fatalf("%s: no kind, or %v", name, err)
		}
		for line := range bytes.Lines(data) {
			if line[0] == '#' {
				continue
			}
			for word := range bytes.FieldsSeq(line) {
				put(name, string(Fold(nil, word)), own[name])
			}
		}
	}
}

// makeTable makes data/table.bin. What differs in its bytes for the same lists
// would be noise in the history, so the words go in by their hashes.
func makeTable(t *testing.T) []byte {
	t.Helper()
	all := map[uint64]Kind{}
	readLists(t, func(_, word string, kind Kind) {
		if len(word) > longest {
			return
		}
		h, _ := hash([]byte(word), exact)
		all[h] |= kind
		if kind&(Strong|Indian) == Strong|Indian && len(word) >= 4 {
			if s := sound(nil, []byte(word)); len(s) >= 4 {
				h, _ := hash(s, bySound)
				all[h] |= kind&(Name|Indian) | Variant
			}
		}
	})
	if len(all) > 1<<slotBits*2/3 {
		t.Fatalf("%d words in %d slots: raise slotBits", len(all), 1<<slotBits)
	}
	table := make([]byte, size)
	sets := map[Kind]uint32{0: 0}
	for _, kind := range slices.Sorted(maps.Values(all)) {
		if _, ok := sets[kind]; !ok {
			sets[kind] = uint32(len(sets))
			binary.LittleEndian.PutUint32(table[4*sets[kind]:], uint32(kind))
		}
	}
	if len(sets) > 1<<kindBits {
		t.Fatalf("%d sets of kinds: raise kindBits", len(sets))
	}
	keys := slices.SortedFunc(maps.Keys(all), func(a, b uint64) int { return cmp.Or(cmp.Compare(a&slotMask, b&slotMask), cmp.Compare(a, b)) })
	for _, h := range keys {
		i := h & slotMask
		for binary.LittleEndian.Uint32(table[header+4*i:]) != 0 {
			i = (i + 1) & slotMask
		}
		binary.LittleEndian.PutUint32(table[header+4*i:], uint32(h>>32)&^kindMask|sets[all[h]])
	}
	return table
}

func TestTableIsMadeOfTheLists(t *testing.T) {
	table := makeTable(t)
	if *update {
		if err := os.WriteFile("data/table.bin", table, 0o644); err != nil {
			t.Fatal(err)
		}
		packed = string(table)
	}
	if packed != string(table) {
		t.Fatal("data/table.bin is not made of these lists; run go test ./pkg/pii/lexicon -update")
	}
	words, odd := map[string]int{}, 0
	readLists(t, func(list, word string, kind Kind) {
		words[list]++
		if got := Lookup([]byte(word)); got&kind != kind && len(word) <= longest {
			t.Errorf("%s: %q is %b, not %b", list, word, got, kind)
		}
		if got := Lookup([]byte(word + "zxq")); got != 0 {
			odd++
		}
	})
	if words["lists"] < 280_000 {
		t.Errorf("%d words in data/lists.txt.gz", words["lists"])
	}
	for list := range own {
		if words[list] < 30 {
			t.Errorf("%d words in data/own/%s.txt", words[list], list)
		}
	}
	if odd > 5 {
		t.Errorf("%d words that are none are found", odd)
	}
}

// The hash must tell small differences apart.
func TestHash(t *testing.T) {
	seen := map[uint64]string{}
	n := 0
	add := func(word string) {
		h, _ := hash([]byte(word), exact)
		if was, ok := seen[h]; ok && was != word {
			t.Errorf("%q and %q have one hash", was, word)
		}
		seen[h] = word
		n++
	}
	for _, word := range []string{"a", "ab", "abc", "abcd", "abcde", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq", "शर्मा", "वर्मा"} {
		for i := range len(word) {
			for c := range byte(26) {
				add(word[:i] + string(rune('a'+c)) + word[i+1:])
			}
		}
	}
	if n < 1000 {
		t.Errorf("%d words", n)
	}
	for _, c := range []struct {
		a, b  string
		plain bool
	}{{"PriYA", "priya", true}, {"O'NEIL", "o'neil", false}, {"ABCDEFGHIJKLZ", "abcdefghijklz", true}, {"É", "É", false}, {"Z@[`{", "z@[`{", true}, {"", "", true}} {
		h, plain := hash([]byte(c.a), exact)
		if k, _ := hash([]byte(c.b), exact); h != k || plain != c.plain {
			t.Errorf("%q and %q: %x and %x, plain is %v", c.a, c.b, h, k, plain)
		}
	}
}
