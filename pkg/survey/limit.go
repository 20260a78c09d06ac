package survey

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Limit is the most of something that a file may hold: a number of records or
// a share of them. The zero value is no limit.
type Limit struct {
	Value   float64 // a count, or per cent (0..100) when Percent is set
	Percent bool
	set     bool
}

// Count makes a limit of n records.
func Count(n int) Limit { return Limit{Value: float64(n), set: true} }

// Percent makes a limit of p per cent of the records.
func Percent(p float64) Limit { return Limit{Value: p, Percent: true, set: true} }

// ParseLimit reads "20" (records) or "1.5%" (of the records).
func ParseLimit(s string) (Limit, error) {
	s = strings.TrimSpace(s)
	if p, ok := strings.CutSuffix(s, "%"); ok {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(v) || v < 0 || v > 100 {
			return Limit{}, fmt.Errorf("a share goes from 0%% to 100%%")
		}
		return Percent(v), nil
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 0 {
		return Limit{}, fmt.Errorf("a limit is a whole number of records (20) or a share of them (1%%)")
	}
	return Count(int(n)), nil
}

// IsSet tells whether there is a limit.
func (l Limit) IsSet() bool { return l.set }

// Exceeded tells whether count of total records is more than the limit allows.
// A share of exactly the limit is allowed. Without a limit nothing exceeds it.
func (l Limit) Exceeded(count, total int64) bool {
	if !l.set {
		return false
	}
	if l.Percent {
		return float64(count)*100 > l.Value*float64(total)
	}
	return float64(count) > l.Value
}

// String writes the limit as ParseLimit reads it; "" without a limit.
func (l Limit) String() string {
	switch {
	case !l.set:
		return ""
	case l.Percent:
		return strconv.FormatFloat(l.Value, 'f', -1, 64) + "%"
	}
	return strconv.FormatFloat(l.Value, 'f', -1, 64)
}
