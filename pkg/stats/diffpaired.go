package stats

import "math"

// Moves counts the respondents of a panel by how far their class moved, second
// answer less first, classes coded -1, 0, 1: index 0 is -2 (promoter to
// detractor), index 2 is no move, index 4 is +2. As in Counts, fractions stand
// for effective numbers.
type Moves [5]float64

// Transitions counts the respondents of a panel by class: first index the class
// before, second the class after, in the order detractor, passive, promoter.
type Transitions [3][3]float64

// Moves sums up the table by distance.
func (t Transitions) Moves() Moves {
	var m Moves
	for from, row := range t {
		for to, k := range row {
			m[to-from+2] += k
		}
	}
	return m
}

// Before and After are the margins: the same people as two groups. They are
// not independent; Diff must not be given them.
func (t Transitions) Before() Counts { return Counts{sum3(t[0]), sum3(t[1]), sum3(t[2])} }

// After is the margin of the second answer.
func (t Transitions) After() Counts {
	return Counts{t[0][0] + t[1][0] + t[2][0], t[0][1] + t[1][1] + t[2][1], t[0][2] + t[1][2] + t[2][2]}
}

func sum3(k [3]float64) float64 { return k[0] + k[1] + k[2] }

// adjustedMoves are the moves that Paired adds: three people whose two answers
// are independent and each as AdjustedWald adds it, 3·(1/4, 1/2, 1/4) convolved
// with itself.
var adjustedMoves = Moves{0.1875, 0.75, 1.125, 0.75, 0.1875}

// N is the number of respondents.
func (m Moves) N() float64 { return m[0] + m[1] + m[2] + m[3] + m[4] }

// defined reports whether the moves describe at least one respondent.
func (m Moves) defined() bool {
	n := m.N()
	return m[0] >= 0 && m[1] >= 0 && m[2] >= 0 && m[3] >= 0 && m[4] >= 0 && n > 0 && n <= MaxAnswers
}

// moments are the mean move and its variance with divisor n.
func (m Moves) moments() (mean, v float64) {
	n := m.N()
	mean = (2*(m[4]-m[0]) + (m[3] - m[1])) / n
	// The mean square distance of all pairs: no cancellation.
	for i := range m {
		for j := range i {
			v += m[i] / n * (m[j] / n) * float64((i-j)*(i-j))
		}
	}
	return mean, v
}

// Paired is the change of the score among people who answered twice, second
// less first: the mean move with an interval and a test. It is far sharper than
// Diff of two samples, as it leaves out how people differ from each other.
//
// As in Diff, three pseudo-respondents are added, so that a panel in which
// nobody moved, or all alike, keeps an honest width. The interval is clipped to
// [-2,2] and holds D. ok is false without respondents and for a confidence
// outside (0,1).
func Paired(m Moves, confidence float64) (d Difference, ok bool) {
	if !m.defined() || CheckConfidence(confidence) != nil {
		return Difference{}, false
	}
	raw, _ := m.moments()
	wide := m
	for i, k := range adjustedMoves {
		wide[i] += k
	}
	center, v := wide.moments()
	return newDifference(raw, center, math.Sqrt(v/wide.N()), confidence), true
}
