//go:build unix

package keyring

import "syscall"

// limitCore sets the size of core files to none. The hard limit stays, since it could
// not be raised again. Where the system refuses there is nothing better to do.
func limitCore() {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_CORE, &limit) == nil {
		limit.Cur = 0
		syscall.Setrlimit(syscall.RLIMIT_CORE, &limit)
	}
}
