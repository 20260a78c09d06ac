package cli

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
)

// writeFile writes a file, all of it or nothing.
func (a *app) writeFile(name string, write func(w io.Writer) error) error {
	path := a.path(name)
	f, err := os.CreateTemp(filepath.Dir(path), ".nps-*")
	if err != nil {
		return outputError(name, err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	b := bufio.NewWriterSize(f, 64<<10)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return outputError(name, err)
	}
	if err := f.Close(); err != nil {
		return outputError(name, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return outputError(name, err)
	}
	return nil
}

// cleanup removes the temporaries of a run that stops half-way.
func (a *app) cleanup() {}
