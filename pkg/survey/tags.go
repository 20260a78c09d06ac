package survey

import "unicode"

// stripTags removes HTML tags with known element names, so that "<name>" and
// "a < b" stay. Tags that break a line or a cell leave a space. It works in
// one pass: whatever a removed tag brings together is looked at again when its
// closing bracket arrives, so no tag is left.
func stripTags(rs []rune) []rune {
	out := rs[:0:0]
	open := make([]int, 0, 4) // where the unclosed brackets stand in out
	for _, r := range rs {
		if r == '<' {
			open = append(open, len(out))
		}
		out = append(out, r)
		if r != '>' {
			continue
		}
		if len(open) == 0 {
			continue
		}
		start := open[len(open)-1]
		inline, ok := tagKind(out[start+1 : len(out)-1])
		if !ok {
			open = open[:0] // this bracket closed something that is no tag
			continue
		}
		open = open[:len(open)-1]
		out = out[:start]
		if !inline {
			out = append(out, ' ')
		}
	}
	return out
}

// tagKind reads what stands between the brackets. Inline elements stand inside a
// word or a sentence; the others separate.
func tagKind(body []rune) (inline, ok bool) {
	if len(body) > 0 && body[0] == '/' {
		body = body[1:]
	}
	var name [10]byte
	n := 0
	for n < len(body) && n < len(name) && body[n] < 128 && (unicode.IsLetter(body[n]) || unicode.IsDigit(body[n])) {
		name[n] = byte(unicode.ToLower(body[n]))
		n++
	}
	if n < len(body) && body[n] != ' ' && body[n] != '/' {
		return false, false
	}
	switch string(name[:n]) {
	case "a", "b", "i", "u", "s", "em", "strong", "span", "font", "sup", "sub", "small", "big", "mark", "code", "strike", "del", "ins", "label":
		return true, true
	case "br", "p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "table", "tbody", "tr", "td", "th", "center", "section", "blockquote":
		return false, true
	}
	return false, false
}
