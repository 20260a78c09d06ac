//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestPromise13StoppedImport: a process is stopped (SIGSTOP) in the midst of an import, for more
// than a day as far as the times of its files tell. A purge sweeps nothing meanwhile, and
// the import goes on to its end.
func TestPromise13StoppedImport(t *testing.T) {
	for _, midst := range []string{"reading", "writing"} {
		t.Run(midst, func(t *testing.T) { stoppedImport(t, midst) })
	}
}

func stoppedImport(t *testing.T, midst string) {
	p := newProgram(t)
	p.ask("asha", 0, "vault init --survey survey.yaml")
	var days []string
	for i := range 60 { // many parts, so that writing takes a while
		days = append(days, month(i))
	}
	want := p.longExport("in.csv", midst, days)
	p.export("old.csv", 1, false, "1999-01-02")
	p.ask("asha", 0, "import old.csv")
	before := p.standing("asha")
	stray := "parts/1999-01-00112233445566778899aabbccddeeff.core.age"
	p.write("vault/"+stray, "left by a crash")
	p.must(os.Chmod(p.in("vault/"+stray), 0o600))
	known := len(p.names("parts"))
	data, err := os.ReadFile(p.in("in.csv"))
	p.must(err)

	c := p.command("asha", "import - --format json")
	in, err := c.StdinPipe()
	p.must(err)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	p.must(c.Start())
	defer c.Process.Kill()
	half := len(data) / 2
	_, err = in.Write(data[:half])
	p.must(err)
	if midst == "writing" {
		_, err = in.Write(data[half:])
		p.must(err)
		p.must(in.Close())
		for i := 0; len(p.names("parts")) < known+10; i++ {
			if i > 10_000 {
				t.Fatalf("it wrote nothing: %s", errs.String())
			}
			time.Sleep(100 * time.Microsecond)
		}
	}
	p.must(c.Process.Signal(syscall.SIGSTOP))
	p.stopped(c.Process.Pid)
	if midst == "writing" && len(p.names("ledger")) != int(before.entries) {
		t.Fatal("it was stopped too late")
	}
	p.age(25 * time.Hour)

	// The purge does what is due, and leaves alone what may be somebody's.
	files := len(p.names("parts"))
	p.ask("asha", 0, "purge --yes --format json")
	var doc purgeDocument
	p.document(&doc)
	if doc.Swept != 0 || len(doc.Removed) != 3 {
		t.Errorf("%+v", doc)
	}
	if got := len(p.names("parts")); got != files-3 {
		t.Errorf("%d files in parts, want %d", got, files-3)
	}

	p.must(c.Process.Signal(syscall.SIGCONT))
	if midst == "reading" {
		_, err = io.Copy(in, bytes.NewReader(data[half:]))
		p.must(err)
		p.must(in.Close())
	}
	if err := c.Wait(); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	p.out = out.String()
	var done importDocument
	if p.document(&done); done.Imported != want || done.Entry == nil {
		t.Errorf("%+v", done)
	}
	if now := p.standing("asha"); now.rows != before.rows-1+want {
		t.Errorf("%+v, before %+v", now, before)
	}
	// Now nobody holds the lock.
	p.age(25 * time.Hour)
	p.ask("asha", 0, "purge --yes --format json")
	if p.document(&doc); doc.Swept != 1 {
		t.Errorf("%+v", doc)
	}
}

// longExport writes an export with two rows a day; for a process that is to be stopped while it
// reads, many more, long ones: the first 8 MiB are looked at before the lock is taken.
func (p *program) longExport(name, midst string, days []string) (rows int64) {
	p.t.Helper()
	if midst == "writing" {
		p.export(name, 2, false, days...)
		return int64(2 * len(days))
	}
	var b strings.Builder
	b.WriteString("id,email,at,score,region,why,other\n")
	for rows = 0; rows < 10_000; rows++ {
		fmt.Fprintf(&b, "s%d,,%sT10:00:00Z,9,North,fine,%02000d\n", rows, days[int(rows)%len(days)], rows)
	}
	p.write(name, b.String())
	return rows
}

// stopped waits until the process holds the vault's lock and stands still.
func (p *program) stopped(pid int) {
	p.t.Helper()
	p.locked()
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		p.t.Fatalf("%v, %v", status, err)
	}
}
