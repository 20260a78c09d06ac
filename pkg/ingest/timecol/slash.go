package timecol

// scanSlash reads the common dates in numbers as spreadsheets write them: one or
// two digits, / or -, one or two digits, the same sign, four digits, and 15:04 or
// 15:04:05 behind one blank. Everything else is left to the general reader.
func scanSlash(b []byte, v *value) bool {
	if len(b) < 8 {
		return false
	}
	first, i := oneOrTwo(b, 0)
	sep := b[i]
	if i == 0 || (sep != '/' && sep != '-') {
		return false
	}
	second, j := oneOrTwo(b, i+1)
	if j == i+1 || j+5 > len(b) || b[j] != sep {
		return false
	}
	y1, y2 := two(b, j+1), two(b, j+3)
	if y1|y2 < 0 {
		return false
	}
	*v = value{fam: famSlash, y: y1*100 + y2, a: first, b: second}
	if sep == '-' {
		v.fam = famDash
	}
	if !v.readable(DMY) && !v.readable(MDY) {
		return false
	}
	i = j + 5
	return i == len(b) || (b[i] == ' ' && plainClock(b, i+1, v))
}

// plainClock reads 15:04 or 15:04:05 as the rest of b.
func plainClock(b []byte, i int, v *value) bool {
	h, j := oneOrTwo(b, i)
	if j == i || j+3 > len(b) || b[j] != ':' {
		return false
	}
	v.h, v.mi, v.clock = h, two(b, j+1), clock24
	if v.mi < 0 || v.mi > 59 || h > 23 {
		return false
	}
	if j += 3; j == len(b) {
		return true
	}
	if j+3 != len(b) || b[j] != ':' {
		return false
	}
	v.s, v.secs = two(b, j+1), true
	return v.s >= 0 && v.s <= 59
}

// oneOrTwo reads one or two digits at b[i]; end is i when there is none.
func oneOrTwo(b []byte, i int) (n, end int) {
	for end = i; end < len(b) && end < i+2 && isDigit(b[end]); end++ {
		n = n*10 + int(b[end]-'0')
	}
	return n, end
}
