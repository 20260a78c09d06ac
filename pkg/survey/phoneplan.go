package survey

// search looks for a telephone number among the groups of a run: any few
// neighbouring groups that are one. Dates are cut out first, so that their
// parts do not join with a neighbour.
func (p *phoneRun) search() bool {
	from := 0
	for i := 0; i < p.n; i++ {
		if n := p.dateAt(i); n > 0 {
			if p.searchPart(from, i) {
				return true
			}
			i += n - 1
			from = i + 1
		}
	}
	return p.searchPart(from, p.n)
}

func (p *phoneRun) searchPart(from, to int) bool {
	for i := from; i < to; i++ {
		for j := i + 1; j <= to; j++ {
			if p.isPhone(i, j) {
				return true
			}
		}
	}
	return false
}

// dateAt gives the number of groups (3) when a numeric date begins at group i:
// 2026-03-05, 05/03/2026, 5.3.26, 2026/3/5.
func (p *phoneRun) dateAt(i int) int {
	if i+3 > p.n || p.plus[i] || p.paren[i] || p.sep[i+1] != p.sep[i+2] {
		return 0
	}
	small := func(g int) bool { return p.len[g] <= 2 && p.value(g) >= 1 && p.value(g) <= 31 }
	short := p.len[i+2] == 2 && (p.value(i) <= 12 || p.value(i+1) <= 12) && p.sep[i+1] != ' '
	if short && i+3 < p.n && p.sep[i+3] == p.sep[i+1] {
		short = false // goes on in the same way, so it is no date: 01-23-45-67-89
	}
	switch {
	case p.isYear(i) && small(i+1) && small(i+2):
		return 3
	case (p.isYear(i+2) || short) && small(i) && small(i+1):
		return 3
	}
	return 0
}

func (p *phoneRun) isYear(g int) bool {
	return p.len[g] == 4 && p.value(g) >= 1900 && p.value(g) <= 2099
}

// isPhone tells whether the groups i..j-1 are one telephone number.
func (p *phoneRun) isPhone(i, j int) bool {
	for g := i + 1; g < j; g++ {
		if p.plus[g] || (p.sep[g] == 'w' && g > i+1) {
			return false
		}
	}
	digits, n := p.digits(i, j), j-i
	if digits < 7 || digits > 17 {
		return false
	}
	amount := n == 2 && p.sep[i+1] == '.' && p.len[i+1] <= 2
	switch {
	case p.plus[i]:
		return p.digit(i, 0) != 0 && digits >= 8 && digits <= 15 && !amount
	case p.indianMobile(i, j, digits):
		return true
	case n < 2 || p.sep[i+1] == 'w':
		return false
	case p.digit(i, 0) == 0 && p.digit(i, 1) == 0:
		return p.digit(i, 2) != 0 && digits >= 10 && p.len[i] <= 5 && !amount
	}
	return p.grouped(i, j, digits)
}

// indianMobile is ten digits that begin with 6 to 9, alone or behind 0, 91 or
// 0091, with separators anywhere, but not digit by digit and not as a decimal.
func (p *phoneRun) indianMobile(i, j, digits int) bool {
	longest := uint8(0)
	for g := i; g < j; g++ {
		longest = max(longest, p.len[g])
	}
	n := j - i
	if longest < 3 || n > 6 || (n == 2 && (p.sep[i+1] == '.' || p.sep[i+1] == '/')) {
		return false
	}
	d := func(k int) uint8 { return p.digit(i, k) }
	switch digits {
	case 10:
		return d(0) >= 6 && !(n > 1 && p.sep[i+1] == 'w')
	case 11:
		return d(0) == 0 && d(1) >= 6
	case 12:
		return d(0) == 9 && d(1) == 1 && d(2) >= 6
	case 14:
		return d(0) == 0 && d(1) == 0 && d(2) == 9 && d(3) == 1 && d(4) >= 6
	}
	return false
}

// grouped knows the groupings of national plans, for numbers without + that are
// no Indian mobile number: with an area code in brackets or a trunk 0 nearly any
// grouping, else only those listed.
func (p *phoneRun) grouped(i, j, digits int) bool {
	n, sep, first := j-i, p.sep[i+1], p.digit(i, 0)
	if digits > 12 || n > 6 {
		return false
	}
	if p.paren[i] {
		return p.len[i] >= 2 && p.len[i] <= 5
	}
	if first == 0 {
		pairs := true
		for g := i; g < j; g++ {
			pairs = pairs && p.len[g] <= 2
		}
		return digits >= 8 && p.len[i] >= 2 && p.len[i] <= 6 && !(n == 2 && sep == '.') && (!pairs || digits == 10)
	}
	// The lengths of the groups as one number: 3-3-4 is 334.
	shape := 0
	for g := i; g < j; g++ {
		shape = shape*10 + int(min(p.len[g], 9))
	}
	switch shape {
	case 34:
		return sep == '-'
	case 44:
		years := p.isYear(i) || p.isYear(i+1)
		if (i > 0 && p.len[i-1] == 4) || (j < p.n && p.len[j] == 4) {
			return false // part of a card or an identity number
		}
		round := p.value(i)%100 == 0 && p.value(i+1)%100 == 0
		return first >= 2 && !years && !round && (sep == ' ' || sep == '-')
	case 37, 46:
		return sep != '.' && !p.isYear(i)
	case 334, 344, 433:
		return !p.isYear(i)
	case 244, 254:
		return !p.isYear(i+1) && !p.isYear(i+2)
	case 333:
		// 612 345 678 is a number to call, 123.456.789 an amount.
		return sep != '.' && first >= 5
	case 1334:
		return first == 1
	case 3222, 3322:
		return sep != '.'
	}
	return false
}
