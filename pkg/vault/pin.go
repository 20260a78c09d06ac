package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// pin is the head that a user saw last, with the state there. It lies outside the
// vault, so that whoever can write the vault cannot take back what the user saw:
//
//	nps-pin 1
//	head <size> <root> <peaks...>
//	<the state>
type pin struct {
	head ledger.Head
	st   *state.State
}

const pinIntro = "nps-pin 1\n"

// maxPin bounds what is read: some 200,000 files.
const maxPin = 64 << 20

// pinPath is where a user keeps the pin of a vault; "" without a place.
func (u *User) pinPath(vault string) string {
	if u.State == "" {
		return ""
	}
	return filepath.Join(u.State, "pins", vault)
}

// readPin gives nil when there is none.
func (u *User) readPin(vault string) (*pin, error) {
	path := u.pinPath(vault)
	if path == "" {
		return nil, nil
	}
	data, err := durable.ReadSecret(path, maxPin)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read your pin: %w", err)
	}
	p, err := parsePin(data)
	if err == nil && p.st.Vault() != vault {
		err = errors.New("it is of another vault")
	}
	if err != nil {
		return nil, damaged("your pin "+path, err)
	}
	return p, nil
}

func parsePin(data []byte) (*pin, error) {
	rest, ok := strings.CutPrefix(string(data), pinIntro)
	if !ok {
		if strings.HasPrefix(string(data), "nps-pin ") {
			return nil, ledger.ErrVersion
		}
		return nil, ledger.ErrForm
	}
	line, rest, _ := strings.Cut(rest, "\n")
	line, ok = strings.CutPrefix(line, "head ")
	if !ok {
		return nil, ledger.ErrForm
	}
	head, err := ledger.ParseHead(line)
	if err != nil {
		return nil, err
	}
	st, err := state.Parse([]byte(rest))
	if err != nil {
		return nil, err
	}
	if st.Seq()+1 != head.Size {
		return nil, ledger.ErrForm
	}
	return &pin{head, st}, nil
}

func (p *pin) marshal() []byte {
	return append([]byte(pinIntro+"head "+p.head.Marshal()+"\n"), p.st.Marshal()...)
}

// pin keeps the head. That it cannot be kept is a warning: what was done is done.
func (v *Vault) pin() {
	if err := v.writePin(); err != nil {
		v.warn("pin-not-written", "the head could not be kept for the next time: "+err.Error())
	}
}

// pinSeen keeps a head that others wrote. They may have been stopped before it was safe
// from a power cut; without the sync, the cut would look like a rollback.
func (v *Vault) pinSeen() {
	if err := v.dir.Sync("ledger"); err != nil {
		v.warn("pin-not-written", "the head could not be kept for the next time: "+err.Error())
		return
	}
	v.pin()
}

// writePin never goes back: another process of the same user may have seen more.
func (v *Vault) writePin() error {
	path := v.user.pinPath(v.st.Vault())
	if path == "" {
		return nil
	}
	return v.user.alone(func(d *durable.Dir) error {
		if size, ok := pinnedSize(d, v.st.Vault()); ok && size > v.head.Size {
			return nil
		}
		return d.Replace(v.st.Vault(), 0o600, (&pin{v.head, v.st}).marshal())
	})
}

// alone keeps other processes of the user away from pins and trust meanwhile.
func (u *User) alone(do func(pins *durable.Dir) error) error {
	d, err := durable.MakeDir(filepath.Join(u.State, "pins"), 0o700)
	if err != nil {
		return err
	}
	defer d.Close()
	unlock, err := waitLock(context.Background(), d, true, 2*time.Second)
	if err != nil {
		return err
	}
	defer unlock()
	return do(d)
}

// pinnedSize reads no more than the beginning of a pin.
func pinnedSize(d *durable.Dir, name string) (int64, bool) {
	f, _, err := d.Open(name)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	var size int64
	n, _ := fmt.Fscanf(f, pinIntro+"head %d", &size)
	return size, n == 1
}
