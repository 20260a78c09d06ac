package vault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// sharedFault is a fault for calls that come from several goroutines.
type sharedFault struct {
	mu sync.Mutex
	fault
}

func (f *sharedFault) hook(op durable.Op, path string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fault.hook(op, path)
}

// Promise 11 for whole imports: two workers, parts written on the way, and rejected rows.
// Whichever call fails, the import is there whole or not at all, nothing
// that an entry does not name is left, and what was acknowledged counts.
func TestPromise11FaultAtEveryCallOfIntake(t *testing.T) {
	for _, dead := range []bool{false, true} {
		t.Run(fmt.Sprintf("dead %v", dead), func(t *testing.T) {
			step := 1
			if dead {
				step = 5
			}
			intakeFaults(t, dead, step)
		})
	}
}

func intakeFaults(t *testing.T, dead bool, step int) {
	var w *world
	rows, failed, unknown := uint64(0), 0, 0
	const before = 2 * (enough + 3) // rows of the import that each try finds
	last, most := 0, 0              // two workers do not make the same number of calls each time
	for k := 1; last == 0; k += step {
		if k > 1000 {
			t.Fatal("a fault at every call, without end")
		}
		if rows != before { // the same calls each time
			w, rows = newWorld(t), before
			v := w.init()
			_, err := faultyImport(v, 0)
			w.must(err)
			v.Close()
		}
		v, err := Open(w.dir, w.user("asha"), w.clock)
		w.must(err)
		tmp := w.names("tmp")
		f := &sharedFault{fault: fault{k: k, dead: dead}}
		restore := durable.SetFault(f.hook)
		added, err := faultyImport(v, k)
		restore()
		durable.Cleanup() // what the program does at its end
		if most = max(most, f.n); k > most {
			last = k
		}
		v.Close()
		switch {
		case err == nil:
			rows += added
		case errors.Is(err, ErrDurability):
			unknown++ // committed, or dead before that could be found out
			if v := w.open("asha"); v.st.Counts().OK > int64(rows) {
				rows += added
			}
		default:
			failed++
		}
		v = w.open("asha")
		got, tallyErr := v.Tally(context.Background(), Query{})
		w.must(tallyErr)
		if got.Records != rows {
			t.Fatalf("call %d (%s): %v, and %d rows are there, want %d", k, f.op, err, got.Records, rows)
		}
		if !dead && f.op != durable.OpRemove {
			if err != nil && !errors.Is(err, ErrDurability) && !slices.Equal(tmp, w.names("tmp")) {
				t.Fatalf("call %d (%s): something is left in tmp", k, f.op)
			}
			w.onlyLive(v)
		}
		if out, verifyErr := v.Verify(context.Background(), false); verifyErr != nil || !out.OK {
			t.Fatalf("call %d (%s): %+v, %v", k, f.op, out, verifyErr)
		}
		if errors.Is(err, ErrDurability) { // running it again is safe
			var known *KnownSourceError
			_, again := faultyImport(v, k)
			if !errors.As(again, &known) && !(errors.Is(err, durable.ErrCommitUnknown) && again == nil) {
				t.Fatalf("call %d (%s): run again: %v", k, f.op, again)
			}
			rows = uint64(v.st.Counts().OK)
		}
		v.Close()
	}
	// The calls behind the commit are few: who takes steps may miss them all.
	if last < 40 || failed < 8 || unknown == 0 && step == 1 {
		t.Fatalf("%d calls were made to fail, %d imports failed, %d were not certain", last-1, failed, unknown)
	}
	t.Logf("%d calls", last-1)
}

// names lists a folder of the vault.
func (w *world) names(folder string) []string {
	files, err := os.ReadDir(filepath.Join(w.dir, folder))
	w.must(err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

// onlyLive is sameFiles without the files that a committed entry may leave in tmp.
func (w *world) onlyLive(v *Vault) {
	w.t.Helper()
	for _, folder := range []string{"parts", "keys/parts", "quarantine"} {
		for _, name := range w.names(folder) {
			if _, live := v.st.File(folder + "/" + name); !live {
				w.t.Fatalf("%s is left in %s", name, folder)
			}
		}
	}
}

// faultyImport imports rows of two buckets, some of which are written on the way.
func faultyImport(v *Vault, k int) (uint64, error) {
	ctx := context.Background()
	in, err := v.Intake(ctx, IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, Memory: 1})
	if err != nil {
		return 0, err
	}
	defer in.Abort()
	var working sync.WaitGroup
	var mu sync.Mutex
	note := func(e error) {
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			err = e
		}
	}
	const each = enough + 3
	for i, day := range []int32{20210, 20245} {
		c := in.Worker()
		working.Go(func() {
			row := &Row{Person: make([][]byte, 2)}
			row.Day, row.Dimensions, row.Ratings = day, make([][]byte, 2), []int32{1}
			for n := range each {
				row.ResponseID = fmt.Appendf(nil, "%d-%d-%d", k, i, n)
				if outcome, err := c.Add(row); err != nil || outcome != Added {
					note(err)
					return
				}
			}
		})
	}
	working.Wait()
	if err == nil {
		err = in.Reject(1, "score-invalid", [][]byte{[]byte("x")})
	}
	if err != nil {
		return 0, err
	}
	done, err := in.Commit(ctx, [32]byte{byte(k), byte(k >> 8)}, "")
	if err == nil && (done.Rows != state.RowCounts{In: 2*each + 1, OK: 2 * each, Rejected: 1} || done.Entry == 0) {
		err = fmt.Errorf("%+v", done)
	}
	return 2 * each, err
}

// TestInterruptedIntake: what the program does when the user interrupts it leaves nothing,
// and what comes after it fails.
func TestInterruptedIntake(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	in, err := v.Intake(context.Background(), IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns, Memory: 1})
	w.must(err)
	c := in.Worker()
	for i := range enough + 1 {
		_, err := c.Add(aRow(t, fmt.Sprint(i), "2025-05-02"))
		w.must(err)
	}
	in.syncs.Wait()
	w.must(durable.Cleanup())
	w.sameFiles(v)
	if _, err := in.Commit(context.Background(), [32]byte{1}, ""); err == nil {
		t.Error("committed")
	}
	w.sameFiles(v)
	in, err = v.Intake(context.Background(), IntakeOptions{Schema: rowSchema, PersonColumns: rowColumns})
	w.must(err)
	_, err = in.Worker().Add(aRow(t, "x", "2025-05-02"))
	w.must(err)
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := in.Commit(ctx, [32]byte{1}, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	w.sameFiles(v)
}
