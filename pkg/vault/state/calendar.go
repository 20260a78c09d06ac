package state

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// zones keeps the zones that were asked for: finding one may read a file.
var zones sync.Map // name -> *time.Location

// zone finds a zone by its IANA name. It keeps out what the library takes besides
// them: nothing at all, the zone of the machine, and the second sets of names that
// some machines have.
func zone(name string) (*time.Location, error) {
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	if name == "" || name == "Local" || len(name) > 64 || strings.HasPrefix(name, "right/") || strings.HasPrefix(name, "posix/") {
		return nil, refuse("no time zone")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, refuse("the time zone is not known here")
	}
	zones.Store(name, loc)
	return loc, nil
}

// never is the due date of what no policy lets go.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// bucketDate is a bucket taken apart; a month has day 0.
type bucketDate struct{ year, month, day int }

// parseBucket reads 2024-05 or 2024-05-07.
func parseBucket(s string) (b bucketDate, ok bool) {
	if len(s) != len("2024-05") && len(s) != len("2024-05-07") {
		return b, false
	}
	if !digits(s[:4], &b.year) || s[4] != '-' || !digits(s[5:7], &b.month) || b.year < 1 || b.month < 1 || b.month > 12 {
		return b, false
	}
	if len(s) == len("2024-05") {
		return b, true
	}
	ok = s[7] == '-' && digits(s[8:], &b.day) && b.day >= 1 && b.day <= daysIn(b.year, b.month)
	return b, ok
}

func digits(s string, n *int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	v, err := strconv.Atoi(s)
	*n = v
	return err == nil
}

// isDay tells whether s is a date, 2024-05-07.
func isDay(s string) bool {
	b, ok := parseBucket(s)
	return ok && b.day > 0
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// BucketOf gives the bucket of a day (2024-05-07) in a policy.
func (p *Policy) BucketOf(day string) string {
	if p.Bucket == BucketMonth && len(day) >= len("2024-05") {
		return day[:len("2024-05")]
	}
	return day
}

// DayOf gives the day of a moment in the policy's zone. It is "" when the zone is not
// known on this machine.
func (p *Policy) DayOf(t time.Time) string {
	loc, err := zone(p.Timezone)
	if err != nil {
		return ""
	}
	return t.In(loc).Format(time.DateOnly)
}

// End gives the first moment after a bucket in the policy's zone.
func (p *Policy) End(bucket string) time.Time { return p.after(bucket, Duration{Unit: UnitDays}) }

// Expiry gives the first moment at which the policy lets a tier of a bucket go: the
// bucket's end plus the retention, by the calendar of the policy's zone. Where the
// day does not exist in its month, it is the month's last. A tier without retention,
// an unknown zone or a malformed bucket gives the end of the year 9999.
func (p *Policy) Expiry(bucket, tier string) time.Time {
	keep, ok := p.Retention.of(tier)
	if !ok {
		return never
	}
	return p.after(bucket, keep)
}

// after is the start of the day that is keep after the last day of a bucket.
func (p *Policy) after(bucket string, keep Duration) time.Time {
	b, ok := parseBucket(bucket)
	loc, err := zone(p.Timezone)
	if !ok || err != nil {
		return never
	}
	// The day after the bucket, then the retention, all in the calendar of UTC days.
	end := time.Date(b.year, time.Month(b.month), b.day+1, 0, 0, 0, 0, time.UTC)
	if b.day == 0 {
		end = time.Date(b.year, time.Month(b.month)+1, 1, 0, 0, 0, 0, time.UTC)
	}
	y, m, d := end.Date()
	switch keep.Unit {
	case UnitDays:
		y, m, d = end.AddDate(0, 0, keep.N).Date()
	case UnitMonths, UnitYears:
		n := keep.N
		if keep.Unit == UnitYears {
			n *= 12
		}
		y, m, _ = time.Date(y, m+time.Month(n), 1, 0, 0, 0, 0, time.UTC).Date()
		d = min(d, daysIn(y, int(m)))
	}
	return startOfDay(y, m, d, loc)
}

// startOfDay is the first moment of a day. Some zones have changed their clocks at
// midnight, so a day may have two midnights (the first counts) or begin at one.
func startOfDay(y int, m time.Month, d int, loc *time.Location) time.Time {
	t := time.Date(y, m, d, 0, 0, 0, 0, loc)
	start, end := t.ZoneBounds()
	switch {
	case t.Day() != d: // in a gap, and before it: the day begins where the gap ends
		return end
	case t.Hour() != 0 || t.Minute() != 0: // in a gap, and after it
		return start
	case start.IsZero():
		return t
	}
	_, before := start.Add(-time.Second).Zone()
	_, offset := t.Zone()
	if other := t.Add(time.Duration(offset-before) * time.Second); other.Before(start) && other.Before(t) && other.Day() == d {
		return other
	}
	return t
}
