package cli

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/pii"
	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
	"github.com/seed-ccfc8abe/nps/pkg/validate"
)

// names makes the finder that masks comments, with the names of all respondents
// where the input can be read twice.
func (im *importing) names(ctx context.Context, done *atomic.Int64) error {
	var respondents *person.Roster
	named := im.plan.named()
	if len(named) > 0 && len(im.plan.comments) > 0 && im.f.Rereadable() {
		if respondents = im.met.names(named); respondents == nil {
			stop := im.a.progress(im.f, done, im.name+" (names)")
			var err error
			respondents, err = gatherNames(ctx, im.f, named)
			stop()
			if err != nil {
				return err
			}
		}
	}
	im.met = nil
	day, err := time.Parse(time.DateOnly, im.plan.policy.DayOf(im.a.sys.Now()))
	if err != nil {
		return err
	}
	im.plan.today = int32(day.Unix() / 86400) // of rows without a time
	im.finder = pii.New(text.All, pii.DefaultConfidence, person.New(respondents, nil))
	return nil
}

// named lists the columns that hold names of respondents.
func (p *importPlan) named() []int {
	var list []int
	for i, kind := range p.kinds {
		if kind == "name" && !slices.Contains(p.comments, i) {
			list = append(list, i)
		}
	}
	return list
}

// metNames are the names that the pass for the definition came past, so that they need
// no pass of their own.
type metNames struct {
	columns []int
	all     rosters
}

// meet lets a pass for the definition gather the names, where it goes over all of the
// input and it is likely that they are asked for.
func (im *importing) meet(ctx context.Context, f *ingest.File, o *validate.InferOptions) {
	roles, err := f.Roles(ctx)
	if err != nil || roles.Comment < 0 {
		return
	}
	met := &metNames{}
	for i := range f.Columns() {
		if i != roles.Comment && f.IdentityKind(i) == "name" {
			met.columns = append(met.columns, i)
		}
	}
	if len(met.columns) == 0 {
		return
	}
	o.Anew = func() { met.all = nil }
	o.Look = func() func([][]byte) {
		add, names := met.all.worker(), make([][]byte, len(met.columns))
		return func(cells [][]byte) {
			for k, i := range met.columns {
				names[k] = cells[i]
			}
			add(names)
		}
	}
	im.met = met
}

// names gives the names that were met in some columns, nil when it was in others.
func (m *metNames) names(columns []int) *person.Roster {
	if m == nil || len(m.all) == 0 || !slices.Equal(m.columns, columns) {
		return nil
	}
	return m.all.merge()
}
