package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// The document nps.score/1 is written in three pieces, because its groups may be
// many: what stands before them, a group a line, and what stands behind.
type scoreHead struct {
	Schema     string      `json:"schema"`
	Sources    []sourceDoc `json:"sources"`
	Interval   string      `json:"interval"`
	Confidence float64     `json:"confidence"`
	By         []string    `json:"by"`
	Total      groupDoc    `json:"total"`
}

type scoreTail struct {
	TooFew   []groupDoc     `json:"too_few,omitempty"` // groups below --min-n
	Excluded tally.Excluded `json:"excluded"`
	Target   *targetDoc     `json:"target,omitempty"`
	Invited  *invitedDoc    `json:"invited,omitempty"`
	Repeated *int64         `json:"respondents_with_repeats,omitempty"`
	View     string         `json:"view"`
	Warnings []warning      `json:"warnings"`
}

// groupDoc is GROUP of the documents: counts, the score and its limits in
// points, null where undefined.
type groupDoc struct {
	Key        map[string]string `json:"key"`
	N          uint64            `json:"n"`
	Histogram  *tally.Counts     `json:"histogram"`
	Detractors uint64            `json:"detractors"`
	Passives   uint64            `json:"passives"`
	Promoters  uint64            `json:"promoters"`
	NPS        *float64          `json:"nps"`
	Low        *float64          `json:"low"`
	High       *float64          `json:"high"`
	Mean       *float64          `json:"mean"`
	Weighted   *weightedDoc      `json:"weighted,omitempty"`
}

type weightedDoc struct {
	Sum        float64  `json:"sum"`
	NEffective float64  `json:"n_effective"`
	Deff       float64  `json:"deff"` // n / n_effective
	SE         *float64 `json:"se"`   // linearised, in points
	Min        float64  `json:"min"`
	Max        float64  `json:"max"`
}

type targetDoc struct {
	Value       float64  `json:"value"`
	Reached     bool     `json:"reached"`
	Probability *float64 `json:"probability"` // that the true NPS is above it
}

