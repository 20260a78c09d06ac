package vault

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// exportWorld has three parts: one of another survey definition, and one whose person tier
// is due.
func exportWorld(t *testing.T) (*world, *Vault) {
	w := newWorld(t)
	v := w.init()
	ctx := context.Background()
	old := aRow(t, "old", "2024-06-02")
	imports(t, v, 1, 1, 0, aRow(t, "b", "2025-05-02"), old)
	in, err := v.Intake(ctx, IntakeOptions{Schema: part.Schema{Dimensions: []string{"store"}}, PersonColumns: []string{"Phone", "Email"}})
	w.must(err)
	row := aRow(t, "c", "2025-05-01")
	row.Dimensions, row.Ratings = [][]byte{[]byte("Delhi")}, nil
	row.Person = [][]byte{[]byte("+919876543210"), []byte("c@example.org")}
	row.Weight, row.Weighted = 2.5, true
	_, err = in.Worker().Add(row)
	w.must(err)
	_, err = in.Commit(ctx, [32]byte{2}, "")
	w.must(err)
	return w, v
}

func exported(v *Vault, fields []Field) ([]string, error) {
	var lines []string
	n, err := v.Each(context.Background(), "export", fields, func(cells []part.Value) error {
		var words []string
		for i, c := range cells {
			switch {
			case c.Null:
				words = append(words, "-")
			case fields[i].Type == part.Text:
				words = append(words, string(c.Text))
			case fields[i].Type == part.Double:
				words = append(words, fmt.Sprint(c.Float))
			default:
				words = append(words, fmt.Sprint(c.Int))
			}
		}
		lines = append(lines, strings.Join(words, " "))
		return nil
	})
	if err == nil && n != int64(len(lines)) {
		err = fmt.Errorf("%d rows, and %d were handed over", n, len(lines))
	}
	return lines, err
}

func TestExport(t *testing.T) {
	w, v := exportWorld(t)
	ctx := context.Background()
	core, err := v.Fields(ctx, state.TierCore)
	w.must(err)
	var names []string
	for _, f := range core {
		names = append(names, f.Tier+"."+f.Name)
	}
	want := []string{"core.comment", "core.respondent", "core.weight", "core.consent", "core.rating.ease", "core.dim.region", "core.dim.plan",
		"core.time", "core.day", "core.mark", "core.score", "core.dim.store"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	both, err := v.Fields(ctx, state.TierPerson, state.TierCore)
	w.must(err)
	pick := func(names ...string) []Field {
		var list []Field
		for _, name := range names {
			i := slices.IndexFunc(both, func(f Field) bool { return f.Name == name })
			if i < 0 {
				t.Fatalf("no field %s", name)
			}
			list = append(list, both[i])
		}
		return list
	}
	fields := pick("Email", "response_id", "score", "Phone", "weight", "dim.store", "dim.region", "rating.ease", "day")
	got, err := exported(v, fields)
	w.must(err)
	rows := []string{
		"old@example.org old 9 - - - North 4 19876",
		"b@example.org b 9 - - - North 4 20210",
		"c@example.org c 9 +919876543210 2.5 Delhi - - 20209",
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Error(diff)
	}
	got, err = exported(v, pick("score", "dim.store"))
	w.must(err)
	if diff := cmp.Diff([]string{"9 -", "9 -", "9 Delhi"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := exported(v, nil); err == nil {
		t.Error("rows of no columns")
	}
	stop := errors.New("stop")
	for _, f := range [][]Field{pick("score"), pick("Email", "score"), pick("score", "Email")} {
		n := 0
		_, err := v.Each(ctx, "export", f, func([]part.Value) error {
			if n++; n == 2 {
				return stop
			}
			return nil
		})
		if err != stop || n != 2 {
			t.Errorf("stopped after %d rows: %v", n, err)
		}
	}

	// Without the person tier core is still there, and what is asked of person is null.
	_, err = v.Purge(ctx, PurgeOptions{})
	w.must(err)
	got, err = exported(v, pick("day", "Email"))
	w.must(err)
	if diff := cmp.Diff([]string{"19876 -", "20210 b@example.org", "20209 c@example.org"}, got); diff != "" {
		t.Error(diff)
	}
	got, err = exported(v, pick("Email", "day"))
	w.must(err)
	if diff := cmp.Diff([]string{"b@example.org 20210", "c@example.org 20209"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestExportNeedsTheTier: an analyst exports core and no person; nobody learns more by
// asking for both.
func TestExportNeedsTheTier(t *testing.T) {
	w, v := exportWorld(t)
	ctx := context.Background()
	_, err := v.Grant(ctx, w.card("ravi"), state.RoleAnalyst)
	w.must(err)
	u := w.user("ravi")
	w.must(u.setTrust(v.st.Vault(), v.Fingerprint()))
	ravi := w.open("ravi")
	if _, err := ravi.Fields(ctx, state.TierCore); err != nil {
		t.Error(err)
	}
	email := Field{Tier: state.TierPerson, Column: part.Column{Name: "Email"}}
	score := Field{Tier: state.TierCore, Column: part.Column{Name: "score", Type: part.Int}}
	if got, err := exported(ravi, []Field{score}); err != nil || len(got) != 3 {
		t.Errorf("%v, %v", got, err)
	}
	for _, f := range [][]Field{{email}, {score, email}} {
		if got, err := exported(ravi, f); !errors.Is(err, ErrNoKey) || len(got) > 0 {
			t.Errorf("%v, %v", got, err)
		}
	}
	if _, err := ravi.Fields(ctx, state.TierCore, state.TierPerson); !errors.Is(err, ErrNoKey) {
		t.Error(err)
	}
	if err := ravi.Quarantine(ctx, func([]string, *Rejected) error { return nil }); !errors.Is(err, ErrNoKey) {
		t.Error(err)
	}
	if _, err := ravi.Intake(ctx, IntakeOptions{}); !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}
