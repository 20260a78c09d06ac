package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/terminal"
)

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		err   error
		code  int
		lines string // "" when silent
	}{
		{nil, 0, ""},
		{errFound, 1, ""},
		{fmt.Errorf("validate: %w", errFound), 1, ""},
		{usageError("score", "unknown flag --x", ""), 2, "nps: score: unknown flag --x\n"},
		{usageError("", "what", "do this"), 2, "nps: what\nhint: do this\n"},
		{&config.Error{File: "nps.yaml", Line: 3, Column: 5, Name: "min-n", Msg: "is empty", Hint: "h"}, 2, "nps: nps.yaml:3:5: min-n: is empty\nhint: h\n"},
		{inputError("a.csv", "is empty", ""), 3, "nps: a.csv: is empty\n"},
		{&fs.PathError{Op: "open", Path: "a.csv", Err: syscall.ENOENT}, 3, "nps: a.csv: no such file or directory\n"},
		{errors.New("odd"), 3, "nps: odd\n"},
		{refusedError("vault", "locked", ""), 6, "nps: vault: locked\n"},
		{terminal.ErrDeclined, 6, "nps: not confirmed, nothing was changed\n"},
		{terminal.ErrNoTerminal, 2, "nps: there is no terminal to ask on\nhint: give --yes to confirm\n"},
		{fmt.Errorf("scan: %w", context.Canceled), 130, "nps: interrupted\n"},
		{syscall.EPIPE, 141, ""},
		{inputError("a\x1b[2J.csv", "b\u202eroken\n", "c\r"), 3, "nps: a␛[2J.csv: b<U+202E>roken␊\nhint: c␍\n"},
	} {
		f := describe(c.err)
		if f.code != c.code || f.silent != (c.lines == "") {
			t.Errorf("%v: %d, silent %v", c.err, f.code, f.silent)
		}
		if c.lines == "" {
			continue
		}
		got := f.lines()
		if strings.ContainsAny(got, "\x1b\u202e\r") || strings.Count(got, "\n") != strings.Count(c.lines, "\n") {
			t.Errorf("%v: unsafe %q", c.err, got)
		}
		if !strings.ContainsAny(c.lines, "␛") && got != c.lines {
			t.Errorf("%v:\ngot  %q\nwant %q", c.err, got, c.lines)
		}
	}
}

// Every exit status of the program is explained once, in order.
func TestExitCodesTable(t *testing.T) {
	want := []int{0, 1, 2, 3, 4, 5, 6, 75, 130, 141}
	rows := exitCodes()
	if len(rows) != len(want) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, row := range rows {
		if row.code != want[i] || row.meaning == "" {
			t.Errorf("row %d: %+v", i, row)
		}
	}
}
