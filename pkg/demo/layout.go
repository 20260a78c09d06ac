package demo

import (
	"fmt"
	"strings"
)

// layout is the shape of one tool's export.
type layout struct {
	tool    Tool
	zone    string     // of its wall clock; "" when the file does not say
	headers [][]string // header rows as they are written
	names   int        // which of them names the columns in JSON and in the truth
	crlf    bool
	formats []Format
	fill    func(*cells, *answer) // the cells of one row

	// What the layout can say about a row.
	showsTest, showsOther, showsPartial bool
	plus                                bool // writes ' before a leading +

	score, time, comment int // columns, from 0
}

// refuses says why a format does not go with the layout.
func (l *layout) refuses(f Format) error {
	known := make([]string, len(l.formats))
	for i, k := range l.formats {
		if k == f {
			return nil
		}
		known[i] = string(k)
	}
	return fmt.Errorf("the layout %s is written as %s, not as %s", l.tool, strings.Join(known, " or "), f)
}

// layoutOf returns nil for an unknown tool.
func layoutOf(t Tool) *layout {
	switch t {
	case NPS:
		return npsLayout()
	case Qualtrics:
		return qualtricsLayout()
	case SurveyMonkey:
		return surveyMonkeyLayout()
	case Typeform:
		return typeformLayout()
	case GoogleForms:
		return googleFormsLayout()
	case Delighted:
		return delightedLayout()
	}
	return nil
}

// npsLayout is our own; the columns are part of the command line's contract.
func npsLayout() *layout {
	return &layout{
		tool: NPS, zone: "UTC", formats: Formats, score: 5, time: 4, comment: 14,
		headers: [][]string{{"response_id", "email", "name", "phone", "responded_at", "score", "region", "store",
			"product", "plan", "ease", "support", "trust", "consent", "comment"}},
		fill: func(c *cells, a *answer) {
			c.token("R", a.n, 13, alphabetUpper)
			c.email(&a.person)
			c.name(&a.person)
			c.phone(&a.person, "")
			c.time(a.second, rfc3339)
			c.score(a.score)
			c.dimensions(a)
			c.ratings(a)
			c.plain(consents[a.consent])
			c.comment(&a.comment)
		},
	}
}

// The questions, in the words most tools propose.
const (
	questionRecommend = "How likely are you to recommend us to a friend or colleague?"
	questionReason    = "What is the main reason for your answer?"
	questionConsent   = "May we use your answer?"
)

// ip writes an address of the ranges that RFC 5737 keeps for documentation.
func (c *cells) ip(p *person) {
	c.buf = append(c.buf, [...]string{"192.0.2.", "198.51.100.", "203.0.113.", "203.0.113."}[p.h>>40&3]...)
	c.buf = appendInt(c.buf, int64(1+(p.h>>44)%254))
	c.end(plain)
}
