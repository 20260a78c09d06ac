package cli

import (
	"archive/tar"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var newKept = flag.String("new-vault", "", "make testdata/vaults/NAME, a vault of this version beside those that are there")

const keptVaults = "../../testdata/vaults"

// keptMost is the largest file that is kept.
const keptMost = 100 << 10

// kept is what a kept vault was found to hold when it was made.
type kept struct {
	Made        string                       `json:"made"` // the clock then
	Version     int                          `json:"version"`
	Fingerprint string                       `json:"fingerprint"`
	Entries     int64                        `json:"entries"`
	Rows        int64                        `json:"rows"`
	Quarantined int64                        `json:"quarantined"`
	Files       int64                        `json:"files"`
	Opened      int64                        `json:"opened"`
	Buckets     map[string]map[string]string `json:"buckets"`
	People      map[string][]string          `json:"people"`
	Owner       map[string][]string          `json:"owner"`   // by region: n, detractors, passives, promoters
	Analyst     map[string][]string          `json:"analyst"` // the same, by the second person
	Months      map[string][]string          `json:"months"`
	Persons     []string                     `json:"persons"`
	ByAge       []string                     `json:"by_age"`
}

// look reads a vault by its two people and by the recovery identity.
func (w *vaultRun) look() (k kept) {
	w.t.Helper()
	k.Made, k.Version = w.now.Format(time.RFC3339), 1
	w.as("asha", 0, "vault verify --deep --format json")
	var verdict verifyDocument
	if w.document(&verdict); !verdict.OK || len(verdict.Findings) > 0 {
		w.t.Errorf("%+v", verdict)
	}
	k.Files, k.Opened = verdict.Files, verdict.Opened
	w.as("asha", 0, "vault verify --deep --identity recovery.txt")
	w.as("asha", 0, "vault status --format json")
	var status statusDocument
	w.document(&status)
	k.Fingerprint, k.Entries, k.Rows, k.Quarantined = status.Fingerprint, status.Entries, status.Rows, status.Quarantined
	k.Buckets, k.People = map[string]map[string]string{}, map[string][]string{}
	for _, b := range status.Buckets {
		k.Buckets[b.Bucket] = b.Tiers
	}
	w.as("asha", 0, "keys list --format json")
	var keys keysDocument
	w.document(&keys)
	for _, p := range keys.People {
		k.People[p.Name] = p.Roles
	}
	k.Owner, k.Analyst, k.Months = w.groups("asha", "region"), w.groups("ravi", "region"), w.groups("ravi", "month")
	w.as("ravi", 4, "export --person --unencrypted")
	w.as("asha", 0, "export --person --unencrypted")
	for i, line := range strings.Split(strings.TrimSpace(w.out), "\n") {
		if i > 0 {
			k.Persons = append(k.Persons, line)
		}
	}
	k.ByAge = readByAge(w.t, filepath.Join(w.dir, "vault"), filepath.Join(w.home("asha"), ".config/nps/identity"), "asha")
	slices.Sort(k.ByAge)
	return k
}

func (w *vaultRun) groups(person, by string) map[string][]string {
	w.t.Helper()
	w.as(person, 0, "score --by "+by+" --format csv")
	lines, err := csv.NewReader(strings.NewReader(w.out)).ReadAll()
	if err != nil || len(lines) < 2 {
		w.t.Fatal(lines, err)
	}
	groups := map[string][]string{}
	for _, l := range lines[1:] {
		groups[l[0]] = l[1:5]
	}
	return groups
}

// TestKeptVaultsOpen: a vault that was written by an earlier version opens for ever, by the keys and the
// pins of then: it verifies to its last byte, gives the numbers of then, now and in forty
// years, and takes more answers.
func TestKeptVaultsOpen(t *testing.T) {
	if *newKept != "" {
		makeKept(t, *newKept)
	}
	list, err := filepath.Glob(filepath.Join(keptVaults, "*", "vault.tar.gz"))
	if err != nil || len(list) == 0 {
		t.Fatal("no vault is kept", err)
	}
	for _, archive := range list {
		t.Run(filepath.Base(filepath.Dir(archive)), func(t *testing.T) { openKept(t, archive) })
	}
}

func openKept(t *testing.T, archive string) {
	data, err := os.ReadFile(filepath.Join(filepath.Dir(archive), "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want kept
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	made, err := time.Parse(time.RFC3339, want.Made)
	if err != nil {
		t.Fatal(err)
	}
	w := newVaultRun(t)
	unpack(t, archive, w.dir)
	for _, later := range []int{0, 40} {
		w.now = made.AddDate(later, 0, 0)
		got := w.look()
		got.Made = want.Made
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("after %d years:\n%s", later, d)
		}
	}
	w.now = made.AddDate(0, 0, 1)
	w.write("more.csv", "id,email,at,score,region,why\nm1,,2026-03-02T10:00:00Z,9,East,\n")
	w.as("asha", 0, "import more.csv")
	w.as("asha", 0, "purge --yes")
	w.as("asha", 0, "keys rotate analyst")
	if got := w.groups("ravi", "region"); !slices.Equal(got["East"], []string{"1", "0", "0", "1"}) {
		t.Errorf("%v", got)
	}
	w.as("asha", 0, "vault verify --deep")
}

// makeKept writes a vault of this version; it changes none that is there.
func makeKept(t *testing.T, name string) {
	to := filepath.Join(keptVaults, name)
	if err := os.Mkdir(to, 0o755); err != nil {
		t.Fatalf("a kept vault is never written again: %v", err)
	}
	w := newVaultRun(t)
	w.write("survey.yaml", "survey: shop\ncolumns:\n  - {from: id, role: response_id}\n  - {from: email, role: respondent, kind: email}\n"+
		"  - {from: at, role: time}\n  - {from: score, role: score}\n  - {from: region, role: dimension}\n  - {from: why, role: comment}\nrules: {max_invalid: 50%}\n")
	w.write("a.csv", "id,email,at,score,region,why\na1,asha@mail.invalid,2025-03-10T10:00:00Z,9,North,good\na2,ravi@mail.invalid,2025-03-11T11:00:00Z,3,South,\"slow, call 98450 98450\"\n"+
		"a3,,2026-02-01T20:00:00Z,10,North,\na4,meena@mail.invalid,2026-02-28T10:00:00Z,7,South,fine\na5,omar@mail.invalid,2026-02-03T10:00:00Z,eleven,South,\n")
	w.write("b.csv", "id,email,at,score,region,why\na4,meena@mail.invalid,2026-02-28T10:00:00Z,7,South,fine\nb1,zubeida@mail.invalid,2026-02-20T10:00:00Z,0,North,never again\n")
	w.write("policy.yaml", "retention: {person: 6 months}\ntimezone: Asia/Kolkata\n")
	w.as("asha", 0, "vault init --recovery recovery.txt --tz Asia/Kolkata --survey survey.yaml")
	w.as("asha", 0, "import a.csv")
	w.as("asha", 0, "vault status --format json")
	var status statusDocument
	w.document(&status)
	for _, person := range []string{"ravi", "zoe"} {
		w.as(person, 0, "keys generate --card "+person+".card")
		w.as(person, 0, "keys trust "+status.Fingerprint)
	}
	w.now = w.now.Add(time.Hour)
	w.as("asha", 0, "keys grant analyst --card ravi.card")
	w.as("asha", 0, "keys grant importer --card zoe.card")
	w.as("zoe", 0, "import b.csv")
	w.as("asha", 0, "keys revoke zoe --yes")
	w.as("asha", 0, "keys rotate importer")
	w.now = w.now.AddDate(0, 0, 5)
	w.as("asha", 0, "vault policy policy.yaml --yes")
	w.now = w.now.AddDate(0, 0, 10)
	w.as("asha", 0, "purge --yes")
	w.as("ravi", 0, "score")
	found := w.look()
	data, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"home/zoe"} { // she was revoked
		os.RemoveAll(filepath.Join(w.dir, gone))
	}
	if err := os.WriteFile(filepath.Join(to, "expected.json"), append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	pack(t, filepath.Join(to, "vault.tar.gz"), w.dir, "home", "recovery.txt", "vault")
}

// pack writes directories and files of a folder with their modes, and no times.
func pack(t *testing.T, archive, dir string, names ...string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(archive)
	must(err)
	defer f.Close()
	z := gzip.NewWriter(f)
	w := tar.NewWriter(z)
	for _, name := range names {
		must(filepath.WalkDir(filepath.Join(dir, name), func(path string, d fs.DirEntry, err error) error {
			must(err)
			info, err := d.Info()
			must(err)
			rel, err := filepath.Rel(dir, path)
			must(err)
			h := &tar.Header{Name: filepath.ToSlash(rel), Mode: int64(info.Mode().Perm()), Typeflag: tar.TypeDir, Format: tar.FormatUSTAR}
			if !d.IsDir() {
				h.Typeflag, h.Size = tar.TypeReg, info.Size()
			}
			must(w.WriteHeader(h))
			if d.IsDir() {
				return nil
			}
			data, err := os.ReadFile(path)
			must(err)
			_, err = w.Write(data)
			return err
		}))
	}
	must(w.Close())
	must(z.Close())
	info, err := f.Stat()
	must(err)
	if info.Size() > keptMost {
		t.Fatalf("%d bytes are too many", info.Size())
	}
}

func unpack(t *testing.T, archive, dir string) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o700)
		} else {
			var data []byte
			if data, err = io.ReadAll(io.LimitReader(r, keptMost)); err == nil {
				err = os.WriteFile(path, data, 0o600)
			}
		}
		if err == nil {
			err = os.Chmod(path, fs.FileMode(h.Mode)&0o777)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
