package state

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"
)

// Part is a live part with its key file.
type Part struct{ Part, Key File }

// File finds a live file by its path.
func (s *State) File(path string) (File, bool) {
	i, ok := s.findFile(path)
	if !ok {
		return File{}, false
	}
	return *s.files[i], true
}

func (s *State) findFile(path string) (int, bool) {
	return slices.BinarySearchFunc(s.files, path, func(f *File, path string) int { return strings.Compare(f.Path, path) })
}

// Files gives all live files by path.
func (s *State) Files() iter.Seq[File] {
	return func(yield func(File) bool) {
		for _, f := range s.files {
			if !yield(*f) {
				return
			}
		}
	}
}

// under gives the files whose path begins with prefix.
func (s *State) under(prefix string) []*File {
	from, _ := s.findFile(prefix)
	to := from
	for to < len(s.files) && strings.HasPrefix(s.files[to].Path, prefix) {
		to++
	}
	return s.files[from:to]
}

// Parts gives the live parts of a bucket and a tier by path, each with its key file;
// "" stands for all of them.
func (s *State) Parts(bucket, tier string) []Part {
	prefix := "parts/"
	if bucket != "" {
		prefix += bucket + "-"
	}
	var out []Part
	for _, f := range s.under(prefix) {
		if (tier == "" || f.Tier == tier) && (bucket == "" || f.Bucket == bucket) {
			if key := s.keyOf(f); key != nil {
				out = append(out, Part{*f, *key})
			}
		}
	}
	return out
}

// keyOf gives the key file of a part with the highest number.
func (s *State) keyOf(part *File) *File {
	var key *File
	for _, f := range s.under("keys/" + strings.TrimSuffix(part.Path, "age")) {
		if key == nil || f.At.N > key.At.N {
			key = f
		}
	}
	return key
}

// Quarantine gives the live files of rejected rows by path.
func (s *State) Quarantine() []File { return values(s.under("quarantine/")) }

// Releases gives the published editions by path.
func (s *State) Releases() []File { return values(s.under("releases/")) }

func values(files []*File) []File {
	out := make([]File, len(files))
	for i, f := range files {
		out[i] = *f
	}
	return out
}

// BucketTier is what is live of one tier of one bucket. For the tier quarantine the
// bucket is that of the import.
type BucketTier struct {
	Bucket, Tier string
	Files        int // parts, or files of quarantine
	Rows, Bytes  int64
	First, Last  string    // days; "" for quarantine
	Imported     time.Time // of the latest import into it
}

// BucketTiers gives all live tiers of buckets, by bucket and tier.
func (s *State) BucketTiers() []BucketTier {
	var out []BucketTier
	index := map[[2]string]int{}
	for _, f := range s.files {
		if f.At.Kind != KindPart && f.At.Kind != KindQuarantine {
			continue
		}
		key := [2]string{f.Bucket, f.Tier}
		i, ok := index[key]
		if !ok {
			i = len(out)
			index[key] = i
			out = append(out, BucketTier{Bucket: f.Bucket, Tier: f.Tier, First: f.First, Last: f.Last})
		}
		b := &out[i]
		b.Files++
		b.Rows += f.Rows
		b.Bytes += f.Bytes
		b.First, b.Last = min(b.First, f.First), max(b.Last, f.Last)
		if t := time.Unix(f.Time, 0).UTC(); t.After(b.Imported) {
			b.Imported = t
		}
	}
	slices.SortFunc(out, func(a, b BucketTier) int {
		return cmp.Or(strings.Compare(a.Bucket, b.Bucket), strings.Compare(a.Tier, b.Tier))
	})
	return out
}

// Bucket is what is live of one bucket.
type Bucket struct {
	Name        string
	First, Last string // days of its rows
	Rows        int64  // of its fullest tier
	Tiers       []BucketTier
	Closed      bool // a tier was purged: no import reaches it
}

// Buckets gives all buckets that have live parts, by name.
func (s *State) Buckets() []Bucket {
	var out []Bucket
	for _, t := range s.BucketTiers() {
		if t.Tier == TierQuarantine {
			continue
		}
		if len(out) == 0 || out[len(out)-1].Name != t.Bucket {
			out = append(out, Bucket{Name: t.Bucket, First: t.First, Last: t.Last, Closed: s.IsClosed(t.Bucket)})
		}
		b := &out[len(out)-1]
		b.First, b.Last, b.Rows = min(b.First, t.First), max(b.Last, t.Last), max(b.Rows, t.Rows)
		b.Tiers = append(b.Tiers, t)
	}
	return out
}

// Closed gives the tiers of buckets that were purged, by bucket and tier.
func (s *State) Closed() []Closed { return slices.Clone(s.closed) }

// IsClosed tells whether a tier of a bucket was purged, so that rows of that bucket
// are late. Rejected rows that were purged close nothing.
func (s *State) IsClosed(bucket string) bool {
	return slices.ContainsFunc(s.closed, func(c Closed) bool { return c.Bucket == bucket && c.Tier != TierQuarantine })
}

// Due is the first moment at which a tier of a bucket may go: when its bucket's end
// plus the retention has passed (Policy.Expiry), and not before the latest import into
// it. It is the end of the year 9999 for a tier or bucket that has no such moment.
func (s *State) Due(bucket, tier string) time.Time {
	due := s.policy.Expiry(bucket, tier)
	for _, f := range s.inTier(bucket, tier) {
		if t := time.Unix(f.Time, 0); f.At.Kind != KindPartKey && t.After(due) {
			due = t
		}
	}
	return due.UTC()
}

// inTier gives the live files of a tier of a bucket, key files included.
func (s *State) inTier(bucket, tier string) []*File {
	var out []*File
	for _, prefix := range []string{"keys/parts/" + bucket + "-", "parts/" + bucket + "-", "quarantine/"} {
		for _, f := range s.under(prefix) {
			if f.Bucket == bucket && f.Tier == tier {
				out = append(out, f)
			}
		}
	}
	return out
}

// BecomesDue gives the live tiers of buckets that are due at a time by another policy
// and are not by the one in force: what an owner approves by setting it.
func (s *State) BecomesDue(p *Policy, at time.Time) []BucketTier {
	return slices.DeleteFunc(s.BucketTiers(), func(t BucketTier) bool {
		return !s.Due(t.Bucket, t.Tier).After(at) || p.Expiry(t.Bucket, t.Tier).After(at)
	})
}

// RoleKey is the key of a role that one actor must hold a file of.
type RoleKey struct {
	Role       string
	Generation int
	Actor      string
	Path       string
	Live       bool // the file is there
}

// RoleKeys gives every file of a role key that must be there, by role and actor: one
// for each actor who is not revoked and each of his roles that has a key.
func (s *State) RoleKeys() []RoleKey {
	var out []RoleKey
	for _, r := range s.roles {
		for _, actor := range s.Holders(r.Role) {
			path := RoleKeyPath(r.Role, r.Generation, actor)
			_, live := s.findFile(path)
			out = append(out, RoleKey{r.Role, r.Generation, actor, path, live})
		}
	}
	return out
}
