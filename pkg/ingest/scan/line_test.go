package scan

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// TestLine: with one worker a record knows its line at once, with several it is
// 0 and known from its place after the scan.
func TestLine(t *testing.T) {
	text := strings.Repeat("one\n\ntwo\n", 500)
	for _, workers := range []int{1, 3} {
		records := 0
		_, err := Run(context.Background(), strings.NewReader(text), Options{Workers: workers, BlockSize: 64},
			func(block []byte, final bool) (int, bool) {
				n := bytes.LastIndexByte(block, '\n') + 1
				if final {
					n = len(block)
				}
				return n, n > 0 || final
			},
			func() Worker {
				var rec Record
				return func(b *Block, c *Counts) error {
					rec.Attach(b)
					for at := 0; at < len(b.Data); at++ {
						if b.Data[at] != 't' {
							continue
						}
						rec.Start(at)
						if workers > 1 {
							if got := rec.Line(); got != 0 {
								t.Errorf("line %d with several workers", got)
							}
							continue
						}
						records++
						if got, want := rec.Line(), int64(3*records); got != want {
							t.Fatalf("line %d, want %d", got, want)
						}
					}
					return nil
				}
			})
		if err != nil {
			t.Fatal(err)
		}
		if workers == 1 && records != 500 {
			t.Errorf("%d records", records)
		}
	}
}

// TestPanicReachesCaller: a worker's panic comes up in the goroutine that called
// Run, where a program can catch it without printing its value.
func TestPanicReachesCaller(t *testing.T) {
	defer func() {
		if p := recover(); p != "a cell's value" {
			t.Errorf("recovered %v", p)
		}
	}()
	Run(context.Background(), strings.NewReader(strings.Repeat("x\n", 1000)), Options{Workers: 3, BlockSize: 16},
		func(block []byte, final bool) (int, bool) { return len(block), len(block) > 0 || final },
		func() Worker { return func(*Block, *Counts) error { panic("a cell's value") } })
	t.Error("no panic")
}
