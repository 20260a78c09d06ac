package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/retention"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// cron is a purger who holds no key at all.
func (w *world) cron() *Vault {
	w.t.Helper()
	v := w.open("asha")
	_, err := v.Grant(context.Background(), w.card("cron"), state.RolePurger)
	w.must(err)
	w.must(Trust(w.dir, w.user("cron"), v.Fingerprint()))
	v.Close()
	return w.open("cron")
}

func TestPurgeByAKeyThatReadsNothing(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "2024-11", 11) // its person tier was kept until 2025-12-01
	w.add(v, "2025-05", 22)
	v.Close()
	cron := w.cron()
	for _, tier := range []string{state.TierCore, state.TierPerson, state.TierIndex} {
		if _, err := cron.tierKeys(tier); !errors.Is(err, ErrNoKey) {
			t.Fatalf("%s: %v", tier, err)
		}
	}
	status := cron.Status()
	if status.Overdue.IsZero() || status.Rows != 33 {
		t.Fatalf("%+v", status)
	}
	p, err := cron.Purge(context.Background(), PurgeOptions{})
	w.must(err)
	if len(p.Removed) != 1 || p.Removed[0].Bucket != "2024-11" || p.Removed[0].Tier != state.TierPerson || p.Entry != 4 || p.Receipt != 5 || p.Heartbeat != 0 {
		t.Fatalf("%+v", p)
	}
	if !strings.HasPrefix(p.Removed[0].Reason, "due since ") || len(p.Plan.Decisions) != 6 {
		t.Fatalf("%+v", p.Plan)
	}
	for _, path := range w.files("parts", "keys/parts") {
		if strings.Contains(path, "2024-11") && strings.Contains(path, "person") {
			t.Errorf("%s is left", path)
		}
	}
	status = cron.Status()
	if b := status.Buckets[0]; b.Tiers["person"] != Gone || b.Tiers["core"] != Present || b.Rows != 11 || !status.Overdue.IsZero() || b.PurgeAfter["core"].IsZero() {
		t.Fatalf("%+v", status)
	}
	// Nothing is due now; the ledger stays silent for a week.
	for _, c := range []struct {
		days int
		beat bool
	}{{1, false}, {6, false}, {7, true}, {8, false}} {
		w.now = start.AddDate(0, 0, c.days)
		p, err := cron.Purge(context.Background(), PurgeOptions{})
		if err != nil || p.Entry != 0 || p.Heartbeat != 0 != c.beat {
			t.Errorf("day %d: %+v, %v", c.days, p, err)
		}
	}
	if at, err := cron.LastPurge(); err != nil || !at.Equal(start.AddDate(0, 0, 7)) {
		t.Errorf("%s, %v", at, err)
	}
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Fatal(found)
	}
}

// Promise 8: with the clock set forward, or back, nothing is removed.
func TestPromise8ClockForward(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "2024-11", 11)
	w.add(v, "2025-05", 22)
	files := len(w.files("parts", "keys/parts"))
	size := v.head.Size
	for _, c := range []struct {
		by time.Duration
		ok bool
	}{{46 * 24 * time.Hour, false}, {50 * 365 * 24 * time.Hour, false}, {-time.Second, false}, {-365 * 24 * time.Hour, false}} {
		w.now = start.Add(c.by)
		p, err := v.Purge(context.Background(), PurgeOptions{})
		if !errors.Is(err, ErrClock) || p.Entry != 0 || len(p.Removed) != 0 {
			t.Errorf("%s: %+v, %v", c.by, p, err)
		}
	}
	if len(w.files("parts", "keys/parts")) != files || w.open("asha").head.Size != size {
		t.Fatal("something was removed or written")
	}
	// An owner says that the clock is right.
	w.now = start.AddDate(0, 0, 100)
	_, err := v.Heartbeat(context.Background())
	w.must(err)
	if p, err := v.Purge(context.Background(), PurgeOptions{}); err != nil || len(p.Removed) != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
}

func TestPurgeOfAReviewedPlan(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "2020-01", 11)
	w.add(v, "2024-11", 11)
	ctx := context.Background()
	stale := v.PlanPurge().Review()
	w.add(v, "2025-05", 1)
	if _, err := v.Purge(ctx, PurgeOptions{Reviewed: stale}); !errors.Is(err, ErrMoved) {
		t.Fatalf("%v", err)
	}
	data, err := v.PlanPurge(state.TierPerson).Review().Marshal()
	w.must(err)
	reviewed, err := retention.Parse(data)
	w.must(err)
	p, err := v.Purge(ctx, PurgeOptions{Reviewed: reviewed})
	if err != nil || len(p.Removed) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	log, err := v.Log()
	w.must(err)
	hash, _ := reviewed.Hash()
	if e := log[p.Entry]; e.Op != state.OpPurge || !strings.Contains(string(e.Data), hash) {
		t.Fatalf("%s", e.Data)
	}
	if _, err := v.Purge(ctx, PurgeOptions{Tiers: []string{"release"}}); !errors.Is(err, ErrRefused) {
		t.Fatalf("%v", err)
	}
	if p, err := v.Purge(ctx, PurgeOptions{Tiers: []string{state.TierIndex}}); err != nil || len(p.Removed) != 1 || p.Removed[0].Tier != state.TierIndex {
		t.Fatalf("%+v, %v", p, err)
	}
}

