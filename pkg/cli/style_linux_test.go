package cli

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// screen opens a terminal of its own and returns its inner end, which a program
// writes to, and what has been read from the outer one so far.
func screen(t *testing.T) (inner *os.File, text func() string) {
	t.Helper()
	outer, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { outer.Close() })
	if err := unix.IoctlSetPointerInt(int(outer.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	n, err := unix.IoctlGetInt(int(outer.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	inner, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	return inner, func() string {
		inner.Close()
		var all strings.Builder
		buffer := make([]byte, 4096)
		for { // a closed inner end is an error of the outer one
			n, err := outer.Read(buffer)
			all.Write(buffer[:n])
			if err != nil {
				return all.String()
			}
		}
	}
}

// Colour and width belong to the screen: not to a file that is written while
// standard output is one.
func TestStyleDependsOnWhereTheTextGoes(t *testing.T) {
	const escape = "\x1b["
	const long = "a dimension with a very long value that no narrow screen can show"
	export := "score,region\n10," + long + "\n0," + long + "\n8,x\n"
	for _, c := range []struct {
		args   string
		colour bool // on a screen
	}{
		{"score f.csv --by region", true},
		{"validate f.csv", false},
		{"config show", false},
		{"version", false},
	} {
		for _, to := range []string{"", "-", "out"} {
			inner, text := screen(t)
			args := strings.Fields(c.args)
			if to != "" {
				args = append(args, "-o", to)
			}
			r := newRun(t, args...)
			r.Out = inner
			r.Environ = append(r.Environ, "TERM=xterm", "COLUMNS=50")
			r.Now = time.Now
			if err := os.WriteFile(r.Dir+"/f.csv", []byte(export), 0o600); err != nil {
				t.Fatal(err)
			}
			code := r.code()
			shown := text()
			if code != 0 {
				t.Errorf("%s: %d, %s", args, code, r.err.String())
				continue
			}
			if to != "out" {
				if c.colour && !strings.Contains(shown, escape) {
					t.Errorf("%s: no colour on the screen", args)
				}
				continue
			}
			data, err := os.ReadFile(r.Dir + "/out")
			if err != nil || strings.Contains(string(data), escape) {
				t.Errorf("%s: the file has colour: %v, %.100q", args, err, data)
			}
			if strings.HasPrefix(c.args, "score") && !strings.Contains(string(data), long) {
				t.Errorf("%s: the file is cut to the screen: %.300s", args, data)
			}
		}
	}
}
