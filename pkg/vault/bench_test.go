package vault

import (
	"context"
	"fmt"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// BenchmarkOpen opens a vault and all its core parts, of 24 and of 240.
func BenchmarkOpen(b *testing.B) {
	for _, parts := range []int{24, 240} {
		b.Run(fmt.Sprintf("parts=%d", parts), func(b *testing.B) {
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
