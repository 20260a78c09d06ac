package vault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func TestAccessRecord(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t)
	v := w.init()
	imports(t, v, 1, 1, 0, aRow(t, "a", "2025-05-02"))
	name := filepath.Join(w.dir, "access", "asha-2026-01.log")
	if _, err := os.Lstat(name); err == nil {
		t.Fatal("an import is no read")
	}
	q := Query{By: []part.By{{Name: "region"}, {Kind: part.Month}}, Where: []part.Where{{Name: "plan", Values: []string{"Secret"}}},
		Since: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), PerRespondent: LatestAnswer, Command: "score"}
	_, err := v.Tally(ctx, q)
	w.must(err)
	u := w.user("asha")
	u.Signer = nil // reading takes no signing key
	other, err := Open(w.dir, u, w.clock)
	w.must(err)
	defer other.Close()
	_, err = other.Each(ctx, "export", []Field{{Tier: state.TierPerson, Column: part.Column{Name: "Email"}}}, func([]part.Value) error { return nil })
	w.must(err)
	data, err := os.ReadFile(name)
	w.must(err)
	lines := strings.Split(string(data), "\n")
	first := `{"actor":"asha","command":"score","head":1,"query":"by region,month; where plan; since 2025-01-01; per respondent","rows":1,"tier":"core","time":1768478400}`
	if len(lines) != 3 || lines[0] != first || !strings.HasPrefix(lines[1], `{"actor":"asha","command":"export","head":1,"prev":"`) {
		t.Errorf("%s", data)
	}
	if line, ok := CheckAccess(data); !ok {
		t.Errorf("line %d", line)
	}
}

// TestAccessChain: lines that are changed, taken out or put in show; a torn line is
// stepped over.
func TestAccessChain(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	const readers, each = 4, 10
	var working sync.WaitGroup
	for range readers {
		working.Go(func() {
			for range each {
				if err := v.record(Access{Command: "score", Query: strings.Repeat("q", 5000)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	working.Wait()
	name := filepath.Join(w.dir, "access", "asha-2026-01.log")
	data, err := os.ReadFile(name)
	w.must(err)
	lines := strings.SplitAfter(string(data), "\n")
	if len(lines) != readers*each+1 {
		t.Fatalf("%d lines", len(lines))
	}
	if line, ok := CheckAccess(data); !ok {
		t.Fatalf("line %d", line)
	}
	cases := map[string]struct {
		lines []string
		want  int
	}{
		"changed":   {append([]string{strings.Replace(lines[0], "score", "other", 1)}, lines[1:]...), 2},
		"taken out": {append([]string{lines[0], lines[1]}, lines[3:]...), 3},
		"put in":    {append([]string{lines[0], lines[0]}, lines[1:]...), 2},
		"first":     {lines[1:], 1},
		"nonsense":  {[]string{"{}}\n"}, 1},
	}
	for what, c := range cases {
		if line, ok := CheckAccess([]byte(strings.Join(c.lines, ""))); ok || line != c.want {
			t.Errorf("%s: line %d (%v), want %d", what, line, ok, c.want)
		}
	}
	w.must(os.WriteFile(name, data[:len(data)-100], 0o600)) // a power cut
	w.must(v.record(Access{Command: "score"}))
	data, err = os.ReadFile(name)
	w.must(err)
	if line, ok := CheckAccess(data); !ok || strings.Count(string(data), "\n") != readers*each+1 {
		t.Errorf("line %d", line)
	}
}

func TestAccessPolicy(t *testing.T) {
	ctx := context.Background()
	for _, policy := range []string{state.AccessRequired, state.AccessBestEffort, state.AccessOff} {
		p := state.DefaultPolicy()
		p.AccessLog = policy
		w := newWorld(t)
		v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Policy: &p})
		w.must(err)
		defer v.Close()
		imports(t, v, 1, 1, 0, aRow(t, "a", "2025-05-02"))
		restore := durable.SetFault(func(op durable.Op, path string) error {
			if op == durable.OpWrite && strings.Contains(path, "access") {
				return errDisk
			}
			return nil
		})
		got, err := v.Tally(ctx, Query{})
		handed := 0
		_, eachErr := v.Each(ctx, "export", []Field{{Tier: state.TierCore, Column: part.Column{Name: "score"}}}, func([]part.Value) error { handed++; return nil })
		restore()
		warned := len(v.Warnings()) > 0
		if required := policy == state.AccessRequired; errors.Is(err, ErrNoRecord) != required || errors.Is(eachErr, ErrNoRecord) != required ||
			(got == nil) != required || (handed == 0) != required || warned != (policy == state.AccessBestEffort) {
			t.Errorf("%s: %+v, %d rows, %v, %v, %v", policy, got, handed, err, eachErr, v.Warnings())
		}
		names, _ := os.ReadDir(filepath.Join(w.dir, "access"))
		_, err = v.Tally(ctx, Query{})
		w.must(err)
		after, _ := os.ReadDir(filepath.Join(w.dir, "access"))
		if (len(after) == 0) != (policy == state.AccessOff) {
			t.Errorf("%s: %d records, %d before", policy, len(after), len(names))
		}
	}
}

// TestAccessWithoutDirectory: a copy may have lost the empty directory.
func TestAccessWithoutDirectory(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	w.must(os.Remove(filepath.Join(w.dir, "access")))
	w.must(v.record(Access{Command: "score", Tier: "core"}))
	data, err := os.ReadFile(filepath.Join(w.dir, "access", "asha-2026-01.log"))
	w.must(err)
	if diff := cmp.Diff(`{"actor":"asha","command":"score","head":0,"rows":0,"tier":"core","time":1768478400}`+"\n", string(data)); diff != "" {
		t.Error(diff)
	}
}
