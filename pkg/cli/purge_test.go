package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// ledgerSize counts the entries of the vault.
func (w *vaultRun) ledgerSize() int {
	w.t.Helper()
	names, err := os.ReadDir(filepath.Join(w.dir, "vault", "ledger"))
	if err != nil {
		w.t.Fatal(err)
	}
	return len(names)
}

func (w *vaultRun) has(pattern string) bool {
	w.t.Helper()
	found, err := filepath.Glob(filepath.Join(w.dir, pattern))
	if err != nil {
		w.t.Fatal(err)
	}
	return len(found) > 0
}

func TestPurge(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2025-01-15", 30)
	w.rows("asha", "2026-02-20", 40)
	entries := w.ledgerSize()

	w.as("asha", 0, "purge --dry-run --format json")
	var doc purgeDocument
	w.document(&doc)
	if !doc.DryRun || len(doc.Removed) != 1 || doc.Removed[0].Bucket != "2025-01" || doc.Removed[0].Tier != "person" || doc.Removed[0].Rows != 30 ||
		doc.Entry != nil || doc.Next == nil || doc.Next.On != "2027-03-01" || doc.Next.Tier != "person" {
		t.Errorf("%+v", doc)
	}
	w.as("asha", 0, "purge --dry-run --as-of 2029-03-01 --format json")
	if w.document(&doc); len(doc.Removed) != 6 || doc.Next != nil {
		t.Errorf("%+v", doc)
	}
	w.as("asha", 0, "purge --dry-run --as-of 2029-03-01 --tier core,index")
	w.says("would remove 4 tiers")
	w.as("asha", 2, "purge")
	w.says("2025-01     person      30 rows", "no terminal to ask on", "give --yes")
	if got := w.ledgerSize(); got != entries || !w.has("vault/parts/2025-01-*.person.age") {
		t.Errorf("%d entries, before were %d", got, entries)
	}

	w.as("asha", 0, "purge --yes --format json")
	doc = purgeDocument{}
	w.document(&doc)
	if doc.DryRun || len(doc.Removed) != 1 || doc.Entry == nil || *doc.Entry != int64(entries) || doc.Receipt == nil || *doc.Receipt != int64(entries)+1 {
		t.Errorf("%+v", doc)
	}
	if w.has("vault/parts/2025-01-*.person.age") || w.has("vault/keys/parts/2025-01-*.person.1.age") || !w.has("vault/parts/2025-01-*.core.age") {
		t.Error("the person tier is still there, or more is gone")
	}
	w.as("asha", 0, "vault verify --deep")
	w.as("asha", 0, "vault status --format json")
	var status statusDocument
	w.document(&status)
	if len(status.Buckets) != 2 || status.Buckets[0].Tiers["person"] != "purged" || status.Buckets[0].Tiers["core"] != "present" || status.Buckets[0].PurgeAfter["core"] != "2028-02-01" {
		t.Errorf("%+v", status.Buckets)
	}
	w.as("asha", 0, "purge --yes")
	w.says("nothing is due", "next: person of 2026-02 on 2027-03-01")
	w.as("asha", 0, "vault log")
	w.says("2025-01 person", "the files of entry 3 are gone")
}

func TestPurgePlan(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2025-01-15", 30)
	w.as("asha", 0, "purge --plan plan.json")
	w.says("would remove 1 tier")
	plan, err := os.ReadFile(filepath.Join(w.dir, "plan.json"))
	if err != nil || !strings.Contains(string(plan), `"rows":30`) {
		t.Fatalf("%s, %v", plan, err)
	}
	w.write("edited.json", strings.Replace(string(plan), `"rows":30`, `"rows":31`, 1)+" ")
	w.as("asha", 3, "purge --apply edited.json --yes")
	w.says("no plan of a purge")
	w.as("asha", 3, "purge --apply missing.json --yes")
	w.as("asha", 2, "purge --apply plan.json")
	w.says("give --yes")

	w.rows("asha", "2026-02-20", 1)
	w.as("asha", 6, "purge --apply plan.json --yes")
	w.says("the vault has changed meanwhile")
	if !w.has("vault/parts/2025-01-*.person.age") {
		t.Error("a refused plan removed something")
	}
	w.as("asha", 0, "purge --plan plan.json --quiet")
	w.as("asha", 0, "purge --apply plan.json --yes")
	w.says("removed 1 tier   entry 3")
	if w.has("vault/parts/2025-01-*.person.age") {
		t.Error("the plan was not carried out")
	}
	w.as("asha", 6, "purge --apply plan.json --yes")
}

