package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

var (
	planA = strings.Repeat("a", 64)
	planB = strings.Repeat("b", 64)
)

// publish reads the editions of a plan, as a report does, and adds one.
func publish(v *Vault, plan, record string) (int64, error) {
	if _, err := v.Editions(context.Background(), plan); err != nil {
		return 0, err
	}
	return v.Publish(context.Background(), plan, []byte(record))
}

// wantEditions compares what is published, the records joined by blanks.
func (w *world) wantEditions(v *Vault, plan, want string) {
	w.t.Helper()
	got, err := v.Editions(context.Background(), plan)
	w.must(err)
	if text := string(bytes.Join(got, []byte(" "))); text != want {
		w.t.Fatalf("editions %q, want %q", text, want)
	}
}

// published is a vault with three editions of two plans.
func published(t *testing.T) *world {
	w := threeMonths(t)
	v := w.open("asha")
	for _, e := range [][2]string{{planA, "one"}, {planB, "two"}, {planA, "three"}} {
		_, err := publish(v, e[0], e[1])
		w.must(err)
	}
	v.Close()
	return w
}

func TestPublish(t *testing.T) {
	w := threeMonths(t)
	v := w.open("asha")
	w.wantEditions(v, "", "")
	before := v.head.Size
	seq, err := publish(v, planA, "one")
	w.must(err)
	if seq != before || v.head.Size != before+1 {
		t.Fatalf("entry %d, %d entries", seq, v.head.Size)
	}
	// The caller knows its own, and need not read it again.
	_, err = v.Publish(context.Background(), planA, []byte("two"))
	w.must(err)
	_, err = v.Publish(context.Background(), planB, []byte("three"))
	w.must(err)
	big := strings.Repeat("x", MaxRecord)
	_, err = v.Publish(context.Background(), planB, []byte(big))
	w.must(err)

	w.wantEditions(w.open("asha"), planA, "one two")
	w.wantEditions(v, "", "one two three "+big)
	w.wantEditions(v, strings.Repeat("c", 64), "")
	log, err := v.Log()
	w.must(err)
	if e := log[seq]; e.Op != "release" || e.Added != 1 || string(e.Data) != `{"digest":"`+digestOf([]byte("one"))+`","plan":"`+planA+`"}` {
		t.Errorf("%+v %s", e, e.Data)
	}
	if broken, found := w.verdict("asha", true); broken || found != "" {
		t.Error(found)
	}
	for what, c := range map[string]struct{ plan, record string }{
		"no plan": {"", "x"}, "a short plan": {"abc", "x"}, "capitals": {strings.ToUpper(planA), "x"}, "no record": {planA, ""}, "too much": {planA, big + "x"},
	} {
		if _, err := v.Publish(context.Background(), c.plan, []byte(c.record)); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := v.Editions(context.Background(), "abc"); !errors.Is(err, ErrRefused) {
		t.Errorf("editions of no plan: %v", err)
	}
}

func TestPublishAsksForTheRole(t *testing.T) {
	w := published(t)
	ctx := context.Background()
	n := 0
	for i, role := range state.Roles() {
		name := "p" + string(rune('a'+i))
		w.join(name, role)
		v := w.open(name)
		_, err := v.Editions(ctx, planA)
		reads := role == state.RoleAnalyst || role == state.RoleSteward
		if reads != (err == nil) || err != nil && !errors.Is(err, ErrNoKey) {
			t.Errorf("%s reads: %v", role, err)
		}
		files := len(w.files("releases"))
		_, err = v.Publish(ctx, planB, []byte("x"))
		var not *state.Violation
		switch {
		case role == state.RoleAnalyst: // who has read another plan only
			if !errors.Is(err, ErrMoved) {
				t.Errorf("%s publishes: %v", role, err)
			}
		case !errors.Is(err, ErrRefused) || !errors.As(err, &not) || !errors.Is(err, state.ErrPermission):
			t.Errorf("%s publishes: %v", role, err)
		}
		if len(w.files("releases")) != files {
			t.Errorf("%s left a file", role)
		}
		n++
	}
	if n != 6 {
		t.Fatalf("%d roles", n)
	}
	u := w.user("asha")
	u.Signer = nil
	v, err := Open(w.dir, u, w.clock)
	w.must(err)
	defer v.Close()
	if _, err := publish(v, planA, "x"); !errors.Is(err, ErrNoKey) {
		t.Errorf("without a signing key: %v", err)
	}
}

func TestRecoveryReadsEditions(t *testing.T) {
	w := newWorld(t)
	id, err := keyring.Generate()
	w.must(err)
	v, err := Init(w.dir, w.user("asha"), w.clock, InitOptions{Recovery: id.Recipient().String()})
	w.must(err)
	defer v.Close()
	_, err = publish(v, planA, "one")
	w.must(err)
	u := w.user("asha")
	u.Identities, u.Signer = []*keyring.Identity{id}, nil
	r, err := Open(w.dir, u, w.clock)
	w.must(err)
	defer r.Close()
	w.wantEditions(r, "", "one")
}

// Two analysts read the same editions, and both publish: the second is told to read again.
func TestTwoPublishAtOnce(t *testing.T) {
	w := published(t)
	w.join("ben", state.RoleAnalyst)
	ctx := context.Background()
	asha, ben := w.open("asha"), w.open("ben")
	w.wantEditions(asha, planA, "one three")
	w.wantEditions(ben, planA, "one three")
	first, err := asha.Publish(ctx, planA, []byte("four"))
	w.must(err)
	w.add(asha, "2025-06", 2)
	files := len(w.files("releases"))

	_, err = ben.Publish(ctx, planA, []byte("a fork"))
	var moved *EditionError
	if !errors.As(err, &moved) || !errors.Is(err, ErrMoved) || moved.Entry != first || moved.Plan != planA {
		t.Fatalf("%v", err)
	}
	// That he was told does not make him one who has read.
	if _, err = ben.Publish(ctx, planA, []byte("a fork")); !errors.As(err, &moved) {
		t.Fatalf("%v", err)
	}
	if n := len(w.files("releases")); n != files {
		t.Fatalf("%d files, and were %d", n, files)
	}
	w.wantEditions(ben, planA, "one three four")
	_, err = ben.Publish(ctx, planA, []byte("five"))
	w.must(err)

	// Other plans and other entries do not matter; all plans were read as one.
	w.must(asha.refresh())
	w.wantEditions(asha, "", "one two three four five")
	_, err = publish(ben, planB, "six")
	w.must(err)
	_, err = asha.Publish(ctx, planA, []byte("seven"))
	w.must(err)
	if _, err = asha.Publish(ctx, planB, []byte("a fork")); !errors.As(err, &moved) {
		t.Fatalf("%v", err)
	}
	// Who has read nothing has seen nothing.
	if _, err = w.open("asha").Publish(ctx, planA, []byte("a fork")); !errors.As(err, &moved) {
		t.Fatalf("%v", err)
	}
	w.wantEditions(w.open("ben"), "", "one two three four five six seven")
}

// Somebody publishes between the last look and the commit.
func TestPublishIsOvertaken(t *testing.T) {
	for what, c := range map[string]struct {
		plan string
		ok   bool
	}{"the same plan": {planA, false}, "another plan": {planB, true}} {
		w := published(t)
		asha, other := w.open("asha"), w.open("asha")
		w.wantEditions(asha, planA, "one three")
		w.wantEditions(other, "", "one two three")
		entries, done := 0, false
		restore := durable.SetFault(func(op durable.Op, path string) error {
			if op != durable.OpCreate || !strings.Contains(path, "tmp/") || done {
				return nil
			}
			done = true // the entry is made, and about to be written
			entries++
			_, err := other.Publish(context.Background(), c.plan, []byte("overtakes"))
			return err
		})
		_, err := asha.Publish(context.Background(), planA, []byte("four"))
		restore()
		if c.ok != (err == nil) || err != nil && !errors.Is(err, ErrMoved) || entries != 1 {
			t.Fatalf("%s: %v, %d others", what, err, entries)
		}
		if n := len(w.files("releases")); c.ok != (n == 5) {
			t.Errorf("%s: %d files", what, n)
		}
	}
}

// Editions of several analysts form one line, each of which knows all before it.
func TestManyPublishAtOnce(t *testing.T) {
	w := threeMonths(t)
	const analysts, each = 4, 4
	v := w.open("asha")
	var vaults []*Vault
	for range analysts {
		vaults = append(vaults, w.open("asha"))
	}
	var working sync.WaitGroup
	for _, v := range vaults {
		working.Go(func() {
			for n := 0; n < each; {
				got, err := v.Editions(context.Background(), planA)
				if err == nil {
					_, err = v.Publish(context.Background(), planA, fmt.Append(nil, len(got)))
				}
				if err == nil {
					n++
				} else if !errors.Is(err, ErrMoved) {
					t.Error(err)
					return
				}
			}
		})
	}
	working.Wait()
	w.must(v.refresh())
	got, err := v.Editions(context.Background(), planA)
	w.must(err)
	for i, record := range got {
		if string(record) != fmt.Sprint(i) {
			t.Errorf("edition %d knows %s before it", i, record)
		}
	}
	if len(got) != analysts*each {
		t.Fatalf("%d editions", len(got))
	}
}

// A rotation seals editions anew; their line stays, and the old key opens none.
func TestEditionsSurvive(t *testing.T) {
	for _, role := range state.KeyRoles() {
		for _, deep := range []bool{false, true} {
			w := published(t)
			v := w.open("asha")
			ctx := context.Background()
			_, err := publish(v, planB, "one") // the same record of another plan
			w.must(err)
			before := w.files("releases")
			old, err := v.roleKey(role)
			w.must(err)
			_, err = v.Rotate(ctx, role, deep)
			w.must(err)
			_, err = publish(v, planA, "four")
			w.must(err)
			w.must(v.refresh())
			w.now = w.now.AddDate(60, 0, 0) // everything else goes
			_, err = v.Heartbeat(ctx)
			w.must(err)
			_, err = v.Purge(ctx, PurgeOptions{})
			w.must(err)
			if n := len(w.files("parts")); n > 0 {
				t.Fatalf("%d parts are left", n)
			}
			v = w.open("asha")
			w.wantEditions(v, "", "one two three one four")
			w.wantEditions(v, planA, "one three four")
			w.wantEditions(v, planB, "two one")
			n := 0
			for _, path := range w.files("releases") {
				opens := role == state.RoleAnalyst || role == state.RoleSteward
				_, err := keyring.OpenBytes(w.read(path), MaxRecord, old.Identity)
				if opens && err == nil {
					t.Errorf("the old key of %s opens %s", role, path)
				}
				if opens && slices.Contains(before, path) {
					t.Errorf("%s: %s is not sealed anew", role, path)
				}
				n++
			}
			if broken, found := w.verdict("asha", true); broken || found != "" || n != 5 {
				t.Errorf("%s, deep %v: %d files, %s", role, deep, n, found)
			}
		}
	}
}

func TestPairReleases(t *testing.T) {
	all := []release{{3, planA, "x"}, {5, planB, "y"}, {8, planB, "x"}}
	for name, c := range map[string]struct {
		files []string // digest and entry of each file
		want  string   // the entries of the releases that they are of, 0 for none
	}{
		"their own":                         {[]string{"x3", "y5", "x8"}, "[3 5 8]"},
		"sealed anew":                       {[]string{"y9", "x9", "x9"}, "[5 3 8]"},
		"some sealed anew":                  {[]string{"x9", "x3", "y9"}, "[8 3 5]"},
		"the content of another":            {[]string{"y3", "x5", "x8"}, "[0 0 8]"},
		"a content once more, sealed anew":  {[]string{"y9", "y9", "x9"}, "[5 0 3]"},
		"one more than there are releases":  {[]string{"x9", "x9", "x9", "y5"}, "[3 8 0 5]"},
		"a content of no release, its own":  {[]string{"z3", "x9"}, "[0 8]"},
		"a content of no release, sealed":   {[]string{"z9", "x9"}, "[0 3]"},
		"a digest that is missing is wrong": {[]string{"9"}, "[0]"},
	} {
		var files []state.File
		digests := map[string]string{}
		for i, text := range c.files {
			f := state.File{Seq: int64(text[len(text)-1] - '0')}
			f.Path = fmt.Sprint(i)
			files, digests[f.Path] = append(files, f), text[:len(text)-1]
		}
		of, wrong := pairReleases(files, digests, all)
		var got []int64
		none := 0
		for _, f := range files {
			got = append(got, of[f.Path].seq)
			if of[f.Path].seq == 0 {
				none++
			}
		}
		if fmt.Sprint(got) != c.want || len(wrong) != none {
			t.Errorf("%s: %v, %d wrong", name, got, len(wrong))
		}
	}
}

func TestEditionsLeaveARecord(t *testing.T) {
	w := published(t)
	name := filepath.Join(w.dir, "access", "asha-2026-01.log")
	w.must(os.RemoveAll(name))
	w.wantEditions(w.open("asha"), planA, "one three")
	data, err := os.ReadFile(name)
	w.must(err)
	if want := `{"actor":"asha","command":"editions","head":6,"rows":0,"tier":"release","time":1768478400}` + "\n"; string(data) != want {
		t.Errorf("%s", data)
	}
	v := w.open("asha")
	p := v.State().Policy()
	p.AccessLog = state.AccessRequired
	_, err = v.SetPolicy(context.Background(), p, 0)
	w.must(err)
	w.must(os.RemoveAll(filepath.Join(w.dir, "access")))
	w.write("access", nil)
	if _, err := v.Editions(context.Background(), planA); !errors.Is(err, ErrNoRecord) {
		t.Errorf("%v", err)
	}
}

// A ledger whose entries were changed below the pin tells no false plan.
func TestEditionsProveTheirEntries(t *testing.T) {
	w := published(t)
	seq := w.open("asha").head.Size - 1
	file := w.read(entryName(seq - 2))
	forged := bytes.Replace(file, []byte(planA), []byte(planB), 1)
	if bytes.Equal(file, forged) {
		t.Fatal("nothing was changed")
	}
	w.write(entryName(seq-2), forged)
	if _, err := w.open("asha").Editions(context.Background(), planA); !errors.Is(err, ErrDamaged) {
		t.Fatalf("%v", err)
	}
}

// Promise 11 for a publication.
func TestPromise11FaultAtEveryCallOfPublish(t *testing.T) {
	j := job{"publication", func(*world, int) {}, func(w *world, k int) (int64, error) {
		return opened(w, func(v *Vault) (int64, error) { return publish(v, planA, fmt.Sprint(k)) })
	}}
	for _, dead := range []bool{false, true} {
		t.Run(fmt.Sprintf("dead %v", dead), func(t *testing.T) { faultMatrix(t, j, dead) })
	}
}
