package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/stream"
	"github.com/seed-ccfc8abe/nps/pkg/survey"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// Result is a counted input.
type Result struct {
	Tally    *tally.Tally
	Info     Info
	Records  uint64
	Partial  uint64      // unfinished responses that were kept, or left out with CompleteOnly
	Invalid  []int64     // lines of the first invalid scores
	Labels   []Label     // repeated invalid texts that may be shown
	First    time.Time   // wall time of the first and last response, zero if not looked at
	Last     time.Time   //
	Repeated int64       // respondents who answered more than once, -1 if nobody looked
	Warnings []Warning   // doubts about the input
	Blank    uint64      // rows of the file without any cell, not records
	Short    uint64      // records with fewer cells than the header, padded
	Charted  tally.Group // all counted responses
	Excluded tally.Excluded
	People   []Person // only with Query.People
}

// Label is an invalid text of the score column with its number of records.
type Label struct {
	Text  string `json:"text"`
	Count uint64 `json:"count"`
}

// Pending is an input that has been read, but for the rows that must still be
// compared with those of other inputs: the same response id, the same
// respondent.
type Pending struct {
	f        *File
	p        *plan
	crew     []*counter
	repeated int64
	people   []Person
	ready    *Result // of a tally file
}

// Person is a respondent whose answer counts. Who is the same in all inputs of
// one run, another in the next run, and leads back to nobody.
type Person struct {
	Who   [2]uint64
	Score int8
}

