package state

import (
	"encoding/base64"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// policySet sets a policy. Bucket and zone are fixed by the first import, because the
// buckets and the closed ones are named by them. Approved must be what the owner saw.
func (c *change) policySet() error {
	d, err := decode[PolicySetData](c.e.Data)
	if err != nil {
		return err
	}
	if err := d.Policy.Check(); err != nil {
		return err
	}
	old := &c.before.policy.Policy
	if len(c.before.sources) > 0 && (d.Policy.Bucket != old.Bucket || d.Policy.Timezone != old.Timezone) {
		return refuse("bucket and time zone cannot change after the first import")
	}
	if due := len(c.before.BecomesDue(&d.Policy, time.Unix(c.e.Time, 0))); due != d.Approved {
		return refuseAs(ErrApproval, "the policy makes %d purges possible, and %d are approved", due, d.Approved)
	}
	c.next.policy = newPolicyLine(d.Policy)
	return nil
}

func (c *change) surveySet() error {
	d, err := decode[SurveySetData](c.e.Data)
	if err != nil {
		return err
	}
	if err := checkSurvey(d.Survey); err != nil {
		return err
	}
	c.next.survey = d.Survey
	return nil
}

func (c *change) heartbeat() error {
	if c.e.Data != nil {
		return refuse("a heartbeat has no data")
	}
	return nil
}

// purgeFiles counts source exports that were removed; the state does not change.
func (c *change) purgeFiles() error {
	d, err := decode[PurgeFilesData](c.e.Data)
	if err != nil {
		return err
	}
	if d.Files < 1 || d.Bytes < 0 || !isDay(d.Oldest) || !isDay(d.Newest) || d.Oldest > d.Newest {
		return refuse("it counts files and bytes, and has two days in order")
	}
	return nil
}

// sawHead is a head that was verified or published: an earlier one of this ledger, by
// its size. Its root cannot be checked from a state.
func (c *change) sawHead() error {
	d, err := decode[HeadData](c.e.Data)
	if err != nil {
		return err
	}
	root, err := base64.StdEncoding.Strict().DecodeString(d.Root)
	if d.Size < 1 || d.Size > c.e.Seq || err != nil || len(root) != 32 || len(d.Root) != 44 {
		return refuse("it names no earlier head")
	}
	return nil
}

// release adds one published edition.
func (c *change) release() error {
	d, err := decode[ReleaseData](c.e.Data)
	if err != nil {
		return err
	}
	if !ledger.IsHex(d.Digest, 64) || !ledger.IsHex(d.Plan, 64) {
		return refuse("digest and plan are SHA-256")
	}
	if len(c.add) != 1 || c.add[0].At.Kind != KindRelease || len(c.del) > 0 {
		return refuse("a release adds its one file")
	}
	return nil
}
