package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
	"github.com/seed-ccfc8abe/nps/pkg/stats"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/tally"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// counting is what to count and what was counted: one tally of all inputs, with
// what was found out about each.
type counting struct {
	settings *config.Settings
	command  string // for messages and the vault's access record
	reading  *readingOptions
	choosing *choosingOptions
	sources  []source
	tally    *tally.Tally
	classes  *stats.Counts // given by --counts
	// classesOnly says that some source knows classes and no scores, so that
	// there is no histogram and no mean.
	classesOnly bool
	warnings    []warning
	repeated    int64            // respondents with several answers, -1 if nobody looked
	people      map[whoever]int8 // with wantPeople: the score of each respondent
	vault       string           // id of the vault that people come from
	wantPeople  bool
	floors      *state.Disclosure // the vault's, for what is released
	// until leaves out what is not before it where an input has times; a report's
	// running period.
	until  func(zone *time.Location) time.Time
	files  bool   // exports are among the inputs
	rating string // of a vault: count the answers to this rating in place of the score
}

// whoever is a respondent without a name, as ingest and the vault tell them apart.
type whoever [2]uint64

// source is one input with what was found out about it.
type source struct {
	info   ingest.Info
	result *ingest.Result // nil for --counts and --histogram
}

// count counts the inputs that are named, exports and vaults, or the vault that is
// found where none is named.
func (c *counting) count(ctx context.Context, a *app, inputs []string, times bool) error {
	if len(inputs) == 0 {
		v, dir, def, err := a.vaultOf(ctx, c.settings, c.command)
		if err != nil {
			return err
		}
		defer v.Close()
		return c.readVault(ctx, a, dir, v, def, times)
	}
	var files, vaults []string
	for _, name := range inputs {
		if a.isVault(name) {
			vaults = append(vaults, name)
		} else {
			files = append(files, name)
		}
	}
	c.files = len(files) > 0
	for _, name := range vaults {
		v, def, err := a.vaultAt(ctx, c.settings, name)
		if err != nil {
			return err
		}
		err = c.readVault(ctx, a, name, v, def, times)
		v.Close()
		if err != nil {
			return err
		}
	}
	if len(files) == 0 {
		return nil
	}
	return c.read(ctx, a, files, times)
}

// isVault says whether an input is a directory that holds a ledger.
func (a *app) isVault(name string) bool {
	if name == "-" || name == "" {
		return false
	}
	st, err := os.Stat(filepath.Join(a.path(name), "ledger"))
	return err == nil && st.IsDir()
}

// read counts the files one after another, compares their rows where that is
// asked for, and adds the counts up.
func (c *counting) read(ctx context.Context, a *app, files []string, times bool) error {
	q, err := c.choosing.query(c.reading.dedupe.word)
	if err != nil {
		return err
	}
	q.Times, q.People = times, c.wantPeople
	base, err := c.reading.options(a, c.settings)
	if err != nil {
		return err
	}
	var done atomic.Int64
	base.Progress = &done
	pending := make([]*ingest.Pending, len(files))
	for i, file := range files {
		in := base
		if in.Definition, err = c.reading.definition(a, c.settings, file); err != nil {
			return err
		}
		if pending[i], err = countOne(ctx, a, file, in, q, c.until); err != nil {
			return err
		}
	}
	results, err := ingest.Settle(pending)
	if err != nil {
		return err
	}
	for _, res := range results {
		if err := c.add(res, q); err != nil {
			return err
		}
	}
	return nil
}

// counted is the number of answers that count.
func (c *counting) counted() uint64 {
	if c.classes != nil {
		return uint64(c.classes.N())
	}
	total := c.tally.Total()
	return total.Counts.N()
}

// location is the zone that times are reported in; UTC where they are as they were
// written.
func (c *counting) location() *time.Location {
	name := c.sources[0].info.Zone
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	if t, err := time.Parse("-07:00", name); err == nil {
		return t.Location()
	}
	return time.UTC
}

// earlier is the earlier of two ends, of which the first may be open.
func earlier(end, other time.Time) time.Time {
	if end.IsZero() || other.Before(end) {
		return other
	}
	return end
}

