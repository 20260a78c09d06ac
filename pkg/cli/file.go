package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
)

// runFiles are the files of one run, so that no result takes the place of what
// it was made from.
type runFiles struct {
	read    []readFile
	written []string // results that were announced before anything was read
}

type readFile struct {
	name string // as the user gave it
	info os.FileInfo
}

// reads notes an input: an export, a definition, a setting file. The result is
// refused here when it is known already that it would go into that file, so that
// a large export is not read in vain.
func (a *app) reads(name string, info os.FileInfo) error {
	if info == nil || !info.Mode().IsRegular() {
		return nil // a pipe or a device is not overwritten
	}
	a.files.read = append(a.files.read, readFile{name, info})
	for _, result := range a.files.written {
		if st, err := os.Stat(a.path(result)); err == nil && os.SameFile(st, info) {
			return overwriteError(result, name)
		}
	}
	return nil
}

// readsFile notes an input by its name.
func (a *app) readsFile(name string) error {
	info, err := os.Stat(a.path(name))
	if err != nil {
		return nil // whoever opens it says so
	}
	return a.reads(name, info)
}

// readsStdin notes the file that standard input was redirected from.
func (a *app) readsStdin() error {
	file, ok := a.sys.In.(*os.File)
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	return a.reads("standard input", info)
}

// willWrite announces a result before anything is read.
func (a *app) willWrite(name string) error {
	a.files.written = append(a.files.written, name)
	return a.mayWrite(name)
}

// mayWrite refuses a result that would overwrite an input of this run, through
// whatever name, and one whose name promises what nps does not do.
func (a *app) mayWrite(name string) error {
	if err := plainName(name); err != nil && !(a.seals && strings.EqualFold(filepath.Ext(name), ".age")) {
		return err
	}
	info, err := os.Stat(a.path(name))
	if err != nil {
		return nil // there is nothing to overwrite
	}
	for _, input := range a.files.read {
		if os.SameFile(info, input.info) {
			return overwriteError(name, input.name)
		}
	}
	return nil
}

func overwriteError(result, input string) error {
	why := "is read in this run and would be overwritten"
	if input != result {
		why = fmt.Sprintf("is %s, which is read in this run and would be overwritten", input)
	}
	return usageError(result, why, "name another file")
}

// matches says whether a file is one of those that a pattern of nps.yaml names.
// Both are seen from the working directory, whose own name may hold what means
// something in a pattern.
func (a *app) matches(pattern, file string) bool {
	file = a.path(file)
	if !filepath.IsAbs(pattern) && a.sys.Dir != "" {
		rel, err := filepath.Rel(a.sys.Dir, file)
		if err != nil {
			return false
		}
		file = rel
	}
	ok, err := filepath.Match(filepath.Clean(pattern), filepath.Clean(file))
	return err == nil && ok // a pattern that cannot be read was refused with the setting
}

// readDefinition reads a survey definition and checks what needs more than the
// file: that the findings it switches and its time zone exist.
func (a *app) readDefinition(name string) (*survey.Definition, error) {
	if err := a.readsFile(name); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(a.path(name))
	if err != nil {
		return nil, usageError(name, plain(err), "")
	}
	d, err := survey.ParseDefinition(data, name)
	if err != nil {
		return nil, err
	}
	zone, _ := config.Find("tz")
	for _, c := range d.ByRole(survey.RoleTime) {
		if c.Zone == "" {
			continue
		}
		if _, err := zone.Check(c.Zone); err != nil {
			return nil, d.ZoneError("zone: "+err.Error(), config.Hint(err))
		}
	}
	return d, validate.CheckSwitches(d)
}

// plainName refuses the extensions of compressed and encrypted files.
func plainName(name string) error {
	does, through := "compress", ""
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gz":
		through = "gzip"
	case ".zst":
		through = "zstd"
	case ".xz":
		through = "xz"
	case ".bz2":
		through = "bzip2"
	case ".zip":
		through = "zip"
	case ".age":
		does, through = "encrypt", "age -r RECIPIENT"
	case ".gpg":
		does, through = "encrypt", "gpg --encrypt"
	default:
		return nil
	}
	return usageError(name, fmt.Sprintf("nps does not %s, so the file would not be what its name says", does),
		fmt.Sprintf("write to standard output and %s that: nps ... | %s > %s", does, through, name))
}