// An interrupted purge is finished by the next writer, who need not be a purger.
func TestInterruptedPurgeIsFinished(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "1999-03", 11)
	n := 0
	restore := durable.SetFault(func(op durable.Op, path string) error {
		if op == durable.OpRemove && strings.Contains(path, "/parts/") {
			n++
			return errDisk
		}
		return nil
	})
	p, err := v.Purge(context.Background(), PurgeOptions{})
	restore()
	if !errors.Is(err, ErrDurability) || p.Entry == 0 || p.Receipt != 0 || n == 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if got := v.Status().Warnings; len(got) == 0 || got[len(got)-1].ID != "purge-unfinished" {
		t.Fatalf("%v", got)
	}
	if len(w.files("parts")) != 3 || len(v.State().Parts("", "")) != 0 {
		t.Fatal("the test interrupts nothing")
	}
	v = w.open("asha")
	w.add(v, "2025-05", 1)
	if len(v.State().Pending()) != 0 || len(w.files("parts")) != 3 || len(w.files("keys/parts")) != 3 {
		t.Fatalf("%v %v", v.State().Pending(), w.files("parts"))
	}
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Fatal(found)
	}
}

// Promise 13: as long as somebody holds the lock, nothing is swept, however old.
func TestPromise13SweepWaitsForNobody(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "2025-05", 11)
	id := newID()
	strays := []string{state.PartPath("2025-05", id, "core"), state.PartKeyPath("2025-05", id, "core", 1), state.RoleKeyPath("steward", 7, "asha"),
		state.QuarantinePath(id), state.ReleasePath(id), "tmp/" + id, "parts/.nps-0011223344556677.tmp"}
	others := []string{"parts/notes.txt", "tmp/readme", "ledger/.nps-0011223344556677.tmp", "canary"}
	old := w.now.Add(-25 * time.Hour)
	for _, path := range append(strays, others...) {
		w.write(path, []byte("x"))
		w.must(os.Chtimes(filepath.Join(w.dir, path), old, old))
	}
	writer := w.open("asha")
	_, end, err := writer.begin(context.Background()) // an import that is stopped
	w.must(err)
	if n, err := v.Sweep(); n != 0 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	end()
	young := w.now.Add(-23 * time.Hour)
	w.must(os.Chtimes(filepath.Join(w.dir, strays[0]), young, young))
	if n, err := v.Sweep(); n != len(strays)-1 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	for _, path := range append(others, strays[0]) {
		if !exists(filepath.Join(w.dir, path)) {
			t.Errorf("%s is gone", path)
		}
	}
	if broken, found := w.verdict("asha", true); broken || strings.Count(found, "stray-file") != len(others)+1 {
		t.Fatal(found)
	}
}

// A reader who meets a purge says so, and reads on after it.
func TestReaderMeetsAPurge(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.add(v, "1999-03", 11)
	w.add(v, "2025-05", 11)
	reader := w.open("asha")
	_, err := v.Purge(context.Background(), PurgeOptions{})
	w.must(err)
	if _, err := scores(reader); !errors.Is(err, ErrMoved) {
		t.Fatalf("%v", err)
	}
	w.must(reader.refresh())
	if got, err := scores(reader); err != nil || got[0] != 1 {
		t.Fatalf("%v, %v", got, err)
	}
}

func TestNoteFiles(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	_, err := v.NoteFiles(context.Background(), state.PurgeFilesData{Files: 2, Bytes: 9, Oldest: "2025-01-01", Newest: "2025-02-01"})
	w.must(err)
	if _, err := v.NoteFiles(context.Background(), state.PurgeFilesData{}); !errors.Is(err, ErrRefused) {
		t.Fatalf("%v", err)
	}
	var violation *state.Violation
	_, err = v.note(context.Background(), "no-such", nil)
	if !errors.As(err, &violation) {
		t.Fatalf("%v", err)
	}
	if _, err := newEntry("x", map[string]any{"a": 1.5}); !errors.Is(err, ErrRefused) {
		t.Fatalf("%v", err)
	}
}
