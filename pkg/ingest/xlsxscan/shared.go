package xlsxscan

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// emptyStrings empties the shared strings that no cell shows any more, those
// included that none showed before: they are what deleted rows have left.
func (b *Book) emptyStrings(part *zip.File, e *sheetEditor, members map[*zip.File]*member) error {
	f := b.parts["xl/sharedstrings.xml"]
	if f == nil || len(b.strings) == 0 {
		return nil
	}
	if err := b.useElsewhere(part, e.used); err != nil {
		return err
	}
	texts := map[string]bool{}
	left := 0
	for i, s := range b.strings {
		if e.touched[i] {
			texts[s] = true
		}
		if !e.used[i] && s != "" {
			left++
		}
	}
	for i, s := range b.strings {
		if e.used[i] && s != "" && texts[s] {
			b.kept++
		}
	}
	if left == 0 {
		return nil
	}
	m, err := b.withoutUnused(f, e.used)
	if err != nil {
		return err
	}
	members[f] = m
	return nil
}

// useElsewhere marks the shared strings that cells of other sheets show, of
// hidden sheets and of kinds that are not read as well.
func (b *Book) useElsewhere(but *zip.File, used []bool) error {
	targets, err := b.relations()
	if err != nil {
		return err
	}
	seen := map[*zip.File]bool{but: true}
	for _, to := range targets {
		f := b.part(to.Target)
		if f == nil || seen[f] || !strings.HasSuffix(strings.ToLower(to.Type), "sheet") {
			continue
		}
		seen[f] = true
		if f.UncompressedSize64 > uint64(b.limits.Sheet) {
			return fmt.Errorf("%w: sheet", ErrTooBig)
		}
		if err := useIn(f, used); err != nil {
			return broken("another sheet", err)
		}
	}
	return nil
}

func useIn(f *zip.File, used []bool) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	x := newTokens(r)
	shared := false
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		switch {
		case ok && start.Name.Local == "c":
			shared = attr(start.Attr, "t") == "s"
		case ok && start.Name.Local == "v" && shared:
			text, err := plainText(x, "v")
			if err != nil {
				return err
			}
			if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 0 && n < len(used) {
				used[n] = true
			}
		}
	}
}

// withoutUnused copies the shared strings and empties those that are not used.
// The numbers of the others must not change, so none is left out.
func (b *Book) withoutUnused(f *zip.File, used []bool) (*member, error) {
	m, err := newMember(f)
	if err != nil {
		return nil, err
	}
	r, err := f.Open()
	if err != nil {
		return nil, broken("shared strings", err)
	}
	defer r.Close()
	c := newCopier(r, m)
	for n := 0; ; {
		t, err := c.x.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, broken("shared strings", err)
		}
		start, ok := t.(xml.StartElement)
		if ok && start.Name.Local == "si" {
			if err := c.copyString(start, n < len(used) && used[n]); err != nil {
				return nil, broken("shared strings", err)
			}
			n++
		}
		if err := c.copyTo(c.x.offset()); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(c.copyTo(c.x.offset()), m.close()); err != nil {
		return nil, err
	}
	return m, nil
}

// copyString copies a shared string, empty if it is not used.
func (c *copier) copyString(start xml.StartElement, used bool) error {
	from := c.x.offset()
	for {
		before := c.x.offset()
		t, err := c.x.inside()
		if err != nil {
			return err
		}
		if end, ok := t.(xml.EndElement); !ok || end.Name.Local != "si" {
			continue
		}
		if used || c.x.offset() == from { // <si/>
			return nil
		}
		prefix := start.Name.Space
		if prefix != "" {
			prefix += ":"
		}
		return c.put(from, before, []byte("<"+prefix+"t/>"))
	}
}
