package state

import (
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// maxSurvey is the largest survey.yaml in bytes.
const maxSurvey = 1 << 20

// Genesis gives the state after entry 0, which need not be signed yet and whose State
// is not looked at, or a *Violation.
func Genesis(e *ledger.Entry) (*State, error) {
	s, err := genesis(e)
	if err != nil {
		return nil, violation(e.Seq, err)
	}
	return s, nil
}

func genesis(e *ledger.Entry) (*State, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	d, err := decode[GenesisData](e.Data)
	switch {
	case err != nil:
		return nil, err
	case e.Op != OpGenesis || e.Seq != 0:
		return nil, refuse("the first entry is genesis, number 0")
	case len(d.Actors) != 1 || d.Actors[0].Name != e.Actor:
		return nil, refuse("it names one actor, who signs it")
	case d.Recovery != "" && !ledger.IsRecipient(d.Recovery):
		return nil, refuse("the recovery recipient is not one")
	}
	a := d.Actors[0]
	if err := checkNewActor(a); err != nil {
		return nil, err
	}
	if err := d.Policy.Check(); err != nil {
		return nil, err
	}
	if err := checkRoles(d.Roles); err != nil {
		return nil, err
	}
	for _, role := range append(KeyRoles(), RoleOwner) {
		if !slices.Contains(a.Roles, role) {
			return nil, refuse("its actor lacks the role %s", role)
		}
	}
	if d.Survey != "" {
		if err := checkSurvey(d.Survey); err != nil {
			return nil, err
		}
	}
	s := &State{vault: e.Vault, seq: 0, time: e.Time, policy: newPolicyLine(d.Policy), survey: d.Survey, recovery: d.Recovery,
		actors: []actorLine{newActorLine(a)}, roles: d.Roles}
	add, del, err := s.diff(e)
	if err != nil {
		return nil, err
	}
	if len(del) > 0 || !samePaths(add, s.keyPaths(a.Name, KeyRoles())) {
		return nil, refuse("it adds the key files of its actor's roles, and nothing else")
	}
	s.files = add
	return s, nil
}

// keyPaths are the key files of an actor for those of the roles that have keys.
func (s *State) keyPaths(actor string, roles []string) []string {
	var out []string
	for _, r := range s.roles {
		if slices.Contains(roles, r.Role) {
			out = append(out, RoleKeyPath(r.Role, r.Generation, actor))
		}
	}
	return out
}

func checkRoles(roles []Role) error {
	var names []string
	seen := map[string]bool{}
	for _, r := range roles {
		if r.Generation != 1 || !ledger.IsRecipient(r.Recipient) || seen[r.Recipient] {
			return refuse("a role begins with generation 1 and a recipient of its own")
		}
		seen[r.Recipient] = true
		names = append(names, r.Role)
	}
	if !slices.Equal(names, KeyRoles()) {
		return refuse("its roles are not %s", strings.Join(KeyRoles(), ", "))
	}
	return nil
}

// checkSurvey looks at the text only: what a survey.yaml may say grows with the
// program, and an old vault must not become damaged by it.
func checkSurvey(text string) error {
	if text == "" || len(text) > maxSurvey {
		return refuse("a survey definition is a text of at most %d bytes", maxSurvey)
	}
	return nil
}

// checkActor checks the form of an actor.
func checkActor(a Actor) error {
	if !ledger.IsActor(a.Name) || !ledger.IsRecipient(a.Recipient) {
		return refuse("an actor without a name or a recipient of the right form")
	}
	if err := ledger.CheckVerifier(a.Name, a.Verifier); err != nil {
		return refuseAs(err, "the verifier key of an actor is not one, or has another name")
	}
	for i, role := range a.Roles {
		if !slices.Contains(Roles(), role) || i > 0 && a.Roles[i-1] >= role {
			return refuse("the roles of an actor are unknown or not sorted")
		}
	}
	if len(a.Roles) == 0 {
		return refuse("an actor without roles")
	}
	return nil
}

func checkNewActor(a Actor) error {
	if a.Revoked != 0 {
		return refuse("an actor is added as revoked")
	}
	return checkActor(a)
}

// actorAdd adds a person, gives more roles to one who exists, or files of keys that
// one lacks. Files may be left out: an owner can seal only the keys that he holds.
func (c *change) actorAdd() error {
	d, err := decode[ActorAddData](c.e.Data)
	if err != nil {
		return err
	}
	a := d.Actor
	if err := checkNewActor(a); err != nil {
		return err
	}
	i, exists := c.next.findActor(a.Name)
	actors := slices.Clone(c.next.actors)
	if exists {
		old := actors[i].Actor
		switch {
		case old.IsRevoked():
			return refuse("%s was revoked: a name is used once", a.Name)
		case old.Recipient != a.Recipient || old.Verifier != a.Verifier:
			return refuse("%s has other keys", a.Name)
		}
		a.Roles = slices.Compact(slices.Sorted(slices.Values(slices.Concat(old.Roles, a.Roles))))
		if len(a.Roles) == len(old.Roles) && len(c.add) == 0 {
			return refuse("it changes nothing")
		}
		actors[i] = newActorLine(a)
	} else {
		for _, other := range actors {
			if keyOfVerifier(other.Verifier) == keyOfVerifier(a.Verifier) {
				return refuse("two actors with one signing key")
			}
		}
		actors = slices.Insert(actors, i, newActorLine(a))
	}
	c.next.actors = actors
	allowed := c.next.keyPaths(a.Name, a.Roles)
	for _, f := range c.add {
		if !slices.Contains(allowed, f.Path) {
			return refuse("%s is no key of a role that %s has", f.Path, a.Name)
		}
	}
	if len(c.del) > 0 {
		return refuse("actor.add deletes no files")
	}
	return nil
}

// keyOfVerifier is the public key without the name and its hash.
func keyOfVerifier(verifier string) string {
	_, rest, _ := strings.Cut(verifier, "+")
	_, key, _ := strings.Cut(rest, "+")
	return key
}

// actorRevoke takes all roles from a person; all his key files go.
func (c *change) actorRevoke() error {
	d, err := decode[ActorRevokeData](c.e.Data)
	if err != nil {
		return err
	}
	i, ok := c.next.findActor(d.Name)
	if !ok || c.next.actors[i].IsRevoked() {
		return refuse("nobody of that name can be revoked")
	}
	a := c.next.actors[i].clone()
	a.Revoked = 1
	c.next.actors = slices.Clone(c.next.actors)
	c.next.actors[i] = newActorLine(a)
	if len(c.next.Holders(RoleOwner)) < max(1, c.next.policy.Threshold) {
		return refuse("no owner would be left")
	}
	var keys []string
	for _, f := range c.before.under("keys/roles/") {
		if f.At.Actor == d.Name {
			keys = append(keys, f.Path)
		}
	}
	if len(c.add) > 0 || !samePaths(c.del, keys) {
		return refuse("it deletes the key files of %s, and nothing else", d.Name)
	}
	return nil
}
