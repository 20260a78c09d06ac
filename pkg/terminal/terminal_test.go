package terminal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// screen stands for a stream that is a terminal.
type screen struct{ io.ReadWriter }

// fake makes a terminal whose screens are those of type screen.
func fake(in io.Reader, out, err io.Writer, env ...string) *Terminal {
	lookup := func(name string) string {
		for _, pair := range env {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
	t := New(in, out, err, lookup, time.Now)
	t.isTTY = func(stream any) bool { _, ok := stream.(screen); return ok }
	return t
}

func TestColor(t *testing.T) {
	pipe, tty := &bytes.Buffer{}, screen{&bytes.Buffer{}}
	for _, c := range []struct {
		name            string
		out, err        io.Writer
		env             string
		off             bool
		wantOut, wantEr bool
	}{
		{"two screens", tty, tty, "", false, true, true},
		{"result piped", pipe, tty, "", false, false, true},
		{"messages piped", tty, pipe, "", false, true, false},
		{"NO_COLOR", tty, tty, "NO_COLOR=0", false, false, false},
		{"NO_COLOR empty", tty, tty, "NO_COLOR=", false, true, true},
		{"NPS_NO_COLOR", tty, tty, "NPS_NO_COLOR=1", false, false, false},
		{"NPS_NO_COLOR off", tty, tty, "NPS_NO_COLOR=false", false, true, true},
		{"dumb", tty, tty, "TERM=dumb", false, false, false},
		{"flag", tty, tty, "", true, false, false},
	} {
		term := fake(nil, c.out, c.err, c.env)
		term.NoColor = c.off
		if term.ColorOut() != c.wantOut || term.ColorErr() != c.wantEr {
			t.Errorf("%s: out %v, err %v", c.name, term.ColorOut(), term.ColorErr())
		}
	}
}

func TestWidth(t *testing.T) {
	for env, want := range map[string]int{"": 80, "COLUMNS=100": 100, "COLUMNS=3": 40, "COLUMNS=9999": 200, "COLUMNS=x": 80, "COLUMNS=-1": 80} {
		if got := fake(nil, &bytes.Buffer{}, io.Discard, env).Width(); got != want {
			t.Errorf("%q: %d, want %d", env, got, want)
		}
	}
}

// A file is not a terminal, and asking for a real stream does not fail.
func TestFileIsNoTerminal(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	term := New(f, f, f, func(string) string { return "" }, time.Now)
	if term.InIsTerminal() || term.OutIsTerminal() || term.ErrIsTerminal() || term.Width() != 80 {
		t.Error("a file was taken for a terminal")
	}
}

func TestMeterLine(t *testing.T) {
	start := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name        string
		total, done int64
		after       time.Duration
		width       int
		want        string
	}{
		{"too early", 1000, 1, 299 * time.Millisecond, 79, ""},
		{"size known", 1_000_000_000, 312_000_000, time.Second, 79, erase + "a.csv  312 MB  31%  312 MB/s  2s left"},
		{"size unknown", 0, 1500, time.Second, 79, erase + "a.csv  1.5 kB  1.5 kB/s"},
		{"nothing read", 100, 0, time.Second, 79, erase + "a.csv  0 B  0%  0 B/s"},
		{"grown while read", 100, 200, time.Second, 79, erase + "a.csv  200 B  100%  200 B/s"},
		{"long", 10_000_000, 1000, time.Second, 79, erase + "a.csv  1.0 kB  0%  1.0 kB/s  2h46m left"},
		{"never", 1 << 60, 1, time.Hour, 79, erase + "a.csv  1 B  0%  0 B/s  days left"},
		{"narrow", 100, 50, time.Second, 10, erase + "a.csv  50 "},
		{"plain, early", 100, 50, time.Second, 0, ""},
		{"plain", 100, 50, 2 * time.Second, 0, "a.csv  50 B  50%  25 B/s  2s left\n"},
	} {
		var counter atomic.Int64
		counter.Store(c.done)
		m := meter{label: "a.csv", total: c.total, counter: &counter, start: start, width: c.width}
		if got := m.line(start.Add(c.after)); got != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestProgressLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out lockedBuffer
		var counter atomic.Int64
		term := fake(nil, io.Discard, screen{&out})
		stop := term.Progress(2000, &counter, "a\x1b[31m.csv")
		time.Sleep(250 * time.Millisecond)
		if got := out.take(); got != "" {
			t.Errorf("shown before 300 ms: %q", got)
		}
		counter.Store(1000)
		time.Sleep(200 * time.Millisecond)
		synctest.Wait()
		got := out.take()
		if !strings.HasPrefix(got, erase) || !strings.Contains(got, "1.0 kB  50%") {
			t.Errorf("after 400 ms: %q", got)
		}
		if strings.Contains(strings.ReplaceAll(got, erase, ""), "\x1b") {
			t.Errorf("the label reached the terminal as it was: %q", got)
		}
		io.WriteString(term.Err, "a message\n")
		if got := out.take(); got != erase+"a message\n" {
			t.Errorf("a message did not take the line away: %q", got)
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		stop()
		if got := out.take(); !strings.HasSuffix(got, erase) {
			t.Errorf("stop left the line: %q", got)
		}
		stop()
		time.Sleep(time.Second)
		io.WriteString(term.Err, "end\n")
		if got := out.take(); got != "end\n" {
			t.Errorf("after stop: %q", got)
		}
	})
}

// What ends at once shows nothing, and off a terminal there is no animation.
func TestProgressSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var counter atomic.Int64
		for _, c := range []struct {
			name, mode, env string
			tty             bool
			wait            time.Duration
			want            string
		}{
			{"short", "auto", "", true, 200 * time.Millisecond, ""},
			{"off", "off", "", true, 5 * time.Second, ""},
			{"dumb", "auto", "TERM=dumb", true, 5 * time.Second, ""},
			{"piped", "auto", "", false, 5 * time.Second, ""},
			{"piped, on", "on", "", false, 4050 * time.Millisecond, "x  0 B  0 B/s\nx  0 B  0 B/s\n"},
		} {
			var out lockedBuffer
			term := fake(nil, io.Discard, &out, c.env)
			if c.tty {
				term = fake(nil, io.Discard, screen{&out}, c.env)
			}
			term.ProgressMode = c.mode
			stop := term.Progress(0, &counter, "x")
			time.Sleep(c.wait)
			synctest.Wait()
			stop()
			if got := out.take(); got != c.want {
				t.Errorf("%s: %q", c.name, got)
			}
		}
	})
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) Read(p []byte) (int, error) { return 0, io.EOF }

