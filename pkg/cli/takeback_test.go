package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// late is an export of more than the 8 MiB that are looked at whole, in which the
// last record shows how it must be read, or that it cannot be.
func late(tail string) string {
	return "nps,comment\n" + strings.Repeat("9,mail me at asha@example.com please"+strings.Repeat(" and soon", 500)+"\n", 2000) + tail
}

// TestRedactToFile: a file on standard output, or of -o, holds all of the copy or
// nothing, also when what turns up late makes it begin anew; and so do the spans.
func TestRedactToFile(t *testing.T) {
	for _, c := range []struct {
		name, tail string
		code       int
	}{
		{"plain", "8,good\n", 0},
		{"lone quote", "8,so \"good\"\n", 0},
		{"windows-1252", "8,caf\xe9 so \"good\"\n", 0},
		{"open quote", "8,\"never closed\n", exitInput},
	} {
		text := late(c.tail)
		want := ""
		if c.code == 0 {
			want = strings.ReplaceAll(text, "asha@example.com", "[EMAIL]")
		}
		for _, way := range []string{"pipe", "stdout", "behind", "file", "spans to the output", "explain"} {
			r := newRun(t, "redact", "in.csv", "--types", "EMAIL", "--summary", "--quiet")
			in := func(name string) string { return filepath.Join(r.Dir, name) }
			writeTestFile(t, in("in.csv"), text)
			before := ""
			out := in("out.csv")
			switch way {
			case "stdout", "behind", "explain":
				if way == "behind" {
					before = "what was there before\n"
				}
				f, err := os.Create(out)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(f, before); err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				r.Out = f
				r.Args = append(r.Args, "--spans", "spans")
				if way == "explain" {
					r.Args = append(r.Args, "--explain")
				}
			case "file":
				r.Args = append(r.Args, "-o", "out.csv", "--spans", "spans")
			case "spans to the output":
				r.Args = append(r.Args, "-o", "out.csv", "--spans", "-")
			case "pipe":
				r.Args = append(r.Args, "--spans", "spans")
			}
			if code := r.code(); code != c.code {
				t.Errorf("%s, %s: %d, %s", c.name, way, code, r.err.String())
			}
			got := r.out.String()
			if way != "pipe" {
				data, err := os.ReadFile(out)
				if err != nil && (c.code == 0 || !os.IsNotExist(err)) {
					t.Fatal(err)
				}
				got = string(data)
			}
			if got != before+want {
				t.Errorf("%s, %s: %d bytes, not %d", c.name, way, len(got), len(before+want))
			}
			if c.code != 0 {
				continue
			}
			spans, err := os.ReadFile(in("spans"))
			if way == "spans to the output" {
				spans, err = r.out.Bytes(), nil
			}
			if n := bytes.Count(spans, []byte("\n")); err != nil || n != 2000 || !strings.Contains(r.err.String(), `"EMAIL": 2000`) {
				t.Errorf("%s, %s: %d spans, %v, %.300s", c.name, way, n, err, r.err.String())
			}
		}
	}
}

func TestTakesBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	writeTestFile(t, path, "before\n")
	appended, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer appended.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	pipe, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	defer w.Close()
	for _, c := range []struct {
		name string
		out  io.Writer
		ok   bool
	}{{"a buffer", new(bytes.Buffer), false}, {"a pipe", w, false}, {"the null device", null, true}, {"a file with something in it, to append to", appended, false}} {
		if _, ok := newApp(System{Out: c.out}).takesBack(&outputOptions{}); ok != c.ok {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
	for name, ok := range map[string]bool{"log": true, "new": true, ".": false, os.DevNull: true, "/dev/stdout": false, "/dev/fd/1": false} {
		if a := newApp(System{Dir: dir}); a.replaces(name) != ok {
			t.Errorf("%s: %v", name, !ok)
		}
	}
	file, err := os.Create(filepath.Join(dir, "shared"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	takeBack, ok := newApp(System{Out: file}).takesBack(nil)
	if !ok {
		t.Fatal("a new file cannot be taken back")
	}
	io.WriteString(file, "mine")
	writeTestFile(t, file.Name(), "mine and that of another")
	if err := takeBack(); err != errShared {
		t.Errorf("what another program wrote is taken back: %v", err)
	}
}

func writeTestFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