// countOne reads one file.
func countOne(ctx context.Context, a *app, file string, in ingest.Options, q ingest.Query, until func(*time.Location) time.Time) (*ingest.Pending, error) {
	f, err := a.openInput(file, in)
	if err != nil {
		return nil, err
	}
	defer f.close()
	in.Progress.Store(0)
	stop := a.progress(f.File, in.Progress, f.Info().Name)
	defer stop()
	if until != nil && !f.IsTally() {
		if roles, err := f.Roles(ctx); err == nil && roles.Time >= 0 {
			q.Until = earlier(q.Until, until(in.Zone))
		}
	}
	return f.Count(ctx, q)
}

// add puts the counts of one file to those before.
func (c *counting) add(res *ingest.Result, q ingest.Query) error {
	c.sources = append(c.sources, source{res.Info, res})
	c.classesOnly = c.classesOnly || res.Info.ClassesOnly
	for _, w := range res.Warnings {
		message := w.Message
		if w.Column != "" {
			message = "column " + quoted(w.Column) + " " + message
		}
		c.warnings = append(c.warnings, warning{ID: w.ID, Message: message, Column: w.Column, Source: res.Info.Name, Line: w.Line})
	}
	if res.Repeated >= 0 {
		c.repeated = max(c.repeated, 0) + res.Repeated
	}
	for _, p := range res.People {
		if c.people == nil {
			c.people = map[whoever]int8{}
		}
		c.people[p.Who] = p.Score
	}
	c.compareZones(q)
	if c.tally == nil {
		c.tally = res.Tally
		return nil
	}
	if err := c.tally.Merge(res.Tally); err != nil {
		return inputError(res.Info.Name, err.Error(), "")
	}
	return nil
}

// compareZones warns when periods of files in different zones are added up.
func (c *counting) compareZones(q ingest.Query) {
	n := len(c.sources)
	if n < 2 || !q.NeedsTime() || c.sources[0].info.Zone == c.sources[n-1].info.Zone {
		return
	}
	c.warnings = append(c.warnings, warning{ID: "zones-differ", Source: c.sources[n-1].info.Name,
		Message: "its times are in another zone than those of the first file; --tz reports all in one"})
}

// given takes counts from the command line.
func (c *counting) given(counts, histogram string) error {
	c.tally = &tally.Tally{}
	if histogram != "" {
		g := tally.Group{Key: []string{}}
		parts := strings.Split(histogram, ",")
		if len(parts) != tally.Scores {
			return usageError("--histogram", fmt.Sprintf("has %d counts, not 11 (scores 0 to 10)", len(parts)), "")
		}
		for i, p := range parts {
			n, err := parseCount(p)
			if err != nil {
				return usageError("--histogram", err.Error(), "counts are whole numbers from 0")
			}
			g.Counts[i] = n
		}
		c.tally.Groups = []tally.Group{g}
		c.sources = []source{{info: ingest.Info{Name: "--histogram", Format: "counts"}}}
		return nil
	}
	classes, err := parseClasses(counts)
	if err != nil {
		return err
	}
	c.classes = &classes
	c.sources = []source{{info: ingest.Info{Name: "--counts", Format: "counts"}}}
	return nil
}

func parseCount(s string) (uint64, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64)
	if err != nil || n > 1<<53 {
		return 0, fmt.Errorf("%s is not a count", quoted(s))
	}
	return n, nil
}

// parseClasses reads promoters=50,passives=30,detractors=20; a class that is not
// named counts 0.
func parseClasses(s string) (stats.Counts, error) {
	var c stats.Counts
	hint := "such as --counts promoters=50,passives=30,detractors=20"
	seen := map[string]bool{}
	for _, part := range strings.Split(s, ",") {
		name, value, ok := strings.Cut(part, "=")
		n, err := parseCount(value)
		if !ok || err != nil {
			return c, usageError("--counts", quoted(part)+" is not a class and its count", hint)
		}
		name = strings.TrimSpace(name)
		class := strings.TrimSuffix(strings.ToLower(name), "s") + "s"
		if seen[class] {
			return c, usageError("--counts", shortened(class)+" are given twice", hint)
		}
		seen[class] = true
		switch class {
		case "promoters":
			c.Promoters = float64(n)
		case "passives":
			c.Passives = float64(n)
		case "detractors":
			c.Detractors = float64(n)
		default:
			if near := suggest.Nearest(name, []string{"promoters", "passives", "detractors"}); near != "" {
				hint = "did you mean " + near + "?"
			}
			return c, usageError("--counts", quoted(name)+" is no class", hint)
		}
	}
	return c, nil
}
