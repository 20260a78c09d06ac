package cli

import (
	"io"
	"math"

	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// The document nps.compare/1. Differences are a - b in points, -200..200.
type compareDoc struct {
	Schema      string          `json:"schema"`
	Sources     []sourceDoc     `json:"sources"`
	Method      string          `json:"method"` // adjusted-wald, permutation, paired
	Interval    string          `json:"interval"`
	Confidence  float64         `json:"confidence"`
	Adjust      string          `json:"adjust"`
	By          []string        `json:"by"`
	Comparisons []comparisonDoc `json:"comparisons"`
	Groups      []rankedDoc     `json:"groups,omitempty"`
	Omnibus     *omnibusDoc     `json:"omnibus,omitempty"`
	Explain     []explainDoc    `json:"explain,omitempty"`
	Neither     uint64          `json:"neither"` // counted answers on no side of --a and --b
	Excluded    tally.Excluded  `json:"excluded"`
	View        string          `json:"view"`
	Warnings    []warning       `json:"warnings"`
}

type comparisonDoc struct {
	A          memberDoc     `json:"a"`
	B          memberDoc     `json:"b"`
	Difference *float64      `json:"difference"`
	Low        *float64      `json:"low"`
	High       *float64      `json:"high"`
	Z          *float64      `json:"z"`
	P          *float64      `json:"p"`
	PAdjusted  *float64      `json:"p_adjusted"`
	Real       bool          `json:"real"`
	Effect     effectDoc     `json:"effect"`
	Detectable *float64      `json:"detectable"` // found with a power of 80 %, in points
	MOVER      *limitsDoc    `json:"mover"`
	Welch      *welchDoc     `json:"welch"`
	Ranks      *ranksDoc     `json:"mann_whitney"`
	ChiSquare  *chiSquareDoc `json:"chi_square"`
	ExactP     *float64      `json:"exact_p"` // with --exact, or where a side has fewer than 10 answers
	Paired     *pairedDoc    `json:"paired,omitempty"`
	Verdict    string        `json:"verdict"`
}

// memberDoc is a GROUP with its name.
type memberDoc struct {
	Name string `json:"name"`
	groupDoc
}

type effectDoc struct {
	CohenD      *float64 `json:"cohen_d"`
	CliffsDelta *float64 `json:"cliffs_delta"`
}

type limitsDoc struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type welchDoc struct {
	T    float64 `json:"t"`
	DF   float64 `json:"df"`
	P    float64 `json:"p"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

type ranksDoc struct {
	U float64 `json:"u"`
	Z float64 `json:"z"`
	P float64 `json:"p"`
}

type chiSquareDoc struct {
	X2       float64 `json:"x2"`
	DF       int     `json:"df"`
	P        float64 `json:"p"`
	Expected float64 `json:"least_expected"` // below 5 p is a rough guide
}

type pairedDoc struct {
	Respondents uint64    `json:"respondents"`
	Up          uint64    `json:"up"`     // respondents whose class rose from a to b
	Down        uint64    `json:"down"`   // whose class fell
	OnlyA       uint64    `json:"only_a"` // respondents of one side alone, who are left out
	OnlyB       uint64    `json:"only_b"`
	Transitions [3][3]int `json:"transitions"`
}

type rankedDoc struct {
	groupDoc
	Shrunk *float64 `json:"shrunk"` // the score to rank by, in points
	Rank   *int     `json:"rank"`
}

type omnibusDoc struct {
	Q  float64 `json:"q"`
	DF int     `json:"df"`
	P  float64 `json:"p"`
}

type explainDoc struct {
	By         string      `json:"by"`
	Difference float64     `json:"difference"` // b - a: what happened from a to b
	Rate       float64     `json:"rate"`
	Mix        float64     `json:"mix"`
	RateSE     float64     `json:"rate_se"`
	Promoters  float64     `json:"promoters"`
	Detractors float64     `json:"detractors"`
	Simpson    bool        `json:"simpson"`
	Uneven     *float64    `json:"uneven"`   // how differently the groups moved, in points
	Expected   *float64    `json:"expected"` // the same when the groups mean nothing
	P          *float64    `json:"p"`
	PAdjusted  *float64    `json:"p_adjusted"`
	Groups     []effectRow `json:"groups"`
}

type effectRow struct {
	Key    map[string]string `json:"key"`
	ShareA float64           `json:"share_a"`
	ShareB float64           `json:"share_b"`
	NPSA   *float64          `json:"nps_a"`
	NPSB   *float64          `json:"nps_b"`
	Rate   float64           `json:"rate"`
	Mix    float64           `json:"mix"`
	New    bool              `json:"new"`
	Gone   bool              `json:"gone"`
}

func (c *comparing) writeJSON(w io.Writer) error {
	doc := compareDoc{Schema: "nps.compare/1", Method: c.methodName(), Interval: string(c.method), Confidence: c.settings.Confidence,
		Adjust: string(c.adjust), Neither: c.neither, By: append([]string{}, c.by...), Comparisons: []comparisonDoc{}, View: "working",
		Warnings: append([]warning{}, c.warnings...)}
	for _, sc := range c.sides {
		for i := range sc.sources {
			doc.Sources = append(doc.Sources, sc.sourceDoc(&sc.sources[i]))
		}
		doc.Excluded.Add(&sc.tally.Excluded)
	}
	for i := range c.pairs {
		doc.Comparisons = append(doc.Comparisons, c.comparisonDoc(&c.pairs[i]))
	}
	if c.groups != nil {
		c.rankedDocs(&doc)
	}
	for i := range c.explains {
		doc.Explain = append(doc.Explain, c.explains[i].doc())
	}
	return writeJSON(w, doc)
}

// methodName is the test that the verdicts go by.
func (c *comparing) methodName() string {
	switch {
	case c.o.paired:
		return "paired"
	case c.o.exact:
		return "permutation"
	}
	return string(stats.AdjustedWald)
}

// unsigned takes the sign off a 0, so that exchanging both sides changes nothing of it.
func unsigned(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x
}

// orNaN is nil for what is not defined.
func orNaN(x float64, ok bool) *float64 {
	if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	x = unsigned(x)
	return &x
}

func (c *comparing) comparisonDoc(p *pair) comparisonDoc {
	d := comparisonDoc{A: c.memberDoc(&p.a), B: c.memberDoc(&p.b), Real: c.real(p), Verdict: c.verdict(p)}
	d.Difference, d.Low, d.High = orNaN(100*p.diff.D, p.defined), orNaN(100*p.diff.Low, p.defined), orNaN(100*p.diff.High, p.defined)
	d.Z, d.P, d.PAdjusted = orNaN(p.diff.Z, p.defined), orNaN(p.p, p.defined), orNaN(p.adjusted, true)
	if p.paired != nil {
		d.Paired = p.paired.doc()
		return d
	}
	x, y := p.a.est.effective(), p.b.est.effective()
	d.Effect.CohenD = orNaN(stats.CohenD(x, y))
	if smallest, ok := stats.Detectable(x, y, c.settings.Confidence, 0.8); ok {
		d.Detectable = orNaN(100*smallest, true)
	}
	if low, high, ok := stats.DiffMOVER(x, y, c.method, c.settings.Confidence); ok {
		d.MOVER = &limitsDoc{unsigned(100 * low), unsigned(100 * high)}
	}
	if t, ok := stats.Welch(x, y, c.settings.Confidence); ok {
		d.Welch = &welchDoc{unsigned(t.T), t.DF, t.P, unsigned(100 * t.Low), unsigned(100 * t.High)}
	}
	if t, ok := stats.ChiSquare(x, y); ok {
		d.ChiSquare = &chiSquareDoc{t.X2, t.DF, t.P, t.Expected}
	}
	if p.a.hist != nil && p.b.hist != nil && p.a.est.weighted == nil && p.b.est.weighted == nil {
		d.Effect.CliffsDelta = orNaN(stats.CliffsDelta(*p.a.hist, *p.b.hist))
		if t, ok := stats.MannWhitney(*p.a.hist, *p.b.hist); ok {
			d.Ranks = &ranksDoc{t.U, unsigned(t.Z), t.P}
		}
	}
	if exact, ok := p.exactly(); ok {
		d.ExactP = &exact
	}
	return d
}

func (c *comparing) memberDoc(m *member) memberDoc {
	by := c.by
	if len(m.key) != len(by) {
		by = nil
	}
	return memberDoc{m.name, groupOf(&m.est, by)}
}

func (c *comparing) rankedDocs(doc *compareDoc) {
	r := c.groups
	ranks := make([]*int, len(r.groups))
	for place, i := range r.order {
		rank := place + 1
		ranks[i] = &rank
	}
	for i, g := range r.groups {
		d := rankedDoc{groupDoc: c.sides[0].groupDoc(g), Rank: ranks[i]}
		if r.shrunk != nil {
			d.Shrunk = orNaN(100*r.shrunk[i].Score, r.shrunk[i].OK)
		}
		doc.Groups = append(doc.Groups, d)
	}
	if r.tested {
		doc.Omnibus = &omnibusDoc{r.q, r.df, r.p}
	}
}

func (e *explained) doc() explainDoc {
	d := explainDoc{By: e.name, Difference: 100 * e.d.Delta, Rate: 100 * e.d.Rate, Mix: 100 * e.d.Mix, RateSE: 100 * e.d.RateSE,
		Promoters: e.d.Promoters, Detractors: e.d.Detractors, Simpson: e.d.Simpson, Groups: []effectRow{}}
	d.P, d.PAdjusted = orNaN(e.uneven.P, e.tested), orNaN(e.adj, e.tested)
	if e.tested {
		d.Uneven, d.Expected = orNaN(100*e.uneven.Uneven, true), orNaN(100*e.uneven.Expected, true)
	}
	for _, g := range e.d.Effects {
		d.Groups = append(d.Groups, effectRow{Key: map[string]string{e.name: g.Key}, ShareA: g.ShareBefore, ShareB: g.ShareAfter,
			NPSA: orNaN(100*g.NPSBefore, !g.New), NPSB: orNaN(100*g.NPSAfter, !g.Gone), Rate: 100 * g.Rate, Mix: 100 * g.Mix, New: g.New, Gone: g.Gone})
	}
	return d
}
