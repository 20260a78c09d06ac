package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func TestVerifyCountsWhatItSaw(t *testing.T) {
	w := threeMonths(t)
	w.join("cron", state.RolePurger)
	for _, c := range []struct {
		name   string
		deep   bool
		opened int64
		notes  []string
	}{
		{"asha", false, 0, nil},
		{"asha", true, 9, nil},
		{"cron", false, 0, nil},
		{"cron", true, 0, []string{"not-opened", "not-opened", "not-opened"}},
	} {
		out, err := w.open(c.name).Verify(context.Background(), c.deep)
		w.must(err)
		var ids []string
		for _, f := range out.Findings {
			ids = append(ids, f.ID)
		}
		if !out.OK || out.Entries != 5 || out.Files != 9+9+3 || out.Bytes < 1000 || out.Opened != c.opened || strings.Join(ids, " ") != strings.Join(c.notes, " ") {
			t.Errorf("%s, deep %v: %+v", c.name, c.deep, out)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := w.open("asha").Verify(ctx, false); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Each rule of verification is met once, by name.
func TestVerifyRules(t *testing.T) {
	core := func(w *world) string { return w.open("asha").State().Parts("2025-05", "core")[0].Part.Path }
	cases := map[string]func(w *world){
		"file-missing":   func(w *world) { w.must(os.Remove(filepath.Join(w.dir, core(w)))) },
		"file-unsafe":    func(w *world) { w.must(os.Chmod(filepath.Join(w.dir, core(w)), 0o644)) },
		"file-changed":   func(w *world) { w.write(core(w), append(w.read(core(w)), 0)) },
		"stray-file":     func(w *world) { w.write("parts/x", nil) },
		"ledger-damaged": func(w *world) { w.write(entryName(2), w.read(entryName(1))) },
		"part-damaged":   func(w *world) { w.importOther(5, 6, "2025-06-01") },
		"role-key-missing": func(w *world) {
			v := w.open("asha")
			a, _ := v.State().Actor("asha")
			a.Name, a.Roles = "ben", []string{state.RoleAnalyst}
			a.Verifier = w.user("ben").Signer.Verifier()
			_, err := v.note(context.Background(), state.OpActorAdd, state.ActorAddData{Actor: a})
			w.must(err)
		},
		"purge-unfinished": func(w *world) {
			v := w.open("asha")
			w.add(v, "1999-03", 2)
			_, end, err := v.begin(context.Background())
			w.must(err)
			defer end()
			b := v.dir.NewBatch()
			_, err = v.commit(context.Background(), b, func(st *state.State) (*ledger.Entry, error) { return v.purgeEntry(st, &PurgeOptions{}, &Purged{}) })
			w.must(err)
		},
		"not-opened": nil, // above
	}
	for _, rule := range VerifyRules() {
		spoil, ok := cases[rule.ID]
		if !ok {
			t.Errorf("%s has no case", rule.ID)
		}
		if spoil == nil {
			continue
		}
		w := threeMonths(t)
		spoil(w)
		out, err := w.open("asha").Verify(context.Background(), true)
		w.must(err)
		found := false
		for _, f := range out.Findings {
			found = found || f.ID == rule.ID
			if f.Message == "" || strings.Contains(f.Message, w.dir) && f.ID == "file-changed" {
				t.Errorf("%s: %q", rule.ID, f.Message)
			}
		}
		if !found || out.OK != (rule.Severity != finding.Error) {
			t.Errorf("%s: %+v", rule.ID, out.Findings)
		}
	}
}

func TestVerifyFindsOtherDays(t *testing.T) {
	for last, ok := range map[string]bool{"2025-06-01": true, "2025-06-02": false} {
		w := threeMonths(t)
		w.importOther(5, 5, last)
		if broken, found := w.verdict("asha", true); broken == ok {
			t.Errorf("%s: %s", last, found)
		}
	}
}

// importOther commits parts that hold other rows or days than the entry says, as a
// faulty program or a stolen importer's key would.
func (w *world) importOther(claim, hold int, last string) {
	w.t.Helper()
	v := w.open("asha")
	ctx := context.Background()
	b, end, err := v.begin(ctx)
	w.must(err)
	defer end()
	id := newID()
	files, err := v.addTier(b, "2025-06", state.TierCore, id, hold)
	w.must(err)
	for i := range files {
		files[i].Rows, files[i].Last = int64(claim), last
	}
	_, err = v.commit(ctx, b, func(*state.State) (*ledger.Entry, error) {
		n := int64(claim)
		e, err := newEntry(state.OpImport, state.ImportData{Source: newID(), Rows: state.RowCounts{In: n, OK: n}})
		e.Add = files
		return e, err
	})
	w.must(err)
}
