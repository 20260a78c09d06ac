package stats

import "fmt"

// Method names a way to put an interval around one score.
type Method string

// The methods, by the names that --interval takes. docs/statistics.md compares
// them; AdjustedWald is the default.
const (
	AdjustedWald Method = "adjusted-wald" // Rocks 2016: (0.75, 1.5, 0.75) added, then Wald
	Tango        Method = "tango"         // score interval, Tango 1998 and May & Johnson 1997
	Mover        Method = "mover"         // Newcombe 1998, "square and add" of Wilson limits
	BonettPrice  Method = "bonett-price"  // Bonett & Price 2012: (1, 0, 1) added, then Wald
	TrinomialT   Method = "trinomial-t"   // t interval of the mean of -1, 0, 1
	Dirichlet    Method = "dirichlet"     // equal tails of the Jeffreys posterior
	Wald         Method = "wald"          // normal approximation, for comparison only
)

// DefaultMethod is what is used when nobody chooses.
const DefaultMethod = AdjustedWald

// Methods lists every method, the default first, in the order of the help.
func Methods() []Method {
	return []Method{AdjustedWald, Tango, Mover, BonettPrice, TrinomialT, Dirichlet, Wald}
}

// CheckConfidence returns an error unless the confidence lies strictly between
// 0 and 1.
func CheckConfidence(confidence float64) error {
	if confidence > 0 && confidence < 1 {
		return nil
	}
	return fmt.Errorf("confidence %v: must lie between 0 and 1, as 0.95", confidence)
}
