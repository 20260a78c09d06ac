package xlsxscan

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// described are the parts that excelize is given, under the names it looks for.
var described = []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}

// describe reads the list of sheets, their parts, and the styles.
func (b *Book) describe() (err error) {
	archive, err := b.extract()
	if err != nil {
		return err
	}
	defer func() { // excelize trusts indexes that stand in the file
		if recover() != nil {
			err = fmt.Errorf("%w: its parts contradict each other", ErrBroken)
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(archive), excelize.Options{
		UnzipSizeLimit:    int64(len(described)) * maxPart,
		UnzipXMLSizeLimit: int64(len(described)) * maxPart, // nothing goes to temporary files
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	defer f.Close()
	targets, err := b.relations()
	if err != nil {
		return err
	}
	f.GetSheetList() // makes f.WorkBook
	for _, s := range f.WorkBook.Sheets.Sheet {
		to := targets[s.ID]
		if !strings.HasSuffix(to.Type, "/worksheet") {
			continue // a chart, a dialog, a macro sheet
		}
		if b.part(to.Target) == nil {
			return fmt.Errorf("%w: the part of a sheet is missing", ErrBroken)
		}
		b.sheets = append(b.sheets, sheet{s.Name, to.Target, s.State == "" || s.State == "visible"})
	}
	if len(b.sheets) == 0 {
		return fmt.Errorf("%w: it has no worksheet", ErrBroken)
	}
	b.date1904 = f.WorkBook.WorkbookPr != nil && f.WorkBook.WorkbookPr.Date1904
	b.readStyles(f)
	return nil
}

// extract makes a small archive of the parts that describe the workbook, so
// that excelize unpacks nothing else. Their compressed bytes are copied.
func (b *Book) extract() ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range described {
		f := b.parts[strings.ToLower(name)]
		if f == nil {
			if name == "xl/workbook.xml" {
				return nil, fmt.Errorf("%w: the part %s is missing", ErrBroken, name)
			}
			continue
		}
		if f.UncompressedSize64 > maxPart {
			return nil, fmt.Errorf("%w: part %s", ErrTooBig, name)
		}
		raw, err := f.OpenRaw()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		header := f.FileHeader
		header.Name = name
		to, err := w.CreateRaw(&header)
		if err == nil {
			_, err = io.Copy(to, raw)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return out.Bytes(), nil
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations returns the parts that the workbook refers to, by id.
func (b *Book) relations() (map[string]relation, error) {
	const name = "xl/_rels/workbook.xml.rels"
	var all struct {
		Relations []relation `xml:"Relationship"`
	}
	f := b.parts[name]
	if f == nil {
		return nil, fmt.Errorf("%w: the part %s is missing", ErrBroken, name)
	}
	r, err := f.Open()
	if err == nil {
		defer r.Close()
		err = xml.NewDecoder(r).Decode(&all)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: part %s: %w", ErrBroken, name, err)
	}
	targets := map[string]relation{}
	for _, r := range all.Relations {
		targets[r.ID] = r
	}
	return targets, nil
}

// readStyles finds out which cell styles show dates.
func (b *Book) readStyles(f *excelize.File) {
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return
	}
	codes := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			if n != nil {
				codes[n.NumFmtID] = n.FormatCode
			}
		}
	}
	known := map[int]look{}
	for _, xf := range f.Styles.CellXfs.Xf {
		id := 0
		if xf.NumFmtID != nil {
			id = *xf.NumFmtID
		}
		l, ok := known[id]
		if !ok {
			if code, custom := codes[id]; custom {
				l = lookOf(code)
			} else {
				l = builtinLook(id)
			}
			known[id] = l
		}
		b.styles = append(b.styles, l)
	}
}
