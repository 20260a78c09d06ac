//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package durable

import (
	"os"

	"golang.org/x/sys/unix"
)

func renameNewAt(*os.File, string, *os.File, string) error { return unix.ENOTSUP }
