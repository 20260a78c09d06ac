package stats

import "math"

// Signal is a reason why a period stands out.
type Signal struct {
	ID   string // fixed, in kebab-case; one of the Signal constants
	Up   bool   // the score is high, or rising; otherwise low, or falling
	From int    // the first period of the pattern that ends with this one; the period itself for a single point
}

// The ids of the signals, strongest first. The rate is how often a period gives
// a false alarm while nothing changes and the limits are true (both directions
// together); limits from a short baseline are not that true (docs/statistics.md).
const (
	SignalOutside = "outside-limits" // beyond a limit; 0.27 %
	SignalJump    = "jump"           // XmR only: too far from the period before; 0.9 %
	SignalNear    = "near-limit"     // the second of three that lies beyond 2/3 of the way to the same limit; 0.2 %
	SignalRun     = "long-run"       // RunLength or more in a row on one side of the centre; 0.39 %
	SignalTrend   = "steady-trend"   // TrendLength or more in a row, each above (or each below) the one before; 0.28 %
	SignalDrift   = "drift"          // CUSUM only: the sum of the deviations is beyond its limit
)

const (
	// RunLength is how many periods in a row on one side of the centre are a
	// signal. Nelson (Journal of Quality Technology 16, 1984, 237-239) has 9,
	// others 7 or 8; a run of 8 would give two false alarms for each of 9, three
	// times those of a point outside the limits.
	RunLength = 9
	// TrendLength is how many periods in a row that only rise or only fall are a
	// signal (Nelson 1984).
	TrendLength = 6
)

// Signals lists for each period why it stands out; most have no reason. A
// pattern of several periods is told at the period that completes it, and again
// while it goes on, so that the signals of the past never change when periods
// are added. Periods without answers are passed over: they neither belong to a
// pattern nor end it. A point on the centre ends a run, two equal ones a trend.
//
// The average of EWMAChart makes patterns by itself, so that chart has
// SignalOutside only.
func (c Chart) Signals() [][]Signal {
	size := min(len(c.Value), len(c.Lower), len(c.Upper), len(c.Defined))
	signals := make([][]Signal, size)
	points := c.points(size)
	add := func(i int, id string, up bool, from int) {
		signals[points[i].at] = append(signals[points[i].at], Signal{id, up, points[from].at})
	}
	for i, p := range points {
		if math.Abs(p.zone) > 3 {
			add(i, SignalOutside, p.zone > 0, i)
		}
		if c.Kind == EWMAChart {
			continue
		}
		if p.at < len(c.Range) && c.Range[p.at] > c.RangeLimit && i > 0 {
			add(i, SignalJump, p.value > points[i-1].value, i-1)
		}
		if from := nearLimit(points[:i+1]); from >= 0 {
			add(i, SignalNear, p.zone > 0, from)
		}
		if from := sameSide(points[:i+1]); i-from+1 >= RunLength {
			add(i, SignalRun, p.zone > 0, from)
		}
		if from := oneWay(points[:i+1]); i-from+1 >= TrendLength {
			add(i, SignalTrend, p.value > points[i-1].value, from)
		}
	}
	return signals
}

// signalPoint is a period with answers.
type signalPoint struct {
	at    int
	value float64
	zone  float64 // its distance from the centre in thirds of the way to the limit; 0 when it is rounding
}

func (c Chart) points(size int) []signalPoint {
	var points []signalPoint
	for t := range size {
		if !c.Defined[t] {
			continue
		}
		p := signalPoint{at: t, value: c.Value[t]}
		if off := p.value - c.Center; math.Abs(off) > sameScore {
			third := (c.Upper[t] - c.Lower[t]) / 6
			p.zone = off / max(third, sameScore)
		}
		points = append(points, p)
	}
	return points
}

// nearLimit is the first of two points among the last three that are beyond 2
// on the same side, the last of them the last point; -1 when it is not so.
func nearLimit(points []signalPoint) int {
	last := len(points) - 1
	if math.Abs(points[last].zone) <= 2 {
		return -1
	}
	for i := max(0, last-2); i < last; i++ {
		if math.Abs(points[i].zone) > 2 && (points[i].zone > 0) == (points[last].zone > 0) {
			return i
		}
	}
	return -1
}

// sameSide is where the points on the side of the last one begin, without a
// point of the other side or on the centre; beyond the end for none.
func sameSide(points []signalPoint) int {
	from := len(points)
	last := points[from-1].zone
	for from > 0 && points[from-1].zone*last > 0 {
		from--
	}
	return from
}

// oneWay is where the points begin that only rise or only fall up to the last.
func oneWay(points []signalPoint) int {
	from := len(points) - 1
	for from > 0 {
		step := points[from].value - points[from-1].value
		way := points[len(points)-1].value - points[len(points)-2].value
		if math.Abs(step) <= sameScore || (step > 0) != (way > 0) {
			break
		}
		from--
	}
	return from
}
