package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// stored is a log by the library, with all its hashes.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		out = append(out, s[i])
	}
	return out, nil
}

func body(i int64) []byte { return fmt.Appendf(nil, `{"seq":%d}`, i) }

func TestHeadAgainstTlog(t *testing.T) {
	const most = 300
	var log stored
	var heads []Head
	var head Head
	for n := int64(0); n <= most; n++ {
		if err := head.Check(); err != nil || head.Size != n {
			t.Fatalf("size %d: %v", n, err)
		}
		if want, err := tlog.TreeHash(n, log); n > 0 && (err != nil || [32]byte(want) != head.Root) {
			t.Fatalf("size %d: root %x, want %x (%v)", n, head.Root, want, err)
		}
		back, err := ParseHead(head.Marshal())
		if err != nil || back.Marshal() != head.Marshal() || back.Size != n {
			t.Fatalf("size %d: %v", n, err)
		}
		heads = append(heads, head)
		hashes, err := tlog.StoredHashes(n, body(n), log)
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, hashes...)
		before := head.Marshal()
		head = head.Append(body(n))
		if heads[n].Marshal() != before {
			t.Fatalf("size %d: appending changed the head it started from", n)
		}
	}
	// Replaying from any kept head ends where the library proves it must.
	proofs := 0
	for from := int64(1); from < most; from += 7 {
		h := heads[from]
		for n := from; n < most; n++ {
			h = h.Append(body(n))
		}
		proof, err := tlog.ProveTree(most, from, log)
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(proof, most, tlog.Hash(h.Root), from, tlog.Hash(heads[from].Root)); err != nil {
			t.Fatalf("from %d: %v", from, err)
		}
		proofs++
	}
	if proofs < 40 {
		t.Fatal("proofs checked:", proofs)
	}
}

func headOf(n int64, body func(int64) []byte) (h Head) {
	for i := range n {
		h = h.Append(body(i))
	}
	return h
}

func TestParseHeadRefuses(t *testing.T) {
	good := headOf(13, body).Marshal()
	words := strings.Split(good, " ")
	for name, line := range map[string]string{
		"empty": "", "size only": "13", "other size": "12" + good[2:], "blank": " " + good, "end": good + "\n",
		"plus": "+" + good, "zero": "0" + good, "a peak less": strings.Join(words[:4], " "), "peaks swapped": strings.Join([]string{words[0], words[1], words[3], words[2], words[4]}, " "),
		"other root": strings.Join([]string{words[0], words[2], words[2], words[3], words[4]}, " "), "negative": "-1" + good[2:], "long": good + strings.Repeat("A", 9000),
		"no base64": strings.Replace(good, "=", "!", 1), "huge": "9223372036854775807" + good[2:],
	} {
		if _, err := ParseHead(line); !errors.Is(err, ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := ParseHead(good); err != nil {
		t.Error(err)
	}
}

func TestFindFork(t *testing.T) {
	cases := 0
	for _, size := range []int64{1, 2, 3, 7, 8, 13, 37} {
		kept := headOf(size, body)
		anchor := Head{Size: kept.Size, Root: kept.Root}
		for _, k := range []Head{kept, anchor} {
			for _, more := range []int64{0, 1, 5} {
				if f, err := FindFork(k, size+more, func(i int64) ([]byte, error) { return body(i), nil }); f != nil || err != nil {
					t.Fatalf("size %d+%d: %v, %v", size, more, f, err)
				}
			}
			for at := range size {
				cases++
				forked := func(i int64) ([]byte, error) {
					if i >= at {
						return append(body(i), ' '), nil
					}
					return body(i), nil
				}
				f, err := FindFork(k, size+2, forked)
				if err != nil || f == nil || f.From > at || f.To < at || f.To >= size || f.Missing {
					t.Fatalf("size %d, other from %d: %+v, %v", size, at, f, err)
				}
				if len(k.Peaks) > 0 && at == size-1 && size%2 == 1 && f.From != f.To {
					t.Fatalf("size %d: the last entry is not named: %v", size, f)
				}
				f, err = FindFork(k, at, func(i int64) ([]byte, error) { return body(i), nil })
				if err != nil || f == nil || f.From > at || f.To != size-1 || !f.Missing {
					t.Fatalf("size %d, cut at %d: %+v, %v", size, at, f, err)
				}
			}
		}
	}
	if cases < 100 {
		t.Fatal("cases:", cases)
	}
	boom := errors.New("boom")
	if _, err := FindFork(headOf(3, body), 3, func(int64) ([]byte, error) { return nil, boom }); !errors.Is(err, boom) {
		t.Error(err)
	}
	words := []string{(&Fork{From: 3, To: 3}).String(), (&Fork{From: 2, To: 3}).String(), (&Fork{3, 3, true}).String(), (&Fork{2, 3, true}).String()}
	for i, w := range words {
		if w == "" || strings.Join(words[i+1:], "\n") == w {
			t.Error(words)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	for _, n := range []int64{0, 1, 2, 7, 300} {
		f.Add(headOf(n, body).Marshal())
	}
	f.Fuzz(func(t *testing.T, line string) {
		h, err := ParseHead(line)
		if err != nil {
			return
		}
		if h.Marshal() != line {
			t.Fatal("another spelling is accepted")
		}
		if next := h.Append([]byte("x")); next.Check() != nil || bytes.Equal(next.Root[:], h.Root[:]) {
			t.Fatal("cannot go on")
		}
	})
}
