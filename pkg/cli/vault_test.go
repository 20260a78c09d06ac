package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// vaultRun is a folder with a vault, people with homes of their own, and a clock that
// tests move. Commands run in this process.
type vaultRun struct {
	t        *testing.T
	dir      string
	now      time.Time
	in       string // standard input of the next command
	out, err string // of the last one
	sources  int
}

func newVaultRun(t *testing.T) *vaultRun {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("a vault needs permissions and locks of Unix")
	}
	dir := t.TempDir()
	if fast, err := os.MkdirTemp("/dev/shm", "nps-cli-"); err == nil { // a sync costs nothing there
		t.Cleanup(func() { os.RemoveAll(fast) })
		dir = fast
	}
	return &vaultRun{t: t, dir: dir, now: time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)}
}

func (w *vaultRun) home(person string) string { return filepath.Join(w.dir, "home", person) }

// as runs a command line of words without blanks and wants an exit status.
func (w *vaultRun) as(person string, want int, line string) {
	w.t.Helper()
	var out, errs bytes.Buffer
	code := Main(System{Args: strings.Fields(line), In: strings.NewReader(w.in), Out: &out, Err: &errs, Dir: w.dir,
		Environ: []string{"HOME=" + w.home(person), "USER=" + person}, Now: func() time.Time { return w.now }})
	w.in, w.out, w.err = "", out.String(), errs.String()
	if code != want {
		w.t.Fatalf("%s: nps %s: exit status %d, want %d\n%s%s", person, line, code, want, w.out, w.err)
	}
	if strings.Contains(w.out+w.err, "AGE-SECRET-KEY") || strings.Contains(w.out+w.err, "PRIVATE+KEY") {
		w.t.Fatalf("nps %s shows a secret key", line)
	}
}

// says wants texts in what the last command printed on both streams.
func (w *vaultRun) says(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if !strings.Contains(w.out+w.err, text) {
			w.t.Errorf("%q is not in\n%s%s", text, w.out, w.err)
		}
	}
}

// document reads the JSON document of the last command.
func (w *vaultRun) document(into any) {
	w.t.Helper()
	d := json.NewDecoder(strings.NewReader(w.out))
	if err := d.Decode(into); err != nil {
		w.t.Fatalf("%v in %s", err, w.out)
	}
	if _, err := d.Token(); err != io.EOF {
		w.t.Errorf("more than one document: %s", w.out)
	}
}

