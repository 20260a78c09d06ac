package place

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// numbered reads a house number and the name that follows: "221B Baker Street",
// "12 rue de la Paix", "302 Shanti Apartments".
func (p *parser) numbered(i int) (int, float64, kind) {
	j := p.house(i)
	if j == i || j >= len(p.w) {
		return i, 0, 0
	}
	g := p.glueOf(j)
	if g == apart {
		return i, 0, 0
	}
	size := p.w[j-1].End - p.w[i].Start
	extra := 0.0
	if size >= 3 {
		extra = 0.1
	}
	if end, w, k := p.prefixed(j); end > j && w < 0.5 && w > 0.1 { // no number behind
		if k&generic != 0 {
			return end, 0.45 + extra, hard
		}
		return end, 0.65, hard
	}
	if g == loose && p.w[j].Gap != text.Comma {
		return i, 0, 0
	}
	if g == tight {
		if end, w := p.streetWord(j); end > j {
			w = min(0.5, w)
			more := p.trailing(end, false)
			if more > end {
				w += 0.1
			}
			return more, w, hard
		}
	}
	end, found, sure := p.until(j, suffix|weakSuffix|local|weakLocal|post)
	if end == j {
		if g == loose {
			return i, 0, 0
		}
		return p.numberName(i, j)
	}
	w := p.numberedWeight(j, found, sure, extra)
	if w == 0 {
		return i, 0, 0
	}
	if g == loose {
		w = min(w, 0.3)
	}
	if p.has(end, direction) && p.glueOf(end) == tight && (p.capital(end) || p.shout) {
		end++
	}
	return end, w, hard
}

// numberName reads the name at word j behind the number at word i where no street
// word follows: "60 High Holborn". That is a street only where more speaks for it.
func (p *parser) numberName(i, j int) (int, float64, kind) {
	if p.has(j, direction) {
		j++
	}
	end := p.names(j, 3)
	if end == j || end == j+1 && p.everyday(j) || p.ownBrand(j) || p.k[j]&(unitA|unitB|unitC|unitD) != 0 {
		return i, 0, 0
	}
	if more := p.trailing(end, false); more > end {
		return more, 0.35, hard | generic
	}
	return end, 0.2, hard | generic
}

// numberedWeight returns what a number and the name at word j with a street word
// of the kind found say together.
func (p *parser) numberedWeight(j int, found kind, sure bool, extra float64) float64 {
	everyday := p.everyday(j)
	switch {
	case found&suffix != 0 && sure && everyday:
		return 0.55
	case found&suffix != 0 && sure:
		return 0.65
	case found&local != 0 && sure:
		return 0.5
	case sure && (everyday || p.ownBrand(j)):
		return 0.25
	case sure:
		return 0.4 + extra
	case found&weakSuffix == 0 && found&(suffix|local) != 0 && everyday:
		return 0.3
	case found&weakSuffix == 0 && found&(suffix|local) != 0:
		return 0.4 + extra
	case !everyday:
		return 0.15
	}
	return 0
}

// until returns the end of a name that begins at word i and ends with a word of
// one of the kinds, its kind, and whether capitals bear it out; i when there is
// none. Of two such words the later one ends the name: St Mary's Road.
func (p *parser) until(i int, ends kind) (end int, found kind, sure bool) {
	end, caps := i, true
	for j := i; j < len(p.w) && j <= i+reach; j++ {
		if j > i && p.glueOf(j) != tight {
			break
		}
		if j > i && p.k[j]&ends != 0 && p.w[j].Shape&text.Digits == 0 {
			s := caps && (p.capital(j) || p.w[j].Shape&text.Caseless != 0 || p.capital(j-1) && (p.w[j].End-p.w[j].Start <= 4 || p.k[j]&post != 0 && p.k[j]&suffix == 0))
			if end == i || s || !sure {
				end, found, sure = j+1, p.k[j]&ends, s
				if sure && found&suffix != 0 {
					found = suffix
				}
			}
		}
		ok, upper := p.name(j)
		if !ok && !(j > i && p.k[j]&(link|ends) != 0) && !(j == i && (p.capital(j) || p.w[j].Shape&text.Digits == 0 && p.k[j]&follower == 0)) {
			break
		}
		caps = caps && (upper || j > i && p.k[j]&link != 0)
	}
	if end > i && !sure {
		// In small letters only the word before the street word is its name.
		for j := i + 1; j < end-1; j++ {
			if p.everyday(j) && p.k[j]&(link|weakLocal|weakSuffix) == 0 {
				return i, 0, false
			}
		}
	}
	return end, found, sure
}

// named reads a name with a street or locality word behind it, and the number
// that may follow: "Gandhi Nagar", "Petőfi u. 12".
func (p *parser) named(i int) (int, float64, kind) {
	if p.k[i]&near == 0 && !p.has(i+1, suffix|local|weakLocal|post) {
		return p.localEnd(i)
	}
	if p.w[i].Shape&text.Letters == 0 || p.capital(i) && p.w[i].Is(text.Opens) && p.k[i]&(follower|business|living|sending|native) != 0 {
		return i, 0, 0
	}
	end, found, sure := p.until(i, suffix|local|weakLocal|post)
	if end == i {
		return p.localEnd(i)
	}
	everyday := p.everyday(i)
	if found&(post|suffix) != 0 {
		if n := p.trailing(end, false); n > end && sure {
			switch {
			case found&suffix != 0:
				return n, 0.45, hard
			case !everyday:
				return n, 0.6, hard
			}
			return n, 0.25, hard
		}
	}
	switch {
	case found&suffix != 0 && sure:
		return end, 0.2, 0
	case found&local != 0 && sure:
		return end, 0.25, 0
	case found&weakLocal != 0 && sure:
		return end, 0.18, 0
	case everyday && end == i+2:
		return i, 0, 0
	case found&local != 0:
		return end, 0.2, 0
	case found&suffix != 0 && found&weakSuffix == 0:
		return end, 0.15, 0
	case found&weakLocal != 0:
		return end, 0.08, 0
	}
	return i, 0, 0
}

