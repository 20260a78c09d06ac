package vault

import (
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// sealPart makes one tier of a part and its first key file, both whole and synced: plain is
// written by write. f says path, tier, bucket, rows and days; to is who opens the
// tier. It returns the two files as an entry names them.
func sealPart(b *durable.Batch, vault string, f ledger.File, to []keyring.Recipient, write func(io.Writer) error) ([]ledger.File, error) {
	file, err := b.Create(f.Path, 0)
	if err != nil {
		return nil, err
	}
	out := newHashing(file)
	key, w, err := keyring.NewPart(out, vault, f.Bucket, f.Tier, f.Path)
	if err != nil {
		return nil, err
	}
	if err := write(w); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if err := file.Finish(); err != nil {
		return nil, err
	}
	written := out.file(f.Path)
	f.Bytes, f.SHA256 = written.Bytes, written.SHA256

	at, _ := state.ParsePath(f.Path)
	sealed, err := sealNew(b, state.PartKeyPath(f.Bucket, at.ID, f.Tier, 1), key.Marshal(), to...)
	if err != nil {
		return nil, err
	}
	k := f
	k.Path, k.Bytes, k.SHA256 = sealed.Path, sealed.Bytes, sealed.SHA256
	return []ledger.File{f, k}, nil
}
