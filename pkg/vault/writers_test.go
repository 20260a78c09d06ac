package vault

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

const writerEnv = "NPS_VAULT_TEST_WRITER"

// TestMain runs the binary as one of several writers when it is told so.
func TestMain(m *testing.M) {
	if root := os.Getenv(writerEnv); root != "" {
		if err := writerMain(root); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func writerMain(root string) error {
	u, err := savedUser(root)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(os.Getenv(writerEnv + "_FROM"))
	if err != nil {
		return err
	}
	commits, err := strconv.Atoi(os.Getenv(writerEnv + "_COMMITS"))
	if err != nil {
		return err
	}
	for i := range commits {
		v, err := Open(filepath.Join(root, "vault"), u, time.Now)
		if err != nil {
			return err
		}
		seq, err := addRows(v, "2025-05", 2, fmt.Sprintf("%032x", 1_000_000+from*1000+i))
		v.Close()
		if err != nil {
			return err
		}
		fmt.Println(seq)
	}
	return nil
}

// saveUser writes the keys of a test's person where another process finds them.
func (w *world) saveUser(name string) {
	u := w.user(name)
	w.must(os.WriteFile(filepath.Join(w.root, "identity"), u.Identities[0].File(), 0o600))
	w.must(os.WriteFile(filepath.Join(w.root, "signer"), []byte(u.Signer.Line()), 0o600))
}

func savedUser(root string) (*User, error) {
	data, err := os.ReadFile(filepath.Join(root, "identity"))
	if err != nil {
		return nil, err
	}
	ids, err := keyring.ParseIdentities(data)
	if err != nil {
		return nil, err
	}
	line, err := os.ReadFile(filepath.Join(root, "signer"))
	if err != nil {
		return nil, err
	}
	s, err := ledger.ParseSigner(string(line))
	if err != nil {
		return nil, err
	}
	home := filepath.Join(root, s.Name())
	return &User{Identities: ids, Signer: s, Config: filepath.Join(home, "config"), State: filepath.Join(home, "state")}, nil
}

// Promise 12: 8 processes that commit at the same time: each acknowledged commit is
// an entry of its own, and none is lost.
func TestPromise12EightProcesses(t *testing.T) {
	const processes = 8
	commits := 10
	if testing.Short() {
		commits = 3
	}
	w := newWorld(t)
	v := w.init()
	w.saveUser("asha")
	exe, err := os.Executable()
	w.must(err)
	acknowledged := make([][]int, processes)
	var all sync.WaitGroup
	for p := range processes {
		all.Go(func() {
			cmd := exec.Command(exe)
			cmd.Env = append(os.Environ(), writerEnv+"="+w.root, fmt.Sprintf("%s_FROM=%d", writerEnv, p), fmt.Sprintf("%s_COMMITS=%d", writerEnv, commits))
			cmd.Stderr = os.Stderr
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("process %d: %v", p, err)
			}
			var n, seq int
			for rest := string(out); ; rest = rest[n:] {
				if _, err := fmt.Sscanf(rest, "%d\n", &seq); err != nil {
					break
				}
				n = len(strconv.Itoa(seq)) + 1
				acknowledged[p] = append(acknowledged[p], seq)
			}
		})
	}
	all.Wait()
	seen := map[int]bool{0: true}
	for _, seqs := range acknowledged {
		for _, seq := range seqs {
			if seen[seq] {
				t.Errorf("entry %d was acknowledged twice", seq)
			}
			seen[seq] = true
		}
	}
	w.now = time.Now()
	w.must(v.refresh())
	if want := processes*commits + 1; len(seen) != want || v.head.Size != int64(want) {
		t.Fatalf("%d acknowledged, %d entries, want %d", len(seen), v.head.Size, want)
	}
	if broken, found := w.verdict("asha", false); broken || found != "" {
		t.Fatal(found)
	}
}

// Promise 12 inside one process: the loser of a race replays and tries again, and what its
// entry said is asked of the new state.
func TestPromise12TwoWritersInOneProcess(t *testing.T) {
	w := newWorld(t)
	w.init()
	var all sync.WaitGroup
	const writers, commits = 4, 5
	for i := range writers {
		all.Go(func() {
			v, err := Open(w.dir, w.user("asha"), w.clock)
			if err != nil {
				t.Error(err)
				return
			}
			defer v.Close()
			for n := range commits {
				if _, err := addRows(v, "2025-05", 1, fmt.Sprintf("%032x", i*100+n+1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	v := w.open("asha")
	if v.head.Size != writers*commits+1 {
		t.Fatalf("%d entries", v.head.Size)
	}
	// One source by two writers: the second is refused.
	a, b := w.open("asha"), w.open("asha")
	source := fmt.Sprintf("%032x", 7777)
	_, err := addRows(a, "2025-05", 1, source)
	w.must(err)
	if _, err := addRows(b, "2025-05", 1, source); err == nil {
		t.Fatal("imported twice")
	}
	if broken, found := w.verdict("asha", false); broken || found != "" {
		t.Fatal(found)
	}
}

// A commit that is overtaken between its replay and its link asks again.
func TestOvertakenCommitAsksAgain(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	other := w.open("asha")
	ctx := context.Background()
	b, end, err := v.begin(ctx)
	w.must(err)
	defer end()
	asked := 0
	seq, err := v.commit(ctx, b, func(st *state.State) (*ledger.Entry, error) {
		asked++
		if asked <= 3 {
			if _, err := other.Heartbeat(ctx); err != nil {
				return nil, err
			}
		}
		return newEntry(state.OpHeartbeat, nil)
	})
	if err != nil || seq != 4 || asked != 4 {
		t.Fatalf("entry %d after %d times, %v", seq, asked, err)
	}
	if len(w.files("tmp")) != 0 {
		t.Fatalf("left: %v", w.files("tmp"))
	}
}

// Promise 11: a writer that is killed at a random moment: what it acknowledged is there,
// and what it did not come to is never read.
func TestPromise11KilledAtRandom(t *testing.T) {
	kills := 15
	if testing.Short() {
		kills = 4
	}
	w := newWorld(t)
	w.init()
	w.saveUser("asha")
	r := rand.New(rand.NewPCG(11, 11))
	for k := range kills {
		last := w.killWriter(k, 1+r.IntN(3), time.Duration(r.IntN(15_000))*time.Microsecond)
		w.now = time.Now()
		v := w.open("asha")
		if v.head.Size <= last {
			t.Fatalf("kill %d: entry %d was acknowledged, and %d are there", k, last, v.head.Size)
		}
		v.Close()
		if broken, found := w.verdict("asha", false); broken {
			t.Fatalf("kill %d: %s", k, found)
		}
	}
	if broken, found := w.verdict("asha", true); broken {
		t.Fatal(found)
	}
	w.finish()
}

// killWriter lets another process commit, and kills it some time after its nth
// acknowledgement. It gives the last entry that was acknowledged.
func (w *world) killWriter(k, n int, after time.Duration) (last int64) {
	w.t.Helper()
	exe, err := os.Executable()
	w.must(err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), writerEnv+"="+w.root, fmt.Sprintf("%s_FROM=%d", writerEnv, k), writerEnv+"_COMMITS=1000")
	out, err := cmd.StdoutPipe()
	w.must(err)
	w.must(cmd.Start())
	lines := bufio.NewReader(out)
	for i := 0; ; i++ {
		if i == n {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		line, err := lines.ReadString('\n')
		if err != nil { // killed: half a line is no acknowledgement
			break
		}
		seq, err := strconv.ParseInt(strings.TrimSuffix(line, "\n"), 10, 64)
		w.must(err)
		last = seq
	}
	cmd.Wait()
	if last == 0 {
		w.t.Fatal("the writer acknowledged nothing")
	}
	return last
}
