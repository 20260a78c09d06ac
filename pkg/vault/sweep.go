package vault

import (
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// strayAge is how old a file that no entry names must be before it goes.
const strayAge = 24 * time.Hour

// Sweep removes files that no entry names, if they are older than a day: what a crash
// left. It needs the lock alone and does not wait for it: when somebody writes, even
// if stopped, nothing is swept. It gives the number of files removed.
func (v *Vault) Sweep() (int, error) {
	unlock, err := v.dir.Lock("lock", true, false)
	if errors.Is(err, durable.ErrLocked) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer unlock()
	if err := v.refresh(); err != nil {
		return 0, err
	}
	n := 0
	for _, folder := range []string{"parts", "keys/parts", "keys/roles", "quarantine", "releases", "tmp"} {
		old, err := v.strays(folder)
		if err != nil {
			return n, err
		}
		var paths []string
		for _, path := range old {
			if v.old(path) {
				paths = append(paths, path)
			}
		}
		if len(paths) == 0 {
			continue
		}
		if err := unlinkAll(v.dir, paths); err != nil {
			return n, err
		}
		n += len(paths)
	}
	return n, nil
}

// strays gives the files of a folder that have the name of a vault's file and are not
// live. Other names are not ours to remove.
func (v *Vault) strays(folder string) ([]string, error) {
	names, err := v.dir.List(folder)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range names {
		path := folder + "/" + name
		if _, ok := state.ParsePath(path); ok {
			if _, live := v.st.File(path); !live {
				out = append(out, path)
			}
		} else if folder == "tmp" && ledger.IsHex(name, 32) || strings.HasPrefix(name, ".nps-") && strings.HasSuffix(name, ".tmp") {
			out = append(out, path)
		}
	}
	return out, nil
}

func (v *Vault) old(path string) bool {
	info, err := v.dir.Stat(path)
	return err == nil && info.Mode()&fs.ModeDir == 0 && v.now().Sub(info.ModTime()) > strayAge
}
