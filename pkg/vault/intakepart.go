package vault

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/bits"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// newPart is a file that an import wrote, of whatever kind.
type newPart struct {
	entry ledger.File
	file  *durable.NewFile
}

// nextID makes the random name of a part. Those of one import ascend, so that the order
// of its rows can be told from the names; the caller holds the lock.
func (in *Intake) nextID() string {
	var step [8]byte
	rand.Read(step[:]) // never fails
	low, carry := bits.Add64(binary.BigEndian.Uint64(in.lastID[8:]), binary.BigEndian.Uint64(step[:]), 0)
	high := binary.BigEndian.Uint64(in.lastID[:8]) + carry
	binary.BigEndian.PutUint64(in.lastID[:8], high)
	binary.BigEndian.PutUint64(in.lastID[8:], low)
	return hex.EncodeToString(in.lastID[:])
}

// randomID leaves room above, so that what is added never begins at zero again.
func randomID() (id [16]byte) {
	rand.Read(id[:]) // never fails
	if id[0] == 0xff {
		id[0] = 0xfe
	}
	return id
}

// writePart writes rows of a bucket as one part in each tier.
func (in *Intake) writePart(b *bucket, rows *tiers) error {
	in.mu.Lock()
	id := in.nextID()
	b.rows += int64(rows.core.Len())
	in.mu.Unlock()
	first, last := rows.core.Days()
	entry := ledger.File{Bucket: b.name, Rows: int64(rows.core.Len()), First: dayText(first), Last: dayText(last)}
	list := []struct {
		name  string
		write func(io.Writer) error
	}{{state.TierCore, rows.core.Write}, {state.TierPerson, rows.person.Write}, {state.TierIndex, rows.index.Write}}
	for _, t := range list {
		if err := in.failure(); err != nil {
			return err
		}
		entry.Tier = t.name
		if err := in.writeTier(id, entry, t.write); err != nil {
			return err
		}
	}
	return nil
}

// writeTier writes one part and its key: Parquet, age, SHA-256 and the file in one
// stream, so that nothing is ever on disk in plain.
func (in *Intake) writeTier(id string, entry ledger.File, write func(io.Writer) error) error {
	entry.Path = state.PartPath(entry.Bucket, id, entry.Tier)
	out, err := in.create(entry)
	if err != nil {
		return err
	}
	key, plain, err := keyring.NewPart(out, in.st.Vault(), entry.Bucket, entry.Tier, entry.Path)
	if err != nil {
		return err
	}
	if err := write(plain); err != nil {
		return err
	}
	if err := plain.Close(); err != nil {
		return err
	}
	if err := in.finish(out); err != nil {
		return err
	}
	sealed, err := keyring.SealBytes(key.Marshal(), in.to[entry.Tier]...)
	if err != nil {
		return err
	}
	entry.Path = state.PartKeyPath(entry.Bucket, id, entry.Tier, 1)
	if out, err = in.create(entry); err != nil {
		return err
	}
	if _, err := out.Write(sealed); err != nil {
		return err
	}
	return in.finish(out)
}

// output is a new file with the hash and the number of its bytes.
type output struct {
	*bufio.Writer // age writes its header in small pieces
	raw           *hashing
	new           *newPart
}

func (in *Intake) create(entry ledger.File) (*output, error) {
	f, err := in.batch.Create(entry.Path, 0)
	if err != nil {
		return nil, err
	}
	raw := newHashing(f)
	return &output{bufio.NewWriterSize(raw, 4096), raw, &newPart{entry: entry, file: f}}, nil
}

// finish notes the file and lets it be synced while others are written.
func (in *Intake) finish(o *output) error {
	if err := o.Flush(); err != nil {
		return err
	}
	written := o.raw.file(o.new.entry.Path)
	o.new.entry.Bytes, o.new.entry.SHA256 = written.Bytes, written.SHA256
	in.mu.Lock()
	in.parts = append(in.parts, o.new)
	in.mu.Unlock()
	in.slots <- struct{}{}
	in.syncs.Add(1)
	go func() {
		defer func() { <-in.slots; in.syncs.Done() }()
		err := o.new.file.Finish()
		if err == nil && o.new.file.Size() != written.Bytes {
			err = fmt.Errorf("%s: %w", o.new.entry.Path, durable.ErrChanged)
		}
		if err != nil {
			in.fail(err)
		}
	}()
	return nil
}
