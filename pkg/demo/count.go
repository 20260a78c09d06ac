package demo

import "time"

// bins is a histogram with the skipped scores behind it.
type bins [12]int64

// counter gathers the truth while the rows go by; its size depends on the months only.
type counter struct {
	layout      *layout
	region      [len(regions)]bins
	plan        [len(plans)]bins
	product     [len(products)]bins
	store       [storeCount]bins
	month       []bins
	regionMonth []bins // region*months + month

	test, other, partial, repeats int64

	tensWithComment int64
	blankRating     [len(drivers)]int64
	consent         [len(consents)]int64
	gamed           uint8

	comments, newlines, emoji, formula, personal int64
	language                                     [len(languages)]int64
	theme                                        [len(themes)][len(classes)]int64
	slots                                        [slotCount]int64
}

func newCounter(l *layout, g *generator) *counter {
	return &counter{
		layout: l, gamed: g.gamed,
		month:       make([]bins, len(g.months)),
		regionMonth: make([]bins, len(g.months)*len(regions)),
	}
}

func (c *counter) add(a *answer) {
	for i, stars := range a.rating {
		if stars == 0 {
			c.blankRating[i]++
		}
	}
	c.consent[a.consent]++
	if len(a.comment.text) > 0 {
		c.addComment(&a.comment)
	}
	if a.partial && c.layout.showsPartial {
		c.partial++
	}
	switch {
	case a.test && c.layout.showsTest:
		c.test++
		return
	case a.other && c.layout.showsOther:
		c.other++
		return
	}
	if a.repeat {
		c.repeats++
	}
	bin := a.score
	if bin < 0 {
		bin = 11
	}
	p := &a.person
	c.region[p.region][bin]++
	c.plan[p.plan][bin]++
	c.product[a.product][bin]++
	c.store[p.store][bin]++
	c.month[a.month][bin]++
	c.regionMonth[int(p.region)*len(c.month)+a.month][bin]++
	if bin == 10 && p.store == c.gamed && len(a.comment.text) > 0 {
		c.tensWithComment++
	}
}

func (c *counter) addComment(t *comment) {
	c.comments++
	c.language[t.language]++
	c.theme[t.theme][t.class]++
	if t.second >= 0 {
		c.theme[t.second][t.class]++
	}
	if t.newlines {
		c.newlines++
	}
	if t.emoji {
		c.emoji++
	}
	switch t.text[0] {
	case '=', '+', '-', '@':
		c.formula++
	}
	if len(t.spans) > 0 {
		c.personal++
		for _, s := range t.spans {
			c.slots[s.slot]++
		}
	}
	for s := slotOrder; s < slotCount; s++ {
		c.slots[s] += int64(t.lookalikes[s])
	}
}

// truth puts the counts into words.
func (c *counter) truth(cfg Config, g *generator) *Truth {
	l := c.layout
	names := l.headers[l.names]
	t := &Truth{
		Schema: TruthSchema, Rows: cfg.Rows, Seed: cfg.Seed, Months: cfg.Months,
		From: g.months[0].first.Format(time.DateOnly), Until: cfg.Until.Format(time.DateOnly),
		Format: cfg.Format, Like: cfg.Like, Zone: l.zone,
		HeaderRows: len(l.headers), ScoreColumn: names[l.score], TimeColumn: names[l.time], CommentColumn: names[l.comment],
		Partial: c.partial,
	}
	if cfg.Format == NDJSON || cfg.Format == JSON {
		t.HeaderRows = 0
		if l.tool == Delighted {
			t.ScoreColumn, t.TimeColumn, t.CommentColumn = "score", "created_at", "comment"
		}
	}
	c.groups(t, g)
	t.Excluded = Excluded{Blank: t.Total.Blank, Test: c.test, Filtered: c.other}
	t.Planted = c.planted(g, t)
	t.Respondents = Respondents{People: cfg.Rows - c.test - c.other - c.repeats, Repeated: g.panel.returned, Repeats: c.repeats}
	for i, word := range consents {
		t.Consent = append(t.Consent, Count{word, c.consent[i]})
	}
	t.Comments = c.commentTruth()
	return t
}

