package report

import (
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// accountPart says what became of all records.
type accountPart struct {
	Intro string
	Rows  []fact // the counted ones, then each cause of exclusion, then the sum
}

func (p *page) account() accountPart {
	a, w := p.source.account, p.P
	if a.Records == 0 {
		return accountPart{}
	}
	part := accountPart{Intro: fmt.Sprintf(w.AccountIntro, w.count(a.Records), w.count(a.Counted))}
	part.Rows = append(part.Rows, fact{w.Counted, w.count(a.Counted)})
	for _, r := range a.Excluded {
		name, ok := w.Reasons[r.Name]
		if !ok {
			name = safetext.Terminal(r.Name)
		}
		part.Rows = append(part.Rows, fact{name, w.count(r.Count)})
	}
	part.Rows = append(part.Rows, fact{w.Records, w.count(a.Records)})
	return part
}

func (p *page) method() []string {
	out := []string{p.P.Formula, fmt.Sprintf(p.P.IntervalMethod, p.confidence()), p.P.Rounding, p.P.ChangeMethod}
	if t := p.source.trend; t != nil && len(t.Lower) > 0 {
		out = append(out, p.P.TrendMethod)
	}
	return out
}

func (p *page) privacy() []string {
	f := p.source.policy
	return []string{
		fmt.Sprintf(p.P.PrivacyFloor, f.MinGroup, f.ClassMinGroup),
		p.P.PrivacyHidden, p.P.PrivacyComposition, p.P.PrivacyEditions,
	}
}

// edition identifies a published release; a draft has no identity.
func (p *page) edition() []fact {
	e, w := p.source.edition, p.P
	if e == nil {
		return nil
	}
	before := w.None
	if !e.Previous.IsZero() {
		before = w.date(e.Previous)
	}
	return []fact{
		{fmt.Sprintf(w.EditionNo, e.Number), fmt.Sprintf(w.Published, w.date(e.Published))},
		{w.EditionID, e.ID}, {w.PlanID, e.Plan}, {w.PreviousDate, before},
	}
}
