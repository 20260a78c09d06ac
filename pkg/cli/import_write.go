package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// importCounts are the rows of all workers.
type importCounts struct{ records, added, duplicate, late, rejected, expiring int64 }

func (im *importing) counts() (c importCounts) {
	for _, w := range im.crew {
		c.records += w.records
		c.added += w.added
		c.duplicate += w.duplicate
		c.late += w.late
		c.rejected += w.rejected
	}
	return c
}

// importDocument is the JSON document of import.
type importDocument struct {
	Schema      string         `json:"schema"`
	Imported    int64          `json:"imported"`
	Duplicate   int64          `json:"duplicate"`
	Rejected    int64          `json:"rejected"`
	Quarantined int64          `json:"quarantined"`
	Suppressed  int64          `json:"suppressed"`
	Late        int64          `json:"late"`
	Expiring    int64          `json:"expiring"`
	Buckets     []importBucket `json:"buckets"`
	Entry       *int64         `json:"entry"` // null for a dry run
	DryRun      bool           `json:"dry_run"`
	Known       *int64         `json:"known"` // the entry that imported the same file before
}

type importBucket struct {
	Bucket string `json:"bucket"`
	Rows   int64  `json:"rows"`
}

func (im *importing) document() importDocument {
	doc := importDocument{Schema: "nps.import/1", DryRun: im.o.dryRun, Buckets: []importBucket{}}
	switch {
	case im.known >= 0:
		doc.Known, doc.Entry = &im.known, &im.known
	case im.done != nil:
		r := im.done.Rows
		doc.Imported, doc.Duplicate, doc.Rejected, doc.Late, doc.Expiring = r.OK, r.Duplicate, r.Rejected, r.Late, r.Expiring
		doc.Quarantined, doc.Entry = im.done.Quarantined, &im.done.Entry
		for _, b := range im.done.Buckets {
			if b.Rows > 0 && !b.Late {
				doc.Buckets = append(doc.Buckets, importBucket{b.Bucket, b.Rows})
			}
		}
	default: // a dry run
		c := im.counts()
		doc.Imported, doc.Duplicate, doc.Rejected, doc.Late = c.added, c.duplicate, c.rejected, c.late
		if im.o.onInvalid.word != "refuse" {
			doc.Quarantined = c.rejected
		}
		rows := map[string]int64{}
		for _, w := range im.crew {
			for day, n := range w.days {
				rows[im.plan.policy.BucketOf(time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly))] += n
			}
		}
		for _, b := range slices.Sorted(maps.Keys(rows)) {
			doc.Buckets = append(doc.Buckets, importBucket{b, rows[b]})
		}
	}
	return doc
}

func (im *importing) write(w io.Writer, format string) error {
	if im.inferred && im.known < 0 && !im.s.Quiet {
		verb := "recorded this survey definition"
		if im.o.dryRun {
			verb = "would record this survey definition"
		}
		fmt.Fprintf(im.a.term.Err, "nps: %s (nps import --survey FILE gives another):\n%s\n", verb, strings.TrimRight(im.survey, "\n"))
	}
	if !im.plan.timed && im.known < 0 && !im.s.Quiet {
		fmt.Fprintln(im.a.term.Err, "nps: warning: the survey has no time: responses are kept under the day of their import, and go by that")
	}
	doc := im.document()
	if format == "json" {
		return writeJSON(w, doc)
	}
	if im.known >= 0 {
		_, err := fmt.Fprintf(w, "already imported in entry %d; nothing was added\n", im.known)
		return err
	}
	var b strings.Builder
	verb := "imported"
	if im.o.dryRun {
		verb = "would import"
	}
	fmt.Fprintf(&b, "%s %s into %s", verb, rowsInWords(doc.Imported), bucketsInWords(doc.Buckets))
	if doc.Entry != nil {
		fmt.Fprintf(&b, " (entry %d)", *doc.Entry)
	}
	b.WriteByte('\n')
	for _, line := range []struct {
		n    int64
		what string
	}{
		{doc.Duplicate, "left out: the response id is there already"},
		{doc.Quarantined, "cannot be used and went to the quarantine"},
		{doc.Rejected - doc.Quarantined, "cannot be used and were left out"},
		{doc.Late, "left out: their bucket was purged"},
		{doc.Expiring, "go at the next purge: their retention is over"},
	} {
		if line.n > 0 {
			fmt.Fprintf(&b, "%s %s\n", rowsInWords(line.n), line.what)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func bucketsInWords(list []importBucket) string {
	switch len(list) {
	case 0:
		return "no bucket"
	case 1:
		return list[0].Bucket
	}
	return fmt.Sprintf("%d buckets, %s to %s", len(list), list[0].Bucket, list[len(list)-1].Bucket)
}

func rowsInWords(n int64) string { return thousands(uint64(n)) + " " + plural(uint64(n), "row") }
