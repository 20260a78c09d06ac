package cli

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// takesBack says whether what a command writes can be taken back, and how: a file of
// --output is not there before it is whole, standard output may be a file that was
// written from its end on, and what goes to the null device is nowhere. A pipe or a
// terminal has seen what was written.
func (a *app) takesBack(o *outputOptions) (takeBack func() error, ok bool) {
	none := func() error { return nil }
	if o.toFile() {
		return none, a.replaces(o.file)
	}
	file, ok := a.out.w.(*os.File)
	if !ok {
		return nil, false
	}
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, false
	case isNull(info):
		return none, true
	case !info.Mode().IsRegular():
		return nil, false
	}
	// Opened for appending, a file says that it is at its beginning; only where that is
	// its end too is it known what is before the output.
	at, err := file.Seek(0, io.SeekCurrent)
	if err != nil || at != info.Size() || a.out.err != nil {
		return nil, false
	}
	return func() error {
		info, err := file.Stat()
		if err != nil {
			return err
		}
		if end, err := file.Seek(0, io.SeekCurrent); err != nil || end != info.Size() {
			return cmp.Or(err, errShared)
		}
		if err := file.Truncate(at); err != nil {
			return err
		}
		_, err = file.Seek(at, io.SeekStart)
		return err
	}, true
}

var errShared = errors.New("another program writes to the same file")

// replaces says whether writeFile puts a new file in the place of that name, so that
// nothing shows of one that was not finished. Of links and devices but the null device it
// does not know.
func (a *app) replaces(name string) bool {
	path := a.path(name)
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return errors.Is(err, fs.ErrNotExist)
	case isNull(info):
		return true
	}
	return info.Mode().IsRegular() && !strings.HasPrefix(filepath.ToSlash(filepath.Clean(path)), "/dev/") // descriptors can look like their files
}

// isNull says whether a file is the null device.
func isNull(info fs.FileInfo) bool {
	null, err := os.Stat(os.DevNull)
	return err == nil && os.SameFile(null, info)
}
