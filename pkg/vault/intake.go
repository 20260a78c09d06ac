package vault

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// ErrUnfit: a row has a value that no part takes, such as a text of more than 16 MiB.
// Nothing of it was taken; the caller rejects it.
var ErrUnfit = errors.New("a value is too large to be kept")

// KnownSourceError says that a source was imported before.
type KnownSourceError struct{ Entry int64 }

func (e *KnownSourceError) Error() string {
	return fmt.Sprintf("%v, in entry %d", state.ErrKnownSource, e.Entry)
}

// Unwrap makes it a state.ErrKnownSource.
func (e *KnownSourceError) Unwrap() error { return state.ErrKnownSource }

// Row is one response on its way into the vault. It is the caller's again when Add
// returns, but for part.Row.Respondent and Known, which are set there.
type Row struct {
	part.Row            // what core keeps, but for the pseudonym
	ResponseID []byte   // as it is in the input; nil or empty for none
	Person     [][]byte // cells of the person columns in their order, the raw comment too; nil for an absent one
	Identifier []byte   // e-mail address, telephone or customer number; nil for none
}

// Outcome is what became of a row.
type Outcome uint8

// The outcomes. Of Future the caller must call Reject, for which the row itself is
// needed; the others are counted.
const (
	Added     Outcome = iota
	Duplicate         // the response id is there already
	Late              // its bucket was purged
	Future            // dated later than a day from now, or before the year 1
)

// String names the outcome as the ledger counts it.
func (o Outcome) String() string {
	return [...]string{"added", "duplicate", "late", "future"}[o]
}

// IntakeOptions says what an import brings.
type IntakeOptions struct {
	Schema        part.Schema
	PersonColumns []string // headers of Row.Person; response_id is not among them
	RejectColumns []string // headers of what Reject is given; nil when they are not known
	// CountRejected counts rejected rows and keeps nothing of them.
	CountRejected bool
	// LookLater takes it that no response id comes twice within the import, which saves
	// looking each up in much memory: Twice says at the end whether one did, and
	// RestartExact begins anew then. It is for an input that can be read again.
	LookLater bool
	// Memory is about how many bytes rows take at most before they are written; 0 for
	// DefaultMemory. Less memory makes more and smaller parts.
	Memory int64
}

// DefaultMemory is how many bytes of rows an import holds at most.
const DefaultMemory = 256 << 20

// maxSyncs is how many files are synced beside each other: a journal takes several
// at once.
const maxSyncs = 8

// Intake is an import under way. Rows go through Workers, in parallel; then Commit
// makes all of them part of the vault, or Abort none. Until the commit nothing that is
// on disk is named by an entry, and all of it is sealed.
//
//	in, err := v.Intake(ctx, o)
//	defer in.Abort() // does nothing after a commit
//	w := in.Worker() ... outcome, err := w.Add(&row)
//	done, err := in.Commit(ctx, source, survey)
//
// Rows of one worker keep their order. Where two answers of one respondent have the same time,
// or none, the order decides which is the latest, and of two rows with one response id the
// first is kept: an import in which that may matter uses one worker.
type Intake struct {
	v       *Vault
	o       IntakeOptions
	st      *state.State
	policy  *state.Policy
	keys    *keyring.RoleKey
	to      map[string][]keyring.Recipient
	now     time.Time
	latest  int32    // last day that a row may have
	columns []string // of the person tier
	budget  int64
	end     func()       // gives back the lock
	held    atomic.Int64 // bytes of all rows that are not written yet
	crews   atomic.Int64
	stuck   atomic.Pointer[error] // the first failure: nothing goes on after it

	relieving sync.Mutex // who holds it writes a bucket to make room

	mu       sync.Mutex // guards what is below, and the making of buckets
	batch    *durable.Batch
	crew     []*Collector
	buckets  map[string]*bucket
	live     []liveIDs
	ids      *sharedIDs
	later    bool // instead of ids the workers' lists are looked at, in the end
	looked   bool // twice is the answer for lookedAt rows
	twice    bool
	lookedAt int64
	sorted   bool // the workers' lists
	lastID   [16]byte
	parts    []*newPart
	rejected int64
	over     bool

	rejectMu sync.Mutex
	rejects  *rejects

	syncs sync.WaitGroup
	slots chan struct{} // one a file that is being synced
}

// Intake begins an import. It needs the role importer, and takes the lock that keeps
// sweeps away until Commit or Abort. The vault is then as of its newest entry, and
// must not be used otherwise meanwhile.
func (v *Vault) Intake(ctx context.Context, o IntakeOptions) (*Intake, error) {
	batch, end, err := v.begin(ctx)
	if err != nil {
		return nil, err
	}
	in, err := v.newIntake(o)
	if err != nil {
		end()
		return nil, err
	}
	in.end, in.later = end, o.LookLater
	in.reset(batch)
	return in, nil
}

