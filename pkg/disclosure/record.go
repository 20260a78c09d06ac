package disclosure

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/tally"
)

// RecordSchema names the form of an edition's record.
const RecordSchema = "nps.edition/1"

// ErrRecord is what every error of ParseRecord wraps: the record is damaged or
// of another form, and no edition may be made on top of it.
var ErrRecord = errors.New("the record of an edition does not verify")

// Record is what is kept of an edition, to hold the next ones against it. It has
// the counts of hidden groups too, so it is as confidential as the answers.
//
// Its digest shows damage, not forgery: whoever can write the file can write a
// digest.
type Record struct {
	Schema    string    `json:"schema"`
	Number    int       `json:"number"` // from 1, within one plan
	Published time.Time `json:"published"`
	Plan      string    `json:"plan"`               // hash of the plan
	Reason    string    `json:"reason,omitempty"`   // why the plan is another than before
	Previous  string    `json:"previous,omitempty"` // digest of the edition before
	Policy    Policy    `json:"policy"`
	Every     string    `json:"every,omitempty"`
	Periods   []string  `json:"periods,omitempty"`
	Account   Account   `json:"account"`
	// Tables are the total, the tables of the plan and last the trend.
	Tables []RecordTable `json:"tables"`
	Digest string        `json:"digest"` // of all the rest
}

// RecordTable is one table of a record.
type RecordTable struct {
	By    []string     `json:"by"`
	Cells []RecordCell `json:"cells"` // all groups that had answers, before merging
	Rows  []RecordRow  `json:"rows"`  // as they were shown
}

// RecordCell is the answers of a group, shown or not.
type RecordCell struct {
	Key       []string     `json:"key"`
	Histogram tally.Counts `json:"histogram"`
}

// RecordRow is a row of the released document. Those that are suppressed have
// nothing but the key.
type RecordRow struct {
	Key     []string   `json:"key"`
	Merged  [][]string `json:"merged,omitempty"`
	Shown   bool       `json:"shown"`
	N       int64      `json:"n"`
	NPS     float64    `json:"nps"`
	Low     float64    `json:"low"`
	High    float64    `json:"high"`
	Classes *Classes   `json:"classes,omitempty"`
	Carried bool       `json:"carried,omitempty"`
	// Histogram is what the figures were computed from, and Edition the number of
	// the edition that did: an earlier one for a row that was carried over.
	Histogram tally.Counts `json:"histogram"`
	Edition   int          `json:"edition"`
}

// ID is the digest of the record.
func (r *Record) ID() string { return r.Digest }

// Marshal writes the record as JSON.
func (r *Record) Marshal() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", " ")
	return append(data, '\n'), err
}

// seal fills in the digest.
func (r *Record) seal() error {
	digest, err := r.digest()
	r.Digest = digest
	return err
}

// digest is SHA-256 of the record as compact JSON with an empty digest.
func (r *Record) digest() (string, error) {
	bare := *r
	bare.Digest = ""
	data, err := json.Marshal(&bare)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// ParseRecord reads a record and verifies its digest. Its errors wrap ErrRecord
// and never show what the record holds.
func ParseRecord(data []byte) (*Record, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	r := new(Record)
	if err := dec.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: it is no record of the form %s", ErrRecord, RecordSchema)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: something follows its end", ErrRecord)
	}
	if r.Schema != RecordSchema {
		return nil, fmt.Errorf("%w: its form is not %s", ErrRecord, RecordSchema)
	}
	digest, err := r.digest()
	if err != nil || digest != r.Digest {
		return nil, fmt.Errorf("%w: its digest is that of another content", ErrRecord)
	}
	return r, r.check()
}

// check refuses what a record that was written by this program cannot hold.
func (r *Record) check() error {
	if r.Number < 1 || len(r.Tables) == 0 || len(r.Tables[0].Rows) != 1 {
		return fmt.Errorf("%w: it has no number or no total", ErrRecord)
	}
	for i := range r.Tables {
		t := &r.Tables[i]
		for _, c := range t.Cells {
			if len(c.Key) != len(t.By) || c.Histogram.N() > 1<<53 {
				return fmt.Errorf("%w: a group of table %d does not fit", ErrRecord, i+1)
			}
		}
		for _, row := range t.Rows {
			if len(row.Key) != len(t.By) || row.Histogram.N() > 1<<53 {
				return fmt.Errorf("%w: a row of table %d does not fit", ErrRecord, i+1)
			}
			for _, key := range row.Merged {
				if len(key) != len(t.By) {
					return fmt.Errorf("%w: a merged row of table %d does not fit", ErrRecord, i+1)
				}
			}
		}
	}
	return nil
}

// Hash names a plan: what is shown and how, but neither periods nor events,
// which go on from edition to edition.
func (p *Plan) Hash() string {
	data, err := json.Marshal(struct {
		Policy     Policy
		Confidence float64
		Tables     [][]string
		Every      string
	}{p.Policy, p.Confidence, p.Tables, p.Every})
	if err != nil {
		return "" // a confidence that is no number, which check refuses
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// record makes the record of the release.
func (m *maker) record(r *Release, publish *Publication) (*Record, error) {
	rec := &Record{Schema: RecordSchema, Number: 1, Published: publish.Time.UTC().Truncate(time.Second), Plan: m.plan.Hash(),
		Reason: publish.Reason, Policy: m.plan.Policy, Every: m.plan.Every, Account: r.account}
	if last := m.last(); last != nil {
		rec.Number, rec.Previous = last.rec.Number+1, last.rec.Digest
	}
	for _, p := range m.plan.Periods {
		rec.Periods = append(rec.Periods, p.Key)
	}
	for t := range m.tables {
		table := RecordTable{By: append([]string{}, m.names(t)...)}
		for b := m.layout.first[t]; b < m.layout.first[t+1]; b++ {
			if m.base[b].counts.N() > 0 {
				table.Cells = append(table.Cells, RecordCell{append([]string{}, m.base[b].key...), m.base[b].counts})
			}
		}
		for c := m.first[t]; c < m.first[t+1]; c++ {
			table.Rows = append(table.Rows, m.recordRow(c, rec.Number))
		}
		rec.Tables = append(rec.Tables, table)
	}
	return rec, rec.seal()
}

func (m *maker) recordRow(c, number int) RecordRow {
	cell, v := &m.cells[c], &m.verdicts[c]
	row := RecordRow{Key: append([]string{}, cell.key...)}
	for _, b := range cell.merged {
		row.Merged = append(row.Merged, m.base[b].key)
	}
	if m.gone(c) {
		return row
	}
	if v.carried {
		row = *m.last().row(cell.table, cell.key, row.Merged)
		row.Carried = true
		return row
	}
	shown := m.row(c)
	row.Shown, row.N, row.NPS, row.Low, row.High, row.Classes = true, shown.N, shown.NPS, shown.Low, shown.High, shown.Classes
	row.Histogram, row.Edition = cell.counts, number
	return row
}