func (w *vaultRun) write(name, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// rows takes answers of one day into the vault, by the keys in a person's home.
func (w *vaultRun) rows(person, day string, n int) {
	w.t.Helper()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	config := filepath.Join(w.home(person), ".config", "nps")
	data, err := os.ReadFile(filepath.Join(config, "identity"))
	must(err)
	ids, err := keyring.ParseIdentities(data)
	must(err)
	data, err = os.ReadFile(filepath.Join(config, "signing-key"))
	must(err)
	signer, err := ledger.ParseSigner(string(data))
	must(err)
	u := &vault.User{Identities: ids, Signer: signer, Config: config, State: filepath.Join(w.home(person), ".local", "state", "nps")}
	v, err := vault.Open(filepath.Join(w.dir, "vault"), u, func() time.Time { return w.now })
	must(err)
	defer v.Close()
	at, err := time.Parse("2006-01-02", day)
	must(err)
	in, err := v.Intake(context.Background(), vault.IntakeOptions{})
	must(err)
	defer in.Abort()
	worker := in.Worker()
	for i := range n {
		_, err := worker.Add(&vault.Row{Row: part.Row{Score: uint8(i % 11), Day: int32(at.Unix() / 86400)}})
		must(err)
	}
	w.sources++
	_, err = in.Commit(context.Background(), sha256.Sum256(fmt.Append(nil, w.sources)), "")
	must(err)
}

// files lists every file below the folder, so that a test sees what a failed command left.
func (w *vaultRun) files() []string {
	w.t.Helper()
	var list []string
	err := filepath.WalkDir(w.dir, func(path string, _ os.DirEntry, err error) error {
		list = append(list, path)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func TestVaultInit(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init --recovery recovery.txt --tz Asia/Kolkata --bucket day")
	w.says("fingerprint  ", "asha, with every role", w.home("asha")+"/.config/nps/identity (new)", "loses the data", "Move recovery.txt offline")
	for _, name := range []string{"recovery.txt", "home/asha/.config/nps/identity", "home/asha/.config/nps/signing-key"} {
		info, err := os.Stat(filepath.Join(w.dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	w.as("asha", 0, "vault policy")
	w.says("bucket: day", "timezone: Asia/Kolkata")
	w.as("asha", 0, "vault status --format json")
	var doc statusDocument
	if w.document(&doc); doc.Entries != 1 || doc.Rows != 0 || doc.Survey != nil || len(doc.Fingerprint) != 64 || len(doc.Buckets) != 0 || len(doc.Warnings) != 0 {
		t.Errorf("%+v", doc)
	}
	// The recovery identity opens the vault's parts, and replaces nobody's signature.
	w.as("asha", 0, "vault verify --deep --identity recovery.txt")
	w.says("sound   1 entry")

	// A second vault is made with the same keys.
	w.as("asha", 0, "vault init other --quiet")
	if w.says("home/asha/.config/nps/identity\n"); strings.Contains(w.out, "(new)") || w.err != "" {
		t.Errorf("%s%s", w.out, w.err)
	}
}

func TestVaultInitRefusals(t *testing.T) {
	w := newVaultRun(t)
	w.write("policy.yaml", "retention: {core: 0 months}\n")
	w.write("kept.txt", "mine\n")
	if err := os.MkdirAll(filepath.Join(w.dir, "full", "something"), 0o700); err != nil {
		t.Fatal(err)
	}
	before := w.files()
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"vault init full", 2, "is not empty"},
		{"vault init a b", 2, "2 directories"},
		{"vault init --policy policy.yaml", 2, "policy.yaml:1:"},
		{"vault init --policy missing.yaml", 2, "missing.yaml"},
		{"vault init --survey missing.yaml", 2, "missing.yaml"},
		{"vault init --recovery kept.txt", 2, "is there already"},
		{"vault init --shared no-such-group-here", 2, "there is no group"},
		{"vault init --tz Nowhere/City", 2, "Nowhere/City"},
		{"vault init --name Asha", 2, "small letters"},
		{"vault init kept.txt", 2, "kept.txt"},
	} {
		w.as("asha", c.code, c.line)
		w.says(c.says)
		if after := w.files(); !slices.Equal(before, after) {
			t.Errorf("nps %s left %v, before were %v", c.line, after, before)
		}
	}
	// Half of the keys is not replaced by new ones.
	w.as("asha", 0, "keys generate")
	if err := os.Remove(filepath.Join(w.home("asha"), ".config/nps/signing-key")); err != nil {
		t.Fatal(err)
	}
	w.as("asha", 4, "vault init")
	w.says("only one is there")
}

func TestVaultOfSecondPerson(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2026-02-10", 20)
	w.as("asha", 0, "vault status --format json")
	var doc statusDocument
	w.document(&doc)
	w.as("ravi", 0, "keys generate --card ravi.card")
	w.says("name         ravi", " (of the card)")

	// Until he trusts it, nothing works, and another vault's fingerprint is no proof.
	for _, line := range []string{"vault status", "vault verify", "vault log", "keys list", "purge --dry-run"} {
		w.as("ravi", 6, line)
		w.says("not trusted yet", doc.Fingerprint, "nps keys trust FINGERPRINT")
	}
	w.as("ravi", 2, "keys trust 1234")
	w.as("ravi", 6, "keys trust "+strings.Repeat("0", 64))
	w.says("its fingerprint is another one")
	w.as("ravi", 0, "keys trust "+doc.Fingerprint)
	w.as("ravi", 0, "vault status")
	w.says("20 answers in 1 bucket", "rollback not checked")
	w.as("ravi", 0, "vault status")
	if w.err != "" {
		t.Errorf("the second time: %s", w.err)
	}

	// He is nobody yet.
	w.as("ravi", 6, "purge --yes")
	w.says("ravi is nobody here")
	w.as("ravi", 0, "vault verify --deep")
	w.says("do not open the tier core", "do not open the tier person")

	w.as("asha", 0, "keys grant analyst --card ravi.card")
	w.says("granted      analyst to ravi (entry 2)")
	w.as("ravi", 0, "vault verify --deep")
	if w.says("do not open the tier person"); strings.Contains(w.out, "do not open the tier core") {
		t.Errorf("an analyst does not open core:\n%s", w.out)
	}
	w.as("asha", 0, "keys list --format json")
	var people keysDocument
	w.document(&people)
	if len(people.People) != 2 || !people.People[0].You || people.People[1].You || !slices.Equal(people.People[1].Roles, []string{"analyst"}) || len(people.Roles) != 3 {
		t.Errorf("%+v", people)
	}
	w.as("ravi", 6, "keys grant owner --card ravi.card")
	w.says("ravi has not the role owner")
	w.as("ravi", 6, "keys revoke asha --yes")
	w.as("asha", 2, "keys revoke ravi") // nobody can be asked
	w.as("asha", 0, "keys revoke ravi --yes")
	w.says("revoked      ravi", "nps keys rotate analyst")
	w.as("asha", 0, "keys rotate analyst --deep")
	w.says("rotated      analyst to generation 2")
	w.as("ravi", 0, "vault verify --deep")
	w.says("do not open the tier core")
	w.as("asha", 6, "keys revoke asha --yes")
	w.as("asha", 0, "vault log")
	w.says("made the vault", "ravi: analyst", "actor.revoke", "analyst, generation 2", "20 rows")
	w.as("asha", 0, "vault log --format ndjson --last 1")
	var line logLine
	if w.document(&line); line.Op != "role.rotate" || line.Schema != "nps.vault-log/1" {
		t.Errorf("%+v", line)
	}
}

func TestKeysRefusals(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.write("no.card", "a card?\n")
	w.write("big.card", strings.Repeat("x", maxCard+1))
	w.as("ravi", 0, "keys generate --card ravi.card --name ravi-2")
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"keys generate", 2, "is there already"},
		{"keys grant boss --card ravi.card", 2, "there is no role"},
		{"keys grant analyst", 2, "no card is given"},
		{"keys grant analyst --card missing.card", 3, "missing.card"},
		{"keys grant analyst --card no.card", 3, "is no card"},
		{"keys grant analyst --card big.card", 3, "too large"},
		{"keys grant", 2, "takes one role"},
		{"keys revoke zoe --yes", 2, "nobody called"},
		{"keys rotate owner", 2, "there is no role"},
		{"keys list --vault nothing", 2, "is no vault"},
		{"keys list --identity missing", 0, ""}, // needs no key, so none is read
		{"vault verify --deep --identity missing", 4, "missing"},
		{"vault verify --deep --identity no.card", 6, "others may read"},
		{"vault policy --dry-run", 2, "is for a policy"},
		{"vault log --last -1", 2, "number of entries"},
		{"vault status --head --format json", 2, "signed note"},
		{"vault status --max-purge-age soon", 2, "no length of time"},
		{"vault verify --anchor missing", 3, "missing"},
	} {
		w.as("asha", c.code, c.line)
		w.says(c.says)
	}
	// Without a vault in the folder.
	if err := os.Rename(filepath.Join(w.dir, "vault"), filepath.Join(w.dir, "moved")); err != nil {
		t.Fatal(err)
	}
	w.as("asha", 2, "vault status")
	w.says("no vault is named")
	w.as("asha", 0, "vault status --vault moved")
}

func TestPassphrase(t *testing.T) {
	w := newVaultRun(t)
	w.in = "correct horse\n"
	w.as("asha", 0, "keys generate --passphrase --passphrase-fd 0")
	w.as("asha", 4, "vault init")
	w.says("no terminal to ask on", "--passphrase-fd")
	w.in = "wrong\n"
	w.as("asha", 4, "vault init --passphrase-fd 0")
	w.says("the passphrase is wrong")
	w.as("asha", 2, "vault init --passphrase-fd 0")
	w.says("no passphrase")
	w.in = "correct horse\r\n"
	w.as("asha", 0, "vault init --passphrase-fd 0")
	w.as("asha", 0, "vault status") // needs no key, so nobody is asked
	w.as("asha", 4, "purge --yes")  // the signing key is sealed, too
}

func TestVaultDamageAndRollback(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2026-02-10", 5)
	w.as("asha", 0, "vault status --head -o head.txt")
	entry := filepath.Join(w.dir, "vault", "ledger", "0000000001")
	data, err := os.ReadFile(entry)
	if err != nil {
		t.Fatal(err)
	}
	w.as("asha", 0, "vault verify --anchor head.txt --format json")
	var doc verifyDocument
	if w.document(&doc); !doc.OK || !doc.Anchor || doc.Entries != 2 || doc.Files < 9 || len(doc.Findings) != 0 {
		t.Errorf("%+v", doc)
	}

	// The tail is cut: whoever has a pin or the anchor sees it.
	if err := os.Remove(entry); err != nil {
		t.Fatal(err)
	}
	w.as("asha", 5, "vault status")
	w.says("rolled back")
	w.as("asha", 5, "vault verify --format json")
	if w.document(&doc); doc.OK || doc.Findings[0].ID != "rolled-back" {
		t.Errorf("%+v", doc)
	}
	os.RemoveAll(filepath.Join(w.home("asha"), ".local"))
	w.as("asha", 5, "vault verify --anchor head.txt")
	w.says("anchor-mismatch", "DAMAGED")

	// A bit flips.
	os.RemoveAll(filepath.Join(w.home("asha"), ".local"))
	if err := os.WriteFile(entry, data, 0o600); err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join(w.dir, "vault/parts/*.core.age"))
	if err != nil || len(parts) != 1 {
		t.Fatal(parts, err)
	}
	bytes, err := os.ReadFile(parts[0])
	if err != nil {
		t.Fatal(err)
	}
	bytes[len(bytes)-1] ^= 1
	if err := os.WriteFile(parts[0], bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	w.as("asha", 5, "vault verify --format json")
	if w.document(&doc); doc.OK || len(doc.Findings) != 1 || doc.Findings[0].ID != "file-changed" || !strings.HasSuffix(doc.Findings[0].File, ".core.age") {
		t.Errorf("%+v", doc)
	}
	if err := os.Chmod(filepath.Join(w.dir, "vault"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.as("asha", 6, "vault status")
	w.says("others may read", "chmod")
}

func TestVaultPolicy(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2025-08-10", 7)
	w.as("asha", 0, "vault policy -o now.yaml")
	w.as("asha", 0, "vault policy now.yaml")
	w.says("nothing to set")
	w.write("short.yaml", "retention: {person: 3 months}\n")
	w.write("wrong.yaml", "retention: {persons: 3 months}\n")
	w.as("asha", 0, "vault policy short.yaml --dry-run")
	w.says("2025-08     person      7 rows")
	w.as("asha", 2, "vault policy short.yaml")
	w.says("give --yes")
	w.as("asha", 2, "vault policy wrong.yaml --yes")
	w.says("wrong.yaml:1:13")
	w.as("asha", 0, "vault policy")
	w.says("person: 12 months")
	w.as("asha", 0, "vault policy short.yaml --yes")
	w.says("set (entry 2)")
	w.as("asha", 0, "vault policy")
	w.says("person: 3 months")
	w.as("asha", 0, "purge --yes")
	w.says("removed 1 tier   entry 3", "2025-08  person     7")
}
