package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// shell runs the commands that the pages show: nps in this process, and of the
// usual commands the few that are needed, so that the pages are tested on every
// platform. It works in a folder of its own with a copy of testdata.
type shell struct {
	dir    string
	status int               // of the last command
	steady map[string]string // fingerprints and ids as they are -> as the pages show them
}

// shellTime is what the clock says in the pages.
var shellTime = time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)

func newShell(t *testing.T) *shell {
	t.Helper()
	sh := &shell{dir: t.TempDir(), steady: map[string]string{}}
	for _, folder := range []string{"testdata/exports", "testdata/formats"} {
		from := filepath.Join(repository, folder)
		err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) == ".go" {
				return err
			}
			rel, err := filepath.Rel(repository, path)
			if err != nil {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sh.write(t, rel, string(data))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sh
}

func (sh *shell) write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(sh.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs a line of commands joined by | with <, > and variables before them,
// and gives what standard output and standard error show.
func (sh *shell) run(line string) string {
	var shown bytes.Buffer
	for is, said := range sh.steady {
		line = strings.ReplaceAll(line, said, is)
	}
	words := split(line)
	var in []byte
	for len(words) > 0 {
		command := words
		if at := slices.Index(words, "|"); at >= 0 {
			command, words = words[:at], words[at+1:]
		} else {
			words = nil
		}
		var out bytes.Buffer
		var to io.Writer = &shown
		if len(words) > 0 {
			to = &out
		}
		if err := sh.one(command, in, to, &shown); err != nil {
			fmt.Fprintf(&shown, "(%v)\n", err)
		}
		in = out.Bytes()
	}
	return sh.settle(shown.String())
}

// byChance is what keys and randomness make: fingerprints, ids, recipients, roots and
// signatures.
var byChance = regexp.MustCompile(`\b([0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{16}|age1pq1[0-9a-z]{100,}|[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{90}==)`)

// settle puts texts that are the same each time in the place of chance, and the names
// of folders as a reader has them in the place of ours.
func (sh *shell) settle(text string) string {
	text = byChance.ReplaceAllStringFunc(text, func(is string) string {
		if len(is) == 16 { // the beginning of a card's fingerprint; without a letter, a number
			for known, said := range sh.steady {
				if strings.HasPrefix(known, is) {
					return said[:16]
				}
			}
			if !strings.ContainsAny(is, "abcdef") {
				return is
			}
		}
		if sh.steady[is] == "" {
			sum := sha256.Sum256(fmt.Append(nil, len(sh.steady)))
			said := hex.EncodeToString(sum[:])
			if len(is) < len(said) {
				said = said[:len(is)]
			} else if strings.HasPrefix(is, "age1pq1") {
				said = "age1pq1" + said
			}
			sh.steady[is] = said
		}
		return sh.steady[is]
	})
	text = strings.ReplaceAll(text, filepath.Join(sh.dir, "home"), "/home")
	return strings.ReplaceAll(text, sh.dir, "/srv/nps")
}

func (sh *shell) one(words []string, in []byte, out, errs io.Writer) error {
	var env []string
	person := "you"
	for len(words) > 0 && strings.Contains(words[0], "=") && (strings.HasPrefix(words[0], "NPS_") || strings.HasPrefix(words[0], "HOME=/home/")) {
		if home, is := strings.CutPrefix(words[0], "HOME=/home/"); is {
			person = home
		} else {
			env = append(env, words[0])
		}
		words = words[1:]
	}
	env = append(env, "HOME="+filepath.Join(sh.dir, "home", person), "USER="+person)
	for len(words) > 2 && (words[len(words)-2] == ">" || words[len(words)-2] == "<") {
		name := filepath.Join(sh.dir, words[len(words)-1])
		if words[len(words)-2] == ">" {
			f, err := os.Create(name)
			if err != nil {
				return err
			}
			defer f.Close()
			out = f
		} else {
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			in = data
		}
		words = words[:len(words)-2]
	}
	if len(words) >= 3 && slices.Equal(words[:3], []string{"go", "run", "./cmd/nps"}) {
		words = words[2:]
		words[0] = "nps"
	}
	if len(words) == 0 {
		return fmt.Errorf("no command")
	}
	switch args := words[1:]; words[0] {
	case "nps":
		sh.status = Main(System{Args: args, In: bytes.NewReader(in), Out: out, Err: errs, Dir: sh.dir,
			Environ: env, Now: func() time.Time { return shellTime }})
		return nil
	case "echo":
		for i := range args {
			if args[i] == "$?" {
				args[i] = strconv.Itoa(sh.status)
			}
		}
		fmt.Fprintln(out, strings.Join(args, " "))
		sh.status = 0
		return nil
	case "cat", "head":
		return sh.show(words[0], args, in, out)
	}
	return fmt.Errorf("the pages' shell does not know the command %s", words[0])
}

// show is cat FILE... and head -n N [FILE].
func (sh *shell) show(name string, args []string, in []byte, out io.Writer) error {
	most := -1
	if name == "head" {
		if len(args) < 2 || args[0] != "-n" {
			return fmt.Errorf("head is called as head -n N [FILE]")
		}
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		most, args = n, args[2:]
	}
	for _, file := range args {
		data, err := os.ReadFile(filepath.Join(sh.dir, file))
		if err != nil {
			return err
		}
		in = append(in, data...)
	}
	for line := range bytes.Lines(in) {
		if most == 0 {
			break
		}
		most--
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	sh.status = 0
	return nil
}

// split cuts a line into words and the operators | < >, as a shell does: quotes
// keep blanks, a # begins a comment.
func split(line string) []string {
	var words []string
	var word strings.Builder
	started := false
	end := func() {
		if started {
			words = append(words, word.String())
		}
		word.Reset()
		started = false
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ' || c == '\t' || c == '\n':
			end()
		case c == '|' || c == '<' || c == '>':
			end()
			words = append(words, string(c))
		case c == '#' && !started:
			return words
		case c == '\'' || c == '"':
			started = true
			for i++; i < len(line) && line[i] != c; i++ {
				word.WriteByte(line[i])
			}
		default:
			started = true
			word.WriteByte(c)
		}
	}
	end()
	return words
}
