package vault

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// join grants roles and lets the person trust the vault.
func (w *world) join(name string, roles ...string) {
	w.t.Helper()
	v := w.open("asha")
	for _, role := range roles {
		_, err := v.Grant(context.Background(), w.card(name), role)
		w.must(err)
	}
	w.must(Trust(w.dir, w.user(name), v.Fingerprint()))
	v.Close()
}

func TestEachRoleOpensItsTiers(t *testing.T) {
	w := threeMonths(t)
	opens := map[string][]string{
		state.RoleAnalyst:  {"core", "release"},
		state.RoleImporter: {"index"},
		state.RoleSteward:  {"core", "index", "person", "quarantine", "release"},
		state.RolePurger:   nil, state.RoleOwner: nil, state.RoleAuditor: nil,
	}
	for i, role := range state.Roles() {
		name := "p" + string(rune('a'+i))
		w.join(name, role)
		v := w.open(name)
		for _, tier := range []string{"core", "index", "person", "quarantine", "release"} {
			_, err := v.tierKeys(tier)
			if slices.Contains(opens[role], tier) != (err == nil) || err != nil && !errors.Is(err, ErrNoKey) {
				t.Errorf("%s, %s: %v", role, tier, err)
			}
			if err != nil && !strings.Contains(err.Error(), name) {
				t.Errorf("the message does not say whose key is meant: %v", err)
			}
		}
		key, err := v.roleKey(role)
		if holds := slices.Contains(state.KeyRoles(), role); holds != (err == nil) || holds && (key.IndexKey != nil) != keyring.HoldsKeys(role) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestRecoveryOpensEverything(t *testing.T) {
	w := newWorld(t)
	id, err := keyring.Generate()
	w.must(err)
	v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Recovery: id.Recipient().String()})
	w.must(err)
	defer v.Close()
	w.add(v, "2025-05", 11)
	u := w.user("asha")
	u.Identities, u.Signer = []*keyring.Identity{id}, nil
	r, err := Open(w.dir, u, w.clock)
	w.must(err)
	defer r.Close()
	for _, p := range r.State().Parts("", "") {
		_, _, close, err := r.openPart(p)
		w.must(err)
		close()
	}
	if _, err := r.Heartbeat(context.Background()); !errors.Is(err, ErrNoKey) {
		t.Fatalf("%v", err)
	}
	for _, bad := range []string{"age1xyz", "AGE-SECRET-KEY-PQ-1", "age1pq1" + strings.Repeat("q", 40)} {
		if _, err := Init(w.dir+"2", w.user("asha"), w.clock, InitOptions{Recovery: bad}); !errors.Is(err, ErrRefused) {
			t.Errorf("%v", err)
		}
	}
}

func TestGrantAndRevokeRefusals(t *testing.T) {
	w := threeMonths(t)
	ctx := context.Background()
	w.join("ben", state.RoleAnalyst)
	w.join("olga", state.RoleOwner)
	olga, ben, asha := w.open("olga"), w.open("ben"), w.open("asha")
	w.must(olga.refresh())
	other := w.card("eve")
	other.Name = "ben"
	for name, c := range map[string]struct {
		do   func() error
		want error
	}{
		"an owner without the role":     {func() error { _, err := olga.Grant(ctx, w.card("eve"), state.RoleSteward); return err }, ErrNoKey},
		"an analyst":                    {func() error { _, err := ben.Grant(ctx, w.card("eve"), state.RoleAnalyst); return err }, ErrRefused},
		"no such role":                  {func() error { _, err := asha.Grant(ctx, w.card("eve"), "king"); return err }, ErrRefused},
		"a role that he has":            {func() error { _, err := asha.Grant(ctx, w.card("ben"), state.RoleAnalyst); return err }, ErrRefused},
		"a card with a name of another": {func() error { _, err := asha.Grant(ctx, other, state.RoleImporter); return err }, ErrRefused},
		"revoking nobody":               {func() error { _, err := asha.Revoke(ctx, "nobody"); return err }, ErrRefused},
		"revoking by an analyst":        {func() error { _, err := ben.Revoke(ctx, "asha"); return err }, ErrRefused},
		"rotating by an owner":          {func() error { _, err := olga.Rotate(ctx, state.RoleAnalyst, false); return err }, ErrRefused},
		"rotating a role without a key": {func() error { _, err := asha.Rotate(ctx, state.RoleOwner, false); return err }, ErrRefused},
		"a policy by an analyst":        {func() error { _, err := ben.SetPolicy(ctx, ben.State().Policy(), 0); return err }, ErrRefused},
		"an actor with a stolen name": {func() error {
			ben.user.Signer = w.sign["asha"]
			ben.user.Signer = mustSigner(t, "asha")
			_, err := ben.Heartbeat(ctx)
			return err
		}, ErrRefused},
	} {
		before := asha.head.Size
		if err := c.do(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		w.must(asha.refresh())
		if asha.head.Size != before {
			t.Errorf("%s: it was written", name)
		}
	}
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Fatal(found)
	}
	_, err := asha.Revoke(ctx, "ben")
	w.must(err)
	if files := strings.Join(w.files("keys/roles"), " "); strings.Contains(files, ".ben.age") {
		t.Errorf("his key files are left: %s", files)
	}
	ben = w.open("ben")
	if _, err := ben.tierKeys("core"); !errors.Is(err, ErrNoKey) || !strings.Contains(err.Error(), "revoked") {
		t.Errorf("%v", err)
	}
	for _, p := range asha.People() {
		if p.You != (p.Name == "asha") || p.IsRevoked() != (p.Name == "ben") || len(p.Lacks) > 0 {
			t.Errorf("%+v", p)
		}
	}
	_, err = asha.Revoke(ctx, "olga")
	w.must(err)
	if _, err := asha.Revoke(ctx, "asha"); !errors.Is(err, ErrRefused) {
		t.Errorf("the last owner went: %v", err)
	}
}

