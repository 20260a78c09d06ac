package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

const (
	tick  = 100 * time.Millisecond
	delay = 300 * time.Millisecond // what ends sooner shows nothing
	slow  = 2 * time.Second        // between lines where a line cannot be overwritten
	erase = "\r\x1b[K"
)

// progress is the line at the bottom of standard error. As a writer it is
// standard error itself, so that a message and the line never mix.
type progress struct {
	mu    sync.Mutex
	out   io.Writer
	shown bool // a line is on the screen
	ticks func() (<-chan time.Time, func())
}

func ticker() (<-chan time.Time, func()) {
	t := time.NewTicker(tick)
	return t.C, t.Stop
}

// Write takes the progress line away and writes p to standard error.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	return p.out.Write(b)
}

func (p *progress) clear() {
	if p.shown {
		io.WriteString(p.out, erase)
		p.shown = false
	}
}

// Progress shows how far counter, in bytes, has come, until stop is called; stop
// waits until the line is gone and may be called again. total is 0 or negative
// when it is not known. The work only adds to the counter: a clock of its own
// looks at it ten times a second.
//
// Off a terminal it shows nothing, or with ProgressMode "on" a plain line every
// two seconds.
func (t *Terminal) Progress(total int64, counter *atomic.Int64, label string) (stop func()) {
	live := t.ErrIsTerminal() && t.env("TERM") != "dumb"
	if t.ProgressMode == "off" || t.ProgressMode != "on" && !live {
		return func() {}
	}
	m := meter{label: safetext.Terminal(label), total: total, counter: counter, start: t.now()}
	if live {
		m.width = t.width(t.progress.out) - 1
	}
	quit, done := make(chan struct{}), make(chan struct{})
	ticks, stopTicks := t.progress.ticks()
	go func() {
		defer close(done)
		for {
			select {
			case <-quit:
				return
			case <-ticks:
				t.progress.show(m.line(t.now()))
			}
		}
	}()
	return sync.OnceFunc(func() {
		stopTicks()
		close(quit)
		<-done
		t.progress.mu.Lock()
		defer t.progress.mu.Unlock()
		t.progress.clear()
	})
}

func (p *progress) show(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if line != "" {
		io.WriteString(p.out, line)
		p.shown = strings.HasPrefix(line, erase)
	}
}

// meter makes the text of the line.
type meter struct {
	label   string
	total   int64
	counter *atomic.Int64
	start   time.Time
	width   int       // cells; 0 off a terminal
	last    time.Time // when the last plain line was written
}

// line is the text to write now, or "" when it is not time for one.
func (m *meter) line(now time.Time) string {
	elapsed := now.Sub(m.start)
	if elapsed < delay {
		return ""
	}
	if m.width == 0 {
		if now.Sub(m.last) < slow || elapsed < slow {
			return ""
		}
		m.last = now
		return m.text(elapsed) + "\n"
	}
	return erase + cut(m.text(elapsed), m.width)
}

func (m *meter) text(elapsed time.Duration) string {
	done := m.counter.Load()
	rate := float64(done) / elapsed.Seconds()
	parts := []string{size(float64(done))}
	if m.total > 0 {
		share := min(float64(done)/float64(m.total), 1)
		parts = append(parts, fmt.Sprintf("%d%%", int(share*100)))
	}
	parts = append(parts, size(rate)+"/s")
	if m.total > done && rate > 0 {
		parts = append(parts, remaining(float64(m.total-done)/rate)+" left")
	}
	return m.label + "  " + strings.Join(parts, "  ")
}

// size writes a size with a decimal unit, as file managers and disks do.
func size(n float64) string {
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if n < 999.5 {
			if unit == "B" || n >= 99.5 {
				return fmt.Sprintf("%.0f %s", n, unit)
			}
			return fmt.Sprintf("%.1f %s", n, unit)
		}
		n /= 1000
	}
	return fmt.Sprintf("%.1f TB", n)
}

// remaining writes a number of seconds. A stalled pipe gives absurd ones.
func remaining(seconds float64) string {
	if seconds > 100*3600 {
		return "days"
	}
	switch s := int64(seconds + 0.5); {
	case s >= 3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	case s >= 60:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	default:
		return fmt.Sprintf("%ds", s)
	}
}

// cut shortens a line so that it never wraps, because a wrapped line cannot be
// erased. Whatever may be wide is counted as two cells.
func cut(s string, width int) string {
	cells := 0
	for i, r := range s {
		cells++
		if r >= 0x1100 {
			cells++
		}
		if cells > width {
			return s[:i]
		}
	}
	return s
}
