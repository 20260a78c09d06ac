package cli

import (
	"slices"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
)

// TestIntervalWords: the words of --interval are those of the methods, which
// the packages cannot tell each other.
func TestIntervalWords(t *testing.T) {
	setting, ok := config.Find("interval")
	if !ok {
		t.Fatal("no setting interval")
	}
	var methods []string
	for _, m := range stats.Methods() {
		methods = append(methods, string(m))
	}
	if !slices.Equal(setting.Values, methods) || setting.Default != methods[0] {
		t.Errorf("the setting knows %v, stats %v", setting.Values, methods)
	}
}
