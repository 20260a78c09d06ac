package ingest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// endless writes records for ever, and counts the bytes that were read.
type endless struct {
	head, record string
	rest         string
	n            int
	read         int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.n == 0 {
			e.rest = e.head
		}
		e.n++
		e.rest += fmt.Sprintf(e.record, e.n, e.n%11)
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	e.read += n
	return n, nil
}

// A pipe whose beginning is taken for the whole is read little further, several passes
// over it see the same records, and none of them is a torn one.
func TestHeadOnly(t *testing.T) {
	for name, text := range map[string][2]string{
		"csv":    {"id,How likely are you to recommend us?,note\n", "%d,%d,\"two\nlines, in quotes\"\n"},
		"ndjson": {"", `{"id":%d,"How likely are you to recommend us?":%d,"note":"a"}` + "\n"},
		"json":   {"[\n", `{"id":%d,"How likely are you to recommend us?":%d,"note":"a"},` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			pipe := &endless{head: text[0], record: text[1]}
			f, err := Open("-", io.Reader(pipe), Options{HeaderRows: AutoHeader, HeadOnly: 2 << 20})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.Roles(context.Background()); err != nil {
				t.Fatal(err)
			}
			var counts []int
			for _, columns := range [][]int{{0, 1, 2}, {1}} {
				n := 0
				err := f.Gather(context.Background(), columns, func() func(scan.Pos, [][]byte) error {
					n = 0
					return func(_ scan.Pos, cells [][]byte) error {
						if n++; len(cells) != len(columns) || len(cells[0]) == 0 {
							return fmt.Errorf("record %d is torn", n)
						}
						return nil
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				counts = append(counts, n)
			}
			if counts[0] != counts[1] || counts[0] < 20_000 {
				t.Errorf("passes saw %d records", counts)
			}
			if pipe.read > 4<<20 {
				t.Errorf("%d bytes of the pipe were read", pipe.read)
			}
		})
	}
	// A short one is read whole.
	f, err := Open("-", strings.NewReader("id,nps\n1,9\n2,10\n"), Options{HeaderRows: AutoHeader, HeadOnly: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := f.Each(context.Background(), func() {}, func(scan.Pos, [][]byte) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("%d records, %v", n, err)
	}
}
