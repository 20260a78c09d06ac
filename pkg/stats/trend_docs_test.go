package stats

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The documentation must name every chart, signal and doubt, and the settings as
// they are.
func TestTrendDocumentation(t *testing.T) {
	data, err := os.ReadFile("../../docs/statistics.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	rows := []string{
		string(LaneyChart), string(ShewhartChart), string(XmRChart), string(EWMAChart), string(CUSUMChart),
		SignalOutside, SignalNear, SignalRun, SignalTrend, SignalJump, SignalDrift,
		DoubtFewPeriods, DoubtManyPeriods, DoubtBadCounts, DoubtParameter, DoubtBaseline, DoubtRough,
		DoubtFlat, DoubtOverdispersed, DoubtUnequal, DoubtFewCycles, DoubtAutocorrelated,
	}
	for _, id := range rows {
		if !strings.Contains(doc, "| `"+id+"` |") {
			t.Errorf("%s has no row", id)
		}
	}
	for _, text := range []string{
		fmt.Sprintf("%d or more in a row on one side", RunLength),
		fmt.Sprintf("%d or more in a row, each above", TrendLength),
		fmt.Sprintf("At least %d periods with answers", MinPeriods),
		fmt.Sprintf("*sigma_z* > %v", muchOverdispersed),
		fmt.Sprintf("fewer than %d periods with answers in the baseline", enoughBaseline),
		fmt.Sprintf("= %.2f *phi*", plausible95),
		fmt.Sprintf("up to %v *M*", rangeLimit),
		fmt.Sprintf("± %.4f *M*", 3/meanRange),
		fmt.Sprintf("*e_t* = %v *x_t*", DefaultLambda),
		fmt.Sprintf("± %v sqrt(*s_t*)", DefaultWidth),
		fmt.Sprintf("*z_t* - %v)", DefaultSlack),
		fmt.Sprintf("both up to %v", DefaultAlarm),
	} {
		if !strings.Contains(doc, text) {
			t.Errorf("the documentation lacks %q", text)
		}
	}
}
