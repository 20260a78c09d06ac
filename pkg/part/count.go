package part

import "github.com/seed-ccfc8abe/nps/pkg/tally"

const (
	// slots is how many counters a group has: the codes of scores, rounded up so
	// that a group's number is shifted and not multiplied.
	slots = 16
	// maxGroups is the greatest number of groups that are counted in an array of 4 MB; with
	// more each row looks up its group.
	maxGroups = 1 << 16
)

// Count groups the answers of a core file into b, which must have been made for
// as many dimensions as q.By. Rows are left out for the reasons and in the order
// in which ingest does: tests, what the tool's export or a condition or the
// window leaves out, unfinished responses, missing consent, blank answers.
func (f *File) Count(q *Query, b *tally.Builder) error {
	p, err := f.planOf(q)
	if err != nil {
		return err
	}
	groups := p.denseGroups()
	switch {
	case p.none():
		exclude(&b.Excluded, p.all, uint64(p.rows))
		return nil
	case groups == 0:
		return p.each(&b.Excluded, func(key []byte, score int, _ int) error {
			if score == Blank {
				b.Excluded.Blank++
			} else {
				b.Count(b.Group(key), score)
			}
			return nil
		})
	}
	bins := make([]uint32, groups*slots)
	if err := p.count(bins, &b.Excluded); err != nil {
		return err
	}
	return p.emit(bins, b)
}

// count counts the rows that are kept by group and code of the score, and adds
// the others to out.
func (p *plan) count(bins []uint32, out *tally.Excluded) error {
	if len(p.lanes) == 1 && len(p.stages) == 0 { // the scores alone decide
		return p.score.reader.histogram(bins)
	}
	s := p.scanner()
	if err := s.bins(bins); err != nil {
		return err
	}
	s.report(out)
	return nil
}

// exclude counts rows that are left out.
func exclude(out *tally.Excluded, reason int, n uint64) {
	switch reason {
	case noConsent:
		out.NoConsent += n
	case incomplete:
		out.Incomplete += n
	case filtered:
		out.Filtered += n
	case isTest:
		out.Test += n
	}
}

// denseGroups makes the tables that lead from codes to the counters of a group,
// and gives the number of groups; 0 when they are too many for that.
func (p *plan) denseGroups() int {
	n := 1
	for i := range p.groups {
		n *= len(p.groups[i].keys)
		if n > min(maxGroups, max(64, p.rows)) {
			return 0
		}
	}
	stride := uint32(slots)
	for i := len(p.groups) - 1; i >= 0; i-- {
		g := &p.groups[i]
		if len(g.keys) < 2 {
			continue
		}
		if g.lane.group == nil {
			g.lane.group = make([]uint32, len(g.key))
		}
		for code, k := range g.key {
			g.lane.group[code] += k * stride
		}
		stride *= uint32(len(g.keys))
	}
	return n
}

// emit hands the counters over under their groups' keys.
func (p *plan) emit(bins []uint32, b *tally.Builder) error {
	scores := p.score.values.ints
	at := make([]int, len(p.groups))
	var key []byte
	for ; len(bins) > 0; bins = bins[slots:] {
		answered := uint32(0)
		for code, n := range bins[:slots] {
			switch {
			case n > 0 && code >= len(scores):
				return p.score.c.damaged("a code out of bounds")
			case n > 0 && scores[code] == Blank:
				b.Excluded.Blank += uint64(n)
			default:
				answered += n
			}
		}
		if answered > 0 {
			key = key[:0]
			for i := range p.groups {
				key = tally.AppendKey(key, p.groups[i].keys[at[i]], i == 0)
			}
			g := b.Group(key)
			for code, n := range bins[:len(scores)] {
				if scores[code] != Blank {
					b.Add(g, int(scores[code]), uint64(n))
				}
			}
		}
		for i := len(at) - 1; i >= 0; i-- { // the last changes fastest, as its stride is the least
			if at[i]++; at[i] < len(p.groups[i].keys) {
				break
			}
			at[i] = 0
		}
	}
	return nil
}
