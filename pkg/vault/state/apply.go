package state

import (
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// New makes the state of entry 0, and the head after it: it checks the form, the
// signature of the one actor that the entry names, and the state it claims. Whether
// this is the vault that somebody trusts is known only by the entry's Digest.
func New(p *ledger.Parsed) (*State, ledger.Head, error) {
	fail := func(err error) (*State, ledger.Head, error) {
		return nil, ledger.Head{}, violation(p.Entry.Seq, err)
	}
	if p.Entry.Op != OpGenesis {
		return fail(refuse("the first entry is no genesis"))
	}
	d, err := decode[GenesisData](p.Entry.Data)
	if err != nil {
		return fail(err)
	}
	if len(d.Actors) != 1 || d.Actors[0].Name != p.Entry.Actor {
		return fail(refuse("it is not signed by the one actor it names"))
	}
	head, err := p.Verify(ledger.Head{}, d.Actors[0].Verifier)
	if err != nil {
		return fail(err)
	}
	s, err := Genesis(p.Entry)
	if err != nil {
		return nil, ledger.Head{}, err
	}
	if s.Hash() != p.Entry.State {
		return fail(refuseAs(ErrState, "it claims another state than the one that follows from it"))
	}
	return s, head, nil
}

// Apply checks an entry that was read from the ledger against the state and the head
// before it: its place and root, the signature of its actor, everything that Propose
// checks, and the state it claims. It gives the state and the head after it; s stays
// as it is. Every error is a *Violation.
func (s *State) Apply(p *ledger.Parsed, head ledger.Head) (*State, ledger.Head, error) {
	fail := func(err error) (*State, ledger.Head, error) {
		return nil, ledger.Head{}, violation(p.Entry.Seq, err)
	}
	i, ok := s.findActor(p.Entry.Actor)
	if !ok {
		return fail(refuseAs(ErrPermission, "its actor is not known"))
	}
	next, err := p.Verify(head, s.actors[i].Verifier)
	if err != nil {
		return fail(err)
	}
	after, err := s.Propose(p.Entry)
	if err != nil {
		return nil, ledger.Head{}, err
	}
	if after.Hash() != p.Entry.State {
		return fail(refuseAs(ErrState, "it claims another state than the one that follows from it"))
	}
	return after, next, nil
}

// Propose gives the state after an entry that need not be signed yet and whose State
// is not looked at, or a *Violation when the entry is not allowed. Its V, Vault, Seq
// and Time must be filled in, Seq as the one after s.
func (s *State) Propose(e *ledger.Entry) (*State, error) {
	next, err := s.propose(e)
	if err != nil {
		return nil, violation(e.Seq, err)
	}
	return next, nil
}

func (s *State) propose(e *ledger.Entry) (*State, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	switch {
	case e.Vault != s.vault:
		return nil, refuse("it belongs to another vault")
	case e.Seq != s.seq+1:
		return nil, refuseAs(ledger.ErrOrder, "its number is not the next one")
	case e.Time < s.time:
		return nil, refuseAs(ErrTime, "its time is before that of the entry before")
	case s.policy.MinVersion > e.V:
		return nil, refuseAs(ledger.ErrVersion, "the policy asks for a later version of the format")
	}
	if err := s.permit(e); err != nil {
		return nil, err
	}
	add, del, err := s.diff(e)
	if err != nil {
		return nil, err
	}
	next := *s
	next.seq, next.time = e.Seq, e.Time
	c := &change{before: s, next: &next, e: e, add: add, del: del}
	if err := c.run(); err != nil {
		return nil, err
	}
	next.files = merge(s.files, add, del)
	return &next, nil
}

// permit checks the actor against the table of operations.
func (s *State) permit(e *ledger.Entry) error {
	need, ok := permissions(e.Op)
	if !ok {
		return refuse("an operation that version 1 does not know here")
	}
	i, ok := s.findActor(e.Actor)
	switch {
	case !ok:
		return refuseAs(ErrPermission, "its actor is not known")
	case s.actors[i].IsRevoked():
		return refuseAs(ErrPermission, "its actor %s is revoked", e.Actor)
	case !need.allows(s.actors[i].Roles):
		return refuseAs(ErrPermission, "its actor %s lacks the role %s for %s", e.Actor, need, e.Op)
	}
	return nil
}

// diff resolves the files that an entry adds and deletes: none added that exists, none
// deleted that does not.
func (s *State) diff(e *ledger.Entry) (add, del []*File, err error) {
	for i := range e.Add {
		f := &File{File: e.Add[i], Seq: e.Seq, Time: e.Time}
		if err := f.resolve(); err != nil {
			return nil, nil, err
		}
		if _, ok := s.findFile(f.Path); ok {
			return nil, nil, refuse("it adds %s, which exists", f.Path)
		}
		f.line = fileLine(f)
		add = append(add, f)
	}
	for _, path := range e.Del {
		i, ok := s.findFile(path)
		if !ok {
			return nil, nil, refuse("it deletes a file that does not exist")
		}
		del = append(del, s.files[i])
	}
	return add, del, nil
}

// merge gives the files without del and with add; all three are sorted by path.
func merge(files, add, del []*File) []*File {
	if len(add) == 0 && len(del) == 0 {
		return files
	}
	out := make([]*File, 0, len(files)+len(add)-len(del))
	for _, f := range files {
		if len(del) > 0 && del[0] == f {
			del = del[1:]
			continue
		}
		for len(add) > 0 && add[0].Path < f.Path {
			out, add = append(out, add[0]), add[1:]
		}
		out = append(out, f)
	}
	return append(out, add...)
}

// change is one entry on its way into a state.
type change struct {
	before, next *State
	e            *ledger.Entry
	add, del     []*File
}

// run checks what the operation says and does all of it but the files.
func (c *change) run() error {
	switch c.e.Op {
	case OpActorAdd:
		return c.actorAdd()
	case OpActorRevoke:
		return c.actorRevoke()
	case OpRoleRotate:
		return c.rotate()
	case OpImport:
		return c.importRows()
	case OpPurge:
		return c.purge()
	case OpRelease:
		return c.release()
	}
	if len(c.add)+len(c.del) > 0 {
		return refuse("%s neither adds nor deletes files", c.e.Op)
	}
	switch c.e.Op {
	case OpPolicySet:
		return c.policySet()
	case OpSurveySet:
		return c.surveySet()
	case OpReceipt:
		return c.receipt()
	case OpPurgeFiles:
		return c.purgeFiles()
	case OpHeartbeat:
		return c.heartbeat()
	case OpVerified, OpAnchor:
		return c.sawHead()
	}
	return refuse("an operation that version 1 does not know here")
}

// onlyKinds refuses files of other kinds than those given.
func onlyKinds(files []*File, kinds ...Kind) error {
	for _, f := range files {
		if !slices.Contains(kinds, f.At.Kind) {
			return refuse("%s has no place in this operation", f.Path)
		}
	}
	return nil
}

// samePaths compares files with the paths that they must be, in any order.
func samePaths(files []*File, want []string) bool {
	if len(files) != len(want) {
		return false
	}
	want = slices.Sorted(slices.Values(want))
	for i, f := range files { // sorted already
		if f.Path != want[i] {
			return false
		}
	}
	return true
}
