package state

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// rotate gives a role a new key. Everything that the old key opens is sealed anew:
// the role's files to those who hold it, the key files of the parts of its tiers, and
// the files that are sealed to the role itself, under other names. With deep, the
// parts are new, too.
func (c *change) rotate() error {
	d, err := decode[RotateData](c.e.Data)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(c.next.roles, func(r Role) bool { return r.Role == d.Role })
	switch {
	case i < 0:
		return refuse("a role without a key cannot be rotated")
	case d.Generation != c.next.roles[i].Generation+1:
		return refuse("the generation of %s is not the next one", d.Role)
	case !ledger.IsRecipient(d.Recipient) || d.Recipient == c.next.recovery || slices.ContainsFunc(c.next.roles, func(r Role) bool { return r.Recipient == d.Recipient }):
		return refuse("the recipient of %s is not one, or is used already", d.Role)
	case d.Deep != 0 && d.Deep != 1:
		return refuse("deep is 0 or 1")
	}
	c.next.roles = slices.Clone(c.next.roles)
	c.next.roles[i] = Role{Generation: d.Generation, Recipient: d.Recipient, Role: d.Role}

	add, del := byKind(c.add), byKind(c.del)
	var old, fresh []string
	for _, f := range c.before.under("keys/roles/" + d.Role + ".") {
		old = append(old, f.Path)
	}
	for _, actor := range c.next.Holders(d.Role) {
		fresh = append(fresh, RoleKeyPath(d.Role, d.Generation, actor))
	}
	if !samePaths(add[KindRoleKey], fresh) || !samePaths(del[KindRoleKey], old) {
		return refuse("it adds one key file of %s for each who holds it, and deletes all old ones", d.Role)
	}
	for _, sealed := range []struct {
		kind        Kind
		tier, under string
	}{{KindQuarantine, TierQuarantine, "quarantine/"}, {KindRelease, TierRelease, "releases/"}} {
		var want []*File
		if opens(d.Role, sealed.tier) {
			want = c.before.under(sealed.under)
		}
		if !slices.Equal(del[sealed.kind], want) || !slices.Equal(shapes(add[sealed.kind]), shapes(want)) {
			return refuse("it seals the files in %s anew that %s opens, all and only those", sealed.under, d.Role)
		}
	}
	if d.Deep == 1 {
		return c.rotateParts(d.Role, add, del)
	}
	return c.rotateKeys(d.Role, add, del)
}

func byKind(files []*File) map[Kind][]*File {
	m := map[Kind][]*File{}
	for _, f := range files {
		m[f.At.Kind] = append(m[f.At.Kind], f)
	}
	return m
}

// shapes says what files are but for their names, sorted, so that two lists can be
// compared.
func shapes(files []*File) []string {
	var out []string
	for _, f := range files {
		out = append(out, fmt.Sprint(f.Tier, f.Bucket, f.Rows, f.First, f.Last))
	}
	slices.Sort(out)
	return out
}

// rotateKeys: each key file of a part that the role opens gives way to the one with
// the next number.
func (c *change) rotateKeys(role string, add, del map[Kind][]*File) error {
	bad := refuse("it seals the key files of all parts that %s opens anew, and only those", role)
	if len(add[KindPart])+len(del[KindPart]) > 0 {
		return bad
	}
	var old []*File
	for _, f := range c.before.under("keys/parts/") {
		if opens(role, f.Tier) {
			old = append(old, f)
		}
	}
	if !slices.Equal(del[KindPartKey], old) || len(add[KindPartKey]) != len(old) {
		return bad
	}
	fresh := make(map[string]*File, len(old))
	for _, f := range add[KindPartKey] {
		fresh[f.Path] = f
	}
	for _, f := range old {
		at := f.At
		at.N++
		g := fresh[at.String()]
		if g == nil || g.Rows != f.Rows || g.First != f.First || g.Last != f.Last {
			return bad
		}
	}
	return nil
}

// rotateParts: all tiers of each part that the role opens give way to new ones with
// the same rows under a new name. The tiers keep together, because they are joined by
// their name.
func (c *change) rotateParts(role string, add, del map[Kind][]*File) error {
	bad := refuse("it writes all parts that %s opens anew, each with all its tiers, and only those", role)
	opened := map[string]bool{}
	for _, f := range c.before.under("parts/") {
		if opens(role, f.Tier) {
			opened[f.At.partID()] = true
		}
	}
	var parts, keys []*File
	for _, f := range c.before.files {
		if opened[f.At.partID()] && f.At.Kind == KindPart {
			parts = append(parts, f)
		}
		if opened[f.At.partID()] && f.At.Kind == KindPartKey {
			keys = append(keys, f)
		}
	}
	if !slices.Equal(del[KindPart], parts) || !slices.Equal(del[KindPartKey], keys) {
		return bad
	}
	if err := checkNewParts(add[KindPart], add[KindPartKey]); err != nil {
		return err
	}
	if !slices.Equal(partShapes(add[KindPart]), partShapes(parts)) {
		return bad
	}
	return nil
}

// byPart groups parts by the name that their tiers share.
func byPart(parts []*File) map[string][]*File {
	m := map[string][]*File{}
	for _, f := range parts {
		m[f.At.partID()] = append(m[f.At.partID()], f)
	}
	return m
}

// partShapes says for each group of tiers what it holds, sorted.
func partShapes(parts []*File) []string {
	var out []string
	for _, tiers := range byPart(parts) {
		out = append(out, strings.Join(shapes(tiers), "|"))
	}
	slices.Sort(out)
	return out
}

// checkNewParts checks parts that are new: each has its first key file, which says the
// same of it, there are no other key files, and the tiers of one part agree on rows and
// days.
func checkNewParts(parts, keys []*File) error {
	byPath := make(map[string]*File, len(keys))
	for _, k := range keys {
		byPath[k.Path] = k
	}
	if len(keys) > len(parts) {
		return refuse("it adds a key file without its part")
	}
	for _, f := range parts {
		at := f.At
		at.Kind, at.N = KindPartKey, 1
		k := byPath[at.String()]
		if k == nil {
			return refuse("%s has no key file", f.Path)
		}
		if k.Rows != f.Rows || k.First != f.First || k.Last != f.Last {
			return refuse("%s and its key file do not agree", f.Path)
		}
	}
	for _, tiers := range byPart(parts) {
		for _, f := range tiers {
			if f.Rows != tiers[0].Rows || f.First != tiers[0].First || f.Last != tiers[0].Last {
				return refuse("%s does not agree with another tier", f.Path)
			}
		}
	}
	return nil
}
