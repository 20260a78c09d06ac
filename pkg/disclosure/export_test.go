package disclosure

import "github.com/seed-ccfc8abe/nps/pkg/tally"

// RuleNames are the rules that MakeWithout can switch off.
var RuleNames = []string{"floor", "class", "remainder", "one class", "bounds", "editions"}

// MakeWithout is Make with one rule switched off, and with those behind it that would
// catch the same. It lets a test show that what looks for holes would see one. "" switches
// nothing off.
func MakeWithout(rule string, t *tally.Tally, plan Plan, earlier []*Record, publish *Publication) (*Release, *Record, error) {
	on := allRules
	switch rule {
	case "floor":
		on.floor, on.remainder = false, false
	case "class":
		on.class, on.oneClass = false, false
	case "remainder":
		on.remainder = false
	case "one class":
		on.oneClass, on.bounds = false, false
	case "bounds":
		on.bounds = false
	case "editions":
		on.editions = false
	}
	m, err := decide(t, plan, earlier, publish, on)
	if err != nil {
		return nil, nil, err
	}
	return m.release(publish)
}
