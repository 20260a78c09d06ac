package csvscan

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

func quoted(cells []string) string { return fmt.Sprintf("%q", cells) }

// TestHeadIsBounded: a record of a million cells gives no more than Head promises.
func TestHeadIsBounded(t *testing.T) {
	records, _, err := Head([]byte(strings.Repeat(",", 1<<20)+"\na,b\n"), true, Layout{}, 0)
	if err != nil || len(records) != 2 || len(records[0]) != widestHead || len(records[1]) != 2 {
		t.Errorf("%d records, %v", len(records), err)
	}
}

func TestHead(t *testing.T) {
	cases := []struct {
		name     string
		data     string
		complete bool
		l        Layout
		max      int
		want     string
	}{
		{"empty", "", true, Layout{}, 9, ""},
		{"whole", "a,b\n\n\"c\nd\",\"\"\ne", true, Layout{}, 9, `1["a" "b"]3["c\nd" ""]5["e"]`},
		{"tail dropped", "a,b\nc", false, Layout{}, 9, `1["a" "b"]`},
		{"open tail dropped", "a,b\n\"c\nd", false, Layout{}, 9, `1["a" "b"]`},
		{"unsure tail dropped", "a,b\n\"c\"", false, Layout{}, 9, `1["a" "b"]`},
		{"CR at the end dropped", "a,b\nc\r", false, Layout{}, 9, `1["a" "b"]`},
		{"limit", "a\nb\nc\"", true, Layout{}, 2, `1["a"]2["b"]`},
		{"no limit", "a\nb\nc", true, Layout{}, 0, `1["a"]2["b"]3["c"]`},
		{"skip", "a\nb\nc", true, Layout{SkipRecords: 1}, 1, `2["b"]`},
		{"width plays no part", "a,b\nc", true, Layout{Width: 1}, 9, `1["a" "b"]2["c"]`},
		{"other delimiter", "a;b,c\n", true, Layout{Comma: ';'}, 9, `1["a" "b,c"]`},
		{"no quotes", "\"a\tb\"\n", true, Layout{Comma: '\t', NoQuotes: true}, 9, `1["\"a" "b\""]`},
		{"lone quote", "a,b\n\nc,d\"\ne", true, Layout{}, 9, `1["a" "b"]a quote where none may stand offset 8 line 3 column 2`},
		{"lone quote, lazy", "a,b\n\nc,d\"\n", true, Layout{Lazy: true}, 9, `1["a" "b"]3["c" "d\""]`},
		{"never closed", "a\n\n\"c\nd", true, Layout{}, 9, `1["a"]a quote is opened here and never closed offset 3 line 3 column 1`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			records, lines, err := Head([]byte(c.data), c.complete, c.l, c.max)
			got := ""
			for i, r := range records {
				got += fmt.Sprint(lines[i]) + quoted(r)
			}
			if e := (*scan.Error)(nil); errors.As(err, &e) {
				got += errText(e)
			} else if err != nil {
				t.Fatalf("unknown error %v", err)
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestHeadOfLongData(t *testing.T) {
	row := strings.Repeat("x", 999) + "\n"
	data := []byte(strings.Repeat(row, 400) + "\"")
	for _, limit := range []int{1, 65, 66, 300, 400} {
		records, lines, err := Head(data, true, Layout{}, limit)
		if err != nil || len(records) != limit || lines[limit-1] != int64(limit) || len(records[limit-1][0]) != 999 {
			t.Errorf("limit %d: %d records, error %v", limit, len(records), err)
		}
	}
	if _, _, err := Head(data, true, Layout{}, 401); err == nil {
		t.Error("the open quote behind the 400th record was not seen")
	}
}
