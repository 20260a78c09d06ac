package timecol

// date reads the date at the start of the cell.
func (r *reader) date(v *value) bool {
	if isDigit(r.peek()) {
		return r.dateFromNumber(v)
	}
	if !isLetter(r.peek()) {
		return false
	}
	w, _ := r.word()
	after := r.i
	if w >= 1 && w <= 12 && r.monthDay(v, int(w)) {
		return true
	}
	if w != wordWeekday && !(w >= 1 && w <= 12) {
		return false
	}
	// A weekday, or a word that is a weekday in another language.
	r.i = after
	r.skip(" .,-")
	if w, _ := r.word(); w == wordWeekday { // segunda-feira
		r.skip(" .,-")
	} else if w >= 1 && w <= 12 {
		return r.monthDay(v, int(w))
	}
	return isDigit(r.peek()) && r.dateFromNumber(v)
}

// monthDay reads what follows a month: "2, 2006", "2nd 2006".
func (r *reader) monthDay(v *value, month int) bool {
	r.skip(" .-/")
	d, n := r.digits()
	if n < 1 || n > 2 {
		return false
	}
	r.ordinal()
	r.skip(" ,.-/")
	v.fam, v.a, v.b = famMonDay, month, d
	return r.year(v) && validDate(v.y, v.a, v.b)
}

// year reads a year of four or two digits, the latter perhaps behind an apostrophe.
func (r *reader) year(v *value) bool {
	if r.peek() == '\'' {
		r.i++
	}
	y, n := r.digits()
	switch n {
	case 4:
		v.y = y
	case 2:
		v.y, v.short = fullYear(y), true
	default:
		return false
	}
	return true
}

// ordinal passes over the ending of an ordinal number.
func (r *reader) ordinal() {
	if !isLetter(r.peek()) {
		return
	}
	at := r.i
	switch _, text := r.word(); string(text) {
	case "st", "nd", "rd", "th", "er", "o", "a", "º", "ª":
	default:
		r.i = at
	}
}

func (r *reader) dateFromNumber(v *value) bool {
	first, n := r.digits()
	sep := r.peek()
	if n == 4 {
		return (sep == '-' || sep == '/') && r.yearFirst(v, first, sep)
	}
	if n > 2 {
		return false
	}
	if sep == '/' || sep == '-' || sep == '.' {
		at := r.i
		r.i++
		if sep == '.' {
			r.skip(" ")
		}
		if isDigit(r.peek()) {
			return r.twoNumbers(v, first, sep)
		}
		r.i = at
	}
	// Day and month name.
	r.ordinal()
	r.skip(" .-/,")
	w, _ := r.word()
	if w < 1 || w > 12 {
		return false
	}
	r.skip(" .-/,")
	v.fam, v.a, v.b = famDayMon, int(w), first
	return r.year(v) && validDate(v.y, v.a, v.b)
}

// yearFirst reads month and day behind a year.
func (r *reader) yearFirst(v *value, y int, sep byte) bool {
	r.i++
	m, n := r.digits()
	if n < 1 || n > 2 || r.peek() != sep {
		return false
	}
	r.i++
	d, n := r.digits()
	if n < 1 || n > 2 {
		return false
	}
	v.fam, v.y, v.a, v.b = famISO, y, m, d
	if sep == '/' {
		v.fam = famYMD
	}
	return validDate(y, m, d)
}

// twoNumbers reads second field and year behind the first field of a date in
// numbers. Which of the fields is the day is not known here.
func (r *reader) twoNumbers(v *value, first int, sep byte) bool {
	second, n := r.digits()
	if n > 2 || r.peek() != sep {
		return false
	}
	r.i++
	if sep == '.' {
		r.skip(" ")
	}
	if r.peek() == '\'' || !r.year(v) {
		return false
	}
	v.a, v.b = first, second
	switch sep {
	case '/':
		v.fam = famSlash
	case '-':
		v.fam = famDash
	default:
		v.fam = famDot
		return v.readable(DMY)
	}
	return v.readable(DMY) || v.readable(MDY) || v.readable(YMD)
}

// timeOfDay reads everything behind the date, to the end of the cell.
func (r *reader) timeOfDay(v *value) bool {
	if r.i == len(r.b) {
		return true
	}
	at := r.i
	r.skip(" ,-")
	if r.i == at || !r.clock(v) {
		return false
	}
	r.skip(" ")
	if !r.halfDay(v) {
		return false
	}
	r.skip(" ")
	if !r.zone(v) {
		return false
	}
	r.skip(" ")
	if c := r.peek(); c == '(' || c == '[' { // the zone's name once more, in words
		last := r.b[len(r.b)-1]
		return (c == '(' && last == ')') || (c == '[' && last == ']')
	}
	return r.i == len(r.b)
}

// clock reads 15:04, 15:04:05 or 15:04:05.000.
func (r *reader) clock(v *value) bool {
	h, n := r.digits()
	if n < 1 || n > 2 || r.peek() != ':' {
		return false
	}
	r.i++
	mi, n := r.digits()
	if n != 2 || h > 23 || mi > 59 {
		return false
	}
	v.h, v.mi, v.clock = h, mi, clock24
	if r.peek() != ':' {
		return true
	}
	r.i++
	if v.s, n = r.digits(); n != 2 || v.s > 59 {
		return false
	}
	v.secs = true
	if c := r.peek(); (c == '.' || c == ',') && r.i+1 < len(r.b) && isDigit(r.b[r.i+1]) {
		v.ns, r.i = fraction(r.b, r.i+1)
	}
	return true
}

// halfDay reads AM or PM in its spellings: pm, p.m., p. m., अपराह्न. It fails only
// when the hour does not fit.
func (r *reader) halfDay(v *value) bool {
	at, c := r.i, r.peek()
	if !isLetter(c) {
		return true
	}
	half, _ := r.word()
	if half != wordAM && half != wordPM {
		r.i = at
		if c != 'a' && c != 'p' {
			return true
		}
		r.i++
		if r.peek() == '.' {
			r.i++
		}
		if r.peek() == ' ' {
			r.i++
		}
		if r.peek() != 'm' || (r.i+1 < len(r.b) && isLetter(r.b[r.i+1])) {
			r.i = at
			return true
		}
		r.i++
		half = wordAM
		if c == 'p' {
			half = wordPM
		}
	}
	if r.peek() == '.' {
		r.i++
	}
	if v.h < 1 || v.h > 12 {
		return false
	}
	v.clock = clock12
	v.h %= 12
	if half == wordPM {
		v.h += 12
	}
	return true
}

// zone reads an offset, alone or behind UTC or GMT, and passes over another
// abbreviation: IST is the time of India, of Ireland and of Israel.
func (r *reader) zone(v *value) bool {
	if isLetter(r.peek()) {
		w, text := r.word()
		switch {
		case w == wordUTC:
			v.zoned = true
			r.skip(" ")
		case len(text) >= 2 && len(text) <= 5 && text[0] < 0x80:
			v.abbr = true
			return true
		default:
			return false
		}
	}
	sign := r.peek()
	if sign != '+' && sign != '-' {
		return true
	}
	r.i++
	n, length := r.digits()
	h, m := n, 0
	switch {
	case length == 4:
		h, m = n/100, n%100
	case length < 1 || length > 2:
		return false
	case r.peek() == ':':
		r.i++
		if m, length = r.digits(); length != 2 {
			return false
		}
	}
	if h > maxOffset || m > 59 {
		return false
	}
	v.zoned, v.off = true, h*3600+m*60
	if sign == '-' {
		v.off = -v.off
	}
	return true
}
