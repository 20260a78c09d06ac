package durable

import (
	"os"

	"golang.org/x/sys/unix"
)

func renameNewAt(from *os.File, a string, to *os.File, b string) error {
	return again(func() error {
		return unix.Renameat2(int(from.Fd()), a, int(to.Fd()), b, unix.RENAME_NOREPLACE)
	})
}
