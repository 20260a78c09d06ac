//go:build unix

package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// program is a folder with a vault whose commands are processes of their own: the tests
// named after the promises of a vault that a process alone can break. What is asked of the vault
// between them runs in this process, which is quicker.
type program struct {
	*vaultRun
	bin  string
	rows int // written by export so far, for ids that nobody has yet

	was      standing // after the last kill
	prepared int64    // rows that came since

	largest int // bytes of the largest process that was measured
}

func newProgram(t *testing.T) *program {
	t.Helper()
	w := newVaultRun(t)
	bin, err := exec.LookPath("nps") // the test binary by another name, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	p := &program{vaultRun: w, bin: bin}
	p.must(os.Mkdir(filepath.Join(w.dir, "tmp"), 0o700))
	p.write("survey.yaml", promiseSurvey)
	p.now = time.Now()
	return p
}

// promiseSurvey has a column of each role that an import keeps apart.
const promiseSurvey = `survey: shop
columns:
  - {from: id, role: response_id}
  - {from: email, role: respondent, kind: email}
  - {from: at, role: time}
  - {from: score, role: score}
  - {from: region, role: dimension}
  - {from: why, role: comment}
rules: {max_invalid: 60%}
`

func (p *program) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// in is the path of a file of the test.
func (p *program) in(name string) string { return filepath.Join(p.dir, name) }

// command is a command line of words without blanks, not started yet.
func (p *program) command(person, line string) *exec.Cmd {
	c := exec.Command(p.bin, strings.Fields(line)...)
	c.Dir = p.dir
	c.Env = []string{"HOME=" + p.home(person), "USER=" + person, "WORK=" + p.dir, "TMPDIR=" + p.in("tmp")}
	return c
}

// process runs a command line to its end and gives its exit status; what it printed can be
// asked for by says and document.
func (p *program) process(person, line string) int {
	p.t.Helper()
	return p.end(p.command(person, line))
}

func (p *program) end(c *exec.Cmd) int {
	p.t.Helper()
	var out, errs bytes.Buffer
	if c.Stdout == nil {
		c.Stdout = &out
	}
	c.Stderr = &errs
	err := c.Run()
	p.out, p.err = out.String(), errs.String()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return c.ProcessState.ExitCode()
}

// wants runs a process that ends with a status.
func (p *program) wants(person string, code int, line string) {
	p.t.Helper()
	if got := p.process(person, line); got != code {
		p.t.Fatalf("%s: nps %s: exit status %d, want %d\n%s%s", person, line, got, code, p.out, p.err)
	}
}

// ask runs a command in this process, by the clock of the machine.
func (p *program) ask(person string, code int, line string) {
	p.t.Helper()
	p.now = time.Now()
	p.as(person, code, line)
}

// export writes an export with so many answers on each of some days; every score is a
// promoter's. With broken a last row has no score.
func (p *program) export(name string, each int, broken bool, days ...string) {
	p.t.Helper()
	var b strings.Builder
	b.WriteString("id,email,at,score,region,why\n")
	row := func(day, score string) {
		p.rows++
		fmt.Fprintf(&b, "r%d,p%d@mail.invalid,%sT10:00:00Z,%s,North,fine\n", p.rows, p.rows, day, score)
	}
	for _, day := range days {
		for range each {
			row(day, "9")
		}
	}
	if broken {
		row(days[0], "eleven")
	}
	p.write(name, b.String())
}

// month gives the first day of a month so far before this one.
func month(before int) string {
	now := time.Now().UTC()
	return time.Date(now.Year(), now.Month()-time.Month(before), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// standing is what a vault counts.
type standing struct {
	rows, quarantined, entries int64
	people, generation         int // those that are named, and how often analyst was rotated
}

// standing looks whether the vault is sound, whether what is read is what its ledger
// says, and gives the numbers. Notes are no damage.
func (p *program) standing(person string) (s standing) {
	p.t.Helper()
	v := p.open(person)
	defer v.Close()
	verdict, err := v.Verify(context.Background(), false)
	p.must(err)
	if !verdict.OK {
		p.t.Fatalf("%+v", verdict)
	}
	for _, k := range v.People() {
		if len(k.Lacks) > 0 || len(k.Roles) == 0 && !k.IsRevoked() {
			p.t.Fatalf("a grant is there in part: %s %v, lacks %v", k.Name, k.Roles, k.Lacks)
		}
	}
	status := v.Status()
	role, _ := v.State().Role("analyst")
	s = standing{status.Rows, status.Quarantined, status.Entries, len(v.People()), role.Generation}
	p.ask(person, 0, "score --format json")
	var score struct {
		Total struct{ N, Promoters int64 } `json:"total"`
	}
	p.must(json.Unmarshal([]byte(p.out), &score))
	if score.Total.N != s.rows || score.Total.Promoters != s.rows {
		p.t.Fatalf("%+v are scored of %d rows", score.Total, s.rows)
	}
	return s
}

// open opens the vault in this process, with the keys of a person's home.
func (p *program) open(person string) *vault.Vault {
	p.t.Helper()
	config := filepath.Join(p.home(person), ".config", "nps")
	u := &vault.User{Config: config, State: filepath.Join(p.home(person), ".local", "state", "nps")}
	data, err := os.ReadFile(filepath.Join(config, "identity"))
	p.must(err)
	u.Identities, err = keyring.ParseIdentities(data)
	p.must(err)
	v, err := vault.Open(p.in("vault"), u, time.Now)
	p.must(err)
	return v
}

// sweep makes all that lies about a day older, and purges: nothing may be left that the ledger
// does not name.
func (p *program) sweep(person string) {
	p.t.Helper()
	p.age(25 * time.Hour)
	p.ask(person, 0, "purge --yes")
	p.ask(person, 0, "vault verify --deep --format json")
	var verdict verifyDocument
	if p.document(&verdict); !verdict.OK || len(verdict.Findings) > 0 {
		p.t.Fatalf("after a purge: %+v", verdict)
	}
}

// age sets back the time of every file that a sweep may take.
func (p *program) age(by time.Duration) {
	p.t.Helper()
	when := time.Now().Add(-by)
	for _, folder := range []string{"parts", "keys/parts", "keys/roles", "quarantine", "tmp"} {
		for _, name := range p.names(folder) {
			if err := os.Chtimes(p.in("vault/"+folder+"/"+name), when, when); err != nil && !errors.Is(err, fs.ErrNotExist) {
				p.t.Fatal(err)
			}
		}
	}
}

// names lists a folder of the vault.
func (p *program) names(folder string) []string {
	p.t.Helper()
	list, err := os.ReadDir(p.in("vault/" + folder))
	p.must(err)
	var names []string
	for _, f := range list {
		names = append(names, f.Name())
	}
	return names
}

// newCard makes the card of somebody who needs no key of his own for the test.
func (p *program) newCard(name string) string {
	p.t.Helper()
	id, err := keyring.Generate()
	p.must(err)
	s, _, err := ledger.GenerateSigner(name)
	p.must(err)
	card, err := s.Card(id.Recipient().String())
	p.must(err)
	p.write(name+".card", string(card))
	return name + ".card"
}

// entriesOf says that every acknowledged entry is another one and is there.
func (p *program) entriesOf(acknowledged []int64, entries int64) {
	p.t.Helper()
	slices.Sort(acknowledged)
	for i, n := range acknowledged {
		if i > 0 && n == acknowledged[i-1] {
			p.t.Errorf("entry %d was acknowledged twice", n)
		}
		if n <= 0 || n >= entries {
			p.t.Errorf("entry %d was acknowledged, and there are %d", n, entries)
		}
	}
}
