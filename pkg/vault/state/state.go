package state

import (
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// State is what the entries up to one say. It is never changed once it is made, so it
// may be read from several goroutines; what its methods return is the caller's.
type State struct {
	vault     string
	seq, time int64 // of the newest entry
	policy    policyLine
	survey    string // the text of survey.yaml; "" for none
	recovery  string
	actors    []actorLine // by name
	roles     []Role      // by role
	closed    []Closed    // by bucket, tier
	pending   []int64     // by number
	files     []*File     // by path
	sources   []source    // by hmac
	counts    Counts
}

// policyLine and actorLine keep the canonical JSON beside the value, because every
// entry hashes it.
type (
	policyLine struct {
		Policy
		json string
	}
	actorLine struct {
		Actor
		json string
	}
	source struct {
		hmac string
		seq  int64
	}
)

// File is a live file with its kind and the entry that added it.
type File struct {
	ledger.File
	At   Path
	Seq  int64 // number of the entry
	Time int64 // its time, Unix seconds
	line string
}

// Closed is a tier of a bucket that was purged.
type Closed struct {
	Bucket, Tier string
	Seq          int64 // number of the purge
}

// Counts are sums over all imports, in rows.
type Counts struct{ In, OK, Duplicate, Rejected, Late int64 }

// Vault is the vault's id, 32 hexadecimal digits.
func (s *State) Vault() string { return s.vault }

// Seq is the number of the newest entry.
func (s *State) Seq() int64 { return s.seq }

// Time is that of the newest entry, as its signer claimed.
func (s *State) Time() time.Time { return time.Unix(s.time, 0).UTC() }

// Policy is the policy in force.
func (s *State) Policy() *Policy { p := s.policy.Policy; return &p }

// Survey is the text of the recorded survey.yaml, or "".
func (s *State) Survey() string { return s.survey }

// Definition reads the recorded survey.yaml; nil without one. The ledger holds it as
// text, because what a survey.yaml may say grows with the program.
func (s *State) Definition() (*survey.Definition, error) {
	if s.survey == "" {
		return nil, nil
	}
	return survey.ParseDefinition([]byte(s.survey), "survey.yaml of the vault")
}

// Recovery is the age recipient of the offline identity, or "".
func (s *State) Recovery() string { return s.recovery }

// Counts gives the sums over all imports.
func (s *State) Counts() Counts { return s.counts }

// Actor finds a person by name, revoked ones too.
func (s *State) Actor(name string) (Actor, bool) {
	i, ok := s.findActor(name)
	if !ok {
		return Actor{}, false
	}
	return s.actors[i].clone(), true
}

func (s *State) findActor(name string) (int, bool) {
	return slices.BinarySearchFunc(s.actors, name, func(a actorLine, name string) int { return strings.Compare(a.Name, name) })
}

func (a Actor) clone() Actor {
	a.Roles = slices.Clone(a.Roles)
	return a
}

// Actors gives all people by name, revoked ones too.
func (s *State) Actors() []Actor {
	out := make([]Actor, len(s.actors))
	for i, a := range s.actors {
		out[i] = a.clone()
	}
	return out
}

// ActorByVerifier finds the person whose signatures a verifier key checks.
func (s *State) ActorByVerifier(verifier string) (Actor, bool) {
	for _, a := range s.actors {
		if a.Verifier == verifier {
			return a.clone(), true
		}
	}
	return Actor{}, false
}

// Holders gives the names of those who hold a role and are not revoked, sorted.
func (s *State) Holders(role string) []string {
	var out []string
	for _, a := range s.actors {
		if !a.IsRevoked() && slices.Contains(a.Roles, role) {
			out = append(out, a.Name)
		}
	}
	return out
}

// Roles gives the roles with keys, by name, at their present generation.
func (s *State) Roles() []Role { return slices.Clone(s.roles) }

// Role finds a role that has a key.
func (s *State) Role(name string) (Role, bool) {
	for _, r := range s.roles {
		if r.Role == name {
			return r, true
		}
	}
	return Role{}, false
}

// Recipients gives the age recipients to which the files of a tier are sealed, the
// part keys for the tiers of parts: those of its roles, then recovery. It is nil for
// an unknown tier.
func (s *State) Recipients(tier string) []string {
	var out []string
	for _, name := range TierRoles(tier) {
		if r, ok := s.Role(name); ok {
			out = append(out, r.Recipient)
		}
	}
	if out != nil && s.recovery != "" {
		out = append(out, s.recovery)
	}
	return out
}

// Source gives the number of the entry that imported a source.
func (s *State) Source(hmac string) (seq int64, ok bool) {
	i, ok := s.findSource(hmac)
	if !ok {
		return 0, false
	}
	return s.sources[i].seq, true
}

func (s *State) findSource(hmac string) (int, bool) {
	return slices.BinarySearchFunc(s.sources, hmac, func(e source, hmac string) int { return strings.Compare(e.hmac, hmac) })
}

// Pending gives the numbers of the purges that have no receipt yet.
func (s *State) Pending() []int64 { return slices.Clone(s.pending) }
