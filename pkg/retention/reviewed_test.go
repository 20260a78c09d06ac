package retention

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

func review(t testing.TB, p *Plan) (*Reviewed, []byte) {
	t.Helper()
	r := p.Review()
	data, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return r, data
}

func TestReviewedPlanGoesThroughAFile(t *testing.T) {
	w := monthly(t)
	now := at("2023-06-10 00:00")
	r, data := review(t, Make(w.s, now))
	if len(r.Remove) == 0 {
		t.Fatal("the plan removes nothing")
	}
	again, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := r.Hash()
	b, _ := again.Hash()
	if a != b || len(a) != 64 {
		t.Fatalf("%q and %q", a, b)
	}
	due, err := again.Against(w.s, now)
	if err != nil || len(due) != len(r.Remove) {
		t.Fatalf("%d, %v", len(due), err)
	}
}

func TestReviewedPlanIsRefused(t *testing.T) {
	w := monthly(t)
	now := at("2023-06-10 00:00")
	r, _ := review(t, Make(w.s, now))
	moved := monthly(t)
	moved.add("2023-06-03 09:00", "2023-06-01", 1, 0)
	other := *r
	other.Vault = "ff" + r.Vault[2:]
	more := *r
	more.Remove = append([]Planned{}, r.Remove...)
	more.Remove[0].Rows++
	early := *r
	early.Remove = []Planned{{Bucket: "2023-05", Tier: state.TierCore, Rows: 60, Files: 1, Bytes: 6000}}
	same := *r
	same.State, same.Remove = moved.s.Hash(), nil
	for name, c := range map[string]struct {
		r    *Reviewed
		s    *state.State
		now  string
		want error
	}{
		"the vault moved":          {r, moved.s, "2023-06-10 00:00", ErrMoved},
		"another vault":            {&other, w.s, "2023-06-10 00:00", ErrFile},
		"other rows":               {&more, w.s, "2023-06-10 00:00", ErrMoved},
		"not due":                  {&early, w.s, "2023-06-10 00:00", ErrMoved},
		"the clock forward":        {r, w.s, "2024-06-10 00:00", ErrClock},
		"the clock back":           {r, w.s, "2023-06-01 00:00", ErrClock},
		"nothing to remove":        {&same, moved.s, "2023-06-10 00:00", nil},
		"the same at a later time": {r, w.s, "2023-06-20 00:00", nil},
	} {
		if _, err := c.r.Against(c.s, at(c.now)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEditedPlanFilesAreRefused(t *testing.T) {
	w := monthly(t)
	_, data := review(t, Make(w.s, at("2023-06-10 00:00")))
	n := 0
	for i := range data {
		bad := bytes.Clone(data)
		bad[i] ^= 0x10
		n++
		if r, err := Parse(bad); err == nil {
			// Another letter in a text is another plan, which another hash names.
			a, _ := r.Hash()
			b, _ := mustParse(t, data).Hash()
			if a == b {
				t.Fatalf("byte %d: the same hash", i)
			}
		} else if !errors.Is(err, ErrFile) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	for _, bad := range []string{"", "{}", "null", "[]", `{"nps":"purge-plan/2"}`, string(data) + "\n", string(data[:len(data)-1]), " " + string(data)} {
		n++
		if _, err := Parse([]byte(bad)); !errors.Is(err, ErrFile) {
			t.Errorf("%.40q: %v", bad, err)
		}
	}
	if n < 100 {
		t.Fatal("too few cases")
	}
}

func mustParse(t testing.TB, data []byte) *Reviewed {
	t.Helper()
	r, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func FuzzParse(f *testing.F) {
	w := monthly(f)
	_, data := review(f, Make(w.s, at("2023-06-10 00:00")))
	f.Add(data)
	_, empty := review(f, Make(w.s, at("2023-06-02 08:59")))
	f.Add(empty)
	f.Add([]byte(`{"nps":"purge-plan/1","remove":[],"seq":-1,"state":"","tiers":[],"time":0,"vault":""}` + "\n"))
	golden, err := os.ReadFile("testdata/plans.golden")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ErrFile) {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := r.Marshal()
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%q was read and is written as %q, %v", data, again, err)
		}
		r.Against(w.s, at("2023-06-10 00:00"))
	})
}