func (c *counter) groups(t *Truth, g *generator) {
	var total bins
	for i := range c.region {
		total.add(&c.region[i])
		t.ByRegion = append(t.ByRegion, group(&c.region[i], "region", regions[i].name))
	}
	t.Total = group(&total)
	for i := range c.plan {
		t.ByPlan = append(t.ByPlan, group(&c.plan[i], "plan", plans[i].name))
	}
	for i := range c.product {
		t.ByProduct = append(t.ByProduct, group(&c.product[i], "product", products[i].name))
	}
	for i := range c.store {
		t.ByStore = append(t.ByStore, group(&c.store[i], "store", string(appendStore(nil, uint8(i)))))
	}
	for i := range c.month {
		t.ByMonth = append(t.ByMonth, group(&c.month[i], "month", g.months[i].key()))
	}
	for r := range c.region {
		for m := range c.month {
			t.ByRegionMonth = append(t.ByRegionMonth, group(&c.regionMonth[r*len(c.month)+m], "region", regions[r].name, "month", g.months[m].key()))
		}
	}
}

func (c *counter) planted(g *generator, t *Truth) Planted {
	p := Planted{}
	if s := g.step; s.at > 0 {
		var before, after bins
		for i := range c.month {
			if i < s.at {
				before.add(&c.month[i])
			} else {
				after.add(&c.month[i])
			}
		}
		_, theme := s.cause()
		p.Step = &Step{Month: g.months[s.at].key(), Shift: points(s.shift), Theme: themes[theme], Before: group(&before), After: group(&after)}
		if b, a := p.Step.Before.NPS, p.Step.After.NPS; b != nil && a != nil {
			d := *a - *b
			p.Step.Difference = &d
		}
	}
	for i, shift := range season {
		p.Season = append(p.Season, Effect{time.Month(i + 1).String(), points(shift)})
	}
	for _, r := range regions {
		p.Regions = append(p.Regions, Effect{r.name, points(r.shift)})
	}
	for _, l := range plans {
		p.Plans = append(p.Plans, Effect{l.name, points(l.shift)})
	}
	for i, d := range drivers {
		p.Drivers = append(p.Drivers, Driver{d.name, points(d.weight), c.blankRating[i]})
	}
	gamed := t.ByStore[c.gamed]
	p.GamedStore = Gamed{Store: gamed.Key["store"], Region: regions[c.gamed/storesPerRegion].name,
		N: gamed.N, Tens: gamed.Histogram[10], TensWithComment: c.tensWithComment}
	return p
}

func (c *counter) commentTruth() Comments {
	t := Comments{Count: c.comments, WithNewline: c.newlines, WithEmoji: c.emoji, WithFormula: c.formula, WithPersonal: c.personal}
	for i, language := range languages {
		t.Languages = append(t.Languages, Count{language, c.language[i]})
	}
	for i, theme := range themes {
		n := c.theme[i]
		t.Themes = append(t.Themes, Theme{theme, n[detractor], n[passive], n[promoter]})
	}
	for s := slotEmail; s < slotCount; s++ {
		list := &t.Lookalikes
		if s.personal() {
			list = &t.Personal
		}
		if last := len(*list) - 1; last >= 0 && (*list)[last].Name == slots[s].kind {
			(*list)[last].Count += c.slots[s] // two slots of one type stand side by side
			continue
		}
		*list = append(*list, Count{slots[s].kind, c.slots[s]})
	}
	return t
}

func (b *bins) add(o *bins) {
	for i := range b {
		b[i] += o[i]
	}
}

// group makes a Group; keys are names and values in turn.
func group(b *bins, keys ...string) Group {
	g := Group{Key: map[string]string{}, Blank: b[11]}
	for i := 0; i+1 < len(keys); i += 2 {
		g.Key[keys[i]] = keys[i+1]
	}
	for score := range 11 {
		n := b[score]
		g.Histogram[score] = n
		g.N += n
		switch classOf(score) {
		case detractor:
			g.Detractors += n
		case passive:
			g.Passives += n
		default:
			g.Promoters += n
		}
	}
	if g.N > 0 {
		nps := 100 * float64(g.Promoters-g.Detractors) / float64(g.N)
		g.NPS = &nps
	}
	return g
}

func points(thousandths int32) float64 { return float64(thousandths) / 1000 }

func (m *month) key() string { return m.first.Format("2006-01") }
