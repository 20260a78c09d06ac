package place

import (
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
	if end, w, k := p.unitBefore(i); end > i {
		return end, w, k
	}
	if p.w[i].Start > 0 && p.d[p.w[i].Start-1] == '#' && p.w[i].Shape&text.Digits != 0 {
		return p.house(i), 0.15, hard
	}
	weight := p.unitWord(i)
	if weight == 0 {
		return i, 0, 0
	}
	j, announced := i+1, false
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

// unitBefore reads a unit that is named before its word: "2nd cross", "B wing".
func (p *parser) unitBefore(i int) (int, float64, kind) {
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
	if n := p.digits(i); n > 0 && n < 3 && p.glueOf(i+1) == tight && (p.is(i+1, "floor") || p.is(i+1, "flr")) && !p.has(i+2, number) && p.digits(i+2) == 0 {
		return i + 2, 0.1, hard // 5 Floor
	}
	if p.is(i+1, "floor") && (p.is(i, "ground") || p.is(i, "first") || p.is(i, "second") || p.is(i, "third") || p.is(i, "top")) && p.glueOf(i+1) == tight {
		return i + 2, 0.1, 0
	}
	if p.w[i].Is(text.Capital) && p.w[i].End-p.w[i].Start == 1 && p.has(i+1, unitD) && p.glueOf(i+1) == tight && !p.is(i, "i") &&
		(p.is(i+1, "wing") || p.is(i+1, "block") || p.is(i+1, "tower")) {
		return i + 2, 0.12, 0
	}
	return i, 0, 0
}

// unitWord returns how much the word of a unit at word i says, 0 when it is none.
func (p *parser) unitWord(i int) float64 {
	k := p.k[i]
	switch {
	case k&unitA != 0:
		return 0.5
	case k&unitB != 0:
		return 0.3
	case k&unitC != 0:
		return 0.2
	case k&unitD != 0 && p.is(i, "street") && !p.has(i+1, number):
		return 0.1
	case k&unitD != 0:
		return 0.12
	case p.w[i].End-p.w[i].Start == 1 && p.has(i+1, number) && p.glueOf(i+1) == tight && (p.is(i, "h") || p.is(i, "d") || p.is(i, "f") || p.is(i, "p")):
		return 0.38 // H.No.
	case k&number != 0 && p.capital(i): // No. 12, Elm Street
		return 0.05
	}
	return 0
}
