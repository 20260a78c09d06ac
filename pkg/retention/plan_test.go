package retention

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

var update = flag.Bool("update", false, "write testdata/plans.golden")

func policy(zone, bucket string) state.Policy {
	p := state.DefaultPolicy()
	p.Timezone, p.Bucket = zone, bucket
	return p
}

// monthly is a vault in India with three months and rejected rows.
func monthly(t testing.TB) *world {
	w := newWorld(t, "2022-11-20 09:00", policy("Asia/Kolkata", state.BucketMonth))
	w.add("2022-12-02 09:00", "2022-11-30", 40, 3)
	w.add("2022-12-02 09:00", "2019-04-30", 7, 0) // its core was due before it came
	w.add("2023-06-02 09:00", "2023-05-31", 60, 0)
	return w
}

// daily keeps every tier for 90 days.
func daily(t testing.TB) *world {
	p := policy("UTC", state.BucketDay)
	d := state.Duration{N: 90, Unit: state.UnitDays}
	p.Retention = state.Retention{Core: state.Duration{N: 2, Unit: state.UnitYears}, Index: d, Person: d}
	w := newWorld(t, "2024-01-01 00:00", p)
	w.add("2024-03-01 10:00", "2024-02-29", 5, 0)
	return w
}

type goldenCase struct {
	name  string
	world func(testing.TB) *world
	now   string
	tiers []string
	asOf  bool
}

func goldenCases() []goldenCase {
	return []goldenCase{
		{"nothing is due but what was due before it came", monthly, "2023-06-10 00:00", nil, false},
		{"the second before the person tier is due", monthly, "2023-11-30 18:29", nil, true},
		{"the moment at which it is", monthly, "2023-11-30 18:30", nil, true},
		{"one tier only", monthly, "2023-11-30 18:30", []string{state.TierPerson}, true},
		{"the clock 46 days after the last entry", monthly, "2023-07-18 09:01", nil, false},
		{"the clock before the last entry", monthly, "2023-06-02 08:59", nil, false},
		{"all that there is, as of a later year", monthly, "2030-01-01 00:00", nil, true},
		{"days and years", daily, "2024-03-02 00:00", nil, false},
		{"a leap day after two years", daily, "2026-03-01 00:00", nil, true},
		{"an earlier day than the import", monthly, "2022-11-25 00:00", nil, true},
	}
}

func table(p *Plan) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, d := range p.Decisions {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\n", d.Bucket, d.Tier, d.Rows, d.Action, d.On.UTC().Format(time.RFC3339), d.Reason)
	}
	w.Flush()
	if next, ok := p.Next(); ok {
		fmt.Fprintf(&b, "next: %s %s\n", next.Bucket, next.Tier)
	}
	return b.String()
}

func TestPlansAreAsWritten(t *testing.T) {
	var b bytes.Buffer
	for _, c := range goldenCases() {
		w := c.world(t)
		plan := Make(w.s, at(c.now), c.tiers...)
		if c.asOf {
			plan = AsOf(w.s, at(c.now), c.tiers...)
		}
		fmt.Fprintf(&b, "# %s: %s %s\n%s\n", c.name, c.now, strings.Join(c.tiers, ","), table(plan))
	}
	const file = "testdata/plans.golden"
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(want) == 0 || !bytes.Equal(want, b.Bytes()) {
		t.Fatalf("the plans are not those of %s:\n%s", file, b.String())
	}
}

// What a plan removes the ledger accepts, and one second earlier it does not: both follow
// one rule.
func TestPlanIsWhatTheLedgerAllows(t *testing.T) {
	n := 0
	for _, make := range []func(testing.TB) *world{monthly, daily} {
		w := make(t)
		for _, d := range AsOf(w.s, w.s.Time()).Decisions {
			for _, c := range []struct {
				at   time.Time
				due  bool
				errs error
			}{{d.On.Add(-time.Second), false, state.ErrNotDue}, {d.On, true, nil}} {
				if c.at.Before(w.s.Time()) {
					continue
				}
				n++
				plan := AsOf(w.s, c.at, d.Tier)
				found := false
				for _, x := range plan.Due() {
					found = found || x.Bucket == d.Bucket
				}
				if found != c.due {
					t.Errorf("%s %s at %s: due %v", d.Bucket, d.Tier, c.at, found)
				}
				var del []string
				for f := range w.s.Files() {
					if f.Bucket == d.Bucket && f.Tier == d.Tier {
						del = append(del, f.Path)
					}
				}
				e := w.entry(c.at.UTC().Format("2006-01-02 15:04"), state.OpPurge, state.PurgeData{Removed: Removed([]Decision{d})}, nil, del)
				e.Time = c.at.Unix()
				if _, err := w.s.Propose(e); !errors.Is(err, c.errs) {
					t.Errorf("%s %s at %s: the ledger says %v", d.Bucket, d.Tier, c.at, err)
				}
			}
		}
	}
	if n < 12 {
		t.Fatalf("%d moments were tried", n)
	}
}

func TestCheckTiers(t *testing.T) {
	if err := CheckTiers(Tiers()); err != nil {
		t.Error(err)
	}
	for _, tier := range []string{"", "release", "all"} {
		if err := CheckTiers([]string{state.TierCore, tier}); !errors.Is(err, ErrTier) {
			t.Errorf("%q: %v", tier, err)
		}
	}
}

func TestAPlanTakesNothingFromNoTiers(t *testing.T) {
	w := newWorld(t, "2026-01-01 00:00", state.DefaultPolicy())
	p := Make(w.s, at("2026-01-02 00:00"))
	if len(p.Decisions) != 0 || len(p.Due()) != 0 {
		t.Fatalf("%v", p.Decisions)
	}
	if _, ok := p.Next(); ok {
		t.Fatal("something is next in an empty vault")
	}
}
