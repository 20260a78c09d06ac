package jsonscan

// nested checks and steps over the object or array that begins at p. depth is
// the number of objects and arrays around it within the record. Bit 0 of the
// stack says whether the innermost open one is an object.
func (l *lexer) nested(p, depth int) int {
	var stack uint64
	base := depth
	for {
		// Here p is at the first byte of a value.
		if p >= len(l.d) {
			return l.short()
		}
		switch l.d[p] {
		case '{', '[':
			if depth == maxDepth {
				return l.fail(faultDeep, p, "nested deeper than 64 levels")
			}
			open := l.d[p]
			depth++
			stack <<= 1
			if open == '{' {
				stack |= 1
			}
			if p = l.space(p + 1); p >= len(l.d) {
				return l.short()
			}
			if l.d[p] != open+2 { // '{'+2 is '}', '['+2 is ']'
				if open == '{' {
					if p = l.key(p); p < 0 {
						return -1
					}
				}
				continue
			}
			p++
			stack >>= 1
			depth--
		default:
			if p = l.scalar(p); p < 0 {
				return -1
			}
		}
		var done bool
		if p, depth, stack, done = l.after(p, base, depth, stack); done || p < 0 {
			return p
		}
	}
}

// after reads what follows a value: closing brackets, and a comma with the key
// that comes next in an object. done means that the outermost value is closed.
func (l *lexer) after(p, base, depth int, stack uint64) (int, int, uint64, bool) {
	for {
		if depth == base {
			return p, depth, stack, true
		}
		if p = l.space(p); p >= len(l.d) {
			return l.short(), depth, stack, false
		}
		inObject := stack&1 == 1
		switch c := l.d[p]; {
		case c == ',':
			if p = l.space(p + 1); p >= len(l.d) {
				return l.short(), depth, stack, false
			}
			if inObject {
				p = l.key(p)
			}
			return p, depth, stack, false
		case c == '}' && inObject, c == ']' && !inObject:
			p++
			stack >>= 1
			depth--
		case inObject:
			return l.fail(faultSyntax, p, "a comma or } was expected"), depth, stack, false
		default:
			return l.fail(faultSyntax, p, "a comma or ] was expected"), depth, stack, false
		}
	}
}

// key steps over a key, its colon and the white space around it, to the value.
func (l *lexer) key(p int) int {
	if l.d[p] != '"' {
		return l.fail(faultSyntax, p, "a key in double quotes was expected")
	}
	if p = l.str(p + 1); p < 0 {
		return -1
	}
	return l.colon(p + 1)
}

// colon steps over the colon after a key and the white space around it.
func (l *lexer) colon(p int) int {
	if p = l.space(p); p >= len(l.d) {
		return l.short()
	}
	if l.d[p] != ':' {
		return l.fail(faultSyntax, p, "a colon was expected after a key")
	}
	if p = l.space(p + 1); p >= len(l.d) {
		return l.short()
	}
	return p
}

// value steps over any value at p, where there is at least one byte.
func (l *lexer) value(p, depth int) int {
	if c := l.d[p]; c == '{' || c == '[' {
		return l.nested(p, depth)
	}
	return l.scalar(p)
}
