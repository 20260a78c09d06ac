//go:build unix

package cli

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// ownerNames gives the names of a file's owner and group, by number where there are
// none, and the owner's home.
func ownerNames(info os.FileInfo) (owner, group, home string) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", "", ""
	}
	owner, group = strconv.FormatUint(uint64(st.Uid), 10), strconv.FormatUint(uint64(st.Gid), 10)
	if u, err := user.LookupId(owner); err == nil {
		owner, home = u.Username, u.HomeDir
	}
	if g, err := user.LookupGroupId(group); err == nil {
		group = g.Name
	}
	return owner, group, home
}
