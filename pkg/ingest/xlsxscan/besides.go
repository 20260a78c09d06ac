package xlsxscan

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
)

// besideParts are kinds of parts that can repeat the text of cells or hold
// personal data of their own, by a piece of the part's name. The first that fits
// counts; "" is a part without any.
var besideParts = [...]struct{ name, kind string }{
	{"/_rels/", ""}, {"_rels/.rels", ""}, {"[content_types].xml", ""},
	{"pivotcache", "pivot caches"}, {"pivottable", "pivot tables"},
	{"threadedcomment", "cell notes"}, {"comments", "cell notes"}, {"persons/", "people who wrote notes"},
	{"vmldrawing", "drawings"}, {"drawings/", "drawings"}, {"diagrams/", "drawings"}, {"ctrlprops/", "drawings"},
	{"charts/", "charts and their caches"}, {"chartsheets/", "charts and their caches"},
	{"media/", "pictures"}, {"thumbnail", "a preview picture"}, {"embeddings/", "embedded files"},
	{"querytables/", "queries"}, {"tables/", "tables"}, {"connections.xml", "queries"}, {"model/", "a data model"},
	{"externallinks/", "caches of other workbooks"}, {"revisions/", "a history of changes"},
	{"slicer", "slicers"}, {"timeline", "slicers"}, {"richdata/", "linked data types"}, {"metadata.xml", ""},
	{"vbaproject", "macros"}, {"macrosheets/", "macros"}, {"customxml/", "custom XML"}, {"docprops/custom.xml", "document properties"},
	{"docprops/", ""}, {"xl/workbook.xml", ""}, {"xl/styles.xml", ""}, {"xl/sharedstrings.xml", ""}, {"theme/", ""},
	{"printersettings", ""}, {"calcchain", ""}, {"/worksheets/", ""},
}

// besideCells are elements behind the cells of a sheet that can repeat their
// texts.
var besideCells = map[string]string{
	"filter": "filters", "customFilter": "filters", "dataValidation": "lists of allowed values", "hyperlink": "links", "scenario": "scenarios",
}

// Besides returns, sorted, what kinds of content the workbook has beside the cells
// of one sheet that Rewrite copies as it is though it could repeat what the cells
// hold, or hold personal data of its own: "other sheets", "cell notes",
// "pivot caches", "charts and their caches", "document properties" and so on,
// "other parts" for what is not known. After a Rewrite, filters, lists of allowed
// values, links, scenarios and conditional formats of the sheet itself are among
// them.
func (b *Book) Besides() []string {
	kinds := map[string]bool{}
	for kind := range b.beside {
		kinds[kind] = true
	}
	for name, f := range b.parts {
		if !strings.HasSuffix(name, "/") && f.UncompressedSize64 > 0 {
			kinds[partKind(name)] = true
		}
	}
	for _, s := range b.sheets {
		if len(b.sheets) > 1 {
			kinds["other sheets"] = true
		}
		if !s.visible {
			kinds["hidden sheets"] = true
		}
	}
	if b.hasProperties() {
		kinds["document properties"] = true
	}
	delete(kinds, "")
	var list []string
	for kind := range kinds {
		list = append(list, kind)
	}
	slices.Sort(list)
	return list
}

func partKind(name string) string {
	for _, p := range besideParts {
		if strings.Contains("/"+name, p.name) {
			return p.kind
		}
	}
	return "other parts"
}

// hasProperties reports whether the document's properties name people or say
// something in words; dates and numbers do not count.
func (b *Book) hasProperties() bool {
	f := b.parts["docprops/core.xml"]
	if f == nil {
		return false
	}
	if f.UncompressedSize64 > maxPart {
		return true
	}
	r, err := f.Open()
	if err != nil {
		return true
	}
	defer r.Close()
	x := newTokens(r)
	counts := false
	for {
		t, err := x.next()
		if err != nil {
			return err != io.EOF
		}
		switch t := t.(type) {
		case xml.StartElement:
			counts = !slices.Contains([]string{"created", "modified", "lastPrinted", "revision", "version", "language"}, t.Name.Local)
		case xml.CharData:
			if counts && len(bytes.TrimSpace(t)) > 0 {
				return true
			}
		case xml.EndElement:
			counts = false
		}
	}
}
