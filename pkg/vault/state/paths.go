package state

import (
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// Kind is what a file of a vault is.
type Kind uint8

// The kinds of files that entries name.
const (
	KindPart       Kind = iota + 1 // parts/<bucket>-<id>.<tier>.age
	KindPartKey                    // keys/parts/<bucket>-<id>.<tier>.<n>.age
	KindRoleKey                    // keys/roles/<role>.<generation>.<actor>.age
	KindQuarantine                 // quarantine/<id>.age
	KindRelease                    // releases/<id>.age
)

// Path is the path of a file, taken apart. What a kind does not have is zero.
type Path struct {
	Kind   Kind
	Bucket string
	ID     string // 32 hexadecimal digits
	Tier   string
	N      int // of a part key: counts re-seals from 1; of a role key: the generation
	Role   string
	Actor  string
}

// String writes the path as it stands in an entry.
func (p Path) String() string {
	switch p.Kind {
	case KindPart:
		return "parts/" + p.Bucket + "-" + p.ID + "." + p.Tier + ".age"
	case KindPartKey:
		return "keys/parts/" + p.Bucket + "-" + p.ID + "." + p.Tier + "." + strconv.Itoa(p.N) + ".age"
	case KindRoleKey:
		return "keys/roles/" + p.Role + "." + strconv.Itoa(p.N) + "." + p.Actor + ".age"
	case KindQuarantine:
		return "quarantine/" + p.ID + ".age"
	case KindRelease:
		return "releases/" + p.ID + ".age"
	}
	return ""
}

// PartPath names a part.
func PartPath(bucket, id, tier string) string {
	return Path{Kind: KindPart, Bucket: bucket, ID: id, Tier: tier}.String()
}

// PartKeyPath names the nth key file of a part, from 1.
func PartKeyPath(bucket, id, tier string, n int) string {
	return Path{Kind: KindPartKey, Bucket: bucket, ID: id, Tier: tier, N: n}.String()
}

// RoleKeyPath names the file that holds a generation of a role's key for one actor.
func RoleKeyPath(role string, generation int, actor string) string {
	return Path{Kind: KindRoleKey, Role: role, N: generation, Actor: actor}.String()
}

// QuarantinePath names a file of rejected rows.
func QuarantinePath(id string) string { return Path{Kind: KindQuarantine, ID: id}.String() }

// ReleasePath names a published edition.
func ReleasePath(id string) string { return Path{Kind: KindRelease, ID: id}.String() }

// ParsePath takes a path apart; ok is false for anything but the exact form of one of
// the kinds.
func ParsePath(path string) (p Path, ok bool) {
	rest, ok := strings.CutSuffix(path, ".age")
	if !ok {
		return Path{}, false
	}
	dir, name, _ := cutLast(rest, "/")
	switch dir {
	case "parts":
		p.Kind = KindPart
		ok = p.stem(name)
	case "keys/parts":
		p.Kind = KindPartKey
		stem, n, found := cutLast(name, ".")
		ok = found && p.stem(stem) && count(n, &p.N)
	case "keys/roles":
		p.Kind = KindRoleKey
		words := strings.SplitN(name, ".", 3)
		ok = len(words) == 3 && hasKey(words[0]) && count(words[1], &p.N) && ledger.IsActor(words[2])
		if ok {
			p.Role, p.Actor = words[0], words[2]
		}
	case "quarantine", "releases":
		p.Kind, p.ID = KindQuarantine, name
		if dir == "releases" {
			p.Kind = KindRelease
		}
		ok = ledger.IsHex(name, 32)
	default:
		ok = false
	}
	if !ok {
		return Path{}, false
	}
	return p, true
}

// stem reads <bucket>-<id>.<tier>.
func (p *Path) stem(s string) bool {
	s, tier, _ := cutLast(s, ".")
	bucket, id, _ := cutLast(s, "-")
	p.Bucket, p.ID, p.Tier = bucket, id, tier
	_, ok := parseBucket(bucket)
	return ok && ledger.IsHex(id, 32) && (tier == TierCore || tier == TierPerson || tier == TierIndex)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}

// count reads a number from 1 in its only spelling.
func count(s string, n *int) bool {
	v, err := strconv.ParseInt(s, 10, 32)
	if err != nil || v < 1 || s[0] == '+' || s[0] == '0' {
		return false
	}
	*n = int(v)
	return true
}
