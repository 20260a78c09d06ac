package ledger

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Version is the version of the format that this package reads and writes.
const Version = 1

// MaxBody is the largest body in bytes.
const MaxBody = 8 << 20

// maxTime is the end of the year 9999 in Unix seconds.
const maxTime = 253402300799

// Entry is the body of one entry of the ledger.
type Entry struct {
	V     int             `json:"v"`     // Version
	Vault string          `json:"vault"` // 32 hexadecimal digits
	Seq   int64           `json:"seq"`   // number of the entry, from 0
	Time  int64           `json:"time"`  // Unix seconds (UTC) as its signer claims
	Actor string          `json:"actor"` // who signs
	Op    string          `json:"op"`    // the operation
	Tool  string          `json:"tool"`  // nps/<version>
	Add   []File          `json:"add"`   // files that exist from now on, sorted by path
	Del   []string        `json:"del"`   // paths that exist no more, sorted
	Data  json.RawMessage `json:"data"`  // what the operation says: a canonical object, or nil
	State string          `json:"state"` // SHA-256 of the state after it, hexadecimal
}

// File is one file of the vault as an entry names it. Bytes and SHA256 are of the
// file as it lies in the directory. What a kind of file does not have is left zero.
type File struct {
	Path   string `json:"path"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // 64 hexadecimal digits
	Tier   string `json:"tier"`
	Bucket string `json:"bucket"` // 2024-05 or 2024-05-07
	Rows   int64  `json:"rows"`
	First  string `json:"first"` // first day of the rows, 2024-05-01
	Last   string `json:"last"`  // last day of the rows
}

// Check tells whether every value has its form and the lists are sorted. State may
// still be empty, as in an entry that is being made. What an operation may hold is
// checked by vault/state. The error wraps ErrForm, or ErrVersion.
func (e *Entry) Check() error {
	if e.V > Version {
		return ErrVersion
	}
	for _, c := range []struct {
		ok   bool
		what string
	}{
		{e.V == Version, "v"},
		{IsHex(e.Vault, 32), "vault"},
		{e.Seq >= 0 && e.Seq < maxInt, "seq"},
		{e.Time >= 0 && e.Time <= maxTime, "time"},
		{IsActor(e.Actor), "actor"},
		{isOp(e.Op), "op"},
		{isTool(e.Tool), "tool"},
		{e.State == "" || IsHex(e.State, 64), "state"},
		{e.Data == nil || len(e.Data) > len("{}") && e.Data[0] == '{', "data"},
	} {
		if !c.ok {
			return fmt.Errorf("%w: %q of an entry", ErrForm, c.what)
		}
	}
	if e.Data != nil {
		if err := CheckCanonical(e.Data); err != nil {
			return fmt.Errorf("data of an entry: %w", err)
		}
	}
	return e.checkLists()
}

func (e *Entry) checkLists() error {
	for i := range e.Add {
		if err := e.Add[i].check(); err != nil {
			return fmt.Errorf("add, file %d: %w", i+1, err)
		}
		if i > 0 && e.Add[i-1].Path >= e.Add[i].Path {
			return fmt.Errorf("%w: add, file %d: not sorted by path, or given twice", ErrForm, i+1)
		}
	}
	for i, path := range e.Del {
		if !isPath(path) {
			return fmt.Errorf("%w: del, path %d", ErrForm, i+1)
		}
		if i > 0 && e.Del[i-1] >= path {
			return fmt.Errorf("%w: del, path %d: not sorted, or given twice", ErrForm, i+1)
		}
	}
	return nil
}

func (f *File) check() error {
	for _, c := range []struct {
		ok   bool
		what string
	}{
		{isPath(f.Path), "path"},
		{f.Bytes > 0 && f.Bytes <= maxInt, "bytes"},
		{IsHex(f.SHA256, 64), "sha256"},
		{only(f.Tier, 0, 16, ""), "tier"},
		{only(f.Bucket, 0, 16, "-"), "bucket"},
		{f.Rows >= 0 && f.Rows <= maxInt, "rows"},
		{only(f.First, 0, 10, "-"), "first"},
		{only(f.Last, 0, 10, "-"), "last"},
	} {
		if !c.ok {
			return fmt.Errorf("%w: %q", ErrForm, c.what)
		}
	}
	return nil
}

// Body gives the canonical bytes of the entry, without a newline.
func (e *Entry) Body() ([]byte, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	if e.State == "" {
		return nil, fmt.Errorf("%w: %q of an entry", ErrForm, "state")
	}
	body := e.append(nil)
	if len(body) > MaxBody {
		return nil, fmt.Errorf("%w: an entry has at most %d bytes", ErrForm, MaxBody)
	}
	return body, nil
}

// append writes the keys in their order; the values were checked, so those that are
// plain words need no escapes.
func (e *Entry) append(b []byte) []byte {
	b = appendText(append(b, '{'), "actor", e.Actor)
	if len(e.Add) > 0 {
		b = append(b, `,"add":[`...)
		for i := range e.Add {
			if i > 0 {
				b = append(b, ',')
			}
			b = e.Add[i].append(b)
		}
		b = append(b, ']')
	}
	if e.Data != nil {
		b = append(append(b, `,"data":`...), e.Data...)
	}
	if len(e.Del) > 0 {
		b = append(b, `,"del":[`...)
		for i, path := range e.Del {
			if i > 0 {
				b = append(b, ',')
			}
			b = AppendString(b, path)
		}
		b = append(b, ']')
	}
	b = appendText(append(b, ','), "op", e.Op)
	b = appendNumber(append(b, ','), "seq", e.Seq)
	b = appendText(append(b, ','), "state", e.State)
	b = appendNumber(append(b, ','), "time", e.Time)
	b = appendText(append(b, ','), "tool", e.Tool)
	b = appendNumber(append(b, ','), "v", int64(e.V))
	b = appendText(append(b, ','), "vault", e.Vault)
	return append(b, '}')
}

func (f *File) append(b []byte) []byte {
	b = append(b, '{')
	if f.Bucket != "" {
		b = append(appendText(b, "bucket", f.Bucket), ',')
	}
	b = append(appendNumber(b, "bytes", f.Bytes), ',')
	if f.First != "" {
		b = append(appendText(b, "first", f.First), ',')
	}
	if f.Last != "" {
		b = append(appendText(b, "last", f.Last), ',')
	}
	b = append(appendText(b, "path", f.Path), ',')
	if f.Rows != 0 {
		b = append(appendNumber(b, "rows", f.Rows), ',')
	}
	b = appendText(b, "sha256", f.SHA256)
	if f.Tier != "" {
		b = appendText(append(b, ','), "tier", f.Tier)
	}
	return append(b, '}')
}

func appendText(b []byte, key, value string) []byte {
	b = append(append(append(b, '"'), key...), `":`...)
	return AppendString(b, value)
}

func appendNumber(b []byte, key string, value int64) []byte {
	b = append(append(append(b, '"'), key...), `":`...)
	return strconv.AppendInt(b, value, 10)
}
