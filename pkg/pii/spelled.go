package pii

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// Addresses with their signs written out: "name at host dot com", "name (at)
// host.com".

// spelledAround handles the word dot at a place: what stands left of it leads to
// the word at, if there is one.
func (s *Scanner) spelledAround(i int) {
	d := s.text.Norm
	from, word := markBefore(d, i+3, "dot")
	if from < 0 || !word {
		return
	}
	for n := 0; n < 4; n++ { // labels of the host
		l := atomStart(d, from)
		if l == from {
			return
		}
		if at, _ := markBefore(d, l, "at"); at >= 0 {
			s.spelledAt(at)
			return
		}
		next, _ := markBefore(d, l, "dot")
		if next < 0 {
			return
		}
		from = next
	}
}

// spelledAt reads the address around the word or mark for @ that begins at a
// place.
func (s *Scanner) spelledAt(i int) {
	d := s.text.Norm
	for i > 0 && d[i-1] == ' ' {
		i--
	}
	l := atomStart(d, i)
	for n := 0; n < 3 && l < i; n++ {
		dot, word := markBefore(d, l, "dot")
		if dot < 0 || !word {
			break
		}
		next := atomStart(d, dot)
		if next == dot {
			break
		}
		l = next
	}
	h := markAfter(d, i, "at")
	if l == i || h < 0 {
		return
	}
	dots, r, bracketed := 0, h, d[i] != ' ' || i+1 < len(d) && !isLetter(d[i+1])
	tld := h
	for {
		end := r
		for end < len(d) && (class[d[end]]&host != 0) && end-r < 64 {
			end++
		}
		if end == r {
			return
		}
		tld, r = r, end
		next := markAfter(d, end, "dot")
		if next < 0 || dots == 4 {
			break
		}
		dots++
		r = next
	}
	switch {
	case dots == 0, !knownLabel(d[tld:r]):
		return
	case !bracketed && common(d[l:i]) && !freeMail(d[h:r]):
		return
	case !bracketed && len(d[l:i]) <= 3 && common(d[l:i]):
		return
	}
	s.keep(text.Email, l, r, 0.8, "address with its signs written as words")
}

// nameBefore says whether what ends at a place looks like the name of a mailbox and
// not like a word of the sentence ("I shop at x.com").
func nameBefore(d []byte, i int) bool {
	l := atomStart(d, i)
	name := d[l:i]
	return len(name) >= 5 && !isUpper(name[0]) && (!isLetters(name) || !common(name))
}

// atomStart returns where the word of an address that ends at a place begins.
func atomStart(d []byte, i int) int {
	l := i
	for l > 0 && class[d[l-1]]&local != 0 && i-l < 64 {
		l--
	}
	for l < i && (d[l] == '.' || d[l] == '\'' || d[l] == '-') {
		l++
	}
	return l
}

// markBefore returns where the written mark ("dot", "at") that ends at a place
// begins, with the blanks and brackets around it; word is false when it is the
// sign itself.
func markBefore(d []byte, i int, name string) (from int, word bool) {
	j := i
	for j > 0 && (d[j-1] == ' ' || d[j-1] == '-' || d[j-1] == ')' || d[j-1] == ']' || d[j-1] == '}') && i-j < 3 {
		j--
	}
	if j > 0 && j < len(d)+1 && (name == "dot" && d[j-1] == '.' || name == "at" && d[j-1] == '@') {
		return j - 1, false
	}
	k := j - len(name)
	if k < 1 || string(lower(d[k:j])) != name {
		return -1, false
	}
	if isWordByte(d[k-1]) {
		return -1, false
	}
	for j = k; j > 0 && (d[j-1] == ' ' || d[j-1] == '-' || d[j-1] == '(' || d[j-1] == '[' || d[j-1] == '{') && k-j < 3; {
		j--
	}
	return j, true
}

// markAfter returns where the written mark or sign that begins at a place ends,
// blanks and brackets included, or -1.
func markAfter(d []byte, i int, name string) int {
	j := i
	for j < len(d) && j-i < 3 && (d[j] == ' ' || d[j] == '-' || d[j] == '(' || d[j] == '[' || d[j] == '{') {
		j++
	}
	sign := byte('@')
	if name == "dot" {
		sign = '.'
	}
	switch {
	case j < len(d) && d[j] == sign && j == i && name == "dot":
		return j + 1
	case j > i && j+len(name) < len(d) && string(lower(d[j:j+len(name)])) == name && !isWordByte(d[j+len(name)]):
		j += len(name)
	default:
		return -1
	}
	for k := 0; k < 3 && j < len(d) && (d[j] == ' ' || d[j] == '-' || d[j] == ')' || d[j] == ']' || d[j] == '}'); k++ {
		j++
	}
	return j
}
