package vault

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Imported is what an import did.
type Imported struct {
	Entry       int64
	Rows        state.RowCounts
	Quarantined int64 // rejected rows that are kept
	Buckets     []ImportedBucket
}

// ImportedBucket is what of an import lies in one bucket.
type ImportedBucket struct {
	Bucket string
	Rows   int64
	Late   bool     // it was purged: its rows were refused
	Due    []string // tiers that go at the next purge
}

// Commit makes the rows part of the vault, all of them in one entry. No worker may be
// at work any more. source is the SHA-256 of the decompressed input; survey the
// definition to be recorded where the vault has none yet, "" for none. After any error
// but ErrDurability nothing is left of the import.
//
// Errors: *KnownSourceError; ErrMoved when roles, the policy or the survey changed, or
// another import brought the same responses, since it began; ErrRefused for a bucket that was
// purged meanwhile; those of the disk.
func (in *Intake) Commit(ctx context.Context, source [32]byte, survey string) (*Imported, error) {
	done, err := in.commit(ctx, source, survey)
	in.Abort() // removes what was not committed, and gives the lock back
	return done, err
}

func (in *Intake) commit(ctx context.Context, source [32]byte, survey string) (*Imported, error) {
	if in.Twice() {
		return nil, errTwice
	}
	if err := in.flushAll(ctx); err != nil {
		return nil, err
	}
	done := in.sum()
	id := in.sourceID(source)
	entry, err := in.v.commit(ctx, in.batch, func(st *state.State) (*ledger.Entry, error) {
		return in.entry(st, id, survey, done.Rows)
	})
	done.Entry = entry
	if err != nil && !errors.Is(err, ErrDurability) {
		return nil, err
	}
	return done, err
}

func (in *Intake) sourceID(source [32]byte) string {
	id := keyring.Source(in.keys.IndexKey, source)
	return hex.EncodeToString(id[:])
}

// flushAll writes what is held, several buckets beside each other, and waits for the
// disk.
func (in *Intake) flushAll(ctx context.Context) error {
	todo := make(chan *bucket, len(in.buckets))
	for _, b := range in.buckets {
		todo <- b
	}
	close(todo)
	var working sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for b := range todo {
				err := ctx.Err()
				if err == nil {
					err = in.failure()
				}
				if err == nil {
					err = in.writeBucket(b)
				}
				if err != nil {
					in.fail(err)
					return
				}
			}
		})
	}
	working.Wait()
	if err := in.failure(); err != nil {
		return err
	}
	if err := in.closeRejects(); err != nil {
		return err
	}
	in.syncs.Wait()
	return in.failure()
}

// sum adds up what the workers did.
func (in *Intake) sum() *Imported {
	done := &Imported{Rows: state.RowCounts{Rejected: in.rejected}}
	if in.rejects != nil {
		done.Quarantined = in.rejects.rows
	}
	for _, c := range in.crew {
		done.Rows.OK += c.rows.OK
		done.Rows.Duplicate += c.rows.Duplicate
		done.Rows.Late += c.rows.Late
		done.Rows.Expiring += c.rows.Expiring
	}
	done.Rows.In = done.Rows.OK + done.Rows.Duplicate + done.Rows.Late + done.Rows.Rejected
	for name, b := range in.buckets {
		done.Buckets = append(done.Buckets, ImportedBucket{Bucket: name, Rows: b.rows, Late: b.closed, Due: b.due})
	}
	slices.SortFunc(done.Buckets, func(a, b ImportedBucket) int { return strings.Compare(a.Bucket, b.Bucket) })
	return done
}

// entry makes the entry for the state that it will follow, which may be a newer one
// than that of the beginning.
func (in *Intake) entry(st *state.State, source, survey string, rows state.RowCounts) (*ledger.Entry, error) {
	if seq, known := st.Source(source); known {
		return nil, &KnownSourceError{Entry: seq}
	}
	if err := in.sameRules(st); err != nil {
		return nil, err
	}
	if err := in.noneTwice(st); err != nil {
		return nil, err
	}
	switch recorded := st.Survey(); {
	case recorded == survey:
		survey = ""
	case recorded != "" && survey != "":
		return nil, fmt.Errorf("%w: another survey definition was recorded", ErrMoved)
	}
	e, err := newEntry(state.OpImport, state.ImportData{Rows: rows, Source: source, Survey: survey})
	if err != nil {
		return nil, err
	}
	for _, p := range in.parts {
		f := p.entry
		if f.Tier == state.TierQuarantine { // it lies in the bucket of the entry's own day
			at := in.v.now()
			if late := st.Time().Sub(at); late > 0 && late <= skew {
				at = st.Time()
			}
			if !at.Before(st.Time()) { // commit refuses a clock that is wrong
				e.Time = at.Unix()
			}
			f.Bucket = in.policy.BucketOf(in.policy.DayOf(at))
		}
		e.Add = append(e.Add, f)
	}
	return e, nil
}

// sameRules: rows were put into buckets, keyed and sealed by what held at the beginning.
func (in *Intake) sameRules(st *state.State) error {
	a, b := in.policy, st.Policy()
	if a.Bucket != b.Bucket || a.Timezone != b.Timezone || a.Pseudonym != b.Pseudonym {
		return fmt.Errorf("%w: the policy is another one", ErrMoved)
	}
	for tier := range in.to {
		if !slices.Equal(in.st.Recipients(tier), st.Recipients(tier)) {
			return fmt.Errorf("%w: the keys of the roles are others", ErrMoved)
		}
	}
	return nil
}

// noneTwice: no import that was committed meanwhile brought a response of this one.
func (in *Intake) noneTwice(st *state.State) error {
	for _, p := range st.Parts("", state.TierIndex) {
		if _, known := in.st.File(p.Part.Path); known || !in.touches(&p) {
			continue
		}
		err := in.v.eachID(p, func(id *[16]byte) error {
			if in.brought(id) {
				return fmt.Errorf("%w: another import brought some of the same responses", ErrMoved)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// touches tells whether a part lies in a bucket of the import or beside one.
func (in *Intake) touches(p *state.Part) bool {
	for name, b := range in.buckets {
		if first, last := around(name); !b.closed && p.Part.Last >= first && p.Part.First <= last {
			return true
		}
	}
	return false
}