func (v *Vault) newIntake(o IntakeOptions) (*Intake, error) {
	if err := v.may(state.OpImport); err != nil {
		return nil, err
	}
	keys, err := v.roleKey(state.RoleImporter)
	if err != nil {
		return nil, err
	}
	in := &Intake{v: v, o: o, st: v.st, policy: v.st.Policy(), keys: keys, now: v.now(), budget: o.Memory,
		to: map[string][]keyring.Recipient{}, slots: make(chan struct{}, maxSyncs)}
	in.columns = append([]string{"response_id"}, o.PersonColumns...)
	if in.budget == 0 {
		in.budget = DefaultMemory
	}
	latest, err := time.Parse(time.DateOnly, in.policy.DayOf(in.now.Add(24*time.Hour)))
	if err != nil {
		return nil, fmt.Errorf("%w: the policy's time zone is not known on this machine", ErrRefused)
	}
	in.latest = int32(latest.Unix() / (24 * 60 * 60))
	for _, tier := range []string{state.TierCore, state.TierPerson, state.TierIndex, state.TierQuarantine} {
		if in.to[tier], err = v.recipients(tier); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// reset makes it empty.
func (in *Intake) reset(batch *durable.Batch) {
	in.batch = batch
	in.crew, in.parts, in.rejects, in.rejected = nil, nil, nil, 0
	in.buckets, in.ids, in.live = map[string]*bucket{}, newSharedIDs(), indexOf(in.st)
	in.held.Store(0)
	in.looked, in.sorted = false, false
	in.lastID = randomID()
}

// Restart forgets all rows: the input begins anew. Workers from before are of no use,
// and none may be at work.
func (in *Intake) Restart() error { return in.restart(in.later) }

func (in *Intake) restart(later bool) error {
	in.syncs.Wait()
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.over {
		return errOver
	}
	if err := in.failure(); err != nil {
		return err
	}
	if err := in.batch.Discard(); err != nil {
		return err
	}
	in.later = later
	in.reset(in.v.dir.NewBatch())
	return nil
}

var errOver = errors.New("the import is over")

// KnownSource finds the entry that imported an input; source is the SHA-256 of its
// decompressed bytes. Commit looks again.
func (in *Intake) KnownSource(source [32]byte) (entry int64, known bool) {
	return in.st.Source(in.sourceID(source))
}

// Worker makes a collector for one goroutine.
func (in *Intake) Worker() *Collector {
	c := newCollector(in)
	in.mu.Lock()
	in.crew = append(in.crew, c)
	in.mu.Unlock()
	return c
}

// Abort gives the import up and removes what it wrote. After a commit it does nothing.
func (in *Intake) Abort() error {
	in.fail(errOver) // whoever is still at work stops
	in.syncs.Wait()
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.over {
		return nil
	}
	in.over = true
	err := in.batch.Discard()
	in.end()
	return err
}

func (in *Intake) fail(err error) { in.stuck.CompareAndSwap(nil, &err) }

func (in *Intake) failure() error {
	if err := in.stuck.Load(); err != nil {
		return *err
	}
	return nil
}

// bucket is one bucket that the import touches.
type bucket struct {
	name   string
	closed bool
	due    []string // tiers whose retention has passed
	before []*idSet // of live parts that may hold the same responses

	held    atomic.Int64
	shelves []*shelf // one a worker; guarded by the import's lock, as is what follows
	rows    int64    // written
}

// bucketOf gives the bucket of a day, and loads the ids that are live around it when
// it is the first of its rows.
func (in *Intake) bucketOf(day int32) (*bucket, error) {
	text := dayText(day)
	name := in.policy.BucketOf(text)
	in.mu.Lock()
	defer in.mu.Unlock()
	if b := in.buckets[name]; b != nil {
		return b, nil
	}
	b := &bucket{name: name, closed: in.st.IsClosed(name)}
	for _, tier := range []string{state.TierCore, state.TierIndex, state.TierPerson} {
		if !in.policy.Expiry(name, tier).After(in.now) {
			b.due = append(b.due, tier)
		}
	}
	first, last := around(name)
	for i := range in.live {
		l := &in.live[i]
		if b.closed || l.last < first || l.first > last {
			continue
		}
		if l.set == nil {
			set, err := in.v.idsOf(l.parts)
			if err != nil {
				return nil, err
			}
			l.set = set
		}
		b.before = append(b.before, l.set)
	}
	in.buckets[name] = b
	return b, nil
}

// liveIDs are the index parts of one bucket, loaded when a row comes near them.
type liveIDs struct {
	first, last string // days of their rows
	parts       []state.Part
	set         *idSet
}

// indexOf gives the live index parts by bucket.
func indexOf(st *state.State) []liveIDs {
	var list []liveIDs
	for _, p := range st.Parts("", state.TierIndex) { // by path, so by bucket
		if n := len(list); n == 0 || list[n-1].parts[0].Part.Bucket != p.Part.Bucket {
			list = append(list, liveIDs{first: p.Part.First, last: p.Part.Last})
		}
		l := &list[len(list)-1]
		l.first, l.last = min(l.first, p.Part.First), max(l.last, p.Part.Last)
		l.parts = append(l.parts, p)
	}
	return list
}

// around gives the first day of the bucket before and the last of the one after.
func around(name string) (first, last string) {
	if day, err := time.Parse(time.DateOnly, name); err == nil {
		return day.AddDate(0, 0, -1).Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	month, err := time.Parse("2006-01", name)
	if err != nil {
		return "", ""
	}
	return month.AddDate(0, -1, 0).Format(time.DateOnly), month.AddDate(0, 2, -1).Format(time.DateOnly)
}

func dayText(day int32) string {
	return time.Unix(int64(day)*24*60*60, 0).UTC().Format(time.DateOnly)
}
