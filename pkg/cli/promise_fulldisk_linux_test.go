package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPromise11FullDisk: an import and a purge on a small disk with less and less room: the
// exit status is that of the documents, nothing is counted in part, and with room again
// the same command succeeds.
func TestPromise11FullDisk(t *testing.T) {
	p := newProgram(t)
	disk := p.in("disk")
	p.must(os.Mkdir(disk, 0o700))
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=2m,mode=0700"); err != nil {
		t.Skipf("a small disk needs root and the right to mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	p.must(os.Symlink(filepath.Join(disk, "vault"), p.in("vault"))) // the commands look for ./vault
	p.ask("asha", 0, "vault init disk/vault --survey survey.yaml")
	p.export("first.csv", 2, false, month(1), month(2))
	p.ask("asha", 0, "import first.csv")
	full, whole := 0, 0
	for k, line := range []string{"import next.csv", "purge --yes"} {
		room := int64(0)
		for ; room <= 200; room += 8 { // in KiB
			p.export("next.csv", 2, true, month(1), month(3))
			if k == 1 {
				p.export("old.csv", 3, false, fmt.Sprintf("19%02d-01-02", 20+room/4))
				p.ask("asha", 0, "import old.csv")
			}
			before := p.standing("asha")
			p.fill(disk, room<<10)
			code := p.process("asha", line)
			said := p.err
			p.must(os.Remove(filepath.Join(disk, "filler")))
			now := p.standing("asha")
			change := now.rows - before.rows
			done := map[int]int64{0: 5 - 1, 1: -3}[k]
			switch {
			case code == exitUsage && change == 0 && now.quarantined == before.quarantined && now.entries == before.entries:
				full++
			case (code == 0 || code == exitAgain) && change == done:
				whole++
			default:
				t.Fatalf("%s with %d KiB: exit status %d, %+v, before %+v\n%s", line, room, code, now, before, said)
			}
			p.ask("asha", 0, line) // now there is room
			if again := p.standing("asha"); again.rows != before.rows+done {
				t.Fatalf("%s once more: %+v, before %+v", line, again, before)
			}
			if code == 0 && room > 0 {
				break
			}
		}
		if room == 0 || room > 200 {
			t.Errorf("%s: %d KiB", line, room)
		}
	}
	if full < 2 || whole == 0 {
		t.Errorf("the disk was full %d times, and had room %d times", full, whole)
	}
	p.sweep("asha")
}

// fill leaves so many bytes of a disk free.
func (p *program) fill(disk string, room int64) {
	p.t.Helper()
	var s syscall.Statfs_t
	p.must(syscall.Statfs(disk, &s))
	size := int64(s.Bavail)*s.Bsize - room
	if size < 0 {
		p.t.Fatalf("only %d bytes are free", size+room)
	}
	p.must(os.WriteFile(filepath.Join(disk, "filler"), make([]byte, size), 0o600))
}
