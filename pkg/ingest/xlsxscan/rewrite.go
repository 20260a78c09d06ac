package xlsxscan

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Edit replaces the bytes Start..End of a cell's text, which is UTF-8, by Text.
type Edit struct {
	Start, End int
	Text       string
}

// errEdits is a mistake of the function that edits.
var errEdits = errors.New("xlsxscan: edits beyond the cell, out of order, or of a cell that the sheet does not have")

// Rewrite writes the workbook to w with some cells of a sheet, visible or not,
// changed. For every row that Rows would hand over, edit is given the texts of the
// columns, numbered from 0 (A), and appends to edits[i], which is empty before,
// what is to change in cells[i]: in order, without overlap. cells and edits are
// valid until it returns; its error ends the work and is returned. Nothing is
// written before all rows have been read.
//
// Everything that need not change is copied as it is stored; see the package's
// description for what changes. After a Rewrite, [Book.Kept] and [Book.Besides] say where
// copies of the changed texts may be left.
func (b *Book) Rewrite(w io.Writer, sheet string, columns []int, edit func(row int, cells []string, edits [][]Edit) error) error {
	if b.signed() {
		return ErrSigned
	}
	for _, c := range columns {
		if c < 0 || c >= maxColumns {
			return fmt.Errorf("xlsxscan: there is no column %d", c)
		}
	}
	part := b.sheetPart(sheet)
	if part == nil {
		return ErrNoSheet
	}
	b.kept, b.beside = 0, map[string]bool{}
	changed, err := newMember(part)
	if err != nil {
		return err
	}
	e := newSheetEditor(b, changed, columns, edit)
	s := &sheetReader{editing: e}
	s.emit = func(row int, cells []string) error { return e.editRow(s, cells) }
	if err := b.walk(sheet, s); err != nil {
		return err
	}
	members := map[*zip.File]*member{}
	if len(e.edited) > 0 {
		if err := changed.close(); err != nil {
			return err
		}
		members[part] = changed
		if err := b.changeOthers(part, e, members); err != nil {
			return err
		}
	}
	return b.write(w, members)
}

// changeOthers puts the parts that change along with the sheet into members.
func (b *Book) changeOthers(part *zip.File, e *sheetEditor, members map[*zip.File]*member) error {
	if err := b.emptyStrings(part, e, members); err != nil {
		return err
	}
	if err := b.dropLinks(part, e, members); err != nil {
		return err
	}
	if e.formulas == 0 {
		return nil
	}
	return b.dropChain(members)
}

// dropChain leaves out the order in which formulas are calculated, which names
// cells that have none any more. Spreadsheet programs make it anew.
func (b *Book) dropChain(members map[*zip.File]*member) error {
	targets, err := b.relations()
	if err != nil {
		return err
	}
	ids, names := map[string]bool{}, map[string]bool{}
	for id, to := range targets {
		if chain := b.part(to.Target); chain != nil && strings.HasSuffix(to.Type, "/calcChain") {
			members[chain] = nil
			ids[id] = true
			names[strings.ToLower("/"+strings.ReplaceAll(chain.Name, `\`, "/"))] = true
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if err := cut(b.parts["xl/_rels/workbook.xml.rels"], "Id", func(id string) bool { return ids[id] }, members); err != nil {
		return err
	}
	return cut(b.parts["[content_types].xml"], "PartName", func(name string) bool { return names[strings.ToLower(name)] }, members)
}

// dropLinks leaves out where the links of changed cells led to.
func (b *Book) dropLinks(part *zip.File, e *sheetEditor, members map[*zip.File]*member) error {
	if len(e.links.gone) == 0 {
		return nil
	}
	drop := func(id string) bool { return e.links.gone[id] && !e.links.used[id] }
	return cut(b.relationsOf(part), "Id", drop, members)
}

// relationsOf returns the part with the relationships of another, or nil.
func (b *Book) relationsOf(part *zip.File) *zip.File {
	name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
	i := strings.LastIndexByte(name, '/') + 1
	return b.parts[name[:i]+"_rels/"+name[i:]+".rels"]
}

// write writes the archive in its order; members holds the parts that change,
// nil for those that are left out.
func (b *Book) write(w io.Writer, members map[*zip.File]*member) error {
	z := zip.NewWriter(w)
	if err := z.SetComment(b.archive.Comment); err != nil {
		return err
	}
	for _, f := range b.archive.File {
		var err error
		if m, ok := members[f]; !ok {
			err = z.Copy(f)
		} else if m != nil {
			err = m.write(z)
		}
		if err != nil {
			return fmt.Errorf("cannot write the workbook: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("cannot write the workbook: %w", err)
	}
	return nil
}

// Kept returns how many shared texts that the last Rewrite changed in a cell are
// still in the workbook, since a cell that stayed as it was, in any column or
// sheet, shows the same.
func (b *Book) Kept() int { return b.kept }

// apply makes the text of a cell after its edits.
func apply(text string, edits []Edit) (string, error) {
	var out strings.Builder
	at := 0
	for _, e := range edits {
		if e.Start < at || e.End < e.Start || e.End > len(text) {
			return "", errEdits
		}
		out.WriteString(text[at:e.Start])
		out.WriteString(e.Text)
		at = e.End
	}
	out.WriteString(text[at:])
	return strings.ToValidUTF8(out.String(), "\uFFFD"), nil
}

// signed reports whether the workbook has a digital signature.
func (b *Book) signed() bool {
	return slices.ContainsFunc(b.archive.File, func(f *zip.File) bool {
		return strings.HasPrefix(strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")), "_xmlsignatures/")
	})
}
