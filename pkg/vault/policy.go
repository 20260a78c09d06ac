package vault

import (
	"context"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Lowering gives what another policy would let go at once that the present one keeps.
// An owner sees it before SetPolicy.
func (v *Vault) Lowering(p *state.Policy) []state.BucketTier {
	return v.st.BecomesDue(p, v.now())
}

// SetPolicy puts a policy in force. approved is the number of tiers of buckets that
// Lowering showed. It gives the entry's number. ErrRefused, with state.ErrApproval when
// it is another number now.
func (v *Vault) SetPolicy(ctx context.Context, p *state.Policy, approved int) (int64, error) {
	return v.note(ctx, state.OpPolicySet, state.PolicySetData{Approved: approved, Policy: *p})
}

// SetSurvey records another survey definition, the text of a survey.yaml.
func (v *Vault) SetSurvey(ctx context.Context, text string) (int64, error) {
	return v.note(ctx, state.OpSurveySet, state.SurveySetData{Survey: text})
}

// Heartbeat says that the clock is right, so that a purge may believe it after a long
// silence: see retention.CheckClock. An owner or a purger signs it.
func (v *Vault) Heartbeat(ctx context.Context) (int64, error) {
	return v.note(ctx, state.OpHeartbeat, nil)
}

// note commits an entry without files.
func (v *Vault) note(ctx context.Context, op string, data any) (int64, error) {
	b, end, err := v.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	return v.commit(ctx, b, func(*state.State) (*ledger.Entry, error) { return newEntry(op, data) })
}
