package cli

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync/atomic"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// joined is for the exports of tools that store one response in several records: of
// those with one key the newest stands for the response, as when a file is scored.
type joined struct {
	column int
	wins   map[[2]uint64]recordPlace
}

// recordPlace names a record: the number within those that begin in one line beside it.
type recordPlace struct {
	at scan.Pos
	n  int32
}

func (p recordPlace) compare(q recordPlace) int {
	return cmp.Or(cmp.Compare(p.at.Block, q.at.Block), cmp.Compare(p.at.Line, q.at.Line), cmp.Compare(p.n, q.n))
}

// placer numbers the records of one worker. Those of one block come to one worker, in
// their order.
type placer struct{ last recordPlace }

func (p *placer) next(at scan.Pos) recordPlace {
	n := int32(0)
	if p.last.at == at {
		n = p.last.n + 1
	}
	p.last = recordPlace{at, n}
	return p.last
}

// joinRecord is one record that may stand for a response.
type joinRecord struct {
	key   [2]uint64
	place recordPlace
	time  int64 // nanoseconds on the wall clock
	timed bool
}

// joining finds out which records stand for responses, by a pass of its own, where the
// preset says that a response has several.
func (im *importing) joining(ctx context.Context, done *atomic.Int64) error {
	roles, err := im.f.Roles(ctx)
	if err != nil || roles.GroupBy < 0 {
		return err
	}
	if !im.f.Rereadable() {
		return inputError(im.name, "holds several records for one response; to join them it must be read twice, and a long pipe cannot be", "write it to a file first, then name the file")
	}
	if im.plan.responseID < 0 {
		im.plan.responseID = roles.GroupBy
	}
	im.plan.joined = true
	j := &joined{column: roles.GroupBy}
	var crews [][]joinRecord
	began := false
	stop := im.a.progress(im.f, done, im.name+" (records of one response)")
	err = im.f.Responses(ctx, func() func(*ingest.Response) error {
		if began {
			began, crews = false, nil
		}
		k := len(crews)
		crews = append(crews, nil)
		var places placer
		return func(r *ingest.Response) error {
			place := places.next(r.At)
			if key, ok := j.key(r); ok {
				crews[k] = append(crews[k], joinRecord{key, place, r.Time.UnixNano(), r.Timed})
			}
			return nil
		}
	})
	stop()
	if err != nil {
		return err
	}
	j.choose(slices.Concat(crews...))
	im.join = j
	return nil
}

// key is the response that a record is of. Records that are no answers have none.
func (j *joined) key(r *ingest.Response) ([2]uint64, bool) {
	cell := bytes.TrimSpace(r.Cells[j.column])
	if len(cell) == 0 || r.Test || r.Filtered {
		return [2]uint64{}, false
	}
	return ingest.Hash(cell), true
}

// choose lets the newest record of each key win, or the last where times do not tell.
func (j *joined) choose(records []joinRecord) {
	slices.SortFunc(records, func(a, b joinRecord) int { return a.place.compare(b.place) })
	j.wins = map[[2]uint64]recordPlace{}
	newest := map[[2]uint64]joinRecord{}
	for _, r := range records {
		was, again := newest[r.key]
		if again && r.timed && was.timed && r.time < was.time {
			continue
		}
		newest[r.key] = r
		j.wins[r.key] = r.place
	}
}

// left makes the function that takes the responses of one worker and counts the records
// that another one stands for.
func (j *joined) left(w *importer) func(*ingest.Response) error {
	var places placer
	return func(r *ingest.Response) error {
		place := places.next(r.At)
		if key, ok := j.key(r); !ok || j.wins[key] == place {
			return w.take(r)
		}
		w.records++
		w.duplicate++
		w.to.Repeated()
		return nil
	}
}

// joinedID makes the column that joins records the response id of a definition that was
// inferred: each record has an id of its own as well.
func joinedID(d *survey.Definition, ref string) {
	d.Columns = slices.DeleteFunc(d.Columns, func(c survey.ColumnDef) bool { return c.Role == survey.RoleResponseID || c.From == ref })
	d.Columns = append(d.Columns, survey.ColumnDef{From: ref, Role: survey.RoleResponseID})
	d.Rules.Unique = nil
}