func TestPurgeRefusals(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	entries := w.ledgerSize()
	for _, c := range []struct {
		line string
		code int
		says string
	}{
		{"purge --dry-run --plan p.json", 2, "do not go together"},
		{"purge --print-cron --print-systemd", 2, "do not go together"},
		{"purge --as-of 2027-01-01", 2, "is for --dry-run"},
		{"purge --dry-run --as-of soon", 2, "is no day"},
		{"purge --dry-run --tier releases", 2, "core, index, person, quarantine"},
		{"purge --apply p.json --tier core", 2, "in the plan already"},
		{"purge --older-than 90d", 2, "is for --files"},
		{"purge --files *.csv", 2, "needs an age"},
		{"purge --files *.csv --older-than 3", 2, "no length of time"},
		{"purge --files [ --older-than 3d", 2, "no pattern"},
		{"purge --files *.csv --older-than 3d --tier core", 2, "--apply only"},
		{"purge --files *.csv --older-than 3d --plan p.json --dry-run", 2, "do not go together"},
		{"purge everything", 2, "takes no argument"},
		{"purge --yes --vault nothing", 2, "is no vault"},
	} {
		w.as("asha", c.code, c.line)
		w.says(c.says)
	}
	if got := w.ledgerSize(); got != entries || w.has("p.json") {
		t.Errorf("%d entries, before were %d", got, entries)
	}
}

// A clock that jumped removes nothing, until an owner says that it is right.
func TestPurgeClock(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2026-02-15", 9)
	w.as("cron", 0, "keys generate --card cron.card")
	w.as("asha", 0, "keys grant purger --card cron.card")
	w.as("asha", 0, "vault status --format json")
	var status statusDocument
	w.document(&status)
	w.as("cron", 0, "keys trust "+status.Fingerprint)

	w.now = w.now.AddDate(10, 0, 0)
	w.as("cron", 6, "purge --yes")
	w.says("the clock cannot be right", "--confirm-clock")
	w.as("cron", 0, "purge --dry-run")
	w.says("held by the clock rule")
	w.as("cron", 6, "purge --yes --confirm-clock")
	w.says("only an owner")
	if !w.has("vault/parts/2026-02-*.core.age") {
		t.Fatal("the clock removed something")
	}
	w.as("asha", 2, "purge --confirm-clock")
	w.as("asha", 0, "purge --yes --confirm-clock")
	w.says("removed 3 tiers")

	w.now = w.now.AddDate(-1, 0, 0)
	w.as("cron", 6, "purge --yes")
	w.says("the clock cannot be right")
}

func TestMissedPurge(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.rows("asha", "2025-03-15", 9) // person is due on 2026-04-01
	w.as("asha", 0, "vault status --max-purge-age 36h")
	w.now = time.Date(2026, 3, 13, 23, 0, 0, 0, time.UTC)
	w.as("asha", 1, "vault status --max-purge-age 36h")
	w.says("not even the weekly heartbeat")
	w.as("asha", 0, "vault status")
	w.as("asha", 0, "purge --yes --format json")
	var doc purgeDocument
	if w.document(&doc); doc.Heartbeat == nil || len(doc.Removed) != 0 {
		t.Errorf("%+v", doc)
	}
	w.as("asha", 0, "vault status --max-purge-age 36h")
	w.now = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	w.as("asha", 0, "vault status --max-purge-age 4w")
	w.now = time.Date(2026, 4, 2, 13, 0, 0, 0, time.UTC)
	w.rows("asha", "2026-04-01", 1)
	w.as("asha", 1, "vault status --max-purge-age 36h --format json")
	var status statusDocument
	w.document(&status)
	if n := len(status.Warnings); n != 1 || status.Warnings[0].ID != "purge-missed" || status.Overdue == nil || *status.Overdue != "2026-04-01T00:00:00Z" {
		t.Errorf("%+v", status)
	}
	w.as("asha", 0, "purge --yes")
	w.as("asha", 0, "vault status --max-purge-age 36h")
}

