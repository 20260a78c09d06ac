package cli

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPromise4BitFlipsOfTheCommand: one bit of one live file is another one, 200 times: score
// gives the right number or none, for who saw the vault before and for who did not,
// and verify says each time that something is wrong.
func TestPromise4BitFlipsOfTheCommand(t *testing.T) {
	w := newVaultRun(t)
	w.write("survey.yaml", "survey: shop\ncolumns:\n  - {from: id, role: response_id}\n  - {from: at, role: time}\n  - {from: score, role: score}\n"+
		"  - {from: region, role: dimension}\nrules: {max_invalid: 60%}\n")
	w.as("asha", 0, "vault init --survey survey.yaml")
	w.write("a.csv", "id,at,score,region,name\na1,2026-01-03,9,North,Asha\na2,2026-01-04,3,South,Ravi\na3,2026-02-05,10,North,Meena\na4,2026-02-06,x,North,Zoe\n")
	w.write("b.csv", "id,at,score,region,name\nb1,2026-02-07,10,South,Asha\nb2,2026-03-01,0,South,Omar\n")
	w.as("asha", 0, "import a.csv")
	w.as("asha", 0, "import b.csv")
	const score = "score --by region --format csv"
	w.as("asha", 0, score)
	want := w.out

	var files []string
	for _, folder := range []string{"ledger", "parts", "keys/parts", "keys/roles", "quarantine"} {
		list, err := filepath.Glob(filepath.Join(w.dir, "vault", folder, "*"))
		if err != nil || len(list) == 0 {
			t.Fatal(folder, err)
		}
		files = append(files, list...)
	}
	flips := 200
	if testing.Short() {
		flips = len(files)
	}
	if flips < len(files) {
		t.Fatalf("%d files", len(files))
	}
	pins := w.snapshot(filepath.Join("home", "asha", ".local"))
	r := rand.New(rand.NewPCG(4, 2026))
	right := 0
	for i := range flips {
		path := files[i%len(files)]
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		bad := bytes.Clone(whole)
		at, bit := r.IntN(len(bad)), r.IntN(8)
		bad[at] ^= 1 << bit
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, fresh := range []bool{false, true} {
			if fresh {
				os.RemoveAll(filepath.Join(w.home("asha"), ".local"))
			}
			code := w.code("asha", score)
			switch {
			case code == 0 && w.out == want:
				right++ // the file is none that score reads
			case code == 0:
				t.Errorf("%s, bit %d of byte %d: a wrong number\n%s", path, bit, at, w.out)
			case code != exitVault && code != exitRefused: // a version of the future is refused
				t.Errorf("%s, bit %d of byte %d: exit status %d\n%s", path, bit, at, code, w.err)
			}
			if code := w.code("asha", "vault verify"); code != exitVault && (code != exitRefused || !strings.Contains(w.err, "version")) {
				t.Errorf("%s, bit %d of byte %d: verify exits %d\n%s", path, bit, at, code, w.out)
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		w.restore(pins)
	}
	if right == 0 || right == 2*flips {
		t.Errorf("score read on %d times of %d", right, 2*flips)
	}
	w.as("asha", 0, "vault verify --deep")
	if w.as("asha", 0, score); w.out != want {
		t.Errorf("afterwards: %s", w.out)
	}
}

// code runs a command whose exit status the test judges.
func (w *vaultRun) code(person, line string) int {
	w.t.Helper()
	var out, errs bytes.Buffer
	code := Main(System{Args: strings.Fields(line), In: strings.NewReader(""), Out: &out, Err: &errs, Dir: w.dir,
		Environ: []string{"HOME=" + w.home(person), "USER=" + person}, Now: clockAt(w.now)})
	w.out, w.err = out.String(), errs.String()
	return code
}

// snapshot keeps a folder of the test, restore brings it back as it was.
func (w *vaultRun) snapshot(folder string) map[string][]byte {
	w.t.Helper()
	kept := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(w.dir, folder), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			kept[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil || len(kept) == 0 {
		w.t.Fatalf("%d files, %v", len(kept), err)
	}
	return kept
}

func (w *vaultRun) restore(kept map[string][]byte) {
	w.t.Helper()
	for path, data := range kept {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
}
