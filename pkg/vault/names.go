package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
)

// folders are the directories of a vault, parents first.
func folders() []string {
	return []string{"ledger", "parts", "keys", "keys/parts", "keys/roles", "quarantine", "releases", "access", "tmp", "cache"}
}

// folderOf is the directory of a path in the vault.
func folderOf(name string) string { return path.Dir(name) }

// makeFolders makes those that are missing: copies often leave out empty directories.
func (v *Vault) makeFolders() error {
	for _, folder := range folders() {
		info, err := v.dir.Stat(folder)
		switch {
		case err == nil && !info.IsDir():
			return fmt.Errorf("%w: %s: %w", ErrDamaged, folder, durable.ErrNotDirectory)
		case err == nil:
			continue
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		if err := v.dir.Mkdir(folder, 0); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := v.dir.Sync(parentOf(folder)); err != nil {
			return err
		}
	}
	return nil
}

// parentOf is folderOf with "" for the vault itself.
func parentOf(name string) string {
	if dir := folderOf(name); dir != "." {
		return dir
	}
	return ""
}
