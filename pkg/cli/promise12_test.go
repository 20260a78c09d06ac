//go:build unix

package cli

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"
)

// TestPromise12EightImporters: 8 accounts' worth of imports at the same time, each a process of
// its own: what is acknowledged is an entry of its own, and nothing is lost.
func TestPromise12EightImporters(t *testing.T) {
	const at = 8
	imports := 40
	if testing.Short() {
		imports = 4
	}
	p := newProgram(t)
	p.ask("asha", 0, "vault init --survey survey.yaml")
	for i := range at * imports {
		p.export(fmt.Sprintf("in%d.csv", i), 1, false, month(1+i%60)) // the ids of a bucket and its neighbours are read each time
	}
	var lock sync.Mutex
	var entries []int64
	var all sync.WaitGroup
	for who := range at {
		all.Go(func() {
			for i := range imports {
				c := p.command("asha", fmt.Sprintf("import in%d.csv --format json", who*imports+i))
				var out, errs bytes.Buffer
				c.Stdout, c.Stderr = &out, &errs
				if err := c.Run(); err != nil {
					t.Errorf("%v: %s", err, errs.String())
					return
				}
				w := &vaultRun{t: t, out: out.String()}
				var doc importDocument
				if w.document(&doc); doc.Entry == nil || doc.Imported != 1 || doc.Known != nil {
					t.Errorf("%s", out.String())
					return
				}
				lock.Lock()
				entries = append(entries, *doc.Entry)
				lock.Unlock()
			}
		})
	}
	start := time.Now()
	all.Wait()
	t.Logf("%d imports in %s", len(entries), time.Since(start).Round(time.Millisecond))
	now := p.standing("asha")
	p.entriesOf(entries, now.entries)
	if want := int64(at * imports); int64(len(entries)) != want || now.rows != want || now.entries != want+1 {
		t.Fatalf("%d were acknowledged of %d: %+v", len(entries), want, now)
	}
	p.sweep("asha")
}
