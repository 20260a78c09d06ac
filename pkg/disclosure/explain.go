package disclosure

import (
	"fmt"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// Reasoning says why a group is not shown, or stands as it was. It is for the
// analyst who may read the answers, never for the reader of a release: it tells
// small groups from empty ones.
type Reasoning struct {
	Key     []Field // empty for the total
	Table   []string
	N       int64 // its answers, which the release does not show
	Why     Why
	Carried bool
	// For is the hidden group that this one protects, nil where it is not a single one.
	For []Field
}

// Explain says for every group that Make would hide or carry over why it does.
// Errors are those of Make.
func Explain(t *tally.Tally, plan Plan, earlier []*Record, publish *Publication) ([]Reasoning, error) {
	m, err := decide(t, plan, earlier, publish, allRules)
	if err != nil {
		return nil, err
	}
	var list []Reasoning
	for c := range m.cells {
		v := m.verdicts[c]
		if !v.hidden {
			continue
		}
		cell := &m.cells[c]
		r := Reasoning{Key: m.key(cell.table, cell.key), Table: m.names(cell.table), N: cell.n, Why: v.why, Carried: v.carried}
		if v.protects >= 0 {
			r.For = m.key(m.cells[v.protects].table, m.cells[v.protects].key)
		}
		list = append(list, r)
	}
	return list, nil
}

// Sentence says it in words, without the values of the key.
func (r *Reasoning) Sentence(policy Policy) string {
	var s string
	switch r.Why {
	case WhyEmpty:
		s = "nobody answered"
	case WhySmall:
		s = fmt.Sprintf("%d answers, fewer than %d", r.N, policy.MinGroup)
		if r.N == 1 {
			s = fmt.Sprintf("1 answer, fewer than %d", policy.MinGroup)
		}
	case WhyOneClass:
		s = "all answers are in one class"
	case WhyEdition:
		s = fmt.Sprintf("fewer than %d answers came or went since an earlier edition showed it", policy.MinGroup)
	case WhyRemainder:
		s = fmt.Sprintf("with it a group of fewer than %d could be computed", policy.MinGroup)
	case WhyClassLeft:
		s = "with it a group could be computed whose answers are all in one class"
	case WhyBounds:
		s = "with it a hidden group would be known too well"
	}
	if r.For != nil {
		var values []string
		for _, f := range r.For {
			values = append(values, f.Name)
		}
		s += " (one of the table by " + strings.Join(values, ",") + ")"
	}
	if r.Carried {
		s += "; it stands as in the edition before"
	}
	return s
}
