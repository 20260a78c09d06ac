package state

import (
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// The words of a policy.
const (
	BucketMonth = "month"
	BucketDay   = "day"

	AccessRequired   = "required"
	AccessBestEffort = "best-effort"
	AccessOff        = "off"

	PseudonymVault  = "vault"
	PseudonymBucket = "bucket"
	PseudonymOff    = "off"

	UnitDays   = "days"
	UnitMonths = "months"
	UnitYears  = "years"
)

// Policy says how a vault is kept. It is set at init and by policy.set, and is in force
// only from the replayed ledger. The keys of its canonical JSON are sorted.
type Policy struct {
	AccessLog    string     `json:"access_log"`            // record of reads made through nps
	Bucket       string     `json:"bucket"`                // what one bucket covers
	Disclosure   Disclosure `json:"disclosure"`            // floors of published reports
	MaxClockJump int        `json:"max_clock_jump"`        // days since the last entry
	MinVersion   int        `json:"min_version,omitempty"` // least format that may write; 0 for any
	Pseudonym    string     `json:"pseudonym"`             // within what a respondent keeps one
	Retention    Retention  `json:"retention"`             // how long each tier is kept
	Threshold    int        `json:"threshold"`             // owners who must sign what is dangerous
	Timezone     string     `json:"timezone"`              // IANA name: days and buckets are its
}

// Disclosure holds the floors of published reports, in answers.
type Disclosure struct {
	ClassMinGroup int `json:"class_min_group"` // for shares of classes
	MinComments   int `json:"min_comments"`    // for comments
	MinGroup      int `json:"min_group"`       // for any figure
}

// Retention says how long after a bucket's end each tier is kept.
type Retention struct {
	Core   Duration `json:"core"`
	Index  Duration `json:"index"`
	Person Duration `json:"person"`
}

func (r Retention) of(tier string) (Duration, bool) {
	switch tier {
	case TierCore:
		return r.Core, true
	case TierIndex:
		return r.Index, true
	case TierPerson, TierQuarantine:
		return r.Person, true
	}
	return Duration{}, false
}

// Duration is a stretch of the calendar.
type Duration struct {
	N    int    `json:"n"`
	Unit string `json:"unit"`
}

// DefaultPolicy is the policy of an empty policy.yaml.
func DefaultPolicy() Policy {
	return Policy{
		AccessLog: AccessBestEffort, Bucket: BucketMonth, MaxClockJump: 45, Pseudonym: PseudonymVault, Threshold: 1, Timezone: "UTC",
		Disclosure: Disclosure{ClassMinGroup: 30, MinComments: 10, MinGroup: 5},
		Retention:  Retention{Core: Duration{36, UnitMonths}, Index: Duration{36, UnitMonths}, Person: Duration{12, UnitMonths}},
	}
}

// least is the floor under every number of answers: a group of two lets each of the
// two read the other.
const least = 3

// maxYears bounds a retention.
const maxYears = 100

// check is one rule of a policy; key is where it stands in policy.yaml.
type check struct {
	ok  bool
	key string
	why string
}

// Check tells whether the policy may be set: words that are known, and floors that no
// policy goes below. The error names the key. It never looks at what a vault holds.
func (p *Policy) Check() error {
	for _, c := range p.checks() {
		if !c.ok {
			return refuse("policy: %s %s", c.key, c.why)
		}
	}
	return nil
}

func (p *Policy) checks() []check {
	_, err := zone(p.Timezone)
	d := p.Disclosure
	return []check{
		{oneOf(p.Bucket, buckets()), "bucket", "is month or day"},
		{oneOf(p.AccessLog, accessLogs()), "access_log", "is required, best-effort or off"},
		{oneOf(p.Pseudonym, pseudonyms()), "pseudonym", "is vault, bucket or off"},
		{err == nil, "timezone", "is not a zone that is known here, such as UTC or Asia/Kolkata"},
		{p.Threshold == 1, "threshold", "is 1: this version knows no second signature"},
		{p.MaxClockJump >= 1 && p.MaxClockJump <= 366, "max_clock_jump", "goes from 1 to 366 days"},
		{p.MinVersion >= 0 && p.MinVersion <= 1000, "min_version", "is a version of the format"},
		{d.MinGroup >= least && d.MinGroup <= 1e6, "disclosure.min_group", "is 3 or more"},
		{d.ClassMinGroup >= d.MinGroup && d.ClassMinGroup <= 1e6, "disclosure.class_min_group", "is min_group or more"},
		{d.MinComments >= least && d.MinComments <= 1e6, "disclosure.min_comments", "is 3 or more"},
		{p.Retention.Core.ok(), "retention.core", durationForm},
		{p.Retention.Index.ok(), "retention.index", durationForm},
		{p.Retention.Person.ok(), "retention.person", durationForm},
	}
}

const durationForm = "is a time such as 90 days, 36 months or 2 years, and 100 years at most"

func (d Duration) ok() bool {
	switch d.Unit {
	case UnitDays:
		return d.N >= 1 && d.N <= maxYears*366
	case UnitMonths:
		return d.N >= 1 && d.N <= maxYears*12
	case UnitYears:
		return d.N >= 1 && d.N <= maxYears
	}
	return false
}

func buckets() []string    { return []string{BucketMonth, BucketDay} }
func accessLogs() []string { return []string{AccessRequired, AccessBestEffort, AccessOff} }
func pseudonyms() []string { return []string{PseudonymVault, PseudonymBucket, PseudonymOff} }

func oneOf(s string, words []string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}

// JSON gives the canonical form.
func (p *Policy) JSON() []byte {
	b, err := ledger.Canonical(p)
	if err != nil {
		return nil // a struct of words and numbers always has one
	}
	return b
}
