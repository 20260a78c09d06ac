package vault

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// LogEntry is one committed change.
type LogEntry struct {
	Seq            int64
	Time           time.Time // as its signer claimed
	Actor, Op      string
	Tool           string
	Added, Deleted int             // files
	Data           json.RawMessage // what the operation says; nil for nothing
	Digest         string          // SHA-256 of the body, hexadecimal
}

// Log gives all entries up to the head, from the first. That they are those of the head
// is proven by their hashes: ErrDamaged otherwise.
func (v *Vault) Log() ([]LogEntry, error) {
	var out []LogEntry
	var head ledger.Head
	for head.Size < v.head.Size {
		p, err := v.readEntry(head.Size)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, unreadable("the ledger", err)
		}
		if err != nil {
			return nil, err
		}
		head = head.Append(p.Body)
		e := p.Entry
		out = append(out, LogEntry{Seq: e.Seq, Time: time.Unix(e.Time, 0).UTC(), Actor: e.Actor, Op: e.Op, Tool: e.Tool,
			Added: len(e.Add), Deleted: len(e.Del), Data: e.Data, Digest: p.Digest()})
	}
	if head.Root != v.head.Root {
		return nil, fmt.Errorf("%w: the entries are not those of the head", ErrDamaged)
	}
	return out, nil
}

// LastPurge gives the time of the newest entry that shows that a purge ran: a purge, its
// receipt or a heartbeat. It is zero when there is none. A
// purge that finds nothing to do writes only once a week; see Status.Overdue for what
// it should have found.
func (v *Vault) LastPurge() (time.Time, error) {
	log, err := v.Log()
	if err != nil {
		return time.Time{}, err
	}
	for i := len(log) - 1; i >= 0; i-- {
		switch log[i].Op {
		case state.OpPurge, state.OpReceipt, state.OpHeartbeat:
			return log[i].Time, nil
		}
	}
	return time.Time{}, nil
}

// Checkpoint is the signed note of the head, to be published as an anchor.
func (v *Vault) Checkpoint() []byte { return v.last.Checkpoint.Note() }

// CheckAnchor proves that the ledger extends a checkpoint that was published before, and
// that somebody whom the vault knows signed it. Errors: *ForkError, ErrDamaged for what
// is no checkpoint of this vault.
func (v *Vault) CheckAnchor(anchor []byte) error {
	c, err := ledger.ParseCheckpoint(anchor)
	if err != nil {
		return damaged("the anchor", err)
	}
	if c.Vault != v.st.Vault() {
		return fmt.Errorf("%w: the anchor is of another vault", ErrDamaged)
	}
	a, known := v.st.Actor(c.Signer())
	if !known {
		return fmt.Errorf("%w: the anchor is signed by nobody of this vault", ErrDamaged)
	}
	if err := c.Verify(a.Verifier); err != nil {
		return damaged("the anchor", err)
	}
	if c.Size == v.head.Size && c.Root == v.head.Root {
		return nil
	}
	fork, err := ledger.FindFork(ledger.Head{Size: c.Size, Root: c.Root}, v.head.Size, v.readBody)
	if err != nil {
		return err
	}
	if fork != nil {
		return &ForkError{Against: "the anchor", Fork: fork}
	}
	// What was compared were the files; that they are those of the head is one more thing.
	_, err = v.Log()
	return err
}

func rootText(root [32]byte) string { return base64.StdEncoding.EncodeToString(root[:]) }
