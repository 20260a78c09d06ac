package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const smallExport = "id,score\n1,10\n2,9\n3,0\n"

const smallDefinition = "survey: s\ncolumns:\n  - {from: score, role: score}\n  - {from: id, role: response_id}\n"

// A result never takes the place of what it is made from, whatever the names.
func TestInputsAreNotOverwritten(t *testing.T) {
	cases := []string{
		"score f.csv -o f.csv",
		"score f.csv -o ./f.csv",
		"score f.csv -o link.csv",
		"score link.csv -o f.csv",
		"score f.csv g.csv -o g.csv",
		"score f.csv -o hard.csv",
		"score f.csv --survey d.yaml -o d.yaml --format text",
		"score f.csv --preset-file p.yaml -o p.yaml --format text",
		"score f.csv -o nps.yaml --format text",
		"validate f.csv -o f.csv",
		"validate f.csv --report json=f.csv",
		"validate f.csv --write-baseline f.csv",
		"validate f.csv --infer -o f.csv",
		"validate f.csv --survey d.yaml -o d.yaml --format text",
		"validate f.csv --baseline b.json -o b.json",
		"demo -o nps.yaml --format csv",
		"demo -o x.csv --truth nps.yaml",
	}
	for _, args := range cases {
		r := newRun(t, strings.Fields(args)...)
		before := map[string]string{"f.csv": smallExport, "g.csv": smallExport, "d.yaml": smallDefinition,
			"p.yaml": "[]\n", "nps.yaml": "min-n: 3\n",
			"b.json": "{\"schema\": \"nps.baseline/1\", \"findings\": []}\n"}
		for name, text := range before {
			if err := os.WriteFile(filepath.Join(r.Dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Link(filepath.Join(r.Dir, "f.csv"), filepath.Join(r.Dir, "hard.csv")); err != nil {
			t.Skip(err)
		}
		if err := os.Symlink("f.csv", filepath.Join(r.Dir, "link.csv")); err != nil {
			t.Skip(err)
		}
		code := r.code()
		if code != exitUsage || !strings.Contains(r.err.String(), "would be overwritten\nhint: ") || strings.Count(r.err.String(), "\n") != 2 {
			t.Errorf("%s: %d, %.300q", args, code, r.err.String())
		}
		for name, text := range before {
			if data, _ := os.ReadFile(filepath.Join(r.Dir, name)); string(data) != text {
				t.Errorf("%s: %s is now %.60q", args, name, data)
			}
		}
	}
}

// A file that standard input comes from is an input too.
func TestRedirectedInputIsNotOverwritten(t *testing.T) {
	r := newRun(t, "score", "-", "-o", "f.csv")
	name := filepath.Join(r.Dir, "f.csv")
	if err := os.WriteFile(name, []byte(smallExport), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r.In = f
	if code := r.code(); code != exitUsage || !strings.Contains(r.err.String(), "standard input, which is read") {
		t.Errorf("%d, %q", code, r.err.String())
	}
}

// A name that promises compression or encryption is refused by every command.
func TestNamesKeepTheirPromise(t *testing.T) {
	cases := []string{"score f.csv -o x.csv.gz", "score f.csv -o x.json.ZST --format json", "validate f.csv -o x.txt.gz",
		"validate f.csv --report json=x.json.gz", "validate f.csv --write-baseline x.json.xz", "validate f.csv --infer -o x.yaml.gz",
		"demo -o x.csv.gz", "demo -o x.csv --truth x.json.bz2", "config show -o x.json.zip", "version -o x.json.age"}
	for _, args := range cases {
		r := newRun(t, strings.Fields(args)...)
		if err := os.WriteFile(filepath.Join(r.Dir, "f.csv"), []byte(smallExport), 0o600); err != nil {
			t.Fatal(err)
		}
		code := r.code()
		if code != exitUsage || !strings.Contains(r.err.String(), "would not be what its name says\nhint: ") {
			t.Errorf("%s: %d, %q", args, code, r.err.String())
		}
		if left := r.files(t); len(left) != 1 {
			t.Errorf("%s left %q", args, left)
		}
	}
}

// What is read and written in turn, such as a device, is nobody's loss.
func TestDevicesMayBeBoth(t *testing.T) {
	if _, err := os.Stat("/dev/null"); err != nil {
		t.Skip(err)
	}
	r := newRun(t, "score", "--counts", "promoters=1", "-o", "/dev/null")
	if code := r.code(); code != 0 {
		t.Error(code, r.err.String())
	}
}

// What is wrong with a definition that only the whole program can tell has its
// place in the file, for every command.
func TestDefinitionPlaces(t *testing.T) {
	for _, c := range []struct{ definition, want string }{
		{"columns:\n  - {from: score, role: score}\n  - {from: id, role: time, zone: Asia/Kolkatta}\n",
			"nps: d.yaml:3:34: zone: \"Asia/Kolkatta\" is not a known time zone\nhint: did you mean Asia/Kolkata?\n"},
		{smallDefinition + "checks: {mojibak: error}\n",
			"nps: d.yaml:5:10: checks names \"mojibak\", which is no finding\nhint: did you mean mojibake?\n"},
		{smallDefinition + "checks:\n  file-unreadable: note\n",
			"nps: d.yaml:6:3: file-unreadable cannot be switched: such a file was not checked at all\nhint: leave the line out\n"},
	} {
		for _, args := range []string{"score f.csv --survey d.yaml", "validate f.csv --survey d.yaml", "validate f.csv"} {
			r := newRun(t, strings.Fields(args)...)
			for name, text := range map[string]string{"f.csv": smallExport, "d.yaml": c.definition, "nps.yaml": "surveys: [{files: 'f*', survey: d.yaml}]\n"} {
				if err := os.WriteFile(filepath.Join(r.Dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if code := r.code(); code != exitUsage || r.err.String() != c.want {
				t.Errorf("%s: %d, %s\nwant %s", args, code, r.err.String(), c.want)
			}
		}
	}
}

// Patterns hold whatever the working directory is called and however the file is
// named.
func TestPatternsOfSurveys(t *testing.T) {
	a := newApp(System{Dir: filepath.Join(t.TempDir(), "a[1] *")})
	for _, c := range []struct {
		pattern, file string
		want          bool
	}{
		{"exports/*.csv", "exports/x.csv", true},
		{"exports/*.csv", "./exports/x.csv", true},
		{"./exports/*.csv", "exports/x.csv", true},
		{"exports/*.csv", filepath.Join(a.sys.Dir, "exports", "x.csv"), true},
		{"exports/*.csv", "x.csv", false},
		{"../*.csv", "../x.csv", true},
		{filepath.Join(filepath.Dir(a.sys.Dir), "*.csv"), "../x.csv", true},
	} {
		if a.matches(c.pattern, c.file) != c.want {
			t.Errorf("%s matches %s: %v", c.pattern, c.file, !c.want)
		}
	}
}
