package cli

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestPromise19SecretsStayInside: while keys are open, no argument and no variable of the process
// holds a secret, and a crash writes no image of its memory.
func TestPromise19SecretsStayInside(t *testing.T) {
	p := newProgram(t)
	p.write("word", "correct horse battery\n")
	p.write("rows.csv", "id,email,at,score,region,why\na1,,"+month(1)+"T10:00:00Z,9,North,fine\n")
	allowCores(t)
	c := p.command("asha", "keys generate --passphrase --passphrase-fd 3")
	p.withWord(c)
	if code := p.end(c); code != 0 {
		t.Fatal(code, p.err)
	}
	c = p.command("asha", "vault init --survey survey.yaml --passphrase-fd 3")
	p.withWord(c)
	if code := p.end(c); code != 0 {
		t.Fatal(code, p.err)
	}
	secrets := []string{"correct horse battery", "AGE-SECRET-KEY-", "PRIVATE+KEY+"}

	c = p.command("asha", "import - --passphrase-fd 3")
	p.withWord(c)
	c.Env = append(c.Env, "GOTRACEBACK=crash") // the most that a user can ask for
	in, err := c.StdinPipe()
	p.must(err)
	p.must(c.Start())
	defer c.Process.Kill()
	_, err = io.WriteString(in, "id,email,at,score,region,why,other\n"+strings.Repeat("x,,2026-01-01T10:00:00Z,9,North,fine,"+strings.Repeat("0", 2000)+"\n", 5000)) // beyond what is looked at first
	p.must(err)
	p.locked() // so the keys are open
	proc := fmt.Sprintf("/proc/%d/", c.Process.Pid)
	for _, name := range []string{"cmdline", "environ"} {
		data, err := os.ReadFile(proc + name)
		p.must(err)
		if len(data) == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, secret := range secrets {
			if strings.Contains(string(data), secret) {
				t.Errorf("%s holds a secret", name)
			}
		}
	}
	limits, err := os.ReadFile(proc + "limits")
	p.must(err)
	if !regexp.MustCompile(`(?m)^Max core file size +0 `).Match(limits) {
		t.Errorf("it may leave its memory on the disk:\n%s", limits)
	}
	p.must(c.Process.Signal(syscall.SIGABRT))
	c.Wait()
	if status := c.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.CoreDump() {
		t.Errorf("after SIGABRT: %v", c.ProcessState)
	}
	if cores, _ := filepath.Glob(p.in("core*")); len(cores) > 0 {
		t.Errorf("left %s", cores)
	}
}

// allowCores lets the processes that are started from here leave their memory on the disk, as
// far as the machine lets us.
func allowCores(t *testing.T) {
	t.Helper()
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &was); err != nil {
		t.Fatal(err)
	}
	if was.Max == 0 {
		t.Log("this machine forbids cores anyway")
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: was.Max, Max: was.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Setrlimit(syscall.RLIMIT_CORE, &was) })
}

// withWord gives a process the passphrase as its descriptor 3.
func (p *program) withWord(c *exec.Cmd) {
	p.t.Helper()
	f, err := os.Open(p.in("word"))
	p.must(err)
	p.t.Cleanup(func() { f.Close() })
	c.ExtraFiles = []*os.File{f}
}

// TestPromise19NoFlagTakesASecret: what is secret comes from files and descriptors only.
func TestPromise19NoFlagTakesASecret(t *testing.T) {
	allowed := map[string]string{
		"passphrase":    "bool", // asks for one
		"passphrase-fd": "N",
		"identity":      "FILE",
		"drop-identity": "bool",
	}
	flags := map[string]bool{}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) {
				flags[f.Name] = true
				for _, word := range []string{"pass", "secret", "password", "token", "private", "identity", "pin", "key"} {
					if strings.Contains(f.Name, word) && allowed[f.Name] == "" {
						t.Errorf("nps %s has a flag --%s: what does it take?", c.Name(), f.Name)
					}
				}
				if kind := allowed[f.Name]; kind != "" && f.Value.Type() != kind {
					t.Errorf("--%s takes %s, not %s", f.Name, f.Value.Type(), kind)
				}
			})
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	a := newApp(System{})
	walk(newRoot(a, newCommands(a)))
	for name := range allowed {
		if !flags[name] {
			t.Errorf("there is no flag --%s any more", name)
		}
	}
	if len(flags) < 50 {
		t.Fatalf("%d flags were looked at", len(flags))
	}
}
