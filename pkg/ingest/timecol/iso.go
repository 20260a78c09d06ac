package timecol

// scanISO reads the common forms of ISO 8601 and RFC 3339 as they are written by
// machines: 2006-01-02, with T or a blank and 15:04, :05, .000 and an offset (Z,
// +05:30, +0530, +05) optional. Everything else is left to the general reader.
func scanISO(b []byte, v *value) bool {
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return false
	}
	y1, y2, m, d := two(b, 0), two(b, 2), two(b, 5), two(b, 8)
	if y1|y2|m|d < 0 || !validDate(y1*100+y2, m, d) {
		return false
	}
	*v = value{fam: famISO, y: y1*100 + y2, a: m, b: d}
	if len(b) == 10 {
		return true
	}
	if len(b) < 16 || b[13] != ':' || (b[10] != ' ' && b[10] != 'T' && b[10] != 't') {
		return false
	}
	v.h, v.mi, v.clock = two(b, 11), two(b, 14), clock24
	if v.h|v.mi < 0 || v.h > 23 || v.mi > 59 {
		return false
	}
	i := 16
	if len(b) >= 19 && b[16] == ':' {
		if v.s = two(b, 17); v.s < 0 || v.s > 59 {
			return false
		}
		v.secs = true
		i = 19
		if i+1 < len(b) && (b[i] == '.' || b[i] == ',') && b[i+1]-'0' <= 9 {
			v.ns, i = fraction(b, i+1)
		}
	}
	return i == len(b) || isoOffset(b[i:], v)
}

// fraction reads the digits of a fraction from b[i] on, to nanoseconds.
func fraction(b []byte, i int) (ns, end int) {
	unit := 100_000_000
	for i < len(b) && b[i]-'0' <= 9 {
		ns += int(b[i]-'0') * unit
		unit /= 10
		i++
	}
	return ns, i
}

// isoOffset reads Z, +hh:mm, +hhmm or +hh as the whole of b.
func isoOffset(b []byte, v *value) bool {
	v.zoned = true
	if len(b) == 1 && (b[0] == 'Z' || b[0] == 'z') {
		return true
	}
	if b[0] != '+' && b[0] != '-' {
		return false
	}
	h, m := 0, 0
	switch {
	case len(b) == 3:
		h = two(b, 1)
	case len(b) == 5:
		h, m = two(b, 1), two(b, 3)
	case len(b) == 6 && b[3] == ':':
		h, m = two(b, 1), two(b, 4)
	default:
		return false
	}
	if h|m < 0 || h > maxOffset || m > 59 {
		return false
	}
	if v.off = h*3600 + m*60; b[0] == '-' {
		v.off = -v.off
	}
	return true
}

// maxOffset is the largest offset from UTC in hours that is believed.
const maxOffset = 15
