package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/durable"
	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/part"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// fileFinding names the finding that an error about a live file is; "" for an error of
// the disk, which says nothing of the vault.
func fileFinding(err error) string {
	for _, bad := range []error{durable.ErrNotRegular, durable.ErrNotDirectory, durable.ErrSecondName, durable.ErrChanged, durable.ErrUnsafeMode, durable.ErrUnsafeOwner} {
		if errors.Is(err, bad) {
			return "file-unsafe"
		}
	}
	switch {
	case errors.Is(err, ErrDamaged) && errors.Is(err, fs.ErrNotExist):
		return "file-missing"
	case errors.Is(err, part.ErrDamaged), errors.Is(err, keyring.ErrDamaged), errors.Is(err, part.ErrVersion), errors.Is(err, keyring.ErrVersion):
		return "part-damaged"
	case errors.Is(err, ErrDamaged):
		return "file-changed"
	}
	return ""
}

// open decrypts and decodes a file whose bytes are those of the ledger.
func (c *verifier) open(f state.File) {
	var err error
	tier := f.Tier
	switch f.At.Kind {
	case state.KindPart:
		err = c.part(f)
	case state.KindQuarantine:
		err = c.sealed(f, state.TierQuarantine)
	case state.KindRelease:
		tier = state.TierRelease
		err = c.release(f)
	default: // the key file of a part is opened with its part, a role's by its holder
		return
	}
	switch {
	case errors.Is(err, ErrNoKey):
		c.mu.Lock()
		c.skipped[tier]++
		c.mu.Unlock()
	case err != nil:
		c.judge(f.Path, err)
	default:
		c.mu.Lock()
		c.out.Opened++
		c.mu.Unlock()
	}
}

func (c *verifier) part(f state.File) error {
	for _, p := range c.v.st.Parts(f.Bucket, f.Tier) {
		if p.Part.Path != f.Path {
			continue
		}
		r, size, close, err := c.v.openPart(p)
		if err != nil {
			return err
		}
		defer close()
		return decodePart(r, size, f)
	}
	return fmt.Errorf("%w: %s has no key file", ErrDamaged, f.Path)
}

// decodePart reads every page of a part.
func decodePart(r io.ReaderAt, size int64, f state.File) error {
	file, err := part.Open(r, size)
	if err != nil {
		return err
	}
	if file.Tier() != f.Tier {
		return fmt.Errorf("%w: it is of the tier %s inside", part.ErrDamaged, file.Tier())
	}
	if int64(file.Rows()) != f.Rows {
		return fmt.Errorf("%w: it holds %d rows, and the ledger says %d", part.ErrDamaged, file.Rows(), f.Rows)
	}
	days := dayRange{column: slices.IndexFunc(file.Columns(), func(c part.Column) bool { return c.Name == "day" && c.Type == part.Date })}
	var rows int64
	err = file.Each(nil, func(cells []part.Value) error { rows++; days.add(cells); return nil })
	switch {
	case err != nil:
		return err
	case rows != f.Rows:
		return fmt.Errorf("%w: %d rows can be read, and the ledger says %d", part.ErrDamaged, rows, f.Rows)
	case f.Tier == state.TierCore && !days.is(f.First, f.Last):
		return fmt.Errorf("%w: its rows are of other days than the ledger says", part.ErrDamaged)
	}
	return nil
}

// dayRange is the first and the last day of rows. The ledger's must be the same, because
// readers skip parts by them.
type dayRange struct {
	column      int // -1 for none
	seen        bool
	first, last int64 // days since 1970
}

func (d *dayRange) add(cells []part.Value) {
	if d.column < 0 {
		return
	}
	day := cells[d.column].Int
	if !d.seen {
		d.seen, d.first, d.last = true, day, day
	}
	d.first, d.last = min(d.first, day), max(d.last, day)
}

func (d *dayRange) is(first, last string) bool {
	text := func(day int64) string { return time.Unix(day*86400, 0).UTC().Format(time.DateOnly) }
	return d.seen && text(d.first) == first && text(d.last) == last
}

// sealed reads a file that is sealed to roles to its end.
func (c *verifier) sealed(f state.File, tier string) error {
	ids, err := c.v.tierKeys(tier)
	if err != nil {
		return err
	}
	file, err := c.v.openLive(f)
	if err != nil {
		return err
	}
	defer file.Close()
	r, err := keyring.Open(file, ids...)
	if errors.Is(err, keyring.ErrNoKey) {
		return fmt.Errorf("%w: it is not sealed to the roles of its tier", keyring.ErrDamaged)
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return err
}
