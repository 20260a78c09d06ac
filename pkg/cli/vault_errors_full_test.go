package cli

import (
	"errors"
	"fmt"
	"syscall"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/vault"
)

// A full disk is no fault of the input, unless the change was committed already.
func TestFullDiskIsTold(t *testing.T) {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		var f *fault
		if err := vaultError("v", fmt.Errorf("write: %w", full)); !errors.As(err, &f) || f.code != exitUsage || f.what != "v" {
			t.Errorf("%v: %v", full, err)
		}
		if err := vaultError("v", errors.Join(vault.ErrDurability, full)); !errors.As(err, &f) || f.code != exitAgain {
			t.Errorf("%v after the commit: %v", full, err)
		}
	}
}
