//go:build unix

package cli

import (
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// accounts are people with accounts of their own; asha and ravi are of one group.
type accounts struct {
	*program
	uid map[string]uint32
	gid map[string]uint32
}

func newAccounts(t *testing.T) (a *accounts, group uint32) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can be several accounts")
	}
	if testing.Short() {
		t.Skip("thirty processes take a while")
	}
	group = someGroup(t)
	p := newProgram(t)
	bin, err := os.MkdirTemp("", "nps-shared-")
	p.must(err)
	t.Cleanup(func() { os.RemoveAll(bin) })
	data, err := os.ReadFile(p.bin)
	p.must(err)
	p.bin = filepath.Join(bin, "nps")
	p.must(os.WriteFile(p.bin, data, 0o755))
	for _, open := range []string{bin, p.bin, p.dir} {
		p.must(os.Chmod(open, 0o755))
	}
	p.must(os.Mkdir(p.in("srv"), 0o755))
	p.must(os.Chown(p.in("srv"), 54301, int(group)))
	a = &accounts{p, map[string]uint32{"asha": 54301, "ravi": 54302, "zoe": 54303}, map[string]uint32{"asha": group, "ravi": group, "zoe": 54303}}
	for name, uid := range a.uid {
		p.must(os.MkdirAll(p.home(name), 0o700))
		p.must(os.Chmod(filepath.Dir(p.home(name)), 0o755))
		p.must(os.Chown(p.home(name), int(uid), int(a.gid[name])))
	}
	return a, group
}

// someGroup is a group that the machine has a name for.
func someGroup(t *testing.T) uint32 {
	t.Helper()
	for _, id := range []string{"100", "20", "12", "1"} {
		if _, err := user.LookupGroupId(id); err == nil {
			n, err := strconv.ParseUint(id, 10, 32)
			if err != nil {
				t.Fatal(err)
			}
			return uint32(n)
		}
	}
	t.Skip("this machine has no group that a test may use")
	return 0
}

// as runs the program by somebody's account, in the home of it.
func (a *accounts) as(person string, want int, line string) {
	a.t.Helper()
	c := a.command(person, line)
	c.Dir = a.home(person)
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: a.uid[person], Gid: a.gid[person]}}
	if code := a.end(c); code != want {
		a.t.Fatalf("%s: nps %s: exit status %d, want %d\n%s%s", person, line, code, want, a.out, a.err)
	}
}

// TestSharedByTwoAccounts: with --shared a second account imports and scores by what it was granted
// and no more, an account outside the group sees nothing, and all files have the
// modes of the group.
func TestSharedByTwoAccounts(t *testing.T) {
	a, group := newAccounts(t)
	vault := a.in("srv/vault")
	on := " --vault " + vault
	a.must(os.Chmod(a.in("survey.yaml"), 0o644))
	a.export("a.csv", 4, true, month(1), month(2))
	a.export("b.csv", 3, false, month(1))
	a.export("old.csv", 1, false, "1999-01-02")
	a.as("asha", 0, "vault init "+vault+" --shared "+strconv.Itoa(int(group))+" --survey "+a.in("survey.yaml"))
	fingerprint := ""
	for line := range strings.Lines(a.out) {
		if rest, ok := strings.CutPrefix(line, "fingerprint"); ok {
			fingerprint = strings.TrimSpace(rest)
		}
	}
	a.as("asha", 0, "import "+a.in("a.csv")+on)
	a.as("ravi", 0, "keys generate")
	a.as("ravi", 6, "vault status"+on)
	a.as("ravi", 0, "keys trust "+fingerprint+on)
	a.as("ravi", 6, "import "+a.in("b.csv")+on)
	a.as("ravi", 4, "score"+on)
	card := a.in("ravi.card")
	data, err := os.ReadFile(filepath.Join(a.home("ravi"), ".config/nps/card"))
	a.must(err)
	a.must(os.WriteFile(card, data, 0o644))
	a.as("asha", 0, "keys grant importer --card "+card+on)
	a.as("ravi", 0, "import "+a.in("b.csv")+on)
	a.as("ravi", 0, "import "+a.in("old.csv")+on)
	a.as("ravi", 4, "score"+on)
	a.as("asha", 0, "keys grant analyst --card "+card+on)
	a.as("ravi", 0, "score --format json"+on)
	a.says(`"n": 12`)
	a.as("ravi", 4, "export --person --unencrypted"+on)
	a.as("ravi", 6, "purge --yes"+on)
	a.as("asha", 0, "score --format json"+on)
	a.says(`"n": 12`)
	a.as("asha", 0, "purge --yes"+on) // of parts that the other account wrote
	a.as("ravi", 0, "score --format json"+on)
	a.says(`"n": 11`)
	a.as("asha", 0, "keys rotate analyst --deep"+on)
	a.as("ravi", 0, "score --format json"+on)
	a.says(`"n": 11`)

	a.as("zoe", 0, "keys generate")
	a.as("zoe", 6, "vault status"+on)
	a.says("permission denied")
	a.as("asha", 0, "vault verify --deep"+on)
	a.says("sound")

	owners, n := map[uint32]int{}, 0
	a.must(filepath.WalkDir(vault, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		a.must(err)
		n++
		want := fs.FileMode(0o660)
		if d.IsDir() {
			want = fs.ModeDir | fs.ModeSetgid | 0o770
		}
		st := info.Sys().(*syscall.Stat_t)
		if owners[st.Uid]++; info.Mode() != want || st.Gid != group {
			t.Errorf("%s: %v of group %d, want %v of %d", path, info.Mode(), st.Gid, want, group)
		}
		return nil
	}))
	if n < 30 || owners[a.uid["asha"]] < 10 || owners[a.uid["ravi"]] < 2 || len(owners) != 2 {
		t.Errorf("%d names, of %v", n, owners)
	}
}
