package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxLinks is what Linux follows, too.
const maxLinks = 40

// target is where a path leads.
type target struct {
	path   string
	exists bool
	mode   fs.FileMode // permissions of what exists
	direct bool        // written without a temporary
	stream *os.File    // a stream of the process itself
}

// resolve follows links and looks at what is at their end.
func resolve(path string) (target, error) {
	if path == "" {
		return target{}, fs.ErrNotExist
	}
	for range maxLinks {
		if stream, ok := processStream(path); ok {
			return target{path: path, direct: true, stream: stream}, nil
		}
		info, err := sys.lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return target{path: path}, nil
		}
		if err != nil {
			return target{}, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return judge(path, info)
		}
		if !trustedLink(info) {
			return target{}, ErrForeignLink
		}
		next, err := sys.readlink(path)
		if err != nil {
			return target{}, err
		}
		if !filepath.IsAbs(next) {
			next = dirOf(path) + next
		}
		path = next
	}
	return target{}, errors.New("too many symbolic links")
}

// dirOf is the directory of path with a separator at its end. Nothing is
// cleaned away: behind a link to a directory a/.. is not where a lies.
func dirOf(path string) string {
	dir, _ := filepath.Split(path)
	if dir == "" {
		return "." + string(filepath.Separator)
	}
	return dir
}

func judge(path string, info fs.FileInfo) (target, error) {
	mode := info.Mode()
	switch {
	case mode.IsDir():
		return target{}, ErrDirectory
	case mode.IsRegular():
		// Replacing needs a writable directory only; a file that was made
		// read-only shall stop us as it stops the shell.
		if err := sys.writable(path); err != nil {
			return target{}, err
		}
		return target{path: path, exists: true, mode: mode.Perm()}, nil
	case mode&(fs.ModeDevice|fs.ModeNamedPipe) != 0: // terminals are devices
		return target{path: path, direct: true}, nil
	}
	return target{}, ErrNotWritable
}

// processStream knows the names of open descriptors. They look like links to a
// file, but what must be written is the open file: the shell that opened it
// waits for what comes through it. stream is nil for a descriptor that is
// opened again by its name.
func processStream(path string) (stream *os.File, ok bool) {
	if !strings.HasPrefix(path, "/dev/") && !strings.HasPrefix(path, "/proc/") {
		return nil, false
	}
	switch path {
	case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
		return os.Stdout, true
	case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2":
		return os.Stderr, true
	}
	return nil, strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/self/fd/")
}
