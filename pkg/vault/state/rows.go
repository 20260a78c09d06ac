package state

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// importRows adds parts with their keys, and rejected rows.
func (c *change) importRows() error {
	d, err := decode[ImportData](c.e.Data)
	if err != nil {
		return err
	}
	if err := c.addSource(d.Source); err != nil {
		return err
	}
	if d.Survey != "" {
		if c.before.survey != "" {
			return refuse("an import brings a survey definition, but one is recorded")
		}
		if err := checkSurvey(d.Survey); err != nil {
			return err
		}
		c.next.survey = d.Survey
	}
	if len(c.del) > 0 {
		return refuse("an import deletes no files")
	}
	if err := onlyKinds(c.add, KindPart, KindPartKey, KindQuarantine); err != nil {
		return err
	}
	add := byKind(c.add)
	if err := checkNewParts(add[KindPart], add[KindPartKey]); err != nil {
		return err
	}
	if err := c.checkBuckets(c.add); err != nil {
		return err
	}
	for _, tiers := range byPart(add[KindPart]) {
		if !slices.ContainsFunc(tiers, func(f *File) bool { return f.Tier == TierCore }) {
			return refuse("%s has no core tier", tiers[0].Path)
		}
	}
	return c.addCounts(d.Rows, add)
}

func (c *change) addSource(hmac string) error {
	if !ledger.IsHex(hmac, 32) {
		return refuse("its source is not 32 hexadecimal digits")
	}
	i, known := c.next.findSource(hmac)
	if known {
		return refuseAs(ErrKnownSource, "its source was imported before, in entry %d", c.next.sources[i].seq)
	}
	sources := make([]source, 0, len(c.next.sources)+1)
	sources = append(sources, c.next.sources[:i]...)
	sources = append(sources, source{hmac, c.e.Seq})
	c.next.sources = append(sources, c.next.sources[i:]...)
	return nil
}

// checkBuckets: buckets are those of the policy and open, and no row is of later than
// a day after the entry. Rejected rows lie in the bucket of the entry's own day.
func (c *change) checkBuckets(add []*File) error {
	p := &c.before.policy.Policy
	today := p.DayOf(time.Unix(c.e.Time, 0))
	latest := p.DayOf(time.Unix(c.e.Time, 0).Add(24 * time.Hour))
	for _, f := range add {
		switch {
		case f.At.Kind == KindQuarantine && f.Bucket != p.BucketOf(today):
			return refuse("%s is not in the bucket of its entry's day", f.Path)
		case f.At.Kind == KindQuarantine:
		case f.Bucket != p.BucketOf(f.First):
			return refuse("%s is not in a bucket of the policy", f.Path)
		case f.Last > latest:
			return refuse("%s holds rows from the future", f.Path)
		case f.At.Kind == KindPart && c.before.IsClosed(f.Bucket):
			return refuseAs(ErrClosed, "%s is in a bucket that was purged", f.Path)
		}
	}
	return nil
}

func (c *change) addCounts(r RowCounts, add map[Kind][]*File) error {
	var core, quarantined int64
	for _, f := range add[KindPart] {
		if f.Tier == TierCore {
			core += f.Rows
		}
	}
	for _, f := range add[KindQuarantine] {
		quarantined += f.Rows
	}
	for _, n := range []int64{r.Duplicate, r.Expiring, r.In, r.Late, r.OK, r.Rejected} {
		if n < 0 || n > maxRows {
			return refuse("a number of rows is negative or too large")
		}
	}
	switch {
	case r.In != r.OK+r.Duplicate+r.Rejected+r.Late || r.Expiring > r.OK:
		return refuse("its numbers of rows do not add up")
	case core != r.OK:
		return refuse("its parts hold another number of rows than it says")
	case quarantined > r.Rejected:
		return refuse("it keeps more rejected rows than there were")
	}
	n := &c.next.counts
	n.In += r.In
	n.OK += r.OK
	n.Duplicate += r.Duplicate
	n.Rejected += r.Rejected
	n.Late += r.Late
	if n.In > 1<<53-1 {
		return refuse("its numbers of rows are too large")
	}
	return nil
}

// maxRows of one import keeps sums far from their limit.
const maxRows = 1 << 50

func isPurgeTier(tier string) bool {
	_, ok := Retention{}.of(tier)
	return ok
}

func compareClosed(a, b Closed) int {
	return cmp.Or(strings.Compare(a.Bucket, b.Bucket), strings.Compare(a.Tier, b.Tier))
}

// purge removes tiers of buckets that are due: all their live files and no other.
func (c *change) purge() error {
	d, err := decode[PurgeData](c.e.Data)
	if err != nil {
		return err
	}
	if len(d.Removed) == 0 || d.Plan != "" && !ledger.IsHex(d.Plan, 64) {
		return refuse("it removes nothing, or its plan is not a SHA-256")
	}
	var paths []string
	var last Closed
	for _, r := range d.Removed {
		closed := Closed{r.Bucket, r.Tier, c.e.Seq}
		if _, ok := parseBucket(r.Bucket); !ok || !isPurgeTier(r.Tier) || !isReason(r.Reason) || compareClosed(last, closed) >= 0 {
			return refuse("what it removes is not named by bucket, tier and reason, in order")
		}
		last = closed
		files := c.before.inTier(r.Bucket, r.Tier)
		var rows int64
		for _, f := range files {
			paths = append(paths, f.Path)
			if f.At.Kind != KindPartKey {
				rows += f.Rows
			}
		}
		switch due := c.before.Due(r.Bucket, r.Tier); {
		case len(files) == 0:
			return refuse("nothing is live of %s %s", r.Bucket, r.Tier)
		case due.Unix() > c.e.Time:
			return refuseAs(ErrNotDue, "%s %s is kept until %s", r.Bucket, r.Tier, due.Format(time.RFC3339))
		case rows != r.Rows:
			return refuse("%s %s has another number of rows than it says", r.Bucket, r.Tier)
		}
		c.close(closed)
	}
	if len(c.add) > 0 || !samePaths(c.del, paths) {
		return refuse("it deletes all live files of what it removes, and nothing else")
	}
	c.next.pending = append(slices.Clone(c.next.pending), c.e.Seq)
	return nil
}

// close notes what was purged, the last purge where there are two.
func (c *change) close(closed Closed) {
	i, ok := slices.BinarySearchFunc(c.next.closed, closed, compareClosed)
	c.next.closed = slices.Clone(c.next.closed)
	if ok {
		c.next.closed[i] = closed
		return
	}
	c.next.closed = slices.Insert(c.next.closed, i, closed)
}

func isReason(s string) bool {
	if len(s) < 1 || len(s) > 32 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || i > 0 && (c >= '0' && c <= '9' || c == '-')) {
			return false
		}
	}
	return true
}

// receipt closes a purge whose files are gone.
func (c *change) receipt() error {
	d, err := decode[ReceiptData](c.e.Data)
	if err != nil {
		return err
	}
	i := slices.Index(c.next.pending, d.Of)
	if i < 0 {
		return refuse("no purge of that number waits for a receipt")
	}
	c.next.pending = slices.Delete(slices.Clone(c.next.pending), i, i+1)
	return nil
}
