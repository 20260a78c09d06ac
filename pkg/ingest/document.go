package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"sync/atomic"

	"github.com/seed-ccfc8abe/nps/pkg/ingest/jsonscan"
	"github.com/seed-ccfc8abe/nps/pkg/ingest/scan"
)

// openDocument finds the records of a JSON text and their leaf paths, which are
// the columns.
func (f *File) openDocument(head []byte) error {
	layout, err := jsonscan.Sniff(head, f.complete)
	if err != nil {
		return f.notJSON(err)
	}
	layout.Lone = new(atomic.Int64)
	f.document = layout
	f.format = "json"
	if layout.Kind == jsonscan.Lines {
		f.format = "ndjson"
	}
	index, columns, err := f.leafColumns(head)
	if err != nil {
		return err
	}
	if err := f.presetFor(func(known []*Preset) (*Preset, error) {
		return matchJSON(known, layout.Root, func(path string) bool {
			if _, ok := index[path]; ok {
				return true
			}
			for p := range index {
				if len(p) > len(path) && p[:len(path)] == path && p[len(path)] == '.' {
					return true
				}
			}
			return false
		})
	}); err != nil {
		return err
	}
	if err := f.surveyMonkeyAPI(index); err != nil {
		return err
	}
	if f.preset != nil && f.preset.Score != nil && f.preset.Score.Answers != nil {
		columns = f.answerColumns(columns, f.preset.Score.Answers)
	}
	if err := f.setColumns(columns); err != nil {
		return err
	}
	f.zone, err = f.presetZone(nil)
	return err
}

// leafColumns reads the records of the head and makes a column of each leaf path,
// in the order of first appearance.
func (f *File) leafColumns(head []byte) (index map[string]int, columns []Column, err error) {
	records, lines, err := jsonscan.Head(head, f.complete, f.document, math.MaxInt)
	if err != nil {
		return nil, nil, f.learn(err)
	}
	index = map[string]int{}
	for i, r := range records {
		row := make([]string, len(columns), len(columns)+8)
		err := jsonscan.Flatten(r, func(path string, value []byte, kind jsonscan.ValueKind) error {
			k, ok := index[path]
			if !ok {
				k = len(columns)
				index[path] = k
				columns = append(columns, newColumn(k+1, path, ""))
				if len(columns) > maxColumns {
					return &Error{ID: "file-unreadable", Msg: "the records have too many keys"}
				}
			}
			for len(row) <= k {
				row = append(row, "")
			}
			if kind != jsonscan.Null {
				row[k] = string(value)
			}
			return nil
		})
		if err != nil {
			return nil, nil, f.inRecord(err, lines[i])
		}
		f.head = append(f.head, row)
	}
	f.lines = lines
	if len(records) == 0 && !f.complete {
		return nil, nil, &Error{ID: "file-unreadable", Line: 1,
			Msg: fmt.Sprintf("the first record is longer than %d KiB", firstBlock>>10)}
	}
	if len(columns) == 0 {
		return nil, nil, &Error{ID: "empty-file", Msg: "there are no records"}
	}
	return index, columns, nil
}

// inRecord gives an error within a record its line.
func (f *File) inRecord(err error, line int64) error {
	var own *Error
	if errors.As(err, &own) {
		own.Line = line
		return own
	}
	var e *scan.Error
	if errors.As(err, &e) {
		return &Error{ID: "file-unreadable", Line: line, Msg: e.Kind.String(), Err: e.Err}
	}
	return &Error{ID: "file-unreadable", Line: line, Msg: "not valid JSON", Err: err}
}

// notJSON words the refusal of a text that begins like JSON.
func (f *File) notJSON(err error) error {
	var e *scan.Error
	if errors.As(err, &e) {
		return &Error{ID: "file-unreadable", Line: e.Line, Msg: e.Kind.String(), Err: e.Err,
			Hint: "a JSON export is an array of objects, an object with one such array, or an object a line; --delimiter says that it is CSV"}
	}
	return &Error{ID: "file-unreadable", Msg: err.Error(), Hint: "a JSON export is an array of objects, an object with one such array, or an object a line"}
}

// surveyMonkeyAPI refuses the API's answers, whose scores are ids of choices.
func (f *File) surveyMonkeyAPI(index map[string]int) error {
	if _, ok := index["pages"]; !ok {
		return nil
	}
	for _, row := range f.head {
		if k := index["pages"]; k < len(row) && bytes.Contains([]byte(row[k]), []byte(`"choice_id"`)) {
			return &Error{ID: "file-unreadable", Msg: "SurveyMonkey's API names choices by id, and their texts are in another file",
				Hint: "export the responses as CSV: Analyze Results > Save As > Export file > All responses data"}
		}
	}
	return nil
}
