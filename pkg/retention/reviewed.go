package retention

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// Kind begins every plan file.
const Kind = "purge-plan/1"

// MaxFile is the largest plan file in bytes.
const MaxFile = 16 << 20

// Reviewed is what a plan removes, as it was written to a file for somebody to look at
// before it is carried out.
type Reviewed struct {
	NPS    string    `json:"nps"` // Kind
	Remove []Planned `json:"remove"`
	Seq    int64     `json:"seq"`   // of the newest entry
	State  string    `json:"state"` // hash of the state there
	Tiers  []string  `json:"tiers"` // those asked for; empty for all
	Time   int64     `json:"time"`  // Unix seconds
	Vault  string    `json:"vault"`
}

// Planned is one tier of one bucket that goes.
type Planned struct {
	Bucket string `json:"bucket"`
	Bytes  int64  `json:"bytes"`
	Files  int    `json:"files"`
	Reason string `json:"reason"`
	Rows   int64  `json:"rows"`
	Tier   string `json:"tier"`
}

// ErrFile: a file is no plan in the one form that it has.
var ErrFile = errors.New("no plan of a purge")

// Review gives the plan as it is written down.
func (p *Plan) Review() *Reviewed {
	r := &Reviewed{NPS: Kind, Remove: []Planned{}, Seq: p.Seq, State: p.State, Tiers: append([]string{}, p.Tiers...), Time: p.Time.Unix(), Vault: p.Vault}
	for _, d := range p.Due() {
		r.Remove = append(r.Remove, Planned{Bucket: d.Bucket, Bytes: d.Bytes, Files: d.Files, Reason: d.Reason, Rows: d.Rows, Tier: d.Tier})
	}
	return r
}

// Marshal gives the file: canonical JSON and a newline.
func (r *Reviewed) Marshal() ([]byte, error) {
	b, err := state.Encode(r)
	if err != nil {
		return nil, fmt.Errorf("write a plan: %w", err)
	}
	return append(b, '\n'), nil
}

// Hash is the SHA-256 of the file, hexadecimal, as sha256sum prints it and the entry of
// the purge names it.
func (r *Reviewed) Hash() (string, error) {
	b, err := r.Marshal()
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// Parse reads what Marshal wrote, and nothing else: a plan that was edited is not the
// reviewed one. The error is ErrFile.
func Parse(data []byte) (*Reviewed, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrFile, MaxFile)
	}
	r := &Reviewed{}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("%w: not JSON of its form", ErrFile)
	}
	if r.NPS != Kind {
		return nil, fmt.Errorf("%w: it does not say %q", ErrFile, Kind)
	}
	if r.Remove == nil || r.Tiers == nil {
		return nil, fmt.Errorf("%w: a list is missing", ErrFile)
	}
	again, err := r.Marshal()
	if err != nil || !bytes.Equal(again, data) {
		return nil, fmt.Errorf("%w: it was edited", ErrFile)
	}
	return r, nil
}

// ErrMoved: the vault is not as it was when the plan was made.
var ErrMoved = errors.New("the vault has changed meanwhile")

// Against gives the decisions of a reviewed plan, when the vault is still as it was
// then and all of them are due at this moment. What became due since stays.
func (r *Reviewed) Against(s *state.State, now time.Time) ([]Decision, error) {
	if r.Vault != s.Vault() {
		return nil, fmt.Errorf("%w: it is for another vault", ErrFile)
	}
	if r.State != s.Hash() {
		return nil, fmt.Errorf("%w: the plan was made after entry %d, and the last one is %d", ErrMoved, r.Seq, s.Seq())
	}
	if err := CheckClock(s, now); err != nil {
		return nil, err
	}
	var out []Decision
	due := Make(s, now).Due()
	for _, want := range r.Remove {
		found := false
		for _, d := range due {
			if d.Bucket == want.Bucket && d.Tier == want.Tier && d.Rows == want.Rows && d.Files == want.Files && d.Bytes == want.Bytes {
				out, found = append(out, d), true
			}
		}
		if !found {
			return nil, fmt.Errorf("%w: %s %s is not due as it says", ErrMoved, want.Bucket, want.Tier)
		}
	}
	return out, nil
}
