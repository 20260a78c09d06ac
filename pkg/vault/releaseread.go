package vault

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// maxSealedRecord bounds a release as it lies in the directory: age adds a header and 16
// bytes to each 64 KiB.
const maxSealedRecord = MaxRecord + maxSealedKey

// release is what an entry says of one published edition. The state holds only its file,
// so that the state needs no line more for it; the entries are read again.
type release struct {
	seq          int64
	plan, digest string
}

// Editions gives the records of the published editions of a plan, the oldest first, or those
// of all plans when plan is "". It needs the role analyst or steward, or recovery, and
// leaves an access record as the policy says. Each file is held against the SHA-256 that the
// ledger has of it, and its content against the digest of its release: ErrDamaged otherwise, also
// for an edition of another plan, because a file that was sealed anew is known by its
// content alone.
func (v *Vault) Editions(ctx context.Context, plan string) ([][]byte, error) {
	if plan != "" && !ledger.IsHex(plan, 64) {
		return nil, fmt.Errorf("%w: the hash of a plan is 64 hexadecimal digits", ErrRefused)
	}
	var out [][]byte
	err := v.retry(func() (err error) {
		out, err = v.readEditions(ctx, plan)
		return err
	})
	return out, err
}

func (v *Vault) readEditions(ctx context.Context, plan string) ([][]byte, error) {
	if _, err := v.tierKeys(state.TierRelease); err != nil {
		return nil, err
	}
	as, files := v.head, v.st.Releases()
	if len(files) > 0 {
		if err := v.record(Access{Command: "editions", Tier: state.TierRelease}); err != nil {
			return nil, err
		}
	}
	all, err := v.releasesAfter(ledger.Head{})
	if err != nil {
		return nil, err
	}
	records, digests := map[string][]byte{}, map[string]string{}
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		plain, err := v.openRelease(f)
		if err != nil {
			return nil, err
		}
		records[f.Path], digests[f.Path] = plain, digestOf(plain)
	}
	of, wrong := pairReleases(files, digests, all)
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%w: %s: %s", ErrDamaged, wrong[0], wrongRecord)
	}
	files = slices.DeleteFunc(files, func(f state.File) bool { return plan != "" && of[f.Path].plan != plan })
	slices.SortFunc(files, func(a, b state.File) int { return cmp.Compare(of[a.Path].seq, of[b.Path].seq) })
	var out [][]byte
	for _, f := range files {
		out = append(out, records[f.Path])
	}
	v.sawEditions(plan, as)
	return out, nil
}

// wrongRecord is said of a file that opens and is of no release.
const wrongRecord = "its content is not what a release entry says"

// pairReleases finds the release that each file is of, given the SHA-256 of its content
// by path. A file that the release itself added is held against that one. One that a
// rotation sealed anew is known by its content; two releases with the same content are
// taken in their order. wrong are the paths that no release is left for.
func pairReleases(files []state.File, digests map[string]string, all []release) (of map[string]release, wrong []string) {
	own, free := map[int64]release{}, map[string][]release{}
	for _, f := range files {
		if i, ok := slices.BinarySearchFunc(all, f.Seq, func(r release, seq int64) int { return cmp.Compare(r.seq, seq) }); ok {
			own[f.Seq] = all[i]
		}
	}
	for _, r := range all {
		if _, taken := own[r.seq]; !taken {
			free[r.digest] = append(free[r.digest], r)
		}
	}
	of = map[string]release{}
	for _, f := range files {
		digest := digests[f.Path]
		r, ok := own[f.Seq]
		if !ok {
			if list := free[digest]; len(list) > 0 {
				r, ok, free[digest] = list[0], true, list[1:]
			}
		}
		if !ok || r.digest != digest {
			wrong = append(wrong, f.Path)
			continue
		}
		of[f.Path] = r
	}
	return of, wrong
}

// releasesAfter reads the release entries from a head on to that of the vault, oldest first. That
// the entries are those of the head is proven by their hashes: ErrDamaged otherwise.
func (v *Vault) releasesAfter(head ledger.Head) ([]release, error) {
	var out []release
	for head.Size < v.head.Size {
		p, err := v.readEntry(head.Size)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, unreadable("the ledger", err)
		}
		if err != nil {
			return nil, err
		}
		head = head.Append(p.Body)
		if p.Entry.Op != state.OpRelease {
			continue
		}
		var d state.ReleaseData
		if err := json.Unmarshal(p.Entry.Data, &d); err != nil {
			return nil, fmt.Errorf("%w: %s says not what it releases", ErrDamaged, entryName(p.Entry.Seq))
		}
		out = append(out, release{p.Entry.Seq, d.Plan, d.Digest})
	}
	if head.Root != v.head.Root {
		return nil, fmt.Errorf("%w: the entries are not those of the head", ErrDamaged)
	}
	return out, nil
}

// openRelease opens the file of a release that is what the ledger says.
func (v *Vault) openRelease(f state.File) ([]byte, error) {
	ids, err := v.tierKeys(state.TierRelease)
	if err != nil {
		return nil, err
	}
	if f.Bytes > maxSealedRecord {
		return nil, damaged(f.Path, fmt.Errorf("%w: %w", keyring.ErrDamaged, keyring.ErrTooLarge))
	}
	data, err := v.readSmall(f, maxSealedRecord)
	if err != nil {
		return nil, err
	}
	plain, err := keyring.OpenBytes(data, MaxRecord, ids...)
	switch {
	case errors.Is(err, keyring.ErrNoKey):
		return nil, damaged(f.Path, fmt.Errorf("%w: it is not sealed to the roles of its tier", keyring.ErrDamaged))
	case err != nil && !errors.Is(err, keyring.ErrDamaged):
		return nil, damaged(f.Path, fmt.Errorf("%w: %w", keyring.ErrDamaged, err))
	case err != nil:
		return nil, damaged(f.Path, err)
	}
	return plain, nil
}
