package validate

import (
	"bytes"
	"hash/maphash"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// repeats looks for response ids and respondents that come again. It keeps
// about 60 bytes for each record and nothing of what stands in the cells.
type repeats struct {
	responseID, respondent int // -1 when there is none
	hash                   maphash.Hash
	responses              map[[2]uint64]response
	people                 map[[2]uint64]bool // has answered again
	folded                 []byte

	same, differ, conflict hits // records whose id came before, by how they differ from the first
	again                  hits // scored answers of people who have answered before
	several                int64
}

// response is the first record of an id.
type response struct {
	content uint64
	score   int8 // -1 without one
}

func (c *checker) newRepeats() *repeats {
	r := &repeats{responseID: -1, respondent: -1}
	if c.roles != nil {
		r.responseID, r.respondent = c.roles.ResponseID, c.roles.Respondent
	}
	for _, d := range c.declared { // known even without a score column
		switch {
		case d.def.Role == survey.RoleResponseID:
			r.responseID = d.index
		case d.def.Role == survey.RoleRespondent && r.respondent < 0:
			r.respondent = d.index
		}
	}
	if r.respondent == r.responseID {
		r.respondent = -1
	}
	r.responses, r.people = map[[2]uint64]response{}, map[[2]uint64]bool{}
	return r
}

func (r *repeats) add(at scan.Pos, cells [][]byte, a *answers) {
	score := int8(-1)
	if a != nil && a.kind == survey.CellScore {
		score = int8(a.score)
	}
	if r.responseID >= 0 {
		if id := bytes.TrimSpace(cells[r.responseID]); len(id) > 0 {
			r.response(at, id, response{content(&r.hash, cells), score})
		}
	}
	if r.respondent >= 0 && (score >= 0 || a == nil) {
		r.person(at, bytes.TrimSpace(cells[r.respondent]))
	}
}

func (r *repeats) response(at scan.Pos, id []byte, now response) {
	key := ingest.Hash(id)
	first, known := r.responses[key]
	switch {
	case !known:
		r.responses[key] = now
	case first.score >= 0 && now.score >= 0 && first.score != now.score:
		r.conflict.add(at)
	case first.content == now.content:
		r.same.add(at)
	default:
		r.differ.add(at)
	}
}

// person counts an answer of somebody. The case of ASCII letters does not
// matter; "anonymous" is what Microsoft Forms writes for everybody.
func (r *repeats) person(at scan.Pos, who []byte) {
	if len(who) == 0 || survey.IsBlankWord(who) {
		return
	}
	r.folded = append(r.folded[:0], who...)
	for i, b := range r.folded {
		if 'A' <= b && b <= 'Z' {
			r.folded[i] = b + 'a' - 'A'
		}
	}
	if string(r.folded) == "anonymous" {
		return
	}
	key := ingest.Hash(r.folded)
	before, known := r.people[key]
	if known {
		r.again.add(at)
		if !before {
			r.several++
		}
	}
	r.people[key] = known
}

// findings reports what was met. unique says that the definition demands it.
func (r *repeats) findings(c *checker, unique bool) {
	severity := finding.Severity("")
	if unique {
		severity = finding.Error
	}
	if r.responseID >= 0 {
		column := c.columns[r.responseID].Ref()
		again := hits{count: r.same.count + r.differ.count, at: r.same.at, n: r.same.n}
		message := count(again.count, "record repeats an earlier response, with the same content", "records repeat an earlier response, with the same content")
		if r.differ.count > 0 {
			again = r.differ
			again.count += r.same.count
			message = count(again.count, "record repeats the id of an earlier response", "records repeat the id of an earlier response") +
				", " + thousands(r.differ.count) + " with other content"
		}
		c.hit("duplicate-response", column, severity, &again, message)
		if !c.o.Deduped {
			severity = finding.Error
		}
		c.hit("duplicate-response", column, severity, &r.conflict,
			count(r.conflict.count, "record repeats the id of an earlier response with another score", "records repeat the id of an earlier response with another score"))
	}
	if r.respondent >= 0 {
		c.hit("repeated-respondent", c.columns[r.respondent].Ref(), "", &r.again,
			count(r.several, "person answered", "people answered")+" more than once, "+count(r.again.count, "answer", "answers")+" beyond the first")
	}
}
