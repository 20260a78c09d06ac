package person

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// linkedTo says whether a run goes on with an enumeration of names: "Priya, Rahul
// and Anita".
func (s *scan) linkedTo(last, r run) bool {
	switch r.from - last.to {
	case 0:
		return s.words[r.from].Gap == text.Comma || s.words[r.from].Gap == text.Mark
	case 1:
		return s.tokens[last.to].cue&link != 0
	}
	return false
}

// surroundings weighs numbers, capitals and lines around a run.
func (s *scan) surroundings(r run, n int) float64 {
	sum := 0.0
	single := 1.0
	if n > 1 {
		single = 0.5
	}
	first := s.words[r.from]
	if at := int(first.Start) - 1; at > 0 && first.Is(text.Opens) && r.to == len(s.words) && n == 1 && s.tokens[r.from].class >= weak {
		for at > 0 && s.text.Norm[at] == ' ' {
			at--
		}
		if c := s.text.Norm[at]; c == '-' || c == '~' {
			sum += dashed
		}
	}
	lineBefore := first.Gap == text.Line
	lineBehind := r.to >= len(s.words) || s.words[r.to].Gap == text.Line
	if lineBefore && lineBehind && n > 1 && len(s.words) > n {
		sum += alone
	}
	return sum + s.neighbours(r, single) + s.loudness(r, n)
}

// neighbours weighs numbers and capitals right beside a run.
func (s *scan) neighbours(r run, single float64) float64 {
	sum := 0.0
	first := s.words[r.from]
	if r.from > 0 && first.Gap <= text.Hyphen {
		t, w := s.tokens[r.from-1], s.words[r.from-1]
		switch {
		case w.Shape&text.Digits != 0 && w.End-w.Start < 9:
			sum += 1.3 * numbered
		case w.Shape&text.Capital != 0 && t.class == other && w.Shape&text.Opens == 0 && t.cue&(title|role|signOff|greeting|prep|object) == 0 && !s.shouting():
			sum += beside * single
		}
	}
	if r.to < len(s.words) && s.words[r.to].Gap <= text.Hyphen && !s.words[r.to-1].Is(text.Possessive) {
		t, w := s.tokens[r.to], s.words[r.to]
		switch {
		case w.Shape&text.Digits != 0 && w.End-w.Start < 6:
			sum += 1.3 * numbered
		case w.Shape&text.Capital != 0 && t.class < initial && !s.shouting() && t.cue&(honour|suffix|role) == 0:
			sum += beside * single
		}
	}
	if r.to < len(s.words) && s.words[r.to].Shape&text.Digits != 0 && s.words[r.to].End-s.words[r.to].Start < 7 &&
		(s.words[r.to].Gap == text.Comma || s.words[r.to].Gap == text.Line) {
		sum += numbered * 2 / 3
	}
	if r.from > 0 && first.Gap == text.Line && s.words[r.from-1].Shape&text.Digits != 0 && s.words[r.from-1].Shape&text.Letters == 0 {
		sum += numbered * 2 / 3 * single
	}
	return sum
}

// loudness weighs a run in capitals, or in the middle of them.
func (s *scan) loudness(r run, n int) float64 {
	sum := 0.0
	first := s.words[r.from]
	switch {
	case s.shouting():
		sum += shouted
		if s.tally(r).strong == 0 {
			sum += rareShout
		}
	case s.isAcronym(r):
		sum += 2 * acronym
	case first.Is(text.AllCaps) && first.End-first.Start <= 4 && (n == 1 || n == 2 && s.words[r.from+1].Is(text.AllCaps) && s.words[r.from+1].End-s.words[r.from+1].Start <= 4):
		sum += acronym
		if first.End-first.Start == 4 {
			sum -= acronym / 2
		}
	case first.Is(text.AllCaps) && n == 1:
		if s.tokens[r.from].class < strong {
			sum += rareShout
		}
	case s.inHeadline(r):
		sum += headline
	}
	return sum
}

// inHeadline says whether most longer words of the sentence around a run have a
// capital.
func (s *scan) inHeadline(r run) bool {
	capitals, all := 0, 0
	count := func(i int) {
		w := s.words[i]
		if w.End-w.Start < 4 || w.Shape&text.Caseless != 0 {
			return
		}
		all++
		if w.Shape&text.Capital != 0 && s.tokens[i].class < weak {
			capitals++
		}
	}
	for i := r.from - 1; i >= 0 && r.from-i < 8 && s.words[i+1].Gap < text.Stop; i-- {
		count(i)
	}
	for i := r.to; i < len(s.words) && i-r.to < 8 && s.words[i].Gap < text.Stop; i++ {
		count(i)
	}
	return all >= 3 && capitals*10 >= all*7
}
