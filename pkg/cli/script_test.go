package cli

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the program prints into the scripts' cmp files")

// TestMain makes the test binary the program nps for the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"nps": func() {
			s := OS()
			// A script has a machine of its own.
			s.SystemConfig = filepath.Join(os.Getenv("WORK"), "etc", "config.yaml")
			os.Exit(Main(s))
		},
	})
}

const scripts = "testdata/script/*.txtar"

// TestScripts runs the scripts of testdata/script. Beside the usual words they
// know "exits CODE COMMAND...", which runs a command that ends with that status.
func TestScripts(t *testing.T) {
	if found, _ := filepath.Glob(scripts); len(found) == 0 {
		t.Fatal("there are no scripts")
	}
	testscript.Run(t, testscript.Params{
		Dir:           filepath.Dir(scripts),
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			// testscript hands over no variable of ours; these keep the files of
			// whoever runs the tests out as well.
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "xdg"))
			env.Setenv("APPDATA", filepath.Join(env.WorkDir, "appdata"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("%s is no exit status", args[0])
	}
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}
