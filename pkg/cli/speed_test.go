package cli

import (
	"runtime"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/demo"
)

// Memory is a matter of the groups, not of the records: counting four times as many
// allocates hardly more.
func TestMemoryDoesNotGrowWithRecords(t *testing.T) {
	if testing.Short() {
		t.Skip("makes and reads 150 MB")
	}
	const small, large = 10 << 20, 40 << 20 // both longer than the first block, which is kept
	const most = 4 << 20                    // bytes more in all; a single byte a record would be less, one string a record far more
	for _, format := range []demo.Format{demo.CSV, demo.NDJSON, demo.JSON} {
		allocated := func(size int64) int64 {
			data := exportOf(t, format, size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			res, err := tallyByRegion(data, 2)
			if err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&after)
			if res.Records == 0 {
				t.Fatal("no records were counted")
			}
			return int64(after.TotalAlloc - before.TotalAlloc)
		}
		allocated(small) // what is made once
		little, much := allocated(small), allocated(large)
		t.Logf("%s: %d kB for %d MB, %d kB for %d MB", format, little>>10, small>>20, much>>10, large>>20)
		if much-little > most {
			t.Errorf("%s: %d kB are allocated for %d MB and %d kB for %d MB", format, little>>10, small>>20, much>>10, large>>20)
		}
	}
}