// prefixed reads a street word with its name behind it, and the number that may
// follow: "Via Roma 10", "Rua Augusta, 123", "ul. Marszałkowska 10".
func (p *parser) prefixed(i int) (int, float64, kind) {
	k := p.k[i]
	j := i + 1
	if k&(prefix|weakPrefix) == 0 || j >= len(p.w) {
		return i, 0, 0
	}
	weak := k&prefix == 0
	if g := p.glueOf(j); g != tight {
		return i, 0, 0
	}
	if p.is(i, "c") && !p.joined(j, "/") && p.d[p.w[i].End] != '/' {
		return i, 0, 0
	}
	for p.has(j, link) && p.glueOf(j+1) == tight && j < i+4 { // de la, of an article with its apostrophe
		j++
	}
	if p.digits(j) > 0 && p.digits(j) <= 3 && !weak && p.capital(i) { // Calle 10 No. 5-51, Carrera 7 # 45-12
		at := j + 1
		if p.has(at, number) {
			at++
		}
		if end := p.compound(at); end > at+1 && p.glueOf(at) != apart {
			return end, 0.55, hard
		}
	}
	end := j
	if j < len(p.w) && (p.capital(j) || p.article(j)) {
		end = max(p.names(j, 4), j+1)
	}
	if end == j {
		return i, 0, 0
	}
	if weak && p.everyday(j) || p.ownBrand(j) && weak {
		return i, 0, 0
	}
	if n := p.trailing(end, true); n > end && (p.w[end].Gap != text.Comma || !weak || p.has(n, near)) {
		if weak {
			return n, 0.5, hard
		}
		return n, 0.6, hard
	}
	if weak {
		return end, 0.12, generic
	}
	return end, 0.2, 0
}

// article says whether word i is l'Église, d'Italie: a small letter, an
// apostrophe and a name.
func (p *parser) article(i int) bool {
	b := p.of(i)
	return len(b) > 3 && b[1] == '\'' && (b[2] >= 'A' && b[2] <= 'Z' || b[2] >= 0x80)
}

// streetWord reads one word that is a street by its end, with capitalised words
// before it: Hauptstraße, Untere Bahnhofstrasse; the weight is that of its number
// behind it.
func (p *parser) streetWord(i int) (int, float64) {
	for j := i; j < len(p.w) && j < i+3; j++ {
		w := p.w[j]
		if j > i && p.glueOf(j) != tight || !p.capital(j) && !(p.shout && w.Is(text.Capital)) || w.Shape&text.Digits != 0 {
			return i, 0
		}
		if w.End-w.Start < 6 || w.End-w.Start > longest-2 {
			continue
		}
		var buf [longest * 2]byte
		b := fold(buf[:0], p.of(j))
		for n := min(10, len(b)-3); n >= 3; n-- {
			if weight, ok := p.x.glued[string(b[len(b)-n:])]; ok {
				if p.everyday(j) || p.lex(j)&(lexicon.Brand|lexicon.Given) != 0 && weight < 60 {
					return i, 0
				}
				return j + 1, float64(weight) / 100
			}
		}
	}
	return i, 0
}

// gluedName reads "Untere Bahnhofstrasse 5", and such a street without its number.
func (p *parser) gluedName(i int) (int, float64, kind) {
	if p.k[i]&near == 0 || !p.w[i].Is(text.Capital) {
		return i, 0, 0
	}
	end, weight := p.streetWord(i)
	if end == i || end > i+1 && p.w[i].Is(text.Opens) && p.everyday(i) {
		return i, 0, 0
	}
	if n := p.trailing(end, false); n > end {
		return n, weight, hard
	}
	return i, 0, 0
}

// nameNumber reads a name with a number behind it, which is a street only where
// more speaks for it.
func (p *parser) nameNumber(i int) (int, float64, kind) {
	if p.k[i]&near == 0 || !p.capital(i) || p.k[i]&(unitA|unitB|unitC|unitD|measure|address|business|follower) != 0 || p.ownBrand(i) {
		return i, 0, 0
	}
	end := p.names(i, 3)
	if end == i || end == i+1 && p.everyday(i) || p.lex(end-1)&lexicon.Calendar != 0 || p.digits(end) == 0 && p.has(end, number) {
		return i, 0, 0
	}
	if p.town(end-1) && p.pin(end) > end { // Bengaluru 560 014
		return i, 0, 0
	}
	if w := p.w[i]; end == i+1 && w.Is(text.AllCaps) && w.End-w.Start <= 3 { // WL 12: a code
		return i, 0, 0
	}
	if n := p.trailing(end, false); n > end {
		return n, 0.2, hard | generic
	}
	return i, 0, 0
}
