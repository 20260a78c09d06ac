package disclosure

// view is what an attacker holds beside the release: an earlier edition.
type view struct {
	rows  []oldRow
	churn []churned
	flip  bool
}

// past is an earlier edition, made ready for the audit.
type past struct{}

// oldRow is a figure of an earlier edition.
type oldRow struct{}

func (o *oldRow) holds(b *block) bool { return false }

// churned is an answer that came or went between the editions.
type churned struct{}

func (s *suppressor) views() []view { return []view{{}} }

func (s *suppressor) compareEditions() {}

func (s *suppressor) carriable(c int) bool { return false }

func (p *problem) addChurn(index map[string]int, c *churned, row []int32, of []int32, old []oldRow, fixed int, flip bool) {
}
