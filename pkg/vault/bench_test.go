package vault

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// BenchmarkOpen opens a vault, alone and with all its core parts, of 24 and of 240. A
// tally opens several parts at once.
func BenchmarkOpen(b *testing.B) {
	for _, parts := range []int{24, 240} {
		for _, whole := range []bool{false, true} {
			benchmarkOpen(b, parts, whole)
		}
	}
}

func benchmarkOpen(b *testing.B, parts int, whole bool) {
	b.Run(fmt.Sprintf("parts=%d,opened=%v", parts, whole), func(b *testing.B) {
		w := newWorld(b)
		v := w.init()
		for i := range parts {
			w.add(v, fmt.Sprintf("%d-%02d", 2024+i%24/12, 1+i%12), 10)
		}
		v.Close()
		for b.Loop() {
			v, err := Open(w.dir, w.user("asha"), w.clock)
			if err != nil {
				b.Fatal(err)
			}
			for _, p := range v.State().Parts("", state.TierCore) {
				if !whole {
					break
				}
				_, _, close, err := v.openPart(p)
				if err != nil {
					b.Fatal(err)
				}
				close()
			}
			v.Close()
		}
	})
}

// BenchmarkCommit commits an entry without files: a temporary file, a link, a directory
// and the pin are synced.
func BenchmarkCommit(b *testing.B) {
	w := newWorldIn(b, b.TempDir())
	v := w.init()
	for b.Loop() {
		if _, err := v.Heartbeat(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReplay opens without a pin.
func BenchmarkReplay(b *testing.B) {
	w := newWorld(b)
	v := w.init()
	for range 200 {
		if _, err := v.Heartbeat(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	u := w.user("asha")
	u.State = ""
	for b.Loop() {
		v, err := Open(w.dir, u, w.clock)
		if err != nil {
			b.Fatal(err)
		}
		v.Close()
	}
}

// BenchmarkHash is what verification does with each live file, on one core.
func BenchmarkHash(b *testing.B) {
	w := newWorld(b)
	data := make([]byte, 32<<20)
	path := filepath.Join(w.root, "big")
	w.must(os.WriteFile(path, data, 0o600))
	want := fileOf("big", data)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f, err := os.Open(path)
		w.must(err)
		w.must(hashIs(f, want))
		f.Close()
	}
}
