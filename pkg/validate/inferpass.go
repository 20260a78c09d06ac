package validate

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// inferred is what a pass over all records says of the definition.
type inferred struct {
	profiles                []columnProfile // by column; empty where nothing is asked of the values
	counted, blank, invalid int64
	repeats                 bool // a response id comes again, or there are too many ids to tell
}

// survey makes the pass, with all workers beside each other.
func (c *checker) survey(ctx context.Context, f *ingest.File, o InferOptions) (*inferred, error) {
	var crew []*surveyor
	asked := c.asked()
	anew := func() {
		crew = nil
		if o.Anew != nil {
			o.Anew()
		}
	}
	err := f.Spread(ctx, anew, func() func([][]byte) error {
		s := c.surveyor(f, asked, len(crew))
		crew = append(crew, s)
		if o.Look == nil {
			return s.row
		}
		look := o.Look()
		return func(cells [][]byte) error {
			look(cells)
			return s.row(cells)
		}
	})
	if err != nil {
		return nil, err
	}
	return c.together(crew), nil
}

// surveyor makes a worker of the pass, which profiles the columns that are asked for.
func (c *checker) surveyor(f *ingest.File, asked []int, number int) *surveyor {
	s := &surveyor{f: f, roles: c.roles, number: uint64(number), columns: make([]watched, len(asked))}
	for k, i := range asked {
		s.columns[k].index = i
	}
	if c.roles.ResponseID >= 0 {
		s.ids = new(idHashes)
	}
	return s
}

// together adds up what all workers have met.
func (c *checker) together(crew []*surveyor) *inferred {
	all := &inferred{profiles: make([]columnProfile, len(c.columns))}
	var ids []*idHashes
	for _, s := range crew {
		all.counted += s.counted
		all.blank += s.blank
		all.invalid += s.invalid
		for k := range s.columns {
			all.profiles[s.columns[k].index].absorb(s.columns[k].finish())
		}
		if s.ids != nil {
			ids = append(ids, s.ids)
		}
	}
	all.repeats = repeat(ids)
	return all
}

// asked lists the columns of whose values the definition says something: not those
// that are known by their roles.
func (c *checker) asked() []int {
	r := c.roles
	var list []int
	for i := range c.columns {
		switch i {
		case r.Score, r.Time, r.ResponseID, r.Comment, r.Weight, r.Class:
			continue
		}
		if i != r.Respondent && i != r.Consent && slices.Contains(r.Identity, i) {
			continue
		}
		if i == r.Respondent && i != r.Consent && namesKind(c.columns[i].Name) {
			continue
		}
		list = append(list, i)
	}
	return list
}

// surveyor is one worker of the pass.
type surveyor struct {
	f       *ingest.File
	roles   *ingest.Roles
	number  uint64
	columns []watched
	ids     *idHashes // nil without a column of response ids

	counted, blank, invalid int64
}

// row looks at a record.
func (s *surveyor) row(cells [][]byte) error {
	if !s.f.Counted(cells) {
		return nil
	}
	r := s.roles
	s.counted++
	switch _, kind := r.Reader.Read(cells[r.Score]); kind {
	case survey.CellScore:
	case survey.CellBlank:
		s.blank++
	default:
		s.invalid++
	}
	who := [2]uint64{uint64(s.counted), s.number} // without a respondent everybody is somebody else
	hashed := r.Respondent < 0 || survey.IsBlankWord(cells[r.Respondent])
	for k := range s.columns {
		w := &s.columns[k]
		if w.again(cells[w.index]) {
			continue
		}
		if !hashed { // seldom needed
			who, hashed = ingest.Hash(bytes.TrimSpace(cells[r.Respondent])), true
		}
		w.add(cells[w.index], who)
	}
	if s.ids != nil {
		if id := bytes.TrimSpace(cells[r.ResponseID]); len(id) > 0 {
			s.ids.add(maphash.Bytes(idSeed, id))
		}
	}
	return nil
}

// watched is a column whose values are profiled. Values that come again, as those of a
// dimension do, are only counted once enough people have them.
type watched struct {
	index   int
	profile columnProfile
	lately  [lateValues]lateValue
}

const (
	lateValues = 256 // a power of two
	lateBytes  = 31
)

// lateValue is a cell that was profiled, and how often it came since then.
type lateValue struct {
	again int64
	size  uint8
	known bool // the profile would learn nothing from it
	text  [lateBytes]byte
}

// again counts a cell of which nothing can be learnt any more.
func (w *watched) again(cell []byte) bool {
	if len(cell) > lateBytes {
		return false
	}
	v := &w.lately[lateSlot(cell)]
	if !v.known || string(v.text[:v.size]) != string(cell) {
		return false
	}
	v.again++
	return true
}

// lateSlot hashes a cell by its length and its ends.
func lateSlot(cell []byte) uint64 {
	var head, tail uint64
	if n := len(cell); n >= 8 {
		head, tail = binary.LittleEndian.Uint64(cell), binary.LittleEndian.Uint64(cell[n-8:])
	} else {
		for i, b := range cell {
			head |= uint64(b) << (8 * i)
		}
	}
	return (head ^ tail*31 ^ uint64(len(cell))) * 0x9e3779b97f4a7c15 >> 56 % lateValues
}

// add profiles a cell.
func (w *watched) add(cell []byte, who [2]uint64) {
	full := w.profile.add(cell, who)
	if len(cell) > lateBytes {
		return
	}
	v := &w.lately[lateSlot(cell)]
	if string(v.text[:v.size]) != string(cell) {
		w.settle(v)
		v.size = uint8(copy(v.text[:], cell))
	}
	v.known = full
}

// settle brings the cells that were only counted into the profile.
func (w *watched) settle(v *lateValue) {
	if v.again > 0 {
		w.profile.repeat(v.text[:v.size], v.again)
	}
	*v = lateValue{}
}

// finish gives the profile of all cells.
func (w *watched) finish() *columnProfile {
	for i := range w.lately {
		w.settle(&w.lately[i])
	}
	return &w.profile
}

// idHashes keeps the hashes of a worker's response ids, by their first byte.
type idHashes struct {
	n    int
	high [256][]uint64
}

var idSeed = maphash.MakeSeed()

// maxIDHashes is how many ids are compared; beyond, the rule that they are unique is
// left out. It takes 8 bytes for each.
const maxIDHashes = 32 << 20

func (h *idHashes) add(hash uint64) {
	if h.n++; h.n > maxIDHashes {
		h.high = [256][]uint64{}
		return
	}
	high := &h.high[hash>>56]
	*high = append(*high, hash)
}

// repeat tells whether a hash comes twice. Two ids of ten millions have one hash by
// chance once in 300,000 files, which costs the definition a rule.
func repeat(all []*idHashes) bool {
	total := 0
	for _, h := range all {
		if total += h.n; total > maxIDHashes {
			return true
		}
	}
	var set []uint64
	for b := range 256 {
		n, zero := 0, false
		for _, h := range all {
			n += len(h.high[b])
		}
		set = slices.Grow(set[:0], 2*n+1)[:2*n+1]
		clear(set)
		for _, h := range all {
			for _, x := range h.high[b] {
				if x == 0 {
					if zero {
						return true
					}
					zero = true
					continue
				}
				at := (x << 8 >> 32) * uint64(len(set)) >> 32
				for set[at] != 0 {
					if set[at] == x {
						return true
					}
					if at++; at == uint64(len(set)) {
						at = 0
					}
				}
				set[at] = x
			}
			h.high[b] = nil
		}
	}
	return false
}
