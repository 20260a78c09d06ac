//go:build unix

package keyring

import (
	"syscall"
	"testing"
)

// Promise 19: once there is a secret in memory, a crash leaves no core.
func TestPromise19NoCore(t *testing.T) {
	if _, err := Generate(); err != nil {
		t.Fatal(err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 {
		t.Fatalf("%+v, %v", limit, err)
	}
}
