package demo

// answer is one row before a layout writes it. It is reused from row to row.
type answer struct {
	n       int64 // from 0
	second  int64 // wall clock, seconds since 1970-01-01 00:00
	month   int   // index in the period
	person  person
	product uint8
	score   int // -1 when skipped
	rating  [len(drivers)]uint8
	consent uint8
	partial bool
	test    bool // only some layouts show it
	other   bool // answers another survey type; only Delighted shows it
	repeat  bool
	comment comment
}

// generator makes the answers one after the other; all it keeps is the panel.
type generator struct {
	seed   uint64
	rows   int64
	rng    rng
	names  *nameBook
	writer writer
	months []month
	clock  clock
	step   step
	gamed  uint8 // store
	people int64
	panel  panel

	n     int64 // next row
	m     int   // its month
	k     int64 // its place in the month
	dealt int   // dimensions dealt out in turn so far
}

func newGenerator(c Config, plus bool) (*generator, error) {
	book, err := phrases()
	if err != nil {
		return nil, err
	}
	g := &generator{seed: c.Seed, rows: c.Rows, rng: newRNG(c.Seed, 1), names: names(), m: -1}
	g.months = plan(c.Rows, c.Months, c.Until)
	g.step = planStep(c.Seed, c.Months)
	gamed := newRNG(c.Seed, 3)
	g.gamed = uint8(gamed.below(uint64(storeCount)))
	g.writer = writer{scene: scene{rng: newRNG(c.Seed, 2), names: g.names}, book: book, step: g.step, plus: plus}
	return g, nil
}

// next makes the next answer; false after the last.
func (g *generator) next(a *answer) bool {
	if g.n == g.rows {
		return false
	}
	for g.m < 0 || g.k == g.months[g.m].rows {
		g.m++
		g.k = 0
		if g.months[g.m].rows > 0 {
			g.clock.enter(&g.months[g.m])
		}
	}
	a.n, a.month = g.n, g.m
	a.second = g.clock.at(g.k, g.rng.below(g.clock.span()))
	a.partial, a.test, a.other, a.repeat = false, false, false, false
	dealt := g.turn()
	if dealt {
		g.newcomer(a)
		a.person.region = uint8(g.dealt % len(regions))
		a.person.plan = uint8(g.dealt % len(plans))
		g.settle(a)
		g.dealt++
	} else {
		g.someone(a)
	}
	g.respond(a, dealt)
	if !a.repeat && !a.test && !a.other {
		g.panel.add(&a.person, &g.rng)
	}
	g.comment(a)
	g.n++
	g.k++
	return true
}

// turn says whether the row is one of those by which every month gets every region and
// every plan: perMonth of them, evenly spread over the month.
func (g *generator) turn() bool {
	rows := g.months[g.m].rows
	return g.k == 0 || g.k*perMonth/rows != (g.k-1)*perMonth/rows
}

func (g *generator) newcomer(a *answer) {
	g.people++
	a.person.number = g.people
	a.person.identify(g.names, g.seed)
}

func (g *generator) settle(a *answer) {
	a.person.store = a.person.region*storesPerRegion + uint8(g.rng.below(storesPerRegion))
}

// someone is a member of the panel or a newcomer.
func (g *generator) someone(a *answer) {
	if g.rng.chance(repeatShare) && g.panel.recall(&a.person, &g.rng) {
		a.repeat = true
		a.person.identify(g.names, g.seed)
		return
	}
	g.newcomer(a)
	a.person.region = uint8(pickLevel(&g.rng, regions[:]))
	a.person.plan = uint8(pickLevel(&g.rng, plans[:]))
	g.settle(a)
}

// respond draws product, ratings, score and consent. What was dealt out in turn is always a
// complete, ordinary answer with a score.
func (g *generator) respond(a *answer, dealt bool) {
	r := &g.rng
	a.product = uint8(pickLevel(r, products[:]))
	a.consent = uint8(r.pick(consentShare[:]))
	points := int32(base) + regions[a.person.region].shift + plans[a.person.plan].shift +
		season[g.months[g.m].first.Month()-1]
	if g.after() {
		points += g.step.shift
	}
	for i := range a.rating {
		stars := 1 + r.pick(ratingShares[:])
		points += drivers[i].weight * int32(stars-ratingMean)
		a.rating[i] = uint8(stars)
		if r.chance(blankRating) {
			a.rating[i] = 0
		}
	}
	// Two uniform draws give a triangle with a standard deviation of about 1.4 points.
	points += int32(r.below(3400)) + int32(r.below(3400)) - 3400
	if r.chance(angryShare) {
		points -= 2000 + int32(r.below(7000))
	}
	a.score = int(min(max(points+500, 0)/1000, 10))
	if (a.score == 4 || a.score == 6) && r.chance(roundShare) {
		a.score = 5
	}
	if a.person.store == g.gamed && r.chance(gamedTens) {
		a.score = 10
	}
	if dealt {
		return
	}
	switch {
	case r.chance(blankScore):
		a.score = -1
		a.partial = r.chance(300)
	case r.chance(testShare):
		a.test = !a.repeat
	case r.chance(otherShare):
		a.other = !a.repeat
	case r.chance(partialShare):
		a.partial = true
	}
	if a.partial {
		a.rating = [len(drivers)]uint8{}
	}
}

func (g *generator) after() bool { return g.step.at > 0 && g.m >= g.step.at }

// comment decides whether the respondent wrote one, and has it written.
func (g *generator) comment(a *answer) {
	class, share := passive, uint64(commentSkipped)
	switch {
	case a.score >= 9:
		class, share = promoter, commentPromoter
		if a.score == 10 && a.person.store == g.gamed {
			share = commentGamed
		}
	case a.score >= 7:
		share = commentPassive
	case a.score >= 0:
		class, share = detractor, commentDetractor
	}
	a.comment.clear()
	if !a.partial && g.writer.rng.chance(share) {
		g.writer.write(&a.comment, &a.person, class, g.after())
	}
}

func pickLevel(r *rng, levels []level) int {
	u := uint16(r.below(1000))
	for i := range levels {
		if u < levels[i].share {
			return i
		}
		u -= levels[i].share
	}
	return len(levels) - 1
}

// panelSize bounds the memory: this many people can come back at any time.
const panelSize = 16384

// panel remembers people who may answer again. When it is full, one newcomer in eight
// takes somebody's place, so that at any size few come back very often.
type panel struct {
	seats    []seat
	returned int64 // people with more than one answer
}

type seat struct {
	number              int64
	region, plan, store uint8
	back                bool
}

func (p *panel) add(who *person, r *rng) {
	s := seat{number: who.number, region: who.region, plan: who.plan, store: who.store}
	if len(p.seats) < panelSize {
		p.seats = append(p.seats, s)
		return
	}
	if draw := r.below(8 * panelSize); draw < panelSize {
		p.seats[draw] = s
	}
}

func (p *panel) recall(who *person, r *rng) bool {
	if len(p.seats) == 0 {
		return false
	}
	s := &p.seats[r.below(uint64(len(p.seats)))]
	if !s.back {
		s.back = true
		p.returned++
	}
	*who = person{number: s.number, region: s.region, plan: s.plan, store: s.store}
	return true
}
