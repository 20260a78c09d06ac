package ingest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// Columns that are picked out of a Typeform array of answers (answers.go) all
// have the array as their cell. This file brings edits of the picked texts into
// it.

// copyPaths returns the paths of the chosen columns, each once, and what makes an
// editor of their cells from one of the columns.
func (f *File) copyPaths(columns []int) (paths []string, wrap func(*scan.Editor) *scan.Editor) {
	at := make([]int, len(columns)) // of each column's path
	refs := make([]string, len(columns))
	picks := false
	for k, i := range columns {
		path := f.columns[i].jsonPath()
		if at[k] = slices.Index(paths, path); at[k] < 0 {
			at[k] = len(paths)
			paths = append(paths, path)
		}
		refs[k] = f.columns[i].pick
		picks = picks || refs[k] != ""
	}
	if !picks && len(paths) == len(columns) {
		return paths, func(e *scan.Editor) *scan.Editor { return e }
	}
	return paths, func(e *scan.Editor) *scan.Editor {
		p := &picker{editor: e, at: at, refs: refs, cells: make([][]byte, len(columns)), edits: make([][]scan.Edit, len(columns)), maps: make([][]int, len(columns))}
		return &scan.Editor{Record: p.record, Places: e.Places, Flush: e.Flush}
	}
}

// picker stands between an editor of columns and the cells of their paths.
type picker struct {
	editor *scan.Editor
	at     []int    // path of each column
	refs   []string // field that each is picked by, "" for the whole cell
	cells  [][]byte
	edits  [][]scan.Edit
	maps   [][]int // where each byte of a picked text, and its end, stand in the array; nil for the whole cell
}

func (p *picker) record(n int, place scan.Pos, cells [][]byte, edits [][]scan.Edit) error {
	lists := make([][]pickedAnswer, len(cells))
	for k, i := range p.at {
		p.edits[k], p.cells[k], p.maps[k] = p.edits[k][:0], cells[i], nil
		if p.refs[k] == "" {
			continue
		}
		if lists[i] == nil {
			lists[i] = locateAnswers(cells[i])
		}
		p.cells[k] = nil
		for _, a := range lists[i] {
			if a.ref == p.refs[k] {
				p.cells[k], p.maps[k] = unquoteAt(cells[i], a.start, a.end)
			}
		}
	}
	if err := p.editor.Record(n, place, p.cells, p.edits); err != nil {
		return err
	}
	for k, i := range p.at {
		if err := scan.CheckEdits(p.edits[k], len(p.cells[k])); err != nil {
			return err
		}
		for _, e := range p.edits[k] {
			switch {
			case e.Start == e.End && e.Text == "":
				continue
			case p.maps[k] != nil:
				e.Start, e.End = p.maps[k][e.Start], p.maps[k][e.End]
			case p.refs[k] != "":
				return &Error{Fault: Internal, Msg: "text is put in an answer that the record does not have"}
			}
			edits[i] = append(edits[i], e)
		}
	}
	for i := range edits {
		edits[i] = united(edits[i])
	}
	return nil
}

// united puts edits of one cell in order. Where the whole array and an answer in it
// are columns that were both chosen, their edits may overlap: what either takes
// out is taken out.
func united(edits []scan.Edit) []scan.Edit {
	slices.SortStableFunc(edits, func(a, b scan.Edit) int { return a.Start - b.Start })
	kept := edits[:0]
	for _, e := range edits {
		if n := len(kept); n > 0 && e.Start < kept[n-1].End {
			kept[n-1].End = max(kept[n-1].End, e.End)
			continue
		}
		kept = append(kept, e)
	}
	return kept
}

// pickedAnswer is where the value of a field stands in an array of answers.
type pickedAnswer struct {
	ref        string
	start, end int
}

// locateAnswers finds the values that answer.value gives.
func locateAnswers(raw []byte) []pickedAnswer {
	var list []pickedAnswer
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	for dec.More() {
		var element json.RawMessage
		if dec.Decode(&element) != nil {
			return nil
		}
		base := int(dec.InputOffset()) - len(element)
		var a answer
		if json.Unmarshal(element, &a) != nil {
			return nil
		}
		keys := []string{"text", "email", "phone_number", "date", "url", "number", "choice", "boolean"}
		inside := members(element, keys)
		for _, key := range keys {
			v, ok := inside[key]
			if !ok || string(v.raw) == "null" {
				continue
			}
			if key == "choice" {
				label, ok := members(v.raw, []string{"label"})["label"]
				if !ok || string(label.raw) == "null" {
					break
				}
				v = member{v.at + label.at, label.raw}
			}
			list = append(list, pickedAnswer{a.ref(), base + v.at, base + v.at + len(v.raw)})
			break
		}
	}
	return list
}

// member is a value of an object with its place in it.
type member struct {
	at  int
	raw []byte
}

// members finds those with the given keys, in letters of any case, as
// encoding/json does.
func members(object []byte, keys []string) map[string]member {
	found := map[string]member{}
	dec := json.NewDecoder(bytes.NewReader(object))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for dec.More() {
		t, err := dec.Token()
		key, ok := t.(string)
		var raw json.RawMessage
		if err != nil || !ok || dec.Decode(&raw) != nil {
			return nil
		}
		for _, k := range keys {
			if strings.EqualFold(k, key) {
				found[k] = member{int(dec.InputOffset()) - len(raw), raw}
			}
		}
	}
	return found
}

// unquoteAt returns the text of the JSON value raw[start:end] and where each of
// its bytes, and its end, stand in raw. All bytes of an escape stand at its start.
func unquoteAt(raw []byte, start, end int) (text []byte, at []int) {
	if raw[start] != '"' {
		for i := start; i <= end; i++ {
			at = append(at, i)
		}
		return raw[start:end:end], at
	}
	start, end = start+1, end-1
	for start < end {
		size := 1
		piece := raw[start : start+1]
		if raw[start] == '\\' {
			piece, size = unescape(raw[start:end])
		}
		for range piece {
			at = append(at, start)
		}
		text = append(text, piece...)
		start += size
	}
	return text, append(at, end)
}

// unescape returns what the escape means that s begins with, and its length. s
// is valid JSON.
func unescape(s []byte) ([]byte, int) {
	switch s[1] {
	case 'b':
		return []byte{'\b'}, 2
	case 'f':
		return []byte{'\f'}, 2
	case 'n':
		return []byte{'\n'}, 2
	case 'r':
		return []byte{'\r'}, 2
	case 't':
		return []byte{'\t'}, 2
	case 'u':
		r, size := hex4(s), 6
		if utf16.IsSurrogate(r) {
			both := utf8.RuneError
			if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
				both = utf16.DecodeRune(r, hex4(s[6:]))
			}
			if r = both; r != utf8.RuneError {
				size = 12
			}
		}
		return utf8.AppendRune(nil, r), size
	}
	return s[1:2], 2
}

func hex4(s []byte) rune {
	n, err := strconv.ParseUint(string(s[2:6]), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}
