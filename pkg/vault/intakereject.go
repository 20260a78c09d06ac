package vault

import (
	"encoding/json"
	"io"

	"github.com/seed-ccfc8abe/nps/pkg/keyring"
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// A quarantine file holds JSON, one value a line, sealed to steward as a stream:
//
//	{"quarantine":1,"columns":["Response ID","Score"]}
//	{"line":12,"reason":"score-invalid","cells":["r-17","eleven"]}
//
// cells are those of the input's row, null for one that is not there. Characters that
// are no UTF-8 have become U+FFFD.
type quarantineHead struct {
	Quarantine int      `json:"quarantine"`
	Columns    []string `json:"columns,omitempty"`
}

// Rejected is one row of the quarantine.
type Rejected struct {
	Line   int64     `json:"line"`   // in its input; 0 when it is not known
	Reason string    `json:"reason"` // the id of a finding, such as score-invalid
	Cells  []*string `json:"cells"`
}

// rejects is the open file of an import's rejected rows.
type rejects struct {
	out   *output
	plain io.WriteCloser
	rows  int64
}

// Reject puts a row into the quarantine, or counts it only, as the options say. It may
// be called from any goroutine. raw are the row's cells as they came; reason is the id
// of a finding and holds nothing of the row.
func (in *Intake) Reject(line int64, reason string, raw [][]byte) error {
	if err := in.failure(); err != nil {
		return err
	}
	in.mu.Lock()
	in.rejected++
	in.mu.Unlock()
	if in.o.CountRejected {
		return nil
	}
	r := Rejected{Line: line, Reason: reason, Cells: make([]*string, len(raw))}
	for i, cell := range raw {
		if cell != nil {
			text := string(cell) // json.Marshal replaces what is no UTF-8
			r.Cells[i] = &text
		}
	}
	data, err := json.Marshal(r)
	if err == nil {
		err = in.keep(append(data, '\n'))
	}
	if err != nil {
		in.fail(err)
	}
	return err
}

// keep appends a line to the quarantine file, which it makes first.
func (in *Intake) keep(line []byte) error {
	in.rejectMu.Lock()
	defer in.rejectMu.Unlock()
	if in.rejects == nil {
		r, err := in.openRejects()
		if err != nil {
			return err
		}
		in.rejects = r
	}
	in.rejects.rows++
	_, err := in.rejects.plain.Write(line)
	return err
}

func (in *Intake) openRejects() (*rejects, error) {
	out, err := in.create(ledger.File{Path: state.QuarantinePath(newID()), Tier: state.TierQuarantine})
	if err != nil {
		return nil, err
	}
	plain, err := keyring.Seal(out, in.to[state.TierQuarantine]...)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(quarantineHead{Quarantine: 1, Columns: in.o.RejectColumns})
	if err != nil {
		return nil, err
	}
	if _, err := plain.Write(append(head, '\n')); err != nil {
		return nil, err
	}
	return &rejects{out: out, plain: plain}, nil
}

// closeRejects finishes the quarantine file.
func (in *Intake) closeRejects() error {
	in.rejectMu.Lock()
	defer in.rejectMu.Unlock()
	r := in.rejects
	if r == nil {
		return nil
	}
	if err := r.plain.Close(); err != nil {
		return err
	}
	r.out.new.entry.Rows = r.rows
	return in.finish(r.out)
}
