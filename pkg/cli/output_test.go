package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/seed-ccfc8abe/nps/pkg/config"
)

func TestChooseFormat(t *testing.T) {
	for _, c := range []struct {
		flag, file, setting string
		want                string // "" is refused
	}{
		{"", "", "", "text"},
		{"", "", "csv", "csv"},
		{"", "", "tally", "text"}, // a setting that the command does not know
		{"json", "", "csv", "json"},
		{"json", "a.csv", "text", "json"},
		{"", "a.csv", "json", "csv"},
		{"", "A.JSON", "csv", "json"},
		{"", "a.unknown", "csv", "csv"},
		{"", "a", "", "text"},
		{"", "-", "csv", "csv"},
		{"", "dir.json/a", "", "text"},
		{"", "a.html", "", ""},
		{"text", "a.html", "", "text"},
	} {
		a := newApp(newRun(t).System)
		cmd := &cobra.Command{Use: "try"}
		o := a.outputFlags(cmd, "text", "json", "csv")
		var args []string
		if c.flag != "" {
			args = append(args, "--format", c.flag)
		}
		if c.file != "" {
			args = append(args, "-o", c.file)
		}
		if err := cmd.ParseFlags(args); err != nil {
			t.Fatal(err)
		}
		got, err := o.choose(&config.Settings{Format: c.setting})
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%+v: %q, %v", c, got, err)
		}
	}
}

// tryOutput is a run of a command that writes its result with f.
func tryOutput(t *testing.T, f func(w io.Writer) error, args ...string) *run {
	r := newRun(t, args...)
	r.Args = append([]string{"try"}, args...)
	r.commands = func(a *app) []*cobra.Command {
		cmd := &cobra.Command{Use: "try", Short: "Try"}
		o := a.outputFlags(cmd, "text")
		cmd.RunE = func(*cobra.Command, []string) error { return a.result(o, f) }
		return []*cobra.Command{cmd}
	}
	return r
}

func (r *run) files(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestResultFile(t *testing.T) {
	r := tryOutput(t, func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }, "-o", "out")
	if code := r.code(); code != 0 || r.out.Len() > 0 {
		t.Fatal(code, r.err.String())
	}
	if data, _ := os.ReadFile(filepath.Join(r.Dir, "out")); string(data) != "whole" {
		t.Errorf("%q", data)
	}
}

// A command that fails half-way leaves no output, and an old file as it was.
func TestFailedResultLeavesNothing(t *testing.T) {
	half := func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("half", 1000))
		return inputError("a.csv", "broken", "")
	}
	r := tryOutput(t, half)
	if code := r.code(); code != exitInput || r.out.Len() > 0 {
		t.Error("standard output:", code, r.out.Len())
	}
	r = tryOutput(t, half, "-o", "out")
	if code := r.code(); code != exitInput || len(r.files(t)) > 0 {
		t.Error("new file:", code, r.files(t))
	}
	r = tryOutput(t, half, "-o", "out")
	old := filepath.Join(r.Dir, "out")
	if err := os.WriteFile(old, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := r.code(); code != exitInput || len(r.files(t)) != 1 {
		t.Error("old file:", code, r.files(t))
	}
	if data, _ := os.ReadFile(old); string(data) != "old" {
		t.Errorf("the old file holds %q", data)
	}
	r = tryOutput(t, func(w io.Writer) error { io.WriteString(w, "x"); panic("x") }, "-o", "out")
	if code := r.code(); code != exitInput || len(r.files(t)) > 0 {
		t.Error("panic:", code, r.files(t))
	}
}

func TestResultFileRefused(t *testing.T) {
	r := tryOutput(t, func(io.Writer) error { return nil }, "-o", ".")
	if code := r.code(); code != exitUsage || r.err.String() != "nps: .: cannot be written: is a directory\n" {
		t.Error(code, r.err.String())
	}
}

// An interrupt while a result is written leaves nothing behind.
func TestInterruptedResult(t *testing.T) {
	signals := make(chan os.Signal, 1)
	r := newRun(t).with(func(ctx context.Context, a *app, _ *cobra.Command) error {
		return a.writeFile("out", func(w io.Writer) error {
			io.WriteString(w, strings.Repeat("x", 1<<20))
			signals <- os.Interrupt
			<-ctx.Done()
			return errors.New("stopped")
		})
	})
	r.Signals = signals
	if code := r.code(); code != exitInterrupted || len(r.files(t)) > 0 {
		t.Error(code, r.files(t))
	}
}
