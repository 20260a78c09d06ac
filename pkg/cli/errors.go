package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"syscall"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/safetext"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/terminal"
)

// The exit statuses. They are a contract: see nps help exit-codes.
const (
	exitDone        = 0
	exitFound       = 1
	exitUsage       = 2
	exitInput       = 3
	exitKey         = 4
	exitVault       = 5
	exitRefused     = 6
	exitAgain       = 75
	exitInterrupted = 130
	exitPipe        = 141 // 128 + SIGPIPE, what a shell shows for any filter whose reader left
)

type exitCode struct {
	code    int
	meaning string
}

// exitCodes is the table of nps help exit-codes.
func exitCodes() []exitCode {
	return []exitCode{
		{exitDone, "done"},
		{exitFound, "done, and it found what it looks for (validate, score --fail-under, ...)"},
		{exitUsage, "wrong usage or settings, or the output cannot be written"},
		{exitInput, "input unreadable or not understood (also an internal error)"},
		{exitKey, "a key is missing or does not open it"},
		{exitVault, "the vault is damaged, rolled back or does not verify"},
		{exitRefused, "refused by policy (permission, hold, retention floor, privacy, lock)"},
		{exitAgain, "committed but durability unknown, run again"},
		{exitInterrupted, "interrupted"},
		{exitPipe, "the reader of standard output left (nps ... | head)"},
	}
}

// fault is a failure as the user sees it: "nps: what: why" and "hint: hint".
type fault struct {
	code   int
	what   string // the file, flag or command, or empty
	why    string
	hint   string // the next step, or empty
	silent bool   // nothing is printed
	more   string // lines for a report of a mistake in the program, free of data
	cause  error
}

// longestName is how much of a file's name is shown: paths are long, and what is
// longer still is no name.
const longestName = 250

func (f *fault) Error() string {
	if f.what == "" {
		return f.why
	}
	return cutTo(longestName, f.what) + ": " + f.why
}

func (f *fault) Unwrap() error { return f.cause }

// usageError is a command line that cannot be meant: exit 2.
func usageError(what, why, hint string) error {
	return &fault{code: exitUsage, what: what, why: why, hint: hint}
}

// inputError is an input that cannot be used: exit 3.
func inputError(what, why, hint string) error {
	return &fault{code: exitInput, what: what, why: why, hint: hint}
}

// refusedError is something that a policy forbids: exit 6.
func refusedError(what, why, hint string) error {
	return &fault{code: exitRefused, what: what, why: why, hint: hint}
}

// errFound ends a command that did its work and found what it looks for: exit 1,
// nothing is printed.
var errFound error = &fault{code: exitFound, why: "found", silent: true}

// outputError is a result that cannot be written: quiet when the reader left,
// exit 2 otherwise.
func outputError(what string, err error) error {
	if readerLeft(err) {
		return &fault{code: exitPipe, why: "the reader left", silent: true, cause: err}
	}
	return &fault{code: exitUsage, what: what, why: "cannot be written: " + plain(err), cause: err}
}

func readerLeft(err error) bool {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return true
	}
	var number syscall.Errno
	if runtime.GOOS != "windows" || !errors.As(err, &number) {
		return false
	}
	return number == 109 || number == 232 // ERROR_BROKEN_PIPE, ERROR_NO_DATA
}

// plain is what the system said, without the call and the path, which the
// message names already.
func plain(err error) string {
	for inner := err; inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err.Error()
}

// describe is the one place where errors become exit statuses and hints. The
// packages below have their own types; each has its row here.
func describe(err error) *fault {
	var (
		own     *fault
		setting *config.Error
		input   *ingest.Error
		def     *survey.DefinitionError
		path    *fs.PathError
	)
	switch {
	case err == nil:
		return &fault{code: exitDone, silent: true}
	case errors.As(err, &own):
		return own
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return &fault{code: exitInterrupted, why: "interrupted"}
	case errors.As(err, &setting):
		return &fault{code: exitUsage, why: setting.Error(), hint: setting.Hint}
	case errors.As(err, &input):
		return inputFault(input)
	case errors.As(err, &def):
		return &fault{code: exitUsage, why: def.Error(), hint: def.Hint}
	case errors.Is(err, terminal.ErrNoTerminal):
		return &fault{code: exitUsage, why: err.Error(), hint: "give --yes to confirm"}
	case errors.Is(err, terminal.ErrDeclined):
		return &fault{code: exitRefused, why: err.Error() + ", nothing was changed"}
	case readerLeft(err):
		return &fault{code: exitPipe, silent: true}
	case vaultFault(err) != nil:
		return vaultFault(err)
	case errors.As(err, &path):
		return &fault{code: exitInput, what: path.Path, why: plain(path.Err)}
	}
	return &fault{code: exitInput, why: err.Error()}
}

// inputFault is an input that cannot be used, or a flag that names something
// which the input does not have.
func inputFault(e *ingest.Error) *fault {
	f := &fault{code: exitInput, why: e.Error(), hint: e.Hint, cause: e}
	switch e.Fault {
	case ingest.Misuse:
		f.code = exitUsage
	case ingest.Internal:
		f.what = "internal error"
	}
	return f
}

// committed notes that the run has changed the vault for good, whatever becomes of
// its output.
func (a *app) committed(entry int64) { a.done = fmt.Sprintf("entry %d", entry) }

// report prints the line of a failure, once a run, and gives the exit status.
func (a *app) report(err error) int {
	f := describe(err)
	a.reported.Do(func() {
		if err != nil && a.done != "" && f.code != exitAgain {
			f.silent, f.hint = false, "the vault has changed and stays so ("+a.done+"): this is about the output alone"
		}
		if !f.silent {
			io.WriteString(a.term.Err, f.lines())
		}
	})
	return f.code
}

// lines is the text of a failure. Names of files and values of flags may hold
// anything, so all of it passes the filter for terminals.
func (f *fault) lines() string {
	var b strings.Builder
	fmt.Fprintf(&b, "nps: %s\n", safetext.Terminal(f.Error()))
	if f.hint != "" {
		fmt.Fprintf(&b, "hint: %s\n", safetext.Terminal(f.hint))
	}
	b.WriteString(safetext.Prose(f.more))
	return b.String()
}

// newPanicFault describes a mistake in the program. The value of a panic may
// hold data, so it is never shown: with debug, its type and where it happened.
// The exit status is that of an input which is not understood: a script that
// stops there stops for both, and 1 would pass for a finding.
func newPanicFault(value any, debug bool) *fault {
	f := &fault{code: exitInput, what: "internal error", why: "nps stopped by a mistake of its own",
		hint: "run it again with NPS_DEBUG=1 and report the lines it prints; they hold no data"}
	if !debug {
		return f
	}
	f.hint = "report these lines; they hold no data"
	f.more = fmt.Sprintf("%T\n", value)
	counters := make([]uintptr, 64)
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters)])
	for {
		frame, more := frames.Next()
		f.more += fmt.Sprintf("%s:%d\n", frame.File, frame.Line)
		if !more {
			return f
		}
	}
}
