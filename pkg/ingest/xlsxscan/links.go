package xlsxscan

import (
	"encoding/xml"
	"slices"
	"strings"
)

// links are the hyperlinks of a sheet, which stand behind its cells. A link of a
// cell that changed often is the old text itself (mailto:), so it goes.
type links struct {
	gone, used map[string]bool // relationships of links that went, of all else
	inside     bool            // between hyperlinks and its end
	from       int64
	cuts       [][2]int64
	kept       int
	cutting    bool // within a link that goes
}

// between copies what is no row; tail is true behind the cells.
func (e *sheetEditor) between(t xml.Token, tail bool) error {
	before := e.prev
	e.prev = e.x.offset()
	if tail {
		if err := e.behind(t, before); err != nil {
			return err
		}
	}
	if e.links.inside {
		return nil
	}
	return e.copyTo(e.prev)
}

// behind looks at a token behind the cells; before is where it begins.
func (e *sheetEditor) behind(t xml.Token, before int64) error {
	l := &e.links
	switch t := t.(type) {
	case xml.StartElement:
		if what := besideCells[t.Name.Local]; what != "" {
			e.book.beside[what] = true
		}
		if t.Name.Local == "cfRule" && attr(t.Attr, "text") != "" {
			e.book.beside["conditional formats"] = true
		}
		switch {
		case t.Name.Local == "hyperlinks":
			l.inside, l.from = true, before
		case t.Name.Local == "hyperlink" && l.inside && e.touches(attr(t.Attr, "ref")):
			l.cutting = true
			l.cuts = append(l.cuts, [2]int64{before, 0})
			l.gone[relationID(t.Attr)] = true
			return nil
		case t.Name.Local == "hyperlink":
			l.kept++
		}
		if !l.cutting {
			l.used[relationID(t.Attr)] = true
		}
	case xml.EndElement:
		switch {
		case t.Name.Local == "hyperlink" && l.cutting:
			l.cutting = false
			l.cuts[len(l.cuts)-1][1] = e.prev
		case t.Name.Local == "hyperlinks" && l.inside:
			l.inside = false
			return e.cutLinks()
		}
	}
	return nil
}

// cutLinks copies the links that stay; a list of none is not allowed.
func (e *sheetEditor) cutLinks() error {
	l := &e.links
	if l.kept == 0 && len(l.cuts) > 0 {
		l.cuts = [][2]int64{{l.from, e.prev}}
	}
	for _, c := range l.cuts {
		if err := e.put(c[0], c[1], nil); err != nil {
			return err
		}
	}
	l.cuts = nil
	return e.copyTo(e.prev)
}

// relationID is the attribute r:id, whatever its prefix.
func relationID(attrs []xml.Attr) string {
	for _, a := range attrs {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// touches reports whether a changed cell lies in a range; of what is no range
// it is assumed.
func (e *sheetEditor) touches(ref string) bool {
	from, to, isRange := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !isRange {
		to = from
	}
	left, top, ok1 := reference(from)
	right, bottom, ok2 := reference(to)
	if !ok1 || !ok2 {
		return true
	}
	i, _ := slices.BinarySearch(e.edited, key(top, left))
	for ; i < len(e.edited) && e.edited[i] <= key(bottom, right); i++ {
		if c := int(e.edited[i] & (maxColumns - 1)); c >= left && c <= right {
			return true
		}
	}
	return false
}
