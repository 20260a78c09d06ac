package validate

import (
	"cmp"
	"context"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/finding"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// Options say what to check against. The file is opened with the same
// definition, and with AllowInvalid, so that one bad column does not end the
// check.
type Options struct {
	Name         string             // under which the file is reported; "" = as it was opened
	Definition   *survey.Definition // may be nil
	MaxInvalid   survey.Limit       // wins over the one of the definition
	AllowInvalid bool               // invalid answers are a warning
	Deduped      bool               // --dedupe says which of several records counts
	Now          time.Time          // for dates in the future
	// Doubts says what is doubtful about the counts of the scores 0 to 10: ids
	// of package stats (scale-looks-..., scale-has-gap, too-few-answers) and
	// words. nil looks for none.
	Doubts func(scores [11]uint64) []ingest.Warning
}

// Result is what was found out about one file.
type Result struct {
	Name     string
	Records  int64
	Place    string            // what Line of a finding counts: line, or row
	Findings []finding.Finding // the worst first
	// Unreadable says that the file could not be read to its end.
	Unreadable bool
}

// NotUnderstood says whether the findings mean that the file was not
// understood: it was not read, or the score was not found.
func (r *Result) NotUnderstood() bool {
	if r.Unreadable {
		return true
	}
	for _, f := range r.Findings {
		if f.Severity == finding.Error && (f.ID == "no-score-column" || f.ID == "ambiguous-score-column") {
			return true
		}
	}
	return false
}

// Failed is the result for a file that could not be opened, with the name under
// which it is reported. An error that is not the file's fault comes back.
func Failed(name string, err error, d *survey.Definition) (*Result, error) {
	r := newReporter(name, d)
	if err := r.fail(err, true); err != nil {
		return nil, err
	}
	return r.result(0, true), nil
}

func newReporter(name string, d *survey.Definition) *reporter {
	r := &reporter{file: name, place: "line", line: func(scan.Pos) int64 { return 0 }}
	if d != nil {
		r.checks = d.Checks
	}
	return r
}

func (r *reporter) result(records int64, unreadable bool) *Result {
	sortFindings(r.found)
	return &Result{Name: r.file, Records: records, Place: r.place, Findings: r.found, Unreadable: unreadable}
}

// checker is the check of one file.
type checker struct {
	*reporter
	f        source
	o        Options
	columns  []ingest.Column
	roles    *ingest.Roles // nil when no score column was found
	rolesErr error         // why
	declared []declared    // columns of the definition that the file has
	missing  []survey.ColumnDef
	newOnes  []int
	absent   []bool // columns that the record at hand has not at all, see Rows; nil for none
}

// File checks an opened file. The error is never the file's fault.
func File(ctx context.Context, f *ingest.File, o Options) (*Result, error) {
	c := newChecker(f, o)
	if f.IsTally() {
		return c.tally(ctx, f)
	}
	p, err := c.check(ctx)
	if err != nil {
		return nil, err
	}
	return c.result(p.records, p.broken), nil
}

func newChecker(f source, o Options) *checker {
	c := &checker{reporter: newReporter(cmp.Or(o.Name, f.Info().Name), o.Definition), f: f, o: o, columns: f.Columns()}
	c.line = f.Line
	switch f.Info().Format {
	case "xlsx", "parquet", formatVault:
		c.place = "row"
	}
	return c
}

// check does all of it: what the columns are for, all records, the verdicts.
func (c *checker) check(ctx context.Context) (*pass, error) {
	c.roles, c.rolesErr = c.f.Roles(ctx)
	if c.rolesErr != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	c.resolve()
	p, err := c.read(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.verdicts(p); err != nil {
		return nil, err
	}
	return p, nil
}

// tally checks a file of counts, which has no rows to look at.
func (c *checker) tally(ctx context.Context, f *ingest.File) (*Result, error) {
	res, err := f.Tally(ctx, ingest.Query{})
	if err != nil {
		if err := c.fail(err, true); err != nil {
			return nil, err
		}
		return c.result(0, true), nil
	}
	if res.Records == 0 {
		c.put(finding.Finding{ID: "empty-file", Message: "the tally counts no record"})
	}
	c.scale(res.Charted.Counts, "")
	if !c.tooFew(int64(res.Records)) && res.Records > 0 {
		c.few(res.Charted.Counts, "")
	}
	return c.result(int64(res.Records), false), nil
}