// invitedDoc is the response rate and the NPS that everybody asked could have, in
// points.
type invitedDoc struct {
	Invited uint64   `json:"invited"`
	Rate    float64  `json:"response_rate"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
}

type warning struct {
	ID      string `json:"id"`
	Message string `json:"message"`
	Column  string `json:"column,omitempty"`
	Source  string `json:"source,omitempty"`
	Line    int64  `json:"line,omitempty"`
}

// sourceDoc is what was found out about one input.
type sourceDoc struct {
	Name        string  `json:"name"`
	Format      string  `json:"format"`
	Compression *string `json:"compression"`
	Member      *string `json:"member"`
	Encoding    *string `json:"encoding"`
	Delimiter   *string `json:"delimiter"`
	HeaderRows  int     `json:"header_rows"`
	Preset      *string `json:"preset"`
	PresetWhy   *string `json:"preset_why"`
	ScoreColumn *string `json:"score_column"`
	ScoreWhy    *string `json:"score_why"`
	Question    *string `json:"question"`
	ClassColumn *string `json:"class_column"`
	TimeColumn  *string `json:"time_column"`

	Time       *timeDoc        `json:"time"`
	ResponseID *string         `json:"response_id_column"`
	Respondent *string         `json:"respondent_column"`
	Comment    *string         `json:"comment_column"`
	Weight     *string         `json:"weight_column"`
	Identity   []string        `json:"identity_columns"`
	Records    uint64          `json:"records"`
	Valid      uint64          `json:"valid"`
	Blank      uint64          `json:"blank"`
	Invalid    uint64          `json:"invalid"`
	Lines      []int64         `json:"invalid_lines"`
	Labels     []ingest.Label  `json:"invalid_labels"`
	Partial    uint64          `json:"partial"`
	Short      uint64          `json:"short_records"`
	Excluded   *tally.Excluded `json:"excluded"`
	Histogram  *tally.Counts   `json:"histogram"`
}

type timeDoc struct {
	Layout string  `json:"layout"`
	Order  string  `json:"order"`
	Why    string  `json:"why"`
	Zone   *string `json:"zone"`
	First  *string `json:"first"`
	Last   *string `json:"last"`
}

// writeJSON writes the document.
func (sc *scored) writeJSON(w io.Writer) error {
	head := scoreHead{Schema: "nps.score/1", Interval: string(sc.method), Confidence: sc.settings.Confidence,
		By: append([]string{}, sc.tally.By...), Total: groupOf(&sc.total, nil)}
	for i := range sc.sources {
		head.Sources = append(head.Sources, sc.sourceDoc(&sc.sources[i]))
	}
	tail := scoreTail{Excluded: sc.tally.Excluded, Target: sc.target, Invited: sc.silent, View: "working", Warnings: append([]warning{}, sc.warnings...)}
	for _, g := range sc.tooFew {
		tail.TooFew = append(tail.TooFew, sc.groupDoc(g))
	}
	if sc.repeated >= 0 {
		tail.Repeated = &sc.repeated
	}
	var b bytes.Buffer
	if err := writeJSON(&b, head); err != nil {
		return err
	}
	b.Truncate(bytes.LastIndexByte(b.Bytes(), '}') - 1) // "\n}"
	b.WriteString(",\n  \"groups\": [")
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	for i, g := range sc.groups {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		if err := lines.Encode(sc.groupDoc(g)); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the line end
		if b.Len() > 64<<10 {
			if _, err := b.WriteTo(w); err != nil {
				return err
			}
		}
	}
	if len(sc.groups) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("],")
	var rest bytes.Buffer
	if err := writeJSON(&rest, tail); err != nil {
		return err
	}
	b.Write(rest.Bytes()[1:]) // without "{"
	_, err := b.WriteTo(w)
	return err
}

func (sc *scored) groupDoc(g *tally.Group) groupDoc {
	e := sc.ofGroup(g)
	return groupOf(&e, sc.tally.By)
}

func groupOf(e *estimate, by []string) groupDoc {
	g := groupDoc{Key: map[string]string{}, N: e.n(), Histogram: e.histogram,
		Detractors: uint64(e.counts.Detractors), Passives: uint64(e.counts.Passives), Promoters: uint64(e.counts.Promoters)}
	for i, name := range by {
		g.Key[name] = e.key[i]
	}
	if e.defined {
		g.NPS = &e.nps
	}
	if e.bounded {
		g.Low, g.High = &e.low, &e.high
	}
	if e.hasMean {
		g.Mean = &e.mean
	}
	if w := e.weighted; w != nil {
		g.Weighted = &weightedDoc{Sum: w.Sum, NEffective: w.NEff, Deff: w.DeffWeights, Min: w.Min, Max: w.Max}
		if w.SEDefined {
			se := 100 * w.SE
			g.Weighted.SE = &se
		}
	}
	return g
}

// orNull is nil for "", so that JSON says null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (c *counting) sourceDoc(s *source) sourceDoc {
	i := &s.info
	doc := sourceDoc{
		Name: i.Name, Format: i.Format, Compression: orNull(i.Compression), Member: orNull(i.Member), Encoding: orNull(i.Encoding),
		Delimiter: orNull(i.Delimiter), HeaderRows: i.HeaderRows, Preset: orNull(i.Preset), ScoreColumn: orNull(i.Score),
		ScoreWhy: orNull(i.ScoreWhy), Question: orNull(i.ScoreHeader), ClassColumn: orNull(i.Class), TimeColumn: orNull(i.Time),
		ResponseID: orNull(i.ResponseID), Respondent: orNull(i.Respondent), Comment: orNull(i.Comment), Weight: orNull(i.Weight),
		Identity: append([]string{}, i.Identity...), Lines: []int64{}, Labels: []ingest.Label{},
	}
	if i.Preset != "" {
		doc.PresetWhy = orNull(i.PresetWhy)
	}
	r := s.result
	if r == nil {
		doc.Records = c.counted()
		doc.Valid = doc.Records
		if c.classes == nil {
			doc.Histogram = &c.tally.Groups[0].Counts
		}
		return doc
	}
	doc.Records, doc.Valid = r.Records, r.Charted.Counts.N()
	doc.Blank, doc.Invalid = r.Excluded.Blank, r.Excluded.Invalid
	doc.Lines, doc.Labels = append(doc.Lines, r.Invalid[:min(len(r.Invalid), 100)]...), append(doc.Labels, r.Labels...)
	doc.Partial, doc.Short = r.Partial, r.Short
	doc.Excluded = &r.Excluded
	if !i.ClassesOnly {
		doc.Histogram = &r.Charted.Counts
	}
	if i.TimeLayout != "" {
		doc.Time = &timeDoc{Layout: i.TimeLayout, Order: i.TimeOrder, Why: i.TimeWhy, Zone: orNull(i.Zone),
			First: wallTime(r.First), Last: wallTime(r.Last)}
	}
	return doc
}

// wallTime writes a time as the report has it; the zone stands beside it.
func wallTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return orNull(t.Format("2006-01-02T15:04:05"))
}
