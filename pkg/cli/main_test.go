package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/cobra"
)

// run is one run of the program in a directory of its own.
type run struct {
	System
	out, err bytes.Buffer
	commands func(*app) []*cobra.Command
}

func newRun(t *testing.T, args ...string) *run {
	t.Helper()
	r := &run{commands: newCommands}
	dir := t.TempDir()
	r.System = System{Args: args, In: strings.NewReader(""), Out: &r.out, Err: &r.err, Dir: dir,
		Environ: []string{"HOME=" + dir}, Now: func() time.Time { return time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC) }}
	return r
}

func (r *run) code() int { return mainWith(r.System, r.commands) }

// with adds a command "try" that does what f does.
func (r *run) with(f func(ctx context.Context, a *app, cmd *cobra.Command) error) *run {
	r.Args = append([]string{"try"}, r.Args...)
	r.commands = func(a *app) []*cobra.Command {
		cmd := &cobra.Command{Use: "try", Short: "Try", GroupID: groupOther}
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f(cmd.Context(), a, cmd) }
		return append(newCommands(a), cmd)
	}
	return r
}

func TestBareCommandPrintsHelp(t *testing.T) {
	r := newRun(t)
	if code := r.code(); code != 0 || !strings.Contains(r.out.String(), "Usage:\n  nps COMMAND") || r.err.Len() > 0 {
		t.Errorf("%d, %q, %q", code, r.out.String(), r.err.String())
	}
}

// Two programs in one process do not disturb each other.
func TestRunsAreIndependent(t *testing.T) {
	t.Parallel()
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			r := newRun(t, "version", "--format", "json")
			if code := r.code(); code != 0 || !strings.Contains(r.out.String(), `"schema": "nps.version/1"`) {
				t.Errorf("%d, %q, %q", code, r.out.String(), r.err.String())
			}
		})
	}
}

func TestFirstInterruptStopsTheCommand(t *testing.T) {
	signals := make(chan os.Signal, 1)
	r := newRun(t).with(func(ctx context.Context, a *app, _ *cobra.Command) error {
		signals <- os.Interrupt
		<-ctx.Done()
		// A scanner wraps whatever stopped it, or says something else altogether.
		return fmt.Errorf("reading: %w", errors.New("stopped"))
	})
	r.Signals = signals
	if code := r.code(); code != exitInterrupted || r.err.String() != "nps: interrupted\n" {
		t.Errorf("%d, %q", code, r.err.String())
	}
}

func TestSecondInterruptDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signals, release := make(chan os.Signal, 2), make(chan struct{})
		r := newRun(t).with(func(context.Context, *app, *cobra.Command) error { <-release; return nil })
		r.Signals = signals
		signals <- os.Interrupt
		signals <- syscall.SIGTERM
		start := time.Now()
		if code := r.code(); code != exitInterrupted || time.Since(start) != 0 {
			t.Errorf("%d after %v", code, time.Since(start))
		}
		close(release)
	})
}

// A command that does not listen is left behind after a while.
func TestInterruptOfADeafCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signals, release := make(chan os.Signal, 1), make(chan struct{})
		r := newRun(t).with(func(context.Context, *app, *cobra.Command) error { <-release; return nil })
		r.Signals = signals
		signals <- os.Interrupt
		start := time.Now()
		if code := r.code(); code != exitInterrupted || time.Since(start) != grace || r.err.String() != "nps: interrupted\n" {
			t.Errorf("%d after %v, %q", code, time.Since(start), r.err.String())
		}
		close(release)
	})
}

func TestPanicShowsNoData(t *testing.T) {
	for _, debug := range []string{"", "1"} {
		r := newRun(t).with(func(context.Context, *app, *cobra.Command) error { panic("asha@example.com") })
		r.Environ = append(r.Environ, "NPS_DEBUG="+debug)
		code, text := r.code(), r.err.String()
		if code != exitInput || !strings.HasPrefix(text, "nps: internal error: ") || strings.Contains(text, "asha") {
			t.Errorf("%d, %q", code, text)
		}
		if shown := strings.Contains(text, "main_test.go:"); shown != (debug == "1") {
			t.Errorf("NPS_DEBUG=%q: %q", debug, text)
		}
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		text string
	}{
		{&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.EPIPE}, exitPipe, ""},
		{io.ErrClosedPipe, exitPipe, ""},
		{&os.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}, exitUsage, "nps: standard output: cannot be written: no space left on device\n"},
	} {
		for _, args := range [][]string{{"version"}, {"config", "show"}, {"completion", "bash"}, {"--help"}} {
			r := newRun(t, args...)
			r.Out = brokenWriter{c.err}
			if code := r.code(); code != c.code || r.err.String() != c.text {
				t.Errorf("%v, %v: %d, %q", c.err, args, code, r.err.String())
			}
		}
	}
}

// A command that ignores the failure of a write still fails.
func TestIgnoredWriteFailure(t *testing.T) {
	r := newRun(t).with(func(_ context.Context, a *app, _ *cobra.Command) error {
		fmt.Fprintln(a.term.Out, "x")
		return nil
	})
	r.Out = brokenWriter{syscall.ENOSPC}
	if code := r.code(); code != exitUsage {
		t.Error(code)
	}
}

func TestPath(t *testing.T) {
	a := newApp(System{Dir: "/data"})
	for name, want := range map[string]string{"": "", "-": "-", "a": "/data/a", "/a": "/a", "../a": "/a"} {
		if got := a.path(name); filepath.ToSlash(got) != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := newApp(System{}).path("a"); got != "a" {
		t.Error(got)
	}
}

func TestGetenvTakesTheFirst(t *testing.T) {
	a := newApp(System{Environ: []string{"AB=0", "A=1", "A=2", "broken"}})
	if a.getenv("A") != "1" || a.getenv("broken") != "" || a.getenv("B") != "" {
		t.Error(a.getenv("A"), a.getenv("broken"))
	}
}

// Signals of this process reach the channel that OS makes.
func TestOSSignals(t *testing.T) {
	defer signal.Reset()
	s := OS()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(syscall.SIGTERM); err != nil {
		t.Skip("this system sends no signals:", err)
	}
	if got := <-s.Signals; got != syscall.SIGTERM {
		t.Error(got)
	}
}
