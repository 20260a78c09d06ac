package pii

import "github.com/seed-ccfc8abe/nps/pkg/pii/text"

// markDates notes which pieces belong to a date, so that they are no part of a
// telephone number. Three pieces with the same separator make one.
func markDates(d []byte, p []piece) {
	for i := 0; i+2 < len(p); i++ {
		k := p[i+1].sep
		if p[i+2].sep != k || k == sepParen || i > 0 && p[i].sep == k && k != sepSpace || i+3 < len(p) && p[i+3].sep == k && k != sepSpace {
			continue
		}
		if isDate(d, p[i], p[i+1], p[i+2], k == sepSpace) {
			p[i].date, p[i+1].date, p[i+2].date = true, true, true
		}
	}
}

// isDate says whether three pieces are day, month and year in a usual order; far
// asks for a year of four digits.
func isDate(d []byte, a, b, c piece, far bool) bool {
	x, y, z := value(d, a), value(d, b), value(d, c)
	la, lb, lc := a.end-a.start, b.end-b.start, c.end-c.start
	switch {
	case lb > 2:
		return false
	case la == 4 && lc <= 2:
		return x >= 1900 && x <= 2100 && dayMonth(y, z)
	case la > 2:
		return false
	case lc == 4:
		return z >= 1900 && z <= 2100 && dayMonth(x, y)
	case lc == 2 && !far:
		return dayMonth(x, y)
	}
	return false
}

// dayMonth says whether two numbers are a day and a month in either order.
func dayMonth(a, b int) bool { return a >= 1 && b >= 1 && (a <= 31 && b <= 12 || a <= 12 && b <= 31) }

// value reads a piece of up to four digits.
func value(d []byte, p piece) int {
	v := 0
	for _, c := range d[p.start:min(p.end, p.start+5)] {
		v = v*10 + int(c-'0')
	}
	return v
}

// checkDate: a date in figures; only a word for birth makes it personal.
func checkDate(x *number) float64 {
	switch p := x.pieces; len(p) {
	case 3:
		if p[0].date && p[1].date && p[2].date {
			return weak
		}
	case 2:
		if x.whole && (p[1].sep == sepSlash || p[1].sep == sepHyphen) && p[0].end-p[0].start <= 2 && dayMonth(value(x.text, p[0]), value(x.text, p[1])) {
			return weak
		}
	case 1:
		d := x.digits
		at := func(i, n int) int { return value(d, piece{start: i, end: i + n}) }
		switch {
		case !x.alone:
		case len(d) == 8 && (dayMonth(at(0, 2), at(2, 2)) && at(4, 2) >= 19 && at(4, 2) <= 20 || at(0, 2) >= 19 && at(0, 2) <= 20 && dayMonth(at(4, 2), at(6, 2))):
			return weak
		case len(d) == 6 && dayMonth(at(0, 2), at(2, 2)):
			return weak
		}
	}
	return 0
}

// wordyDate looks for a date whose month is a word around the digits d[i:stop]
// with what letters stand behind them up to end: 15 August 1990, 15th of Aug, '90,
// August 15, 1990. It is kept when a word for birth is near.
func (s *Scanner) wordyDate(i, stop, end int) {
	d := s.text.Norm
	if stop-i > 2 || !ordinal(d[stop:end]) {
		return
	}
	if v := value(d, piece{start: i, end: stop}); v < 1 || v > 31 {
		return
	}
	from, to := i, end
	if a, b := monthAfter(d, end); b > a {
		to = yearAfter(d, b)
	} else if a := monthBefore(d, i); a >= 0 {
		from, to = a, yearAfter(d, end)
	} else {
		return
	}
	by := s.around(from, to)
	s.weigh(text.DateOfBirth, from, to, weak, 0.85, cueBirth, &by, "", "a date with a word for birth near")
}

// ordinal says whether letters behind a day belong to it.
func ordinal(w []byte) bool {
	switch string(lower(w)) {
	case "", "st", "nd", "rd", "th":
		return len(w) == 0 || len(w) == 2
	}
	return false
}

// monthAfter returns the month that follows a day: " August", "-Aug-", " of Aug".
func monthAfter(d []byte, i int) (start, end int) {
	i = blanks(d, i)
	if i+3 < len(d) && d[i]|0x20 == 'o' && d[i+1]|0x20 == 'f' && d[i+2] == ' ' {
		i = blanks(d, i+2)
	}
	if i == len(d) || !monthly(d[i]) {
		return i, i
	}
	end = i
	for end < len(d) && isWordByte(d[end]) && !isDigit(d[end]) && end-i < 40 {
		end++
	}
	if isMonth(d[i:end]) {
		return i, end
	}
	return i, i
}

// monthBefore returns where the month that stands before a day begins, or -1.
func monthBefore(d []byte, i int) int {
	for n := 0; n < 2 && i > 0 && (d[i-1] == ' ' || d[i-1] == '.' || d[i-1] == '-'); n++ {
		i--
	}
	start := i
	for start > 0 && isWordByte(d[start-1]) && !isDigit(d[start-1]) && i-start < 40 {
		start--
	}
	if start < i && monthly(d[start]) && isMonth(d[start:i]) {
		return start
	}
	return -1
}

// monthly says whether a month can begin with a byte.
func monthly(c byte) bool {
	switch c | 0x20 {
	case 'j', 'f', 'm', 'a', 's', 'o', 'n', 'd':
		return true
	}
	return c >= 0x80
}

// yearAfter returns the end of a year that follows, or i.
func yearAfter(d []byte, i int) int {
	at := blanks(d, i)
	end := at
	for end < len(d) && isDigit(d[end]) {
		end++
	}
	if n := end - at; (n == 4 || n == 2) && (end == len(d) || !isAlnum(d[end])) {
		return end
	}
	return i
}

// blanks skips up to three of the signs between the parts of a date.
func blanks(d []byte, i int) int {
	for n := 0; n < 3 && i < len(d) && (d[i] == ' ' || d[i] == '.' || d[i] == '-' || d[i] == ',' || d[i] == '/' || d[i] == '\''); n++ {
		i++
	}
	return i
}

// isMonth says whether a word is a month: in full or its first three letters.
func isMonth(w []byte) bool {
	if len(w) < 3 {
		return false
	}
	if w[0] >= 0x80 {
		switch string(w) {
		case "जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर":
			return true
		}
		return false
	}
	switch string(lower(w)) {
	case "jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july",
		"aug", "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december":
		return true
	}
	return false
}
