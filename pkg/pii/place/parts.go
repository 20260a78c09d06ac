package place

import (
	"bytes"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// part is one piece of an address: the words up to end, how much they speak for
// an address, and what they are (hard, generic, where).
type part struct {
	end    int
	weight float64
	kind   kind
}

// part returns the piece of an address that begins at word i, of several readings
// the heaviest; its end is i when there is none. inside says that an address has begun before.
func (p *parser) part(i int, inside bool) part {
	p.steps++
	k := p.k[i]
	if k&(opener|near|careOf|admin|boxWord) == 0 && !inside {
		return part{end: i}
	}
	best := part{end: i}
	try := func(end int, weight float64, k kind) {
		if end <= i {
			return
		}
		// The longer reading wins unless it says clearly less.
		if end > best.end && weight >= best.weight-0.1 || end <= best.end && weight > best.weight+0.1 || end == best.end && weight > best.weight {
			best = part{end, weight, k}
		}
	}
	try(p.box(i))
	try(p.care(i, inside))
	try(p.unit(i))
	try(p.numbered(i))
	try(p.named(i))
	try(p.prefixed(i))
	try(p.gluedName(i))
	try(p.nameNumber(i))
	try(p.village(i))
	try(p.cityCode(i, inside))
	if inside {
		try(p.around(i))
		try(p.placeName(i))
	}
	return best
}

// box reads a post office box.
func (p *parser) box(i int) (int, float64, kind) {
	if p.k[i]&boxWord == 0 {
		return i, 0, 0
	}
	j := i
	switch {
	case p.is(i, "po"):
		if j++; !p.is(j, "box") && !p.is(j, "bag") {
			return i, 0, 0
		}
	case p.is(i, "p") && p.is(i+1, "o"), p.is(i, "post") && p.is(i+1, "office"):
		j += 2
		if !p.is(j, "box") && !p.is(j, "bag") {
			return i, 0, 0
		}
	case p.is(i, "post"):
		if j++; !p.is(j, "box") && !p.is(j, "bag") {
			return i, 0, 0
		}
	case p.is(i, "p"):
		return i, 0, 0
	default:
		j++
	}
	if p.is(j, "box") || p.is(j, "bag") {
		j++
	}
	if p.has(j, number) {
		j++
	}
	if p.digits(j) == 0 || p.glueOf(j) == apart {
		return i, 0, 0
	}
	return j + 1, 0.6, hard
}

// care reads "C/o Ramesh Kumar" and its like, and "At/Po".
func (p *parser) care(i int, inside bool) (int, float64, kind) {
	if p.is(i, "at") && (p.is(i+1, "po") || p.is(i+1, "post")) && (p.joined(i+1, "/-") || p.capital(i)) {
		if end := p.names(i+2, 2); end > i+2 {
			return end, 0.45, hard
		}
		return i, 0, 0
	}
	if !p.has(i, careOf) || !p.is(i+1, "o") || !p.joined(i+1, "/") {
		return i, 0, 0
	}
	end := p.names(i+2, 3)
	if end == i+2 {
		end = i + 3
		if end > len(p.w) || p.glueOf(i+2) != tight {
			return i, 0, 0
		}
	}
	weight := 0.15
	if p.is(i, "c") || p.is(i, "r") {
		weight = 0.25
	}
	return end, weight, hard
}

// unit reads a flat, plot, floor or sector with its number: "Flat no. 302",
// "H.No. 12-3/4", "2nd cross", "B wing".
func (p *parser) unit(i int) (int, float64, kind) {
	k := p.k[i]
	if p.ordinal(i) && p.has(i+1, ordinal) && p.glueOf(i+1) == tight {
		w := 0.12
		if p.is(i+1, "cross") || p.is(i+1, "main") {
			w = 0.3
			if p.is(i+2, "road") || p.is(i+2, "rd") || p.is(i+2, "street") {
				return i + 3, w, hard
			}
		} else if p.has(i+1, suffix) {
			w = 0.2
		}
		return i + 2, w, hard
	}
	if p.is(i+1, "floor") && (p.is(i, "ground") || p.is(i, "first") || p.is(i, "second") || p.is(i, "third") || p.is(i, "top")) && p.glueOf(i+1) == tight {
		return i + 2, 0.1, 0
	}
	if p.w[i].Is(text.Capital) && p.w[i].End-p.w[i].Start == 1 && p.has(i+1, unitD) && p.glueOf(i+1) == tight && !p.is(i, "i") &&
		(p.is(i+1, "wing") || p.is(i+1, "block") || p.is(i+1, "tower")) {
		return i + 2, 0.12, 0
	}
	j, announced := i+1, false
	weight := 0.0
	switch {
	case k&unitA != 0:
		weight = 0.5
	case k&unitB != 0:
		weight = 0.3
	case k&unitC != 0:
		weight = 0.2
	case k&unitD != 0:
		weight = 0.12
	case p.w[i].End-p.w[i].Start == 1 && p.has(i+1, number) && p.glueOf(i+1) == tight && (p.is(i, "h") || p.is(i, "d") || p.is(i, "f") || p.is(i, "p")):
		weight = 0.38
	case k&number != 0 && p.capital(i): // No. 12, Elm Street
		weight = 0.05
	case p.w[i].Start > 0 && p.d[p.w[i].Start-1] == '#' && p.w[i].Shape&text.Digits != 0:
		return p.house(i), 0.15, hard
	default:
		return i, 0, 0
	}
	if p.is(i, "street") && !p.has(j, number) { // "Street 5" is too little
		weight = 0.1
	}
	for p.has(j, number) && p.glueOf(j) != apart && j < i+4 {
		j++
		announced = true
	}
	if p.is(i, "door") && !announced || p.glueOf(j) == apart || p.w[j].Gap == text.Comma {
		return i, 0, 0
	}
	end := p.compound(j)
	if end == j {
		ok, _ := p.piece(j)
		if !ok || p.w[j].End-p.w[j].Start != 1 || !p.w[j].Is(text.Capital) || announced || p.is(j, "i") || k&(unitC|unitD|unitB) == 0 {
			return i, 0, 0
		}
		return j + 1, 0.12, 0
	}
	if p.digits(j) > 5 || p.has(end, measure) && p.glueOf(end) == tight {
		return i, 0, 0
	}
	if s := p.w[j].Start; s > 0 && p.d[s-1] == '#' {
		announced = true
	}
	if announced && k&(unitB|unitC) != 0 {
		weight += 0.1
	}
	if !announced && k&(unitB|unitC|unitD) != 0 && p.w[i].Shape&text.Caseless == 0 && !p.capital(i) && weight < 0.3 {
		weight -= 0.04
	}
	return end, weight, hard
}

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
		if p.has(j, direction) { // 300 N Elm, and 120 West 5th Street by until
			j++
		}
		if end = p.names(j, 3); end > j && (end > j+1 || !p.everyday(j)) && !p.ownBrand(j) && p.k[j]&(unitA|unitB|unitC|unitD) == 0 {
			if more := p.trailing(end, false); more > end {
				return more, 0.35, hard | generic
			}
			return end, 0.2, hard | generic
		}
		return i, 0, 0
	}
	everyday := p.everyday(j)
	w := 0.0
	switch {
	case found&suffix != 0 && sure:
		w = 0.65
		if everyday {
			w = 0.55
		}
	case found&local != 0 && sure:
		w = 0.5
	case found&(weakSuffix|weakLocal|post) != 0 && sure:
		w = 0.4 + extra
		if everyday || p.ownBrand(j) {
			w = 0.25
		}
	case found&weakSuffix == 0 && found&(suffix|local) != 0:
		w = 0.4 + extra
		if everyday {
			w = 0.3
		}
	case !everyday:
		w = 0.15
	default:
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
		if !ok && !(j > i && p.k[j]&link != 0) && !(j == i && (p.capital(j) || p.w[j].Shape&text.Digits == 0 && p.k[j]&follower == 0)) {
			break
		}
		caps = caps && (upper || j > i && p.k[j]&link != 0)
	}
	if end > i && !sure {
		// In small letters only the word before the street word is its name.
		for j := i + 1; j < end-1; j++ {
			if p.everyday(j) && p.k[j]&link == 0 {
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

// localEnd reads a quarter or town whose name ends like one: Indiranagar.
func (p *parser) localEnd(i int) (int, float64, kind) {
	w := p.w[i]
	if w.Shape&(text.Digits|text.Foreign) != 0 || w.End-w.Start < 7 || w.End-w.Start > 24 {
		return i, 0, 0
	}
	var buf [longest]byte
	b := fold(buf[:0], p.of(i))
	for n := 4; n <= 8 && n < len(b)-2; n++ {
		if p.x.local[string(b[len(b)-n:])] && !p.everyday(i) {
			return i + 1, 0.22, where
		}
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
	if n := p.trailing(end, false); n > end {
		return n, 0.2, hard | generic
	}
	return i, 0, 0
}

// village reads "village Rampur", "dist. Budaun", "post office Bisauli".
func (p *parser) village(i int) (int, float64, kind) {
	if !p.has(i, admin) || p.is(i, "at") {
		return i, 0, 0
	}
	j := i + 1
	if p.is(j, "office") {
		j++
	}
	if j >= len(p.w) || p.glueOf(j) == apart || p.w[j].Gap == text.Line || p.w[j].Gap == text.Comma {
		return i, 0, 0
	}
	if p.w[j].Shape&text.Caseless != 0 {
		if p.k[j]&(hindiLoc|admin) != 0 {
			return i, 0, 0
		}
		return j + 1, 0.25, hard
	}
	if end := p.names(j, 2); end > j && !(p.everyday(j) && !p.town(j)) {
		if p.is(i, "po") || p.is(i, "post") && j == i+1 {
			if p.town(j) {
				return end, 0.3, 0
			}
			return end, 0.15, 0
		}
		if p.town(j) {
			return end, 0.35, hard
		}
		return end, 0.25, hard
	}
	if p.w[j].Shape&text.Digits == 0 && !p.everyday(j) && p.k[j]&(business|link|admin|suffix) == 0 && !p.is(i, "post") {
		return j + 1, 0.2, hard
	}
	return i, 0, 0
}

// around reads a landmark: "near SBI ATM", "opp. City Mall".
func (p *parser) around(i int) (int, float64, kind) {
	if !p.has(i, landmark) {
		return i, 0, 0
	}
	j := i + 1
	for p.has(j, follower|link) && j < i+3 && p.glueOf(j) == tight { // next to the
		j++
	}
	end := j
	for end < len(p.w) && end < j+4 && p.glueOf(end) == tight && (end == j || !p.town(end) && p.w[end].Shape&text.Digits == 0 && p.k[end]&(follower|landmark) == 0) {
		end++
	}
	if end == j || end < len(p.w) && p.glueOf(end) == tight && !p.town(end) {
		if end = p.names(j, 4); end <= j {
			return i, 0, 0
		}
	}
	return end, 0.08, 0
}

// placeName reads a town, state or country by the lexicon.
func (p *parser) placeName(i int) (int, float64, kind) {
	w := p.w[i]
	if w.Is(text.Capital) && w.End-w.Start == 1 && p.joined(i+1, ".") && p.w[i+1].End-p.w[i+1].Start == 1 && p.w[i+1].Is(text.Capital) {
		return i + 2, 0.1, where // (M.P.)
	}
	if p.k[i]&state != 0 && w.Is(text.AllCaps) && !p.shout {
		return i + 1, 0.12, where
	}
	if p.twoWords(i) {
		i++
	} else if !p.town(i) {
		return i, 0, 0
	}
	end := i + 1
	if p.capital(i) {
		for end < len(p.w) && end < i+3 && p.glueOf(end) == tight && p.capital(end) && (p.town(end) || !p.everyday(end) && p.lex(end)&lexicon.Name == 0 && p.k[end]&near == 0) && p.k[end]&(business|unitD|unitC|state) == 0 {
			end++
		}
	}
	if p.has(end, direction) && p.glueOf(end) == tight && p.capital(end) { // Bandra West
		end++
	}
	if p.k[i]&country != 0 || p.lex(i)&lexicon.City == 0 {
		return end, 0.15, where
	}
	if p.capital(i) {
		return end, 0.25, where
	}
	return end, 0.2, where
}

// twoWords says whether word i and the next are a town together: New Delhi.
func (p *parser) twoWords(i int) bool {
	if p.glueOf(i+1) != tight || !p.town(i+1) {
		return false
	}
	return p.has(i, direction) && p.w[i].End-p.w[i].Start > 2 || p.is(i, "new") || p.is(i, "navi") || p.is(i, "greater") || p.is(i, "old") || p.is(i, "central") || p.is(i, "san")
}

// cityCode reads a postcode with its town, before or behind it: "10115 Berlin",
// "Mountain View, CA 94043", "London NW1 6XE", "Jaipur - 302015". Without a town
// only the forms that are nothing else count.
func (p *parser) cityCode(i int, inside bool) (int, float64, kind) {
	if p.w[i].Shape&text.Digits != 0 || p.w[i].End-p.w[i].Start <= 2 && p.joined(i+1, "-") {
		if inside {
			if end := p.pin(i); end > i {
				return end, 0.35, where | hard
			}
		}
		end, w := p.postcode(i)
		if end == i {
			return i, 0, 0
		}
		if p.glueOf(end) == tight && end < len(p.w) && p.w[end].Gap == text.Space {
			if city := p.names(end, 3); city > end && !p.ownBrand(end) {
				if p.town(end) {
					return city, w + 0.15, where | hard
				}
				if !p.everyday(end) {
					return city, w + 0.05, where | hard
				}
			}
			if p.town(end) {
				return end + 1, w + 0.1, where | hard
			}
		}
		switch {
		case w >= 0.4:
			return end, 0.42, where | hard
		case inside && w >= 0.25:
			return end, w - 0.05, where | hard
		}
		return i, 0, 0
	}
	if end := p.stateCode(i); end > i { // CA 94043
		if inside {
			return end, 0.5, where | hard
		}
		return end, 0.35, where | hard
	}
	if p.k[i]&near == 0 || !p.capital(i) && !(inside && p.town(i)) {
		return i, 0, 0
	}
	city := max(p.names(i, 3), i+1)
	if p.everyday(i) && !p.town(i) && city == i+1 || p.w[i].Is(text.Opens) && p.k[i]&follower != 0 {
		return i, 0, 0
	}
	if p.has(city-1, state) && city-1 > i && p.stateCode(city-1) > city-1 { // the names ran into it
		city--
	}
	if end := p.stateCode(city); end > city && p.glueOf(city) != apart {
		return end, 0.6, where | hard
	}
	if p.glueOf(city) == apart {
		return i, 0, 0
	}
	end, w := p.postcode(city)
	switch {
	case end == city || w < 0.4 && p.w[city].Gap != text.Space && p.w[city].Gap != text.Mark:
		return i, 0, 0
	case w >= 0.35:
		return end, w + 0.15, where | hard
	case p.town(i):
		return end, w + 0.15, where | hard
	case inside:
		return end, w + 0.05, where | hard
	}
	return i, 0, 0
}

// stateCode returns the end of a state's abbreviation with its code behind it, or
// i: "CA 94043", "NSW 2000".
func (p *parser) stateCode(i int) int {
	if !p.has(i, state) || !p.w[i].Is(text.AllCaps) || p.glueOf(i+1) == apart {
		return i
	}
	switch n := p.digits(i + 1); {
	case n == 5:
		if p.joined(i+2, "-") && p.digits(i+2) == 4 {
			return i + 3
		}
		return i + 2
	case n == 4 && (bytes.EqualFold(p.of(i), []byte("nsw")) || p.is(i, "vic") || p.is(i, "qld") || p.is(i, "act") || p.is(i, "tas") || p.is(i, "sa") || p.is(i, "wa") || p.is(i, "nt")):
		return i + 2
	}
	if end, w := p.postcode(i + 1); w >= 0.4 { // ON K1A 0B1
		return end
	}
	return i
}

// ownBrand says whether word i is a brand.
func (p *parser) ownBrand(i int) bool { return i < len(p.w) && p.lex(i)&lexicon.Brand != 0 }
