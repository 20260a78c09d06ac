package place

import (
	"bytes"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

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
	if p.k[i]&state != 0 && (w.Is(text.AllCaps) && !p.shout || p.pin(i+1) > i+1 && p.glueOf(i+1) == tight) {
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
	} else if p.has(end, direction) && p.w[end].End-p.w[end].Start == 1 && p.w[end].Start > 0 && p.d[p.w[end].Start-1] == '(' { // Malad (W)
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
		return p.codeCity(i, inside)
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

// codeCity reads a postcode and the town behind it: "10115 Berlin".
func (p *parser) codeCity(i int, inside bool) (int, float64, kind) {
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
