//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
)

// victim is one command that is killed.
type victim struct {
	name string
	line func(k int) string
	// prepare makes something to do for the kth try.
	prepare func(k int)
	// after says what the vault counts when the command was carried out.
	after func(before standing) standing
	took  time.Duration // undisturbed, the quicker of two
}

// victims are import, purge, grant and rotation, in turn.
func (p *program) victims() []*victim {
	due := int64(0) // rows that a purge which was killed left
	return []*victim{
		{name: "import", line: func(int) string { return "import next.csv" },
			prepare: func(int) { p.export("next.csv", 1, true, month(1), month(2)) },
			after: func(s standing) standing {
				s.rows, s.quarantined = s.rows+2, s.quarantined+1
				return s
			}},
		{name: "purge", line: func(int) string { return "purge --yes" },
			prepare: func(k int) {
				p.export("old.csv", 3, false, time.Date(1950, time.Month(1+k), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
				p.ask("asha", 0, "import old.csv")
				p.prepared = 3
				v := p.open("asha")
				defer v.Close()
				due = 0
				for _, b := range v.Status().Buckets {
					if b.Bucket < "2000" {
						due += b.Rows
					}
				}
			},
			after: func(s standing) standing { s.rows -= due; return s }},
		{name: "grant", line: func(k int) string { return fmt.Sprintf("keys grant analyst --card ravi%d.card", k) },
			prepare: func(k int) { p.newCard(fmt.Sprintf("ravi%d", k)) }, after: func(s standing) standing { s.people++; return s }},
		{name: "rotate", line: func(int) string { return "keys rotate analyst" }, prepare: func(int) {}, after: func(s standing) standing { s.generation++; return s }},
	}
}

// TestPromise11KilledProcesses: the program is killed (SIGKILL) at random moments of an import, a
// purge, a grant and a rotation. Each time the vault is sound, a change is there as
// a whole or not at all, what was acknowledged is there, and what is left is not read.
func TestPromise11KilledProcesses(t *testing.T) {
	kills, each := 208, 26 // a long ledger takes time, each time that it is verified
	if testing.Short() {
		kills, each = 8, 8
	}
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // commands in this process make much garbage
	r := rand.New(rand.NewPCG(11, 2026))
	var count struct{ killed, whole, done int }
	for count.killed < kills {
		p := newProgram(t)
		p.ask("asha", 0, "vault init --survey survey.yaml")
		p.export("first.csv", 5, false, month(1), month(2))
		p.ask("asha", 0, "import first.csv")
		list := p.victims()
		p.undisturbed(list)
		p.was, p.prepared = p.standing("asha"), 0
		killed := 0
		for k := 0; killed < each; k++ {
			if k > 10*each {
				t.Fatalf("only %d of %d processes could be killed before their end", killed, k)
			}
			v := list[k%len(list)]
			after := time.Duration(r.Int64N(int64(v.took)))
			switch k / len(list) % 4 {
			case 2: // about the commit, which comes late
				after = v.took*6/10 + after*5/10
			case 3: // as soon as it is seen
				after = 0
			}
			switch p.kill(v, 10+k, after) {
			case "killed":
				killed++
			case "killed after the commit":
				killed++
				count.whole++
			default:
				count.done++
			}
		}
		count.killed += killed
		p.sweep("asha")
	}
	t.Logf("%d processes were killed, %d of them after their commit; %d ended before", count.killed, count.whole, count.done)
	if !testing.Short() && (count.whole == 0 || count.whole == count.killed) {
		t.Error("all kills came on one side of the commit")
	}
}

// undisturbed runs each command twice and measures it.
func (p *program) undisturbed(list []*victim) {
	p.t.Helper()
	for _, v := range list {
		for k := range 2 {
			v.prepare(k)
			start := time.Now()
			p.wants("asha", 0, v.line(k))
			if took := time.Since(start); v.took == 0 || took < v.took {
				v.took = took
			}
		}
	}
}

// kill runs a command, kills it after a while, and judges the vault.
func (p *program) kill(v *victim, k int, after time.Duration) string {
	p.t.Helper()
	before := p.was
	v.prepare(k)
	before.rows += p.prepared
	p.prepared = 0
	entries := len(p.names("ledger"))
	c := p.command("asha", v.line(k))
	var errs bytes.Buffer
	c.Stderr = &errs
	p.must(c.Start())
	if after > 0 {
		time.Sleep(after)
	} else {
		p.committed(entries)
	}
	p.must(c.Process.Kill())
	c.Wait()
	status := c.ProcessState.Sys().(syscall.WaitStatus)
	if status.Exited() && status.ExitStatus() != 0 {
		p.t.Fatalf("%s failed: %d %s", v.name, status.ExitStatus(), errs.String())
	}
	acknowledged := status.Exited()
	now := p.standing("asha")
	p.was = now
	want := v.after(before)
	before.entries, want.entries, now.entries = 0, 0, 0 // a receipt of an earlier purge may have come
	whole := now == want
	switch {
	case acknowledged && !whole:
		p.t.Fatalf("%s was acknowledged after %s: %+v, want %+v", v.name, after, now, want)
	case !whole && now != before:
		p.t.Fatalf("%s, killed after %s, is there in part: %+v, before %+v", v.name, after, now, before)
	case acknowledged:
		return "done"
	}
	if v.name == "import" { // running it again is safe, whatever became of it
		p.ask("asha", 0, v.line(k))
		again := p.standing("asha")
		p.was = again
		if again.entries = 0; again != want {
			p.t.Fatalf("the import once more: %+v, want %+v", again, want)
		}
	}
	if whole {
		return "killed after the commit"
	}
	return "killed"
}

// committed returns when the ledger has one entry more, or after a while.
func (p *program) committed(entries int) {
	next := p.in(fmt.Sprintf("vault/ledger/%010d", entries))
	for range 400 {
		if _, err := os.Lstat(next); err == nil {
			return
		}
		time.Sleep(100 * time.Microsecond)
	}
}
