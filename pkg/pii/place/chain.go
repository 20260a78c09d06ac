package place

import (
	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// Thresholds of the sum of weights.
const (
	enough = 0.5  // an address
	weak   = 0.3  // a candidate for who lowers the threshold
	sure   = 0.85 // no sum says more than this
)

// most is the number of words an address may have.
const most = 48

// chain is a row of parts.
type chain struct {
	start, end int
	score      float64
	kinds      kind // of all parts
	parts      int
	last       int  // where the last part begins
	only       bool // nothing but places and postcodes
}

// chain reads the parts that follow one another from word i; bonus is what a cue
// before them says.
func (p *parser) chain(i int, bonus float64) chain {
	c := chain{start: i, end: i, score: bonus, only: true}
	limit := i + most
	for c.end < len(p.w) && c.end < limit {
		j := c.end
		if c.parts > 0 && p.glueOf(j) == apart {
			break
		}
		x := p.part(j, c.parts > 0 || bonus > 0)
		if x.end > j && (x.kind&generic == 0 || c.parts > 0 || bonus > 0 || p.supported(x.end)) {
			c.add(x)
			continue
		}
		if c.parts == 0 {
			if end := p.bare(j); end > j { // 12, Elm Street
				c.add(part{end, 0.05, hard})
				continue
			}
			break
		}
		if end := p.pinBehind(j); end > j && c.kinds&hard != 0 && !c.only {
			c.add(part{end, 0.2, where | hard})
			continue
		}
		end := p.filler(j, c)
		if end == j {
			break
		}
		c.end = end
	}
	return c
}

// add joins a part.
func (c *chain) add(x part) {
	c.last = c.end
	c.end = x.end
	c.score += x.weight
	if x.kind&hard != 0 && x.kind&where == 0 && c.kinds&hard != 0 && c.parts > 0 {
		c.score += 0.08 // a flat and a floor say more than each
	}
	c.kinds |= x.kind
	c.parts++
	c.only = c.only && x.kind&where != 0
}

// pinBehind returns the end of a PIN code or postcode with its word before it, that
// closes an address: "Dist Faridabad, PIN 121020".
func (p *parser) pinBehind(i int) int {
	if !p.has(i, pinWord|zipWord) {
		return i
	}
	j := i + 1
	for p.has(j, number) || p.is(j, "code") || p.is(j, "is") || p.is(j, "कोड") {
		if p.glueOf(j) == apart || j > i+2 {
			return i
		}
		j++
	}
	if p.glueOf(j) == apart {
		return i
	}
	if end := p.pin(j); end > j {
		return end
	}
	if end, w := p.postcode(j); w >= 0.25 {
		return end
	}
	return i
}

// bare returns the end of a house number with a comma behind it, before a part.
func (p *parser) bare(i int) int {
	end := p.house(i)
	if end == i || end >= len(p.w) || p.w[end].Gap != text.Comma && p.w[end].Gap != text.Space {
		return i
	}
	if x := p.part(end, false); x.end > end && x.kind&generic == 0 {
		return end
	}
	if n := p.names(end, 3); n > end && p.w[end].Gap == text.Comma && p.glueOf(n) == loose && p.k[n]&promising != 0 { // A-254, Silver Oak, near
		if x := p.part(n, true); x.end > n && x.kind&generic == 0 {
			return end
		}
	}
	return i
}

// supported says whether what stands behind a comma or a line break at word i
// makes an address of a name and a number: a postcode, a flat, a street.
func (p *parser) supported(i int) bool {
	if p.glueOf(i) != loose {
		return false
	}
	if end, w, _ := p.cityCode(i, true); end > i && w >= 0.2 {
		return true
	}
	x := p.part(i, false)
	return x.weight >= 0.2 && x.kind&hard != 0 && x.kind&generic == 0
}

// filler returns the end of words that are no part by themselves but belong to an
// address because of where they stand: a building, quarter or town that no list
// knows. i when there are none.
func (p *parser) filler(i int, c chain) int {
	if end := p.house(i); end > i { // MG Road, 24, Pune
		if end > i+1 && p.glueOf(i) == tight && p.w[i].Shape&text.Digits == 0 { // Arera Colony E-7
			return end
		}
		if p.glueOf(i) == loose && p.glueOf(end) == loose && c.score > 0.1 {
			if x := p.part(end, true); x.end > end {
				return end
			}
			if n := p.names(end, 4); n > end && p.glueOf(n) != apart && (n > end+1 || !p.everyday(end)) && p.part(n, true).end > n {
				return end
			}
		}
		return i
	}
	if p.w[i].Shape&text.Digits != 0 || p.k[i]&(follower|living|sending) != 0 && !p.has(i, state) {
		return i
	}
	end := p.names(i, 4)
	capital := end > i
	if capital && p.has(end, suffix|weakSuffix) && p.glueOf(end) == tight && p.glueOf(end+1) == loose { // Flat 4 Birch harbour,
		end++
	}
	if capital && p.everyday(i) && p.lex(i)&lexicon.Place == 0 && end == i+1 {
		return i
	}
	if !capital {
		for end = i; end < len(p.w) && end < i+2 && (end == i || p.glueOf(end) == tight); end++ {
			if p.w[end].Shape&text.Digits != 0 || p.everyday(end) {
				return i
			}
		}
		if p.glueOf(i) != loose && !(end == i+1 && c.kinds&hard != 0 && p.town(end) && p.pin(end+1) > end+1) { // baner pune 411045
			return i
		}
	}
	switch g := p.glueOf(end); {
	case end < len(p.w) && g != apart && (capital || g == loose):
		if x := p.part(end, true); x.end > end && x.kind&generic == 0 && (g == loose || x.weight >= 0.12) {
			return end
		}
		if g == loose && capital && c.score >= enough && c.kinds&hard != 0 && p.glueOf(i) == loose {
			return end
		}
	case capital && g == apart && c.score >= enough && c.kinds&hard != 0 && p.glueOf(i) == loose:
		return end
	}
	return i
}

// judge returns the chain's score with what stands around it taken off: an
// address is no subject of an opinion.
func (p *parser) judge(c chain, cue bool) float64 {
	score := c.score
	if c.parts == 1 && c.kinds&generic != 0 && p.w[c.start].Shape&text.Digits == 0 { // moved to Model 3
		score -= 0.15
	}
	if n := c.end; n < len(p.w) && p.w[n].Gap == text.Space {
		switch k := p.k[n]; {
		case k&business != 0:
			score -= 0.4
		case k&follower == 0 && !p.capital(n) && c.parts == 1 && !cue && p.digits(c.start) > 0 && p.digits(c.start) < 3:
			score -= 0.25
		}
	}
	if !cue {
		for j := c.start - 1; j >= 0 && j >= c.start-3 && p.w[j+1].Gap == text.Space; j-- {
			if p.k[j]&business != 0 {
				score -= 0.1
				break
			}
		}
	}
	if score > sure {
		return sure
	}
	return score
}