func mustSigner(t *testing.T, name string) *ledger.Signer {
	s, _, err := ledger.GenerateSigner(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// After a rotation the old key opens nothing that is there, and the numbers are the same.
func TestRotation(t *testing.T) {
	for _, deep := range []bool{false, true} {
		for _, role := range state.KeyRoles() {
			t.Run(role, func(t *testing.T) { rotationCase(t, role, deep) })
		}
	}
}

func rotationCase(t *testing.T, role string, deep bool) {
	w := threeMonths(t)
	w.join("ben", role)
	v := w.open("asha")
	before, err := scores(v)
	w.must(err)
	old, err := v.roleKey(role)
	w.must(err)
	_, err = v.Revoke(context.Background(), "ben")
	w.must(err)
	_, err = v.Rotate(context.Background(), role, deep)
	w.must(err)
	if after, err := scores(w.open("asha")); err != nil || after != before {
		t.Fatalf("%v, %v", after, err)
	}
	n := 0
	for _, path := range w.files("parts", "keys/parts", "keys/roles") {
		if _, err := keyring.OpenBytes(w.read(path), 1<<20, old.Identity); err == nil {
			t.Errorf("the old key opens %s", path)
		}
		n++
	}
	if n != 9+9+3 {
		t.Fatalf("%d files", n)
	}
	now, err := v.roleKey(role)
	w.must(err)
	if now.Generation != 2 || keyring.HoldsKeys(role) && (*now.IndexKey != *old.IndexKey || *now.PseudonymKey != *old.PseudonymKey) {
		t.Fatal("the keys of ids did not stay the same")
	}
	w.add(v, "2025-05", 1)
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Fatal(found)
	}
}

func TestPolicyThatLowersIsShownFirst(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	p := v.State().Policy()
	p.Retention.Person = state.Duration{N: 1, Unit: state.UnitMonths}
	lowering := v.Lowering(p)
	if len(lowering) != 3 {
		t.Fatalf("%+v", lowering)
	}
	ctx := context.Background()
	if _, err := v.SetPolicy(ctx, p, 0); !errors.Is(err, ErrRefused) || !errors.Is(err, state.ErrApproval) {
		t.Fatalf("%v", err)
	}
	_, err := v.SetPolicy(ctx, p, len(lowering))
	w.must(err)
	if purged, err := v.Purge(ctx, PurgeOptions{}); err != nil || len(purged.Removed) != 3 {
		t.Fatalf("%+v, %v", purged, err)
	}
	_, err = v.SetSurvey(ctx, "survey: retail\ncolumns:\n  - {from: Score, role: score}\n")
	w.must(err)
	if got := v.Status().Survey; got != "retail" {
		t.Fatalf("%q", got)
	}
}