func TestPurgeFiles(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	if err := os.Mkdir(filepath.Join(w.dir, "exports"), 0o755); err != nil {
		t.Fatal(err)
	}
	export := func(name, day string) {
		w.write(name, "id,score,responded_at\n1,9,"+day+"T10:00:00Z\n2,3,"+day+"T11:00:00Z\n")
	}
	export("exports/old.csv", "2025-06-01")
	export("exports/new.csv", "2026-03-01")
	w.write("exports/other.csv", "nothing of ours\n")
	w.write("mine.txt", "mine\n")
	if err := os.Symlink(filepath.Join(w.dir, "mine.txt"), filepath.Join(w.dir, "exports/link.csv")); err != nil {
		t.Fatal(err)
	}
	ago := w.now.AddDate(-1, 0, 0)
	for _, name := range []string{"exports/other.csv", "exports/new.csv", "mine.txt"} {
		if err := os.Chtimes(filepath.Join(w.dir, name), ago, ago); err != nil {
			t.Fatal(err)
		}
	}
	before := w.files()
	w.as("asha", 0, "purge --files exports/*.csv --older-than 90d --dry-run")
	w.says("would remove 2 of 3 files")
	w.as("asha", 2, "purge --files exports/*.csv --older-than 90d")
	w.says("2025-06-01  exports/old.csv (content)", "2025-03-05  exports/other.csv (file-time)", "give --yes")
	// Who may not write the receipt removes nothing.
	w.as("asha", 0, "vault status --format json")
	var status statusDocument
	w.document(&status)
	w.as("ravi", 0, "keys generate")
	w.as("ravi", 0, "keys trust "+status.Fingerprint)
	w.as("ravi", 6, "purge --files exports/*.csv --older-than 90d --yes")
	w.says("no receipt could be written")
	if after := w.files(); !slices.Equal(withoutHomes(before), withoutHomes(after)) {
		t.Errorf("%v, before were %v", after, before)
	}

	w.as("asha", 0, "purge --files exports/*.csv --older-than 90d --yes --format json")
	var doc purgeDocument
	w.document(&doc)
	var actions []string
	for _, f := range doc.Files {
		actions = append(actions, f.Name+" "+f.By+" "+f.Action)
	}
	if want := []string{"exports/new.csv content keep", "exports/old.csv content removed", "exports/other.csv file-time removed"}; !slices.Equal(actions, want) || doc.Entry == nil {
		t.Errorf("%v, want %v; %+v", actions, want, doc)
	}
	if w.has("exports/o*.csv") || !w.has("exports/new.csv") || !w.has("exports/link.csv") || !w.has("mine.txt") {
		t.Error(w.files())
	}
	w.as("asha", 0, "vault log --format ndjson --last 1")
	var line logLine
	w.document(&line)
	var note state.PurgeFilesData
	if err := json.Unmarshal(line.Data, &note); err != nil || note.Files != 2 || note.Oldest != "2025-03-05" || note.Newest != "2025-06-01" || note.Bytes == 0 {
		t.Errorf("%+v, %v", line, err)
	}

	// Without a vault there is no receipt, and it says so.
	export("exports/old.csv", "2025-06-01")
	if err := os.Rename(filepath.Join(w.dir, "vault"), filepath.Join(w.dir, "away")); err != nil {
		t.Fatal(err)
	}
	w.as("asha", 0, "purge --files exports/old.csv --older-than 12w --yes")
	w.says("nothing keeps a receipt", "removed 1 of 1 file")
}

func withoutHomes(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(path string) bool { return strings.Contains(path, "/home") })
}

func TestPurgeUnits(t *testing.T) {
	w := newVaultRun(t)
	w.as("asha", 0, "vault init")
	w.as("asha", 0, "purge --print-cron")
	w.says("17 3 * * * ", " purge --yes --vault "+w.dir+"/vault >/dev/null")
	w.as("asha", 0, "purge --print-systemd -o units.txt")
	data, err := os.ReadFile(filepath.Join(w.dir, "units.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\nType=oneshot\n", "\nPersistent=true\n", "\nPrivateNetwork=yes\n", "--max-purge-age 36h", "\nReadWritePaths=" + w.dir + "/vault "} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%q is not in\n%s", want, data)
		}
	}

	// The units of a vault of a group, with names that need quotes.
	j := &purgeJob{program: "/opt/n p/nps", vault: "/srv/100%/$x", fingerprint: "abc", account: "nps-purge", group: "nps", home: "/var/lib/nps-purge"}
	text := j.systemd()
	for _, want := range []string{"keys grant purger --card ~/nps-purge.card", "useradd --system --gid nps", "\nUser=nps-purge\nGroup=nps\n",
		"\nExecStart=\"/opt/n p/nps\" purge --yes --vault /srv/100%%/$$x\n", "\nReadWritePaths=/srv/100%%/$x /var/lib/nps-purge\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if cron := j.cron(); !strings.Contains(cron, `'/opt/n p/nps' purge --yes --vault '/srv/100\%/$x' >/dev/null`) {
		t.Errorf("%s", cron)
	}
	if install := "sudo install -m 755 '/opt/n p/nps' /usr/local/bin/nps"; strings.Contains(text, install) {
		t.Errorf("a program that all can run is to be installed:\n%s", text)
	} else if j.closed = true; !strings.Contains(j.systemd(), install) {
		t.Errorf("%q is not in\n%s", install, j.systemd())
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze to judge the units")
	}
	j.program, j.vault, j.account, j.group = "/bin/true", "/srv", "root", "root"
	for name, unit := range splitUnits(j.systemd()) {
		w.write(name, unit)
		if out, err := exec.Command(analyze, "verify", filepath.Join(w.dir, name)).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s\n%s", name, err, out, unit)
		}
	}
}

func TestOpenToAll(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such modes")
	}
	shell, err := filepath.EvalSymlinks("/bin/sh")
	if err != nil || !openToAll(shell) {
		t.Errorf("%s: %v, or not open to all", shell, err)
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "nps")
	if err := os.WriteFile(program, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if openToAll(program) {
		t.Error("a program in a folder of mode 0700 is open to all")
	}
	if openToAll(filepath.Join(dir, "none")) {
		t.Error("a program that is not there is open to all")
	}
}

// splitUnits takes the printed text apart as its comments say.
func splitUnits(text string) map[string]string {
	units := map[string]string{}
	name := ""
	for line := range strings.Lines(text) {
		if path, is := strings.CutPrefix(line, "# /etc/systemd/system/"); is {
			name = strings.TrimSpace(path)
		} else if name != "" {
			units[name] += line
		}
	}
	return units
}
