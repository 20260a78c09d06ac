package ingest

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// row is what is kept of a record when it must be compared with others: about
// 100 bytes a record, which is why duplicates are looked for on request only.
type row struct {
	offset       int64
	time         int64 // ns of the wall time
	id, who      [2]uint64
	weight       float64
	pos          scan.Pos
	text         string // of an invalid score
	group        uint32
	score        int8
	kind         survey.CellKind
	timed        bool
	hasID, knows bool
}

// seeds make two independent 64-bit hashes: with 128 bits no two of a billion
// ids collide in practice, and nobody can construct ones that do.
var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func hash(cell []byte) [2]uint64 {
	return [2]uint64{maphash.Bytes(seeds[0], cell), maphash.Bytes(seeds[1], cell)}
}

// keep stores a record for the comparison at the end.
func (c *counter) keep(rec *scan.Record, score int, kind survey.CellKind) {
	p := c.p
	r := row{offset: rec.Offset, score: int8(score), kind: kind, timed: c.timed, weight: c.weightVal, pos: rec.Pos()}
	if c.timed {
		r.time = c.t.UnixNano()
	}
	if p.responseID >= 0 {
		if cell := trimBlanks(rec.Cells[p.responseID]); len(cell) > 0 {
			r.id, r.hasID = hash(cell), true
		}
	}
	if p.respondent >= 0 {
		if cell := trimBlanks(rec.Cells[p.respondent]); len(cell) > 0 && !survey.IsBlankWord(cell) {
			r.who, r.knows = hash(foldIdentity(cell)), true
		}
	}
	switch kind {
	case survey.CellScore:
		r.group = c.group(rec.Cells)
	case survey.CellInvalid:
		if cell := rec.Cells[p.score]; len(cell) <= 160 {
			r.text = string(cell)
		}
	}
	c.rows = append(c.rows, r)
}

// foldIdentity makes the case of ASCII letters not matter: mail addresses are
// typed either way.
func foldIdentity(cell []byte) []byte {
	folded := slices.Clone(cell)
	for i, b := range folded {
		if 'A' <= b && b <= 'Z' {
			folded[i] = b + 'a' - 'A'
		}
	}
	return folded
}

// rowRef is one kept row of one worker of one input.
type rowRef struct{ input, worker, row int }

// settle decides which kept rows of all inputs count and puts them into their
// builders. It notes with each input how many of the respondents that it saw
// first answered more than once.
func settle(inputs []*Pending) {
	var order []rowRef
	for i, in := range inputs {
		for w, c := range in.crew {
			for k := range c.rows {
				order = append(order, rowRef{i, w, k})
			}
		}
	}
	at := func(r rowRef) *row { return &inputs[r.input].crew[r.worker].rows[r.row] }
	slices.SortFunc(order, func(a, b rowRef) int {
		return cmp.Or(cmp.Compare(a.input, b.input), cmp.Compare(at(a).offset, at(b).offset))
	})
	excluded := func(r rowRef) *tally.Excluded { return &inputs[r.input].crew[r.worker].b.Excluded }
	first := inputs[0].p
	if first.dedupe != NoDedupe {
		sameResponse := func(r *row) ([2]uint64, bool) { return r.id, r.hasID }
		order = onePer(order, at, sameResponse, first.dedupe == KeepNewest, func(r rowRef) { excluded(r).Duplicate++ })
	}
	sameRespondent := func(r *row) ([2]uint64, bool) { return r.who, r.knows && r.kind == survey.CellScore }
	for _, in := range inputs {
		if in.p.respondent >= 0 {
			in.repeated = 0
		}
	}
	for _, r := range repeaters(order, at, sameRespondent) {
		inputs[r.input].repeated++
	}
	if first.q.PerRespondent != AllAnswers || first.q.People {
		order = onePer(order, at, sameRespondent, first.q.PerRespondent != FirstAnswer, func(r rowRef) { excluded(r).Repeat++ })
	}
	for _, r := range order {
		inputs[r.input].crew[r.worker].settleRow(at(r))
		if row := at(r); first.q.People && row.knows && row.kind == survey.CellScore {
			inputs[r.input].people = append(inputs[r.input].people, Person{row.who, row.score})
		}
	}
}

// onePer keeps one row of each key, the newest or the first, and all rows
// without one.
func onePer(order []rowRef, at func(rowRef) *row, key func(*row) ([2]uint64, bool), newest bool, dropped func(rowRef)) []rowRef {
	kept := make(map[[2]uint64]int, len(order))
	out := make([]bool, len(order))
	for i, o := range order {
		k, ok := key(at(o))
		if !ok {
			continue
		}
		j, again := kept[k]
		switch {
		case again && !replaces(at(o), at(order[j]), newest):
			out[i] = true
			continue
		case again:
			out[j] = true
		}
		kept[k] = i
	}
	list := order[:0]
	for i, o := range order {
		if out[i] {
			dropped(o)
			continue
		}
		list = append(list, o)
	}
	return list
}

// repeaters returns the first row of each key that several rows have.
func repeaters(order []rowRef, at func(rowRef) *row, key func(*row) ([2]uint64, bool)) []rowRef {
	first := make(map[[2]uint64]int, len(order)) // the place in order, -1 once it is returned
	var list []rowRef
	for i, o := range order {
		k, ok := key(at(o))
		if !ok {
			continue
		}
		switch j, again := first[k]; {
		case !again:
			first[k] = i
		case j >= 0:
			list = append(list, order[j])
			first[k] = -1
		}
	}
	return list
}

// replaces says whether r, which stands later in the file, takes the place of
// the earlier one. Without times the place in the file decides.
func replaces(r, earlier *row, newest bool) bool {
	if r.timed && earlier.timed && r.time != earlier.time {
		return (r.time > earlier.time) == newest
	}
	return newest
}

func (c *counter) settleRow(r *row) {
	switch r.kind {
	case survey.CellScore:
		c.b.Count(r.group, int(r.score))
		if c.p.weight >= 0 {
			c.b.Weigh(r.group, int(r.score), r.weight)
		}
	case survey.CellBlank:
		c.b.Excluded.Blank++
	default:
		c.b.Excluded.Invalid++
		if len(c.invalid) < maxPlaces {
			c.invalid = append(c.invalid, r.pos)
		}
		if r.text != "" {
			c.text([]byte(r.text))
		}
	}
}

// gather joins the workers' counts. Weights are summed by one worker alone.
func gather(crew []*counter) *tally.Tally {
	all := crew[0].b
	for _, c := range crew[1:] {
		all.Absorb(c.b)
	}
	return all.Finish()
}
