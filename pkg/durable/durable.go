// Package durable is the only writer to disk. A file that it writes is there
// whole and safe from a power cut, or it is not there: never half.
//
// The content goes to a temporary file in the same directory, created
// exclusively, is synced, renamed over the target, and the directory is synced
// (write order: content, name, directory). When anything fails before the
// rename, the old file is untouched and the temporary is removed.
//
//	err := durable.WriteFile("out.csv", 0o644, func(w io.Writer) error { ... })
//
// What happens to what is already there:
//
//   - A regular file is replaced and keeps its permissions. Its other names
//     (hard links) keep the old content, and its owner becomes the caller. A
//     file that the caller may not write is refused, although the directory
//     would allow to replace it.
//   - A symbolic link stays; the file that it leads to is replaced, or created.
//     A link that belongs to another user is refused unless that is root:
//     somebody may have laid it in a shared directory.
//   - A pipe, terminal or device, /dev/stdout and the like are written
//     directly: there is nothing to rename.
//   - A directory or socket is refused.
//
// Several files that come into being together, such as those of a vault, are
// written into a [Dir], which checks who else has rights to it, by a [Batch], whose
// commit is the link of one name that nobody had yet. [Cleanup] removes whatever is not
// committed when the user interrupts the program.
//
// Every call to the system passes one hook, so that tests can make each of
// them fail in turn; see [SetFault].
package durable

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Errors that a caller may act on.
var (
	// ErrNotDurable: the new file is in place and whole, but the directory
	// could not be synced: a power cut may bring back the old one. Writing it
	// again is safe.
	ErrNotDurable = errors.New("written, but not safe from a power cut")
	// ErrDirectory: the path is a directory.
	ErrDirectory = errors.New("is a directory")
	// ErrForeignLink: the path is a symbolic link of another user.
	ErrForeignLink = errors.New("is a symbolic link that belongs to another user")
	// ErrNotWritable: the path is something that cannot hold a file's content.
	ErrNotWritable = errors.New("is no file that can be written")
)

// bufferSize is large enough that a call to the system costs little beside
// the copying.
const bufferSize = 256 << 10

// WriteFile makes path hold what write writes, or leaves it as it is when
// write or the system fails. perm (before umask) is for a new file. The writer
// that write gets is buffered; it must not be used after write has returned.
func WriteFile(path string, perm fs.FileMode, write func(io.Writer) error) error {
	f, err := Create(path, perm)
	if err != nil {
		return err
	}
	defer f.Abort() // does nothing after Commit; cleans up when write panics
	b := bufio.NewWriterSize(f, bufferSize)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return f.Commit()
}

// wrap names the file that the caller asked for.
func wrap(path string, err error) error {
	return fmt.Errorf("write %s: %w", path, reason(err))
}

// reason takes off the system's own words, which name the temporary.
func reason(err error) error {
	switch e := err.(type) {
	case *fs.PathError:
		return e.Err
	case *os.LinkError:
		return e.Err
	}
	return err
}
