package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// MaxRecord bounds the record of an edition, in bytes of plain text.
const MaxRecord = 16 << 20

// EditionError says that an edition of the same plan stands in the ledger that the caller
// did not see. It is an ErrMoved: read Editions again, audit against them, and publish what comes
// of that.
type EditionError struct {
	Plan  string // its hash
	Entry int64  // number of the entry of the newest edition that was not seen
}

func (e *EditionError) Error() string {
	return fmt.Sprintf("%v: entry %d published an edition of the same plan that was not read before", ErrMoved, e.Entry)
}

// Unwrap makes it an ErrMoved.
func (e *EditionError) Unwrap() error { return ErrMoved }

// Publish keeps the record of a published edition, sealed to analyst, steward and recovery,
// and gives the entry's number. plan is the hash of the plan, 64 hexadecimal digits; the
// record is any text of at most MaxRecord bytes, and its SHA-256 stands in the ledger. It takes the
// role analyst.
//
// The editions of a plan form one line: each was made by somebody who had read all before it. So
// Publish goes by what Editions of the same Vault last gave for the plan, or for all
// plans; somebody who never called it has seen none. An edition that came later, or was
// not read, is an *EditionError, which is an ErrMoved, and nothing was written.
//
// Errors besides: ErrRefused, ErrNoKey without a signing key, ErrClock, and ErrDurability:
// then read Editions again to see whether it is there.
func (v *Vault) Publish(ctx context.Context, plan string, record []byte) (entry int64, err error) {
	switch {
	case !ledger.IsHex(plan, 64):
		return 0, fmt.Errorf("%w: the hash of a plan is 64 hexadecimal digits", ErrRefused)
	case len(record) == 0 || len(record) > MaxRecord:
		return 0, fmt.Errorf("%w: the record of an edition has 1 to %d bytes", ErrRefused, MaxRecord)
	}
	b, end, err := v.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	if err := v.may(state.OpRelease); err != nil {
		return 0, err
	}
	was := v.st.Recipients(state.TierRelease)
	to, err := v.parseRecipients(was)
	if err != nil {
		return 0, err
	}
	f, err := sealNew(b, state.ReleasePath(newID()), record, to...)
	if err != nil {
		return 0, err
	}
	seen := v.editionsSeen(plan)
	entry, err = v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		if !slices.Equal(was, st.Recipients(state.TierRelease)) {
			return nil, fmt.Errorf("%w: a role got a new key", ErrMoved)
		}
		if err := v.noEditionAfter(seen, plan); err != nil {
			return nil, err
		}
		seen = v.head
		e, err := newEntry(state.OpRelease, state.ReleaseData{Digest: digestOf(record), Plan: plan})
		if err == nil {
			e.Add = []ledger.File{f}
		}
		return e, err
	})
	if err == nil { // the caller knows its own
		v.sawEditions(plan, v.head)
	}
	return entry, err
}

// noEditionAfter looks through what came after a head for an edition of a plan.
func (v *Vault) noEditionAfter(seen ledger.Head, plan string) error {
	if len(v.st.Releases()) == 0 {
		return nil
	}
	later, err := v.releasesAfter(seen)
	if err != nil {
		return err
	}
	for _, r := range slices.Backward(later) {
		if r.plan == plan {
			return &EditionError{Plan: plan, Entry: r.seq}
		}
	}
	return nil
}

// editionsSeen is the ledger as of which the caller read the editions of a plan; that without
// entries for one who did not.
func (v *Vault) editionsSeen(plan string) ledger.Head {
	v.mu.Lock()
	defer v.mu.Unlock()
	one, all := v.editions[plan], v.editions[""]
	if one.Size > all.Size {
		return one
	}
	return all
}

// sawEditions notes that; the plan "" stands for all.
func (v *Vault) sawEditions(plan string, as ledger.Head) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.editions == nil {
		v.editions = map[string]ledger.Head{}
	}
	v.editions[plan] = as
}

func digestOf(plain []byte) string {
	sum := sha256.Sum256(plain)
	return hex.EncodeToString(sum[:])
}
