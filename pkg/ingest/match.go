package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/survey"
)

// matchRows finds the preset whose header patterns the first rows fit. The one
// with most patterns wins, then the user's own; a tie between tools is an error. rows holds up to
// the first four records as text. nil, nil means that no preset fits.
func matchRows(presets []*Preset, rows [][]string) (*Preset, error) {
	norms := make([][]string, len(rows))
	for i, row := range rows {
		norms[i] = make([]string, len(row))
		for j, cell := range row {
			norms[i][j] = survey.NormaliseHeader(cell)
		}
	}
	best, most := []*Preset(nil), 0
	for _, p := range presets {
		n := p.fits(rows, norms)
		if n == 0 || n < most {
			continue
		}
		if n > most {
			best, most = nil, n
		}
		best = append(best, p)
	}
	return onlyOne(best)
}

// onlyOne decides between presets that fit equally well: one of the user's own
// file goes before the built-in ones.
func onlyOne(best []*Preset) (*Preset, error) {
	if len(best) > 1 {
		known, err := builtin()
		if err != nil {
			return nil, err
		}
		isBuiltin := func(p *Preset) bool { return slices.Contains(known, p) }
		if own := slices.DeleteFunc(slices.Clone(best), isBuiltin); len(own) > 0 {
			best = own
		}
	}
	switch len(best) {
	case 0:
		return nil, nil
	case 1:
		return best[0], nil
	}
	ids := make([]string, len(best))
	for i, p := range best {
		ids[i] = p.ID
	}
	return nil, &Error{ID: "preset", Msg: "the header fits the exports of several tools: " + strings.Join(ids, ", "),
		Hint: fmt.Sprintf("say which: --preset %s, or --preset generic", ids[0])}
}

// fits returns how many patterns of p match the rows, 0 when p does not fit.
func (p *Preset) fits(rows, norms [][]string) int {
	if p.Match == nil {
		return 0
	}
	at := max(p.Match.Row, 1) - 1
	if at >= len(norms) {
		return 0
	}
	cells := norms[at]
	if c := p.Match.Col; c > 0 {
		if c > len(cells) {
			return 0
		}
		cells = cells[c-1 : c]
	}
	most := 0
	for _, all := range p.all {
		if allMatch(all, cells) {
			most = max(most, len(all))
		}
	}
	if most > 0 && p.Match.Also != nil {
		if !p.Match.Also.holds(rows, norms) {
			return 0
		}
		most++
	}
	return most
}

func allMatch(all []*regexp.Regexp, cells []string) bool {
	for _, re := range all {
		found := false
		for _, cell := range cells {
			if re.MatchString(cell) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return len(all) > 0
}

func (a *presetAlso) holds(rows, norms [][]string) bool {
	for i := range rows {
		if a.Row != 0 && i != a.Row-1 {
			continue
		}
		if a.Prefix != "" && prefixShare(rows[i], a.Prefix) >= a.MinShare && prefixShare(rows[i], a.Prefix) > 0 {
			return true
		}
		if a.Cell != "" {
			re, err := regexp.Compile(a.Cell)
			if err == nil && allMatch([]*regexp.Regexp{re}, norms[i]) {
				return true
			}
		}
	}
	return false
}

// prefixShare is the share of the row's nonblank cells that begin with prefix.
func prefixShare(row []string, prefix string) float64 {
	n, with := 0, 0
	for _, cell := range row {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		n++
		if strings.HasPrefix(cell, prefix) {
			with++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(with) / float64(n)
}

// matchJSON finds the preset whose keys the first records have. root is the
// path of the records' array, "" for the top.
func matchJSON(presets []*Preset, root string, has func(path string) bool) (*Preset, error) {
	best, most := []*Preset(nil), 0
	for _, p := range presets {
		if p.JSON == nil || !p.JSON.at(root) {
			continue
		}
		n := 0
		for _, key := range p.JSON.Keys {
			if has(key) {
				n++
			}
		}
		if n < len(p.JSON.Keys) || n < most {
			continue
		}
		if n > most {
			best, most = nil, n
		}
		best = append(best, p)
	}
	return onlyOne(best)
}

func (j *presetJSON) at(root string) bool {
	for _, r := range j.Root {
		if r == root {
			return true
		}
	}
	return false
}
