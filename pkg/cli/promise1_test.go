//go:build unix

package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

const canary = "ZubeidaQuillfeather"

// disguises are the canary in the forms in which it might get to a disk.
func disguises() map[string][]byte {
	forms := map[string][]byte{"plain": []byte(canary), "small": []byte(strings.ToLower(canary)), "hex": []byte(hex.EncodeToString([]byte(canary)))}
	for i := range 3 { // however many bytes stand before it
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", i) + canary))
		forms[fmt.Sprintf("base64 %d", i)] = []byte(text[4 : len(text)-4])
	}
	little, big := []byte{}, []byte{}
	for _, u := range utf16.Encode([]rune(canary)) {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	forms["UTF-16LE"], forms["UTF-16BE"] = little, big
	return forms
}

// search looks for the canary in every file below the directories, and gives how many it read.
func search(t *testing.T, dirs ...string) (files int, found []string) {
	t.Helper()
	forms := disguises()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			files++
			data, err := os.ReadFile(path)
			for how, form := range forms {
				if bytes.Contains(data, form) || bytes.Contains([]byte(path), form) {
					found = append(found, path+" ("+how+")")
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files, found
}

// canaryRow is a response with the canary in every field that may be personal.
func canaryRow(i int) []string {
	return []string{fmt.Sprintf("%s-%d", canary, i), canary + "@mail.invalid", "+91 98450 98450 " + canary, "2026-02-03T10:00:00Z",
		fmt.Sprint(i % 11), canary + "-West", "call " + canary + ", please", canary + " else"}
}

var canaryHeader = []string{"id", "email", "phone", "at", "score", "region", "why", "other"}

// canaryInputs writes the same kind of export in each format that is read.
func (p *program) canaryInputs() []string {
	p.t.Helper()
	p.must(os.Mkdir(p.in("in"), 0o700))
	n := 0
	rows := func() (list [][]string) {
		for range 20 {
			n++
			list = append(list, canaryRow(n))
		}
		bad := canaryRow(0) // goes to the quarantine
		bad[4] = canary
		return append(list, bad)
	}
	csv := func() string {
		text := strings.Join(canaryHeader, ",") + "\n"
		for _, r := range rows() {
			text += `"` + strings.Join(r, `","`) + "\"\n"
		}
		return text
	}
	p.write("in/a.csv", csv())
	var lines strings.Builder
	for _, r := range rows() {
		var cells []string
		for i, name := range canaryHeader {
			cells = append(cells, fmt.Sprintf("%q:%q", name, r[i]))
		}
		lines.WriteString("{" + strings.Join(cells, ",") + "}\n")
	}
	p.write("in/b.ndjson", lines.String())
	book := excelize.NewFile()
	for y, r := range append([][]string{canaryHeader}, rows()...) {
		for x, text := range r {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			p.must(err)
			p.must(book.SetCellValue("Sheet1", cell, text))
		}
	}
	p.must(book.SaveAs(p.in("in/c.xlsx")))
	data, err := os.ReadFile(filepath.Join(p.home("asha"), ".config/nps/card"))
	p.must(err)
	card, err := ledger.ParseCard(data)
	p.must(err)
	to, err := keyring.ParseRecipient(card.Recipient)
	p.must(err)
	sealed, err := keyring.SealBytes([]byte(csv()), to)
	p.must(err)
	p.write("in/d.csv.age", string(sealed))
	return []string{"in/a.csv", "in/b.ndjson", "in/c.xlsx", "in/d.csv.age"}
}

// TestPromise1CanariesOfTheCommand: after an import of every format, and in the midst of one
// from standard input, nothing of an answer can be read on the disk: not in the
// vault, nor in the temporary, configuration, state and cache directories, nor in a file that has no name any more.
func TestPromise1CanariesOfTheCommand(t *testing.T) {
	p := newProgram(t)
	p.write("survey.yaml", strings.Replace(promiseSurvey, "max_invalid: 60%", "max_invalid: 60%, max_blank: 60%", 1))
	p.wants("asha", 0, "vault init --survey survey.yaml")
	for _, input := range p.canaryInputs() {
		p.wants("asha", 0, "import --format json "+input)
		var doc importDocument
		if p.document(&doc); doc.Imported != 20 || doc.Quarantined != 1 {
			t.Fatalf("%s: %+v", input, doc)
		}
	}
	p.must(os.RemoveAll(p.in("in")))
	if n, found := search(t, p.dir); n < 40 || len(found) > 0 {
		t.Fatalf("%d files; %q", n, found)
	}

	c := p.command("asha", "import -")
	c.Stdin = nil
	in, err := c.StdinPipe()
	p.must(err)
	var errs bytes.Buffer
	c.Stderr = &errs
	p.must(c.Start())
	defer c.Process.Kill()
	padding := strings.Repeat(" and so on", 200)
	send := func(from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			if _, err := io.WriteString(in, `"`+strings.Join(canaryRow(i), `","`)+padding+"\"\n"); err != nil {
				t.Fatalf("%v, %v: %s", err, c.Wait(), errs.String())
			}
		}
	}
	_, err = io.WriteString(in, strings.Join(canaryHeader, ",")+"\n")
	p.must(err)
	send(1000, 6000) // more than the 8 MiB that are looked at first
	p.locked()
	p.must(c.Process.Signal(syscall.SIGSTOP))
	_, found := search(t, p.dir)
	_, open := search(t, p.nameless(c.Process.Pid))
	if found = append(found, open...); len(found) > 0 {
		t.Errorf("in the midst of standard input: %q", found)
	}
	p.must(c.Process.Signal(syscall.SIGCONT))
	send(6000, 6100)
	p.must(in.Close())
	if err := c.Wait(); err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	if _, found := search(t, p.dir); len(found) > 0 {
		t.Errorf("after standard input: %q", found)
	}
	p.wants("asha", 0, "score --by region --format json")
	if p.says(`"n": 5180`, canary); t.Failed() { // it is a dimension's value, too
		t.Fatal("the canary was never taken in")
	}

	// The search itself finds what it looks for.
	forms := disguises()
	for how, form := range forms {
		p.write("found", string(form))
		if _, found := search(t, p.in("found")); len(found) == 0 {
			t.Errorf("%s is not found", how)
		}
	}
}

// locked waits until somebody holds the lock of the vault.
func (p *program) locked() {
	p.t.Helper()
	f, err := os.OpenFile(p.in("vault/lock"), os.O_RDWR, 0)
	p.must(err)
	defer f.Close()
	for range 5000 {
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == syscall.EWOULDBLOCK {
			return
		}
		syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
		time.Sleep(2 * time.Millisecond)
	}
	p.t.Fatal("nobody took the lock")
}

// nameless copies the files that a process holds open and that have no name any more, where the system
// shows them.
func (p *program) nameless(pid int) string {
	p.t.Helper()
	to := p.t.TempDir()
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return to
	}
	for _, f := range list {
		path := fmt.Sprintf("/proc/%d/fd/%s", pid, f.Name())
		if name, err := os.Readlink(path); err == nil && strings.HasSuffix(name, " (deleted)") {
			data, err := os.ReadFile(path)
			p.must(err)
			p.must(os.WriteFile(filepath.Join(to, f.Name()), data, 0o600))
		}
	}
	return to
}
