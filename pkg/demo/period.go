package demo

import "time"

// month is one calendar month of the period with its share of the rows.
type month struct {
	start int64 // wall-clock seconds since 1970-01-01 00:00 of its first day
	days  int   // days that count; fewer in the last month when Until is inside it
	first time.Time
	rows  int64
}

// perMonth is how many rows a month gets before the rest is shared out: enough that
// every region and every plan comes up in it.
const perMonth = int64(len(regions))

// firstMonth is the first day of the earliest of n calendar months that end with until.
func firstMonth(until time.Time, n int) time.Time {
	return time.Date(until.Year(), until.Month()-time.Month(n-1), 1, 0, 0, 0, 0, time.UTC)
}

// plan shares the rows out over the months: the same least number for each, the rest by
// days and season. With too few rows for that they are spread evenly.
func plan(rows int64, months int, until time.Time) []month {
	first := firstMonth(until, months)
	list := make([]month, months)
	weights := make([]int64, months+1) // running sum
	for i := range list {
		start := first.AddDate(0, i, 0)
		days := start.AddDate(0, 1, -1).Day()
		if i == months-1 {
			days = until.Day()
		}
		list[i] = month{start: start.Unix(), days: days, first: start}
		weights[i+1] = weights[i] + int64(days*volume[start.Month()-1])
	}
	least := perMonth
	rest := rows - least*int64(months)
	if rest < 0 {
		least, rest = 0, rows
		for i := range weights {
			weights[i] = int64(i)
		}
	}
	total := weights[months]
	for i := range list {
		// Differences of a rounded running sum add up to rest exactly.
		list[i].rows = least + share(rest, weights[i+1], total) - share(rest, weights[i], total)
	}
	return list
}

// share is rest*w/total; MaxRows times the largest weight stays below 2^63.
func share(rest, w, total int64) int64 { return rest/total*w + rest%total*w/total }

// clock places the rows of one month on its hours: few at night, fewer on Sundays. The
// k-th of n rows gets the k-th slice of the month's total weight, so times never go back.
type clock struct {
	month *month
	hour  int
	below uint64   // weight of the hours before hour
	each  []uint64 // weight of every hour of the month
	total uint64
}

func (c *clock) enter(m *month) {
	c.month, c.hour, c.below, c.total = m, 0, 0, 0
	c.each = c.each[:0]
	for d := range m.days {
		weekday := (int(m.first.Weekday()) + d) % 7
		for h := range 24 {
			w := uint64(hourly[h] * daily[weekday])
			c.each = append(c.each, w)
			c.total += w
		}
	}
}

// at returns the wall-clock second of row k; the jitter is uniform below span().
func (c *clock) at(k int64, jitter uint64) int64 {
	pos := (uint64(k)*c.span() + jitter) / uint64(c.month.rows)
	for pos >= (c.below+c.each[c.hour])*3600 {
		c.below += c.each[c.hour]
		c.hour++
	}
	return c.month.start + int64(c.hour)*3600 + int64((pos-c.below*3600)/c.each[c.hour])
}

func (c *clock) span() uint64 { return c.total * 3600 }