// Tally counts the records that the query chooses, in this input alone.
func (f *File) Tally(ctx context.Context, q Query) (*Result, error) {
	pending, err := f.Count(ctx, q)
	if err != nil {
		return nil, err
	}
	results, err := Settle([]*Pending{pending})
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// Settle finishes inputs that were counted by one query: of a response or a
// respondent that stands in several of them one record counts. Results come in
// the order of the inputs, which is also that of records without a time.
func Settle(inputs []*Pending) ([]*Result, error) {
	var rows []*Pending
	for _, in := range inputs {
		if in.p != nil && in.p.keepRows {
			rows = append(rows, in)
		}
	}
	if len(rows) > 0 {
		settle(rows)
	}
	results := make([]*Result, len(inputs))
	for i, in := range inputs {
		if results[i] = in.ready; in.ready == nil {
			var err error
			if results[i], err = in.f.result(in); err != nil {
				return nil, err
			}
		}
	}
	return results, nil
}

// Count reads the input. The file may be closed afterwards.
func (f *File) Count(ctx context.Context, q Query) (*Pending, error) {
	if f.shards != nil {
		res, err := f.rollup(q)
		return &Pending{f: f, ready: res}, err
	}
	r, err := f.resolve(ctx)
	if err != nil {
		return nil, err
	}
	if r.timeErr != nil && r.time >= 0 && !f.complete && q.NeedsTime() {
		if isUndecided(r.timeErr) {
			return f.countBothWays(ctx, r, &q)
		}
		if _, err := f.timeAgain(ctx, r); err != nil {
			return nil, err
		}
	}
	for settled := f.complete; ; settled = true {
		p, err := f.planFor(r, &q)
		if err != nil {
			return nil, err
		}
		crew, err := f.pass(ctx, p)
		if err != nil {
			return nil, err
		}
		if !settled {
			again, err := f.contradicted(ctx, p, crew)
			if err != nil {
				return nil, err
			}
			if again {
				r = f.roles
				continue
			}
		}
		return &Pending{f: f, p: p, crew: crew, repeated: -1}, nil
	}
}

// contradicted checks the decision on the first block against the whole. It
// returns true when the roles have changed and the input must be counted anew.
func (f *File) contradicted(ctx context.Context, p *plan, crew []*counter) (bool, error) {
	r := p.r
	var valid, invalid, noTime int64
	rivals := make([]rival, len(p.rivals))
	for _, c := range crew {
		invalid += int64(c.b.Excluded.Invalid)
		noTime += c.noTime
		for i := range c.rivals {
			rivals[i].nonblank += c.rivals[i].nonblank
			rivals[i].valid += c.rivals[i].valid
		}
		for i := range c.rows {
			switch c.rows[i].kind {
			case survey.CellScore:
				valid++
			case survey.CellInvalid:
				invalid++
			}
		}
		valid += int64(c.b.N())
	}
	limit := good
	if r.explicit {
		limit = 0.5
	}
	doubt := !f.opts.AllowInvalid && float64(valid) < limit*float64(valid+invalid)
	for i, v := range rivals {
		q := r.profiles[r.rivals[i]]
		if v.valid > 0 && float64(v.valid) >= good*float64(v.nonblank) && !(q != nil && q.goodStrong()) && !r.explicit {
			doubt = true
		}
	}
	if doubt {
		return true, f.chooseAgain(ctx, r)
	}
	if noTime > 0 && p.time >= 0 && p.q.NeedsTime() && !r.timeWhole {
		return f.timeAgain(ctx, r)
	}
	return false, nil
}

// chooseAgain decides the score column by the whole input.
func (f *File) chooseAgain(ctx context.Context, r *roles) error {
	whole, err := f.reconsider(ctx, r)
	if errors.Is(err, stream.ErrNotRewindable) {
		return &Error{ID: "ambiguous-score-column", File: f.name, Column: f.columns[r.score].Ref(),
			Msg:  "the first block chose this column as the score, the rest contradicts it, and a pipe cannot be read twice",
			Hint: "give --score-column, or name the file instead of the pipe"}
	}
	if err != nil {
		return err
	}
	r.profiles = merge(r.profiles, whole)
	c, err := f.chooseScore(r.profiles)
	if err != nil {
		return f.named(err)
	}
	r.choice = c
	return nil
}

// result puts the workers' parts together.
func (f *File) result(in *Pending) (*Result, error) {
	p, crew := in.p, in.crew
	res := &Result{Repeated: in.repeated, People: in.people}
	res.Tally = gather(crew)
	var invalid, disagreeing []scan.Pos
	var disagreements, compared int64
	texts := map[string]uint64{}
	for _, c := range crew {
		res.Records += uint64(c.records)
		res.Partial += uint64(c.partial)
		invalid = append(invalid, c.invalid...)
		disagreeing = append(disagreeing, c.disagreeing...)
		disagreements += c.disagreements
		compared += c.compared
		for t, n := range c.texts {
			texts[t] += n
		}
		if !c.first.IsZero() && (res.First.IsZero() || c.first.Before(res.First)) {
			res.First = c.first
		}
		if c.last.After(res.Last) {
			res.Last = c.last
		}
	}
	if got := res.Tally.Records(); got != res.Records {
		return nil, &Error{ID: "internal", Fault: Internal, File: f.name, Msg: fmt.Sprintf("%d records were read and %d accounted for", res.Records, got)}
	}
	res.Invalid = f.linesOf(invalid, maxPlaces)
	res.Labels = showable(texts)
	short, _ := f.Short()
	res.Blank, res.Short = uint64(f.scanned.Blank), uint64(short)
	res.Charted, res.Excluded = res.Tally.Total(), res.Tally.Excluded
	if err := f.checkClasses(p, f.linesOf(disagreeing, maxDisagreeing), disagreements, compared); err != nil {
		return nil, err
	}
	f.warnRead()
	res.Info, res.Warnings = f.Info(), f.warnings
	return res, nil
}

// replaced counts what could not be decoded: halves of surrogate pairs, bytes
// without a meaning in the encoding.
func (f *File) replaced() int64 {
	n := f.src.Info().Replaced
	if f.document.Lone != nil {
		n += f.document.Lone.Load()
	}
	return n
}

// linesOf turns places into sorted line numbers, at most most of them.
func (f *File) linesOf(places []scan.Pos, most int) []int64 {
	lines := make([]int64, len(places))
	for i, p := range places {
		lines[i] = f.scanned.Line(p)
	}
	slices.Sort(lines)
	return lines[:min(len(lines), most)]
}

// showable lists repeated texts that hold nothing personal, the most frequent
// first.
func showable(texts map[string]uint64) []Label {
	if len(texts) > maxInvalidTexts { // the counts are incomplete, and depend on who read what
		return nil
	}
	var list []Label
	for t, n := range texts {
		if survey.ShowableLabel(t, int(min(n, 1<<31))) {
			list = append(list, Label{t, n})
		}
	}
	slices.SortFunc(list, func(a, b Label) int {
		if d := cmp.Compare(b.Count, a.Count); d != 0 {
			return d
		}
		return strings.Compare(a.Text, b.Text)
	})
	return list[:min(len(list), 20)]
}

// checkClasses makes disagreement between scores and classes an error, unless
// the user named the score column.
func (f *File) checkClasses(p *plan, lines []int64, disagreements, compared int64) error {
	if disagreements == 0 {
		return nil
	}
	at := make([]string, len(lines))
	for i, l := range lines {
		at[i] = fmt.Sprint(l)
	}
	msg := fmt.Sprintf("%d of %d classes in column %s disagree with the scores in column %s (line %s)", disagreements, compared,
		quote(f.columns[p.r.class].Ref()), quote(f.columns[p.r.score].Ref()), strings.Join(at, ", "))
	if f.opts.ScoreColumn != "" {
		f.warn("class-disagrees", msg, lines[0])
		return nil
	}
	return &Error{ID: "class-disagrees", File: f.name, Line: lines[0], Msg: msg,
		Hint: fmt.Sprintf("shifted columns, a reversed scale or a number for \"no answer\" (--na) can cause this; --score-column '%s' scores it all the same", f.columns[p.r.score].Ref())}
}

// Info says what is known of the input by now.
func (f *File) Info() Info {
	s := f.src.Info()
	i := Info{Name: f.name, Format: f.format, Compression: s.Compression, Sealed: s.Sealed, Member: s.Member, Encoding: s.Encoding, BOM: s.BOM,
		HeaderRows: f.headers, PresetWhy: f.why, Columns: len(f.columns)}
	if f.sheet != "" {
		i.Member = f.sheet
	}
	if f.format == "csv" {
		i.Delimiter = string(f.layout.Comma)
	}
	if f.made() {
		i.Encoding = "UTF-8"
	}
	if f.preset != nil {
		if i.Preset = f.preset.ID; f.preset.Reported != "" {
			i.Preset = f.preset.Reported
		}
	}
	r := f.roles
	if r == nil {
		return i
	}
	ref := func(k int) string {
		if k < 0 {
			return ""
		}
		return f.columns[k].Ref()
	}
	i.Score, i.ScoreWhy, i.Class, i.ClassesOnly = ref(r.score), r.why, ref(r.class), r.classes
	i.ScoreHeader = f.columns[r.score].Label
	i.Time, i.ResponseID, i.Respondent, i.Comment, i.Weight, i.Consent = ref(r.time), ref(r.responseID), ref(r.respondent), ref(r.comment), ref(r.weight), ref(r.consent)
	if r.timeErr != nil {
		i.Time = ""
	}
	if r.layout != nil && r.timeErr == nil {
		i.TimeLayout, i.TimeWhy, i.Zone = r.layout.Name(), r.layout.How(), r.zones.name()
		i.TimeOrder = r.layout.Order().String()
	}
	for _, k := range r.identity {
		i.Identity = append(i.Identity, ref(k))
	}
	return i
}

// rollup answers a query from a tally file.
func (f *File) rollup(q Query) (*Result, error) {
	if !q.Since.IsZero() || !q.Until.IsZero() || q.PerRespondent != AllAnswers || q.People || q.Dedupe != NoDedupe || q.Purpose != "" {
		return nil, &Error{Fault: Misuse, File: f.name, Msg: "a tally file holds counts, so rows cannot be chosen by time, respondent, response id or consent"}
	}
	t := &tally.Tally{By: f.shards.By, Excluded: f.shards.Excluded}
	var filters []int
	for i := range q.Where {
		k := slices.Index(t.By, q.Where[i].Column)
		if k < 0 {
			return nil, f.noDimension(q.Where[i].Column)
		}
		filters = append(filters, k)
	}
	for _, g := range f.shards.Groups {
		keep := true
		for i, k := range filters {
			keep = keep && q.Where[i].Match([]byte(g.Key[k]))
		}
		if !keep {
			t.Excluded.Filtered += g.Counts.N()
			continue
		}
		t.Groups = append(t.Groups, g)
	}
	var keep []int
	for _, name := range q.By {
		k := slices.Index(t.By, name)
		if k < 0 {
			return nil, f.noDimension(name)
		}
		keep = append(keep, k)
	}
	res := &Result{Tally: t.Rollup(keep), Repeated: -1, Info: Info{Name: f.name, Format: "tally", Encoding: f.src.Info().Encoding}, Warnings: f.warnings}
	res.Records, res.Charted, res.Excluded = res.Tally.Records(), res.Tally.Total(), res.Tally.Excluded
	return res, nil
}

func (f *File) noDimension(name string) error {
	return &Error{Fault: Misuse, File: f.name, Msg: "the tally has no dimension " + quote(name), Hint: "its dimensions are " + strings.Join(quoteAll(f.shards.By), ", ")}
}
