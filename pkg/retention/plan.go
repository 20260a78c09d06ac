// Package retention decides which tiers of which buckets of a vault may go, and says
// why, for each of them. It is pure: a state of the ledger and a time go in, a [Plan]
// comes out, and nothing is removed here.
//
// A newcomer starts with [Make], whose Plan a purge carries out or a person reviews;
// [AsOf] asks the same of another day. The rule itself is state.Due, which every
// reader of the ledger holds a purge against, so a plan can never go beyond it.
package retention

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Action is what becomes of a tier of a bucket.
type Action string

// The actions.
const (
	Remove Action = "remove"
	Keep   Action = "keep" // its time has not come
	Held   Action = "held" // its time has come, and something forbids it
)

// Word is the reason that a ledger entry gives for what a plan removes.
const Word = "retention"

// Decision is what becomes of one tier of one bucket, and why.
type Decision struct {
	Bucket, Tier string
	Files        int // parts, or files of rejected rows
	Rows, Bytes  int64
	Action       Action
	On           time.Time // the first moment at which it may go
	Reason       string    // for people; days are those of the vault's zone
}

// Plan is a decision on every live tier of every bucket, by bucket and tier.
type Plan struct {
	Vault     string
	Seq       int64  // of the newest entry it takes account of
	State     string // hash of the state there
	Time      time.Time
	Tiers     []string // those asked for, sorted; empty for all
	Decisions []Decision
}

// ErrTier: a tier that is never purged, or that there is not.
var ErrTier = errors.New("no tier that is purged")

// Tiers gives the tiers that are purged, sorted.
func Tiers() []string {
	return []string{state.TierCore, state.TierIndex, state.TierPerson, state.TierQuarantine}
}

// CheckTiers tells whether each of them is one.
func CheckTiers(tiers []string) error {
	for _, tier := range tiers {
		if !slices.Contains(Tiers(), tier) {
			return fmt.Errorf("%w: %s are", ErrTier, strings.Join(Tiers(), ", "))
		}
	}
	return nil
}

// Make plans a purge at this moment, of some tiers or of all. What is due is held when
// the clock cannot be right; see [CheckClock].
func Make(s *state.State, now time.Time, tiers ...string) *Plan {
	p := AsOf(s, now, tiers...)
	err := CheckClock(s, now)
	if err == nil {
		return p
	}
	for i := range p.Decisions {
		if d := &p.Decisions[i]; d.Action == Remove {
			d.Action, d.Reason = Held, "held by the clock rule"+strings.TrimPrefix(err.Error(), ErrClock.Error())
		}
	}
	return p
}

// AsOf says what would be due at another time, whatever the clock says.
func AsOf(s *state.State, at time.Time, tiers ...string) *Plan {
	p := &Plan{Vault: s.Vault(), Seq: s.Seq(), State: s.Hash(), Time: at.UTC(), Tiers: slices.Compact(slices.Sorted(slices.Values(tiers)))}
	for _, t := range s.BucketTiers() {
		if len(tiers) == 0 || slices.Contains(tiers, t.Tier) {
			p.Decisions = append(p.Decisions, decide(s, &t, at))
		}
	}
	return p
}

func decide(s *state.State, t *state.BucketTier, at time.Time) Decision {
	d := Decision{Bucket: t.Bucket, Tier: t.Tier, Files: t.Files, Rows: t.Rows, Bytes: t.Bytes, Action: Keep, On: s.Due(t.Bucket, t.Tier)}
	policy := s.Policy()
	if !d.On.After(at) {
		d.Action = Remove
	}
	end := policy.End(t.Bucket)
	tense := "ended"
	if end.After(at) {
		tense = "ends"
	}
	why := fmt.Sprintf("bucket %s %s, retention %s", tense, policy.DayOf(end.Add(-time.Second)), keeps(policy, t.Tier))
	on := policy.DayOf(d.On)
	late := d.On.After(policy.Expiry(t.Bucket, t.Tier)) // an import came after the time was over
	switch {
	case d.Action == Remove && late:
		d.Reason = fmt.Sprintf("due since its latest import on %s: %s", on, why)
	case d.Action == Remove:
		d.Reason = fmt.Sprintf("due since %s: %s", on, why)
	case late:
		d.Reason = fmt.Sprintf("kept until its latest import on %s: %s", on, why)
	default:
		d.Reason = fmt.Sprintf("kept until %s: %s", on, why)
	}
	return d
}

// keeps is how long a policy keeps a tier.
func keeps(p *state.Policy, tier string) string {
	switch tier {
	case state.TierCore:
		return p.Retention.Core.String()
	case state.TierIndex:
		return p.Retention.Index.String()
	}
	return p.Retention.Person.String()
}

// ErrClock: the clock cannot be right.
var ErrClock = errors.New("the clock cannot be right")

// CheckClock tells whether a purge may believe the clock: it is not before the last
// entry, and not after it by more than the policy's max_clock_jump. So a clock that
// was set forward removes nothing. A quiet programme is kept alive by heartbeats.
func CheckClock(s *state.State, now time.Time) error {
	last, most := s.Time(), s.Policy().MaxClockJump
	switch {
	case now.Unix() < last.Unix():
		return fmt.Errorf("%w: it says %s, and the last entry is of %s", ErrClock, stamp(now), stamp(last))
	case now.Sub(last) > time.Duration(most)*24*time.Hour:
		return fmt.Errorf("%w: it says %s, more than %d days after the last entry, of %s", ErrClock, stamp(now), most, stamp(last))
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// Due gives what the plan removes.
func (p *Plan) Due() []Decision { return p.with(Remove) }

// Held gives what the plan would remove if nothing forbade it.
func (p *Plan) Held() []Decision { return p.with(Held) }

func (p *Plan) with(a Action) []Decision {
	var out []Decision
	for _, d := range p.Decisions {
		if d.Action == a {
			out = append(out, d)
		}
	}
	return out
}

// Next gives what is due next of what is kept: the first of those that go on the
// earliest day.
func (p *Plan) Next() (next Decision, ok bool) {
	for _, d := range p.with(Keep) {
		if !ok || d.On.Before(next.On) {
			next, ok = d, true
		}
	}
	return next, ok
}

// Removed gives what a purge entry says of the plan.
func Removed(due []Decision) []state.Removed {
	out := make([]state.Removed, 0, len(due))
	for _, d := range due {
		out = append(out, state.Removed{Bucket: d.Bucket, Reason: Word, Rows: d.Rows, Tier: d.Tier})
	}
	return out
}
