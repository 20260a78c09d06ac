//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package durable

import (
	"io/fs"
	"os"
)

const supported = false

func caller() int { return os.Geteuid() }

func owner(fs.FileInfo) (owned, bool) { return owned{}, false }

func linkAt(*os.File, string, *os.File, string) error      { return ErrUnsupported }
func renameAt(*os.File, string, *os.File, string) error    { return ErrUnsupported }
func renameNewAt(*os.File, string, *os.File, string) error { return ErrUnsupported }
func lockFile(*os.File, bool, bool) error                  { return ErrUnsupported }
func linkless(error) bool                                  { return false }
