package ledger

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// Promise 17: a long entry whose list of files is one of something else takes
// little memory before it is refused.
func TestPromise17EntryBombs(t *testing.T) {
	const size = 1 << 20
	for _, c := range []struct {
		element string
		want    error
		v       int
	}{
		{"{}", ErrForm, 1}, {"1", ErrForm, 1}, {`""`, ErrForm, 1}, {`[{},{}]`, ErrForm, 1}, {`{"sha256":""}`, ErrForm, 1},
		{`"\",\""`, ErrForm, 1}, {"{}", ErrVersion, 2},
	} {
		n := size / (len(c.element) + 1)
		body := []byte(`{"add":[` + strings.Repeat(c.element+",", n) + c.element + fmt.Sprintf(`],"v":%d}`, c.v))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := parseBody(body)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.element, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 20*size {
			t.Errorf("%s: %d MiB", c.element, took>>20)
		}
	}
}

// A list of many files is one, also where a value looks like the end of a list.
func TestManyFilesAreNoBomb(t *testing.T) {
	var list []string
	for i := range 2000 {
		list = append(list, fmt.Sprintf(`{"bucket":"\",{","bytes":1,"path":"parts/%05d]","sha256":"%064x"}`, i, i))
	}
	if text := "[" + strings.Join(list, ",") + "]"; len(text) <= smallBody {
		t.Fatal("too short")
	} else if err := checkAdd([]byte(`{"add":` + text + `}`)); err != nil {
		t.Error(err)
	}
}
