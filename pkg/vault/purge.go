package vault

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/retention"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// heartbeatAfter is how long a purge leaves the ledger silent. It is a little under a
// week, so that a weekly job does not miss it by seconds.
const heartbeatAfter = 7*24*time.Hour - time.Hour

// PurgeOptions narrow a purge. The zero value removes everything that is due.
type PurgeOptions struct {
	Tiers    []string            // only these; see retention.Tiers
	Reviewed *retention.Reviewed // exactly this plan, and nothing when the vault has moved
}

// Purged is what a purge did.
type Purged struct {
	Plan      *retention.Plan // as of the purge, with a reason for each tier of each bucket
	Removed   []retention.Decision
	Entry     int64 // of the purge; 0 for none
	Receipt   int64 // that its files are gone; 0 for none
	Heartbeat int64 // 0 for none
	Swept     int   // files removed that no entry named for more than a day
}

// PlanPurge says what Purge would do now.
func (v *Vault) PlanPurge(tiers ...string) *retention.Plan {
	return retention.Make(v.st, v.now(), tiers...)
}

// Purge removes what the policy lets go: first an entry says so, then the part keys go,
// then the parts, then a receipt says that they are gone. It needs no key but the
// purger's signing key. Where nothing is due, it keeps the ledger alive by a heartbeat
// each week. In the end it sweeps, if nobody holds the lock.
//
// Errors: ErrClock when the clock cannot be believed (nothing is removed), ErrMoved when
// the vault is not as the reviewed plan has it, ErrRefused, and ErrDurability when it
// was committed and files are left: the next writer finishes it. The result says what
// was done by then.
func (v *Vault) Purge(ctx context.Context, o PurgeOptions) (*Purged, error) {
	if err := retention.CheckTiers(o.Tiers); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	out := &Purged{}
	if err := v.purge(ctx, &o, out); err != nil {
		return out, err
	}
	var err error
	if out.Swept, err = v.Sweep(); err != nil { // the purge is done whatever comes of it
		v.warn("not-swept", "files that no entry names could not be removed: "+err.Error())
	}
	return out, nil
}

func (v *Vault) purge(ctx context.Context, o *PurgeOptions, out *Purged) error {
	b, end, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := v.may(state.OpPurge); err != nil {
		return err
	}
	var gone []string
	seq, err := v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		e, err := v.purgeEntry(st, o, out)
		if err == nil {
			gone = e.Del
		}
		return e, err
	})
	if errors.Is(err, errNothingDue) {
		return v.beat(ctx, out)
	}
	if err != nil && !errors.Is(err, ErrDurability) {
		out.Removed = nil
		return err
	}
	if out.Entry = seq; err != nil {
		return err
	}
	// From here on it is done, whatever interrupts: what is left the next writer does.
	if err := v.tidy(gone); err != nil {
		return err
	}
	out.Receipt, err = v.receipt(context.WithoutCancel(ctx), seq)
	if err != nil && !errors.Is(err, ErrDurability) {
		err = fmt.Errorf("%w: the files are gone, but there is no receipt: %w", ErrDurability, err)
	}
	return err
}

var errNothingDue = errors.New("nothing is due")

// purgeEntry plans on a state, which is a newer one when another writer was faster.
func (v *Vault) purgeEntry(st *state.State, o *PurgeOptions, out *Purged) (*ledger.Entry, error) {
	now := v.now()
	if err := retention.CheckClock(st, now); err != nil {
		out.Plan = retention.Make(st, now, o.Tiers...)
		return nil, err
	}
	data := state.PurgeData{}
	if r := o.Reviewed; r != nil {
		due, err := r.Against(st, now)
		if errors.Is(err, retention.ErrFile) {
			err = fmt.Errorf("%w: %w", ErrRefused, err)
		}
		if err != nil {
			return nil, err
		}
		if data.Plan, err = r.Hash(); err != nil {
			return nil, err
		}
		out.Plan, out.Removed = retention.Make(st, now, r.Tiers...), due
	} else {
		out.Plan = retention.Make(st, now, o.Tiers...)
		out.Removed = out.Plan.Due()
	}
	if len(out.Removed) == 0 {
		return nil, errNothingDue
	}
	data.Removed = retention.Removed(out.Removed)
	e, err := newEntry(state.OpPurge, data)
	if err != nil {
		return nil, err
	}
	goes := map[[2]string]bool{}
	for _, d := range out.Removed {
		goes[[2]string{d.Bucket, d.Tier}] = true
	}
	for f := range st.Files() {
		if goes[[2]string{f.Bucket, f.Tier}] {
			e.Del = append(e.Del, f.Path)
		}
	}
	return e, nil
}

// beat writes a heartbeat when the ledger was silent for a week.
func (v *Vault) beat(ctx context.Context, out *Purged) error {
	if v.now().Sub(v.st.Time()) < heartbeatAfter {
		return nil
	}
	b := v.dir.NewBatch()
	defer b.Discard()
	seq, err := v.commit(ctx, b, func(*state.State) (*ledger.Entry, error) { return newEntry(state.OpHeartbeat, nil) })
	out.Heartbeat = seq
	return err
}

// NoteFiles records that source exports were removed from the disk, by number, bytes and
// days only.
func (v *Vault) NoteFiles(ctx context.Context, d state.PurgeFilesData) (int64, error) {
	return v.note(ctx, state.OpPurgeFiles, d)
}
