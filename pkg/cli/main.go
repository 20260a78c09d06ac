package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/terminal"
)

// System is the world around one run of the program.
type System struct {
	Args         []string // without the program's name
	In           io.Reader
	Out, Err     io.Writer
	Environ      []string         // "NAME=value"
	Dir          string           // working directory; "" is the process's own
	Now          func() time.Time // the clock
	SystemConfig string           // the machine's configuration file, "" for none
	Signals      <-chan os.Signal // interrupts; the second one does not wait. nil for none
}

// OS is the world of this process. Call it once: it takes over the signals that
// ask a program to stop.
func OS() System {
	dir, _ := os.Getwd() // without one, relative names still work
	s := System{
		Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Dir: dir, Now: time.Now, Signals: signals(),
		SystemConfig: "/etc/nps/config.yaml",
	}
	if runtime.GOOS == "windows" {
		s.SystemConfig = filepath.Join(os.Getenv("ProgramData"), "nps", "config.yaml")
	}
	return s
}

func signals() <-chan os.Signal {
	// A reader that went away (nps ... | head) is an error of the write, so that
	// temporaries are removed before the program ends.
	signal.Ignore(syscall.SIGPIPE)
	c := make(chan os.Signal, 2)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // nohup, and jobs in the background
			signal.Notify(c, s)
		}
	}
	return c
}

// grace is how long a command may take to stop after an interrupt: one that waits
// for a pipe or a disk does not hear of it.
const grace = 500 * time.Millisecond

var errInterrupted = errors.New("interrupted")

// Main runs the program and returns its exit status.
func Main(s System) int { return mainWith(s, newCommands) }

// mainWith is Main with other commands, for tests of what surrounds them. The
// command runs beside the wait for signals, so that an interrupt is answered
// even while it waits for a disk or a terminal.
func mainWith(s System, commands func(*app) []*cobra.Command) int {
	a := newApp(s)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	done := make(chan int, 1)
	go func() { done <- a.run(ctx, commands) }()
	select {
	case code := <-done:
		return code
	case <-s.Signals:
	}
	cancel(errInterrupted)
	select {
	case code := <-done:
		return code
	case <-s.Signals:
	case <-time.After(grace):
		a.cleanup()
		a.report(errInterrupted)
	}
	return exitInterrupted
}

// app is what every command of one run shares.
type app struct {
	sys      System
	term     *terminal.Terminal
	out      *sink
	commands []*cobra.Command // in the order of help
	common   commonOptions
	loaded   *config.Settings
	reported sync.Once
	files    runFiles
	warned   map[string]bool // ids of the vault's doubts that were shown
	seals    bool            // the result is encrypted, so a file may be called .age
	done     string          // what this run has changed for good, said when the rest fails
}

func newApp(s System) *app {
	a := &app{sys: s, out: &sink{w: s.Out, name: "standard output"}}
	a.term = terminal.New(s.In, a.out, s.Err, a.getenv, s.Now)
	return a
}

// run executes the command line and reports how it ended.
func (a *app) run(ctx context.Context, commands func(*app) []*cobra.Command) (code int) {
	defer func() {
		if p := recover(); p != nil {
			a.cleanup()
			code = a.report(newPanicFault(p, a.getenv("NPS_DEBUG") != ""))
		}
	}()
	err := newRoot(a, commands(a)).ExecuteContext(ctx)
	if err == nil {
		err = a.out.err
	}
	if err != nil && ctx.Err() != nil {
		a.cleanup()
		err = errInterrupted
	}
	return a.report(err)
}

// getenv looks up a variable; of two equal names the first holds, as in C.
func (a *app) getenv(name string) string {
	for _, pair := range a.sys.Environ {
		if key, value, ok := strings.Cut(pair, "="); ok && key == name {
			return value
		}
	}
	return ""
}

// path makes a name given by the user one that can be opened: relative names
// are relative to the working directory of the run.
func (a *app) path(name string) string {
	if name == "" || name == "-" || a.sys.Dir == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.sys.Dir, name)
}

// sink is where a result goes. It remembers the first failure, so that no command
// can lose one by not looking.
type sink struct {
	w    io.Writer
	name string // for messages
	err  error
}

func (s *sink) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.w.Write(p)
	if err != nil {
		s.err = outputError(s.name, err)
	}
	return n, s.err
}

// Fd lets the terminal ask what the stream is.
func (s *sink) Fd() uintptr {
	if file, ok := s.w.(interface{ Fd() uintptr }); ok {
		return file.Fd()
	}
	return ^uintptr(0)
}