func (l *lockedBuffer) take() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.b.String()
	l.b.Reset()
	return s
}

func TestConfirm(t *testing.T) {
	ask := func(answer string) (error, string, string) {
		in := screen{bytes.NewBufferString(answer)}
		var shown bytes.Buffer
		term := fake(in, io.Discard, screen{&shown})
		err := term.Confirm(context.Background(), "Remove 3 files?", false)
		rest, _ := io.ReadAll(in)
		return err, shown.String(), string(rest)
	}
	for answer, want := range map[string]error{
		"y\nmore": nil, "YES\r\nmore": nil, "yes": nil,
		"n\n": ErrDeclined, "\n": ErrDeclined, "": ErrDeclined, "yep\n": ErrDeclined,
	} {
		err, shown, rest := ask(answer)
		if !errors.Is(err, want) || err != nil && want == nil || shown != "Remove 3 files? [y/N] " {
			t.Errorf("%q: %v, shown %q", answer, err, shown)
		}
		if strings.HasSuffix(answer, "more") && rest != "more" {
			t.Errorf("%q: left %q", answer, rest)
		}
	}
	piped := fake(bytes.NewBufferString("y\n"), io.Discard, io.Discard)
	if err := piped.Confirm(context.Background(), "?", false); !errors.Is(err, ErrNoTerminal) {
		t.Error("a pipe must not answer:", err)
	}
	if err := piped.Confirm(context.Background(), "?", true); err != nil {
		t.Error("--yes:", err)
	}
}

// An interrupt ends a question that nobody answers.
func TestConfirmInterrupted(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	in := screen{struct {
		io.Reader
		io.Writer
	}{r, io.Discard}}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	term := fake(in, io.Discard, screen{&bytes.Buffer{}})
	if err := term.Confirm(ctx, "?", false); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
