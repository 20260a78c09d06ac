//go:build !unix

package durable

import (
	"io/fs"
	"os"
)

// trustedLink: on Windows making a link needs a right of its own.
func trustedLink(fs.FileInfo) bool { return true }

// chmod: access rights are inherited from the directory on Windows.
func chmod(*os.File, fs.FileMode) error { return nil }

// syncDir: Windows cannot sync a directory; NTFS keeps its journal itself.
func syncDir(string) error { return nil }
