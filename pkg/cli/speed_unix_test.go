//go:build unix

package cli

import (
	"bytes"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
)

// processorTime is what this process has used so far, in user and kernel mode.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestFasterThanReference compares the processor time of one worker with that of the
// reference reader, in turns within one run: a busy machine changes it little, and no
// time as such is asserted. What counts is the time for 32 further megabytes, since
// nps looks at the first block more closely than the reference does and that costs
// the same for any size. The floors are those of docs/benchmarks.md.
func TestFasterThanReference(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds of undisturbed computing")
	}
	for _, c := range []struct {
		format demo.Format
		floor  float64
	}{{demo.CSV, 2}, {demo.NDJSON, 5}} {
		whole := exportOf(t, c.format, 40<<20)
		part := whole[:cutAfter(whole, 8<<20)]
		if c.format == demo.NDJSON {
			part = whole[:8<<20+bytes.IndexByte(whole[8<<20:], '\n')+1]
		}
		least := func(best time.Duration, work func() error) time.Duration {
			runtime.GC()
			start := processorTime(t)
			if err := work(); err != nil {
				t.Fatal(err)
			}
			return min(best, processorTime(t)-start)
		}
		read := func(data []byte) func() error {
			return func() error { _, err := tallyByRegion(data, 1); return err }
		}
		refer := func(data []byte) func() error {
			return func() error { _, err := references[c.format](bytes.NewReader(data)); return err }
		}
		ours, oursPart, reference, referencePart := time.Hour, time.Hour, time.Hour, time.Hour
		for range 7 { // what disturbs only adds: the least is the nearest to the truth
			ours, oursPart = least(ours, read(whole)), least(oursPart, read(part))
			reference, referencePart = least(reference, refer(whole)), least(referencePart, refer(part))
		}
		ratio := float64(reference-referencePart) / float64(ours-oursPart)
		t.Logf("%s: %.1f times as fast; %v and %v for %d MB, %v and %v for %d MB", c.format, ratio,
			ours, reference, len(whole)>>20, oursPart, referencePart, len(part)>>20)
		if ratio < c.floor {
			t.Errorf("%s: only %.2f times as fast as the reference reader, want %.1f", c.format, ratio, c.floor)
		}
	}
}
