package terminal

import (
	"io"
	"strconv"
	"sync"
	"time"

	"golang.org/x/term"
)

// Terminal is the three streams of one run and what is known about them.
type Terminal struct {
	In  io.Reader
	Out io.Writer // results
	Err io.Writer // everything else; takes the progress line away first

	// NoColor switches colour off, as --no-color does.
	NoColor bool
	// ProgressMode is auto (only on a terminal), on or off.
	ProgressMode string

	env      func(name string) string
	now      func() time.Time
	isTTY    func(stream any) bool
	progress progress
}

// New describes the streams. env looks up a variable of the environment and now
// is the clock.
func New(in io.Reader, out, err io.Writer, env func(string) string, now func() time.Time) *Terminal {
	t := &Terminal{In: in, Out: out, env: env, now: now, ProgressMode: "auto"}
	var mu sync.Mutex
	known := map[any]bool{} // a stream does not turn into a terminal half-way
	t.isTTY = func(stream any) bool {
		file, ok := stream.(interface{ Fd() uintptr })
		if !ok {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		is, asked := known[file]
		if !asked {
			is = term.IsTerminal(int(file.Fd()))
			known[file] = is
			if is {
				enableEscapes(file.Fd())
			}
		}
		return is
	}
	t.progress.out = err
	t.progress.ticks = ticker
	t.Err = &t.progress
	return t
}

// InIsTerminal says whether somebody could type the input.
func (t *Terminal) InIsTerminal() bool { return t.isTTY(t.In) }

// OutIsTerminal says whether results go to a screen.
func (t *Terminal) OutIsTerminal() bool { return t.isTTY(t.Out) }

// ErrIsTerminal says whether messages go to a screen.
func (t *Terminal) ErrIsTerminal() bool { return t.isTTY(t.progress.out) }

// ColorOut says whether results may hold colour.
func (t *Terminal) ColorOut() bool { return t.color() && t.OutIsTerminal() }

// ColorErr says whether messages may hold colour.
func (t *Terminal) ColorErr() bool { return t.color() && t.ErrIsTerminal() }

// color follows no-color.org: any text in NO_COLOR switches colour off.
// NPS_NO_COLOR is a setting, where 0 and false mean what they say.
func (t *Terminal) color() bool {
	if t.NoColor || t.env("NO_COLOR") != "" || t.env("TERM") == "dumb" {
		return false
	}
	own := t.env("NPS_NO_COLOR")
	return own == "" || own == "0" || own == "false"
}

// The limits of a line: below, tables become unreadable; above, the eye loses
// its line.
const (
	narrowest = 40
	usual     = 80
	widest    = 200
)

// Width is how many cells a line of the result may take: COLUMNS, or what the
// screen says, or 80; never below 40 or above 200.
func (t *Terminal) Width() int { return t.width(t.Out) }

func (t *Terminal) width(stream any) int {
	n := usual
	if columns, err := strconv.Atoi(t.env("COLUMNS")); err == nil && columns > 0 {
		n = columns
	} else if file, ok := stream.(interface{ Fd() uintptr }); ok && t.isTTY(stream) {
		if w, _, err := term.GetSize(int(file.Fd())); err == nil && w > 0 {
			n = w
		}
	}
	return min(max(n, narrowest), widest)
}
