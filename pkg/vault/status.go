package vault

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Status is what a vault holds, as far as anybody may know who can read the directory.
type Status struct {
	ID, Fingerprint string
	Survey          string // the name of the survey definition, or ""
	Rows            int64  // answers: of the tier core
	Quarantined     int64  // rejected rows that are kept
	Buckets         []BucketStatus
	Entries         int64     // of the ledger
	Changed         time.Time // of the newest entry
	Head            string    // root of the ledger, base64, as in a checkpoint
	Counts          state.Counts
	Overdue         time.Time // the earliest moment of what is due and still there; zero for none
	Warnings        []Warning
}

// The words for a tier of a bucket.
const (
	Present = "present"
	Gone    = "purged"
)

// BucketStatus is one bucket, also one of which everything was purged.
type BucketStatus struct {
	Bucket     string
	Rows       int64
	Parts      int
	Tiers      map[string]string    // core, person, index: Present or Gone; left out where there never was one
	PurgeAfter map[string]time.Time // of those that are present: the first moment at which it may go
}

// Status gives the state of things without any key.
func (v *Vault) Status() *Status {
	s := &Status{ID: v.st.Vault(), Fingerprint: v.fingerprint, Entries: v.head.Size, Changed: v.st.Time(), Head: rootText(v.head.Root),
		Counts: v.st.Counts(), Buckets: v.buckets()}
	if d, err := v.st.Definition(); err == nil && d != nil {
		s.Survey = d.Survey
	}
	now := v.now()
	for _, t := range v.st.BucketTiers() {
		if due := v.st.Due(t.Bucket, t.Tier); !due.After(now) && (s.Overdue.IsZero() || due.Before(s.Overdue)) {
			s.Overdue = due
		}
		switch t.Tier {
		case state.TierCore:
			s.Rows += t.Rows
		case state.TierQuarantine:
			s.Quarantined += t.Rows
		}
	}
	for _, seq := range v.st.Pending() {
		v.warn("purge-unfinished", fmt.Sprintf("the purge of entry %d has no receipt: the next purge finishes it", seq))
	}
	for _, p := range v.People() {
		if len(p.Lacks) > 0 && !p.IsRevoked() {
			v.warn("role-key-missing", fmt.Sprintf("%s has no key of the role %s yet: grant it again", p.Name, strings.Join(p.Lacks, ", ")))
		}
	}
	s.Warnings = slices.Clone(v.warnings)
	return s
}

func (v *Vault) buckets() []BucketStatus {
	byName := map[string]*BucketStatus{}
	get := func(name string) *BucketStatus {
		if byName[name] == nil {
			byName[name] = &BucketStatus{Bucket: name, Tiers: map[string]string{}, PurgeAfter: map[string]time.Time{}}
		}
		return byName[name]
	}
	for _, c := range v.st.Closed() {
		if c.Tier != state.TierQuarantine {
			get(c.Bucket).Tiers[c.Tier] = Gone
		}
	}
	for _, b := range v.st.Buckets() {
		s := get(b.Name)
		s.Rows = b.Rows
		for _, t := range b.Tiers {
			s.Parts = max(s.Parts, t.Files)
			s.Tiers[t.Tier] = Present
			s.PurgeAfter[t.Tier] = v.st.Due(t.Bucket, t.Tier)
		}
	}
	var out []BucketStatus
	for _, s := range byName {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b BucketStatus) int { return cmp.Compare(a.Bucket, b.Bucket) })
	return out
}
