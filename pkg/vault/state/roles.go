package state

import (
	"slices"
	"strings"
)

// The roles. Analyst, importer and steward have an age identity of their own; the
// others only sign.
const (
	RoleAnalyst  = "analyst"
	RoleAuditor  = "auditor"
	RoleImporter = "importer"
	RoleOwner    = "owner"
	RolePurger   = "purger"
	RoleSteward  = "steward"
)

// The tiers. Core, person and index are the tiers of parts. Rejected rows are a tier
// of their own, which goes by the retention of person. Releases are never purged.
const (
	TierCore       = "core"
	TierIndex      = "index"
	TierPerson     = "person"
	TierQuarantine = "quarantine"
	TierRelease    = "release"
)

// Roles gives all roles, sorted.
func Roles() []string {
	return []string{RoleAnalyst, RoleAuditor, RoleImporter, RoleOwner, RolePurger, RoleSteward}
}

// KeyRoles gives the roles that have an age identity, sorted.
func KeyRoles() []string { return []string{RoleAnalyst, RoleImporter, RoleSteward} }

func hasKey(role string) bool {
	return role == RoleAnalyst || role == RoleImporter || role == RoleSteward
}

// TierRoles gives the roles that open a tier, sorted; besides them the recovery
// recipient does. Files of quarantine and release are sealed to the roles themselves,
// parts to a part key that is sealed to them.
func TierRoles(tier string) []string {
	switch tier {
	case TierCore, TierRelease:
		return []string{RoleAnalyst, RoleSteward}
	case TierIndex:
		return []string{RoleImporter, RoleSteward}
	case TierPerson, TierQuarantine:
		return []string{RoleSteward}
	}
	return nil
}

func opens(role, tier string) bool { return slices.Contains(TierRoles(tier), role) }

// The operations of version 1.
const (
	OpGenesis     = "genesis"
	OpActorAdd    = "actor.add"
	OpActorRevoke = "actor.revoke"
	OpRoleRotate  = "role.rotate"
	OpPolicySet   = "policy.set"
	OpSurveySet   = "survey.set"
	OpImport      = "import"
	OpPurge       = "purge"
	OpReceipt     = "receipt"
	OpPurgeFiles  = "purge.files"
	OpHeartbeat   = "heartbeat"
	OpRelease     = "release"
	OpVerified    = "verified"
	OpAnchor      = "anchor"
)

// permission is what an operation asks of its actor: one of any and all of all.
type permission struct{ any, all []string }

// permissions is the table of who may do what; ok is false for an operation that
// version 1 does not know.
func permissions(op string) (p permission, ok bool) {
	switch op {
	case OpActorAdd, OpActorRevoke, OpPolicySet:
		return permission{any: []string{RoleOwner}}, true
	case OpRoleRotate:
		return permission{all: []string{RoleOwner, RoleSteward}}, true
	case OpSurveySet:
		return permission{any: []string{RoleImporter, RoleOwner}}, true
	case OpImport:
		return permission{any: []string{RoleImporter}}, true
	case OpPurge, OpReceipt, OpPurgeFiles:
		return permission{any: []string{RolePurger}}, true
	case OpHeartbeat:
		return permission{any: []string{RolePurger, RoleOwner}}, true
	case OpRelease:
		return permission{any: []string{RoleAnalyst}}, true
	case OpVerified, OpAnchor:
		return permission{any: []string{RoleAuditor}}, true
	}
	return permission{}, false
}

// String names the roles for a message.
func (p permission) String() string {
	return strings.Join(p.any, " or ") + strings.Join(p.all, " and ")
}

func (p permission) allows(roles []string) bool {
	holds := func(role string) bool { return slices.Contains(roles, role) }
	for _, role := range p.all {
		if !holds(role) {
			return false
		}
	}
	return len(p.any) == 0 || slices.ContainsFunc(p.any, holds)
}

// RolesFor names the roles that an operation asks for, for a message.
func RolesFor(op string) string {
	p, _ := permissions(op)
	return p.String()
}

// May tells whether an actor who is not revoked holds the roles that an operation
// asks for. Genesis is nobody's.
func (s *State) May(actor, op string) bool {
	a, ok := s.Actor(actor)
	p, known := permissions(op)
	return ok && known && !a.IsRevoked() && p.allows(a.Roles)
}
