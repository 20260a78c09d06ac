package vault

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// ErrNoRecord: the policy wants a record of each read, and none could be written.
var ErrNoRecord = fmt.Errorf("%w: the policy wants a record of each read, and it could not be written", ErrRefused)

// Access is one line of an access record, access/<actor>-<YYYY-MM>.log: canonical JSON.
// Prev is the SHA-256 of the line before, without its newline, "" in the first line
// of a file; so a line that is changed or taken out from between shows. It holds
// nothing personal, and no values that a query asks for.
type Access struct {
	Actor   string `json:"actor"`
	Command string `json:"command"`        // score, validate, export
	Head    int64  `json:"head"`           // number of the entry that the vault is as of
	Prev    string `json:"prev,omitempty"` // hexadecimal
	Query   string `json:"query,omitempty"`
	Rows    int64  `json:"rows"` // of the parts that are read
	Tier    string `json:"tier"`
	Time    int64  `json:"time"` // Unix seconds
}

// maxQueryText keeps a line, and the one before it, within what durable shows of a
// file's end.
const maxQueryText = 1000

// record notes a read before anything of it is handed over, as the policy says: it
// gives ErrNoRecord where a record is required, and a warning where it is not.
func (v *Vault) record(a Access) error { return v.judgeRecord(v.appendIfKept(a)) }

func (v *Vault) appendIfKept(a Access) error {
	if v.st.Policy().AccessLog == state.AccessOff {
		return nil
	}
	return v.appendAccess(a)
}

// judgeRecord says what a record that could not be written means.
func (v *Vault) judgeRecord(err error) error {
	if err == nil {
		return nil
	}
	if v.st.Policy().AccessLog == state.AccessRequired {
		return fmt.Errorf("%w: %w", ErrNoRecord, err)
	}
	v.warn("access-not-recorded", "this read was not recorded: "+err.Error())
	return nil
}

func (v *Vault) appendAccess(a Access) error {
	now := v.now().UTC()
	a.Actor, a.Head, a.Time = v.reader(), v.st.Seq(), now.Unix()
	if len(a.Query) > maxQueryText {
		a.Query = a.Query[:maxQueryText]
	}
	name := fmt.Sprintf("access/%s-%s.log", a.Actor, now.Format("2006-01"))
	err := v.dir.Append(name, 0, func(tail []byte) ([]byte, error) { return nextAccess(tail, a) })
	if errors.Is(err, fs.ErrNotExist) { // a copy without the directory
		if err = v.dir.Mkdir("access", 0); err == nil {
			err = v.dir.Append(name, 0, func(tail []byte) ([]byte, error) { return nextAccess(tail, a) })
		}
	}
	return err
}

// nextAccess makes the line that follows the end of a file. A line that a power cut
// left torn is ended, and hashed as it is.
func nextAccess(tail []byte, a Access) ([]byte, error) {
	var out []byte
	if len(tail) > 0 {
		last, ended := bytes.CutSuffix(tail, []byte("\n"))
		if !ended {
			out = append(out, '\n')
		}
		sum := sha256.Sum256(last[bytes.LastIndexByte(last, '\n')+1:])
		a.Prev = hex.EncodeToString(sum[:])
	}
	line, err := ledger.Canonical(a)
	if err != nil {
		return nil, err
	}
	return append(append(out, line...), '\n'), nil
}

// reader is the name under which this user reads: that of the actor whose identity it
// is, since reading takes no signature.
func (v *Vault) reader() string {
	if s := v.user.Signer; s != nil {
		return s.Name()
	}
	for _, a := range v.st.Actors() {
		if v.holds(a) && !a.IsRevoked() {
			return a.Name
		}
	}
	return "recovery"
}

// CheckAccess tells whether the lines of an access record form one chain; line is the
// first that does not follow the one before it, from 1.
func CheckAccess(data []byte) (line int, ok bool) {
	prev := ""
	for n := 1; len(data) > 0; n++ {
		text, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		sum := sha256.Sum256(text)
		want := prev
		prev = hex.EncodeToString(sum[:])
		if len(text) > 0 && text[len(text)-1] != '}' { // torn
			continue
		}
		if got := prevOf(text); got != want {
			return n, false
		}
	}
	return 0, true
}

// prevOf reads the hash that a line carries.
func prevOf(line []byte) string {
	var a Access
	if json.Unmarshal(line, &a) != nil {
		return "-"
	}
	return a.Prev
}
