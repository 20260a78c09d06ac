package vault

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// joined writes the rows that Join hands over, and which tiers each part has.
func joined(v *Vault, fields []Field, restarted *int) ([]string, error) {
	var lines []string
	n, err := v.Join(context.Background(), JoinQuery{Command: "validate", Tier: state.TierCore, Fields: fields}, RowSink{
		Restart: func() { lines = nil; *restarted++ },
		Part: func(has func(string) bool) {
			lines = append(lines, fmt.Sprint("part ", has(state.TierCore), has(state.TierPerson), has(state.TierIndex)))
		},
		Row: func(cells []part.Value) error {
			var words []string
			for i, c := range cells {
				switch {
				case c.Null:
					words = append(words, "-")
				case fields[i].Type == part.Text:
					words = append(words, string(c.Text))
				case fields[i].Type == part.ID:
					words = append(words, fmt.Sprint(len(c.Text)))
				default:
					words = append(words, fmt.Sprint(c.Int))
				}
			}
			lines = append(lines, strings.Join(words, " "))
			return nil
		},
	})
	rows := 0
	for _, l := range lines {
		if !strings.HasPrefix(l, "part ") {
			rows++
		}
	}
	if err == nil && n != int64(rows) {
		err = fmt.Errorf("%d rows, and %d were handed over", n, rows)
	}
	return lines, err
}

// TestJoin: the rows of all tiers side by side, and what a purged tier leaves.
func TestJoin(t *testing.T) {
	w, v := exportWorld(t)
	fields := []Field{
		{Tier: state.TierCore, Column: part.Column{Name: "score", Type: part.Int}},
		{Tier: state.TierPerson, Column: part.Column{Name: "Email", Type: part.Text}},
		IndexField,
		{Tier: state.TierCore, Column: part.Column{Name: "dim.store", Type: part.Text}},
		{Tier: state.TierPerson, Column: part.Column{Name: "Phone", Type: part.Text}},
	}
	restarted := 0
	got, err := joined(v, fields, &restarted)
	w.must(err)
	want := []string{"part true true true", "9 old@example.org 16 - -", "part true true true", "9 b@example.org 16 - -", "part true true true", "9 c@example.org 16 Delhi +919876543210"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	stop := errors.New("stop")
	n := 0
	_, err = v.Join(context.Background(), JoinQuery{Tier: state.TierCore, Fields: fields}, RowSink{Row: func([]part.Value) error {
		if n++; n == 2 {
			return stop
		}
		return nil
	}})
	if err != stop || n != 2 {
		t.Errorf("stopped after %d rows: %v", n, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := v.Join(ctx, JoinQuery{Tier: state.TierCore, Fields: fields}, RowSink{Row: func([]part.Value) error { return nil }}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}

	// A purge by somebody else comes between: the rows begin anew.
	other := w.open("asha")
	_, err = other.Purge(context.Background(), PurgeOptions{})
	w.must(err)
	got, err = joined(v, fields, &restarted)
	w.must(err)
	want[0], want[1] = "part true false true", "9 - 16 - -"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if restarted != 1 {
		t.Errorf("the rows began anew %d times", restarted)
	}
}

// TestJoinNeedsTheTiers: who has one tier's key joins nothing to it.
func TestJoinNeedsTheTiers(t *testing.T) {
	w, _ := exportWorld(t)
	w.join("ravi", state.RoleAnalyst)
	v := w.open("ravi")
	if !v.Opens(state.TierCore) || v.Opens(state.TierPerson) || v.Opens(state.TierIndex) {
		t.Error("an analyst opens other tiers than core")
	}
	if _, err := v.Join(context.Background(), JoinQuery{Tier: state.TierCore, Fields: []Field{IndexField}}, RowSink{}); !errors.Is(err, ErrNoKey) {
		t.Errorf("joined the index: %v", err)
	}
}
