package validate

import (
	"context"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/timecol"
)

// source is what a check reads: an *ingest.File, or the Rows of a vault. The methods
// mean what they mean there.
type source interface {
	Info() ingest.Info
	Columns() []ingest.Column
	Find(ref string) (int, error)
	Roles(ctx context.Context) (*ingest.Roles, error)
	IdentityKind(column int) string
	Each(ctx context.Context, restart func(), row func(at scan.Pos, cells [][]byte) error) error
	Line(at scan.Pos) int64
	Counted(cells [][]byte) bool

	// What only an export can have.
	PresetColumns() (dimensions, ratings []int)
	TimeOrder() timecol.Order
	Warnings() []ingest.Warning
	Fallback() (offset int64, fell bool)
	Rivals() []int
	Widen()
	Reconsider(ctx context.Context) (changed bool, err error)
}

// understood answers for rows of which nothing has to be found out any more.
type understood struct{}

func (understood) PresetColumns() (dimensions, ratings []int) { return nil, nil }
func (understood) TimeOrder() timecol.Order                   { return timecol.YMD }
func (understood) Warnings() []ingest.Warning                 { return nil }
func (understood) Fallback() (int64, bool)                    { return 0, false }
func (understood) Rivals() []int                              { return nil }
func (understood) Widen()                                     {}
func (understood) Reconsider(context.Context) (bool, error)   { return false, nil }
