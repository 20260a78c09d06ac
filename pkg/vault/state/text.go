package state

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"strconv"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// Version is the version of the form that Marshal writes.
const Version = 1

// Marshal gives the canonical bytes of the state: lines of ASCII, each ended by a
// newline, in the order and form of the vault format, section 4.
func (s *State) Marshal() []byte {
	return s.write(&sink{b: make([]byte, 0, 4<<10+256*len(s.files))}).b
}

// Hash is the SHA-256 of Marshal in hexadecimal digits, as it stands in entries.
func (s *State) Hash() string {
	w := s.write(&sink{to: sha256.New(), b: make([]byte, 0, 2*chunk)})
	w.to.Write(w.b)
	return hex.EncodeToString(w.to.Sum(nil))
}

// sink collects lines, and hands them on to a hash when there is one, so that hashing
// needs no copy of the whole state.
type sink struct {
	b  []byte
	to hash.Hash
}

// chunk is how much of a state is hashed at once, in bytes.
const chunk = 8 << 10

// line adds the words of one line, separated by blanks.
func (w *sink) line(words ...string) {
	for i, word := range words {
		if i > 0 {
			w.b = append(w.b, ' ')
		}
		w.b = append(w.b, word...)
	}
	w.b = append(w.b, '\n')
	if w.to != nil && len(w.b) > chunk {
		w.to.Write(w.b)
		w.b = w.b[:0]
	}
}

func (s *State) write(w *sink) *sink {
	w.line("nps-state", strconv.Itoa(Version))
	w.line("vault", s.vault)
	w.line("head", num(s.seq), num(s.time))
	w.line("policy", s.policy.json)
	if s.survey != "" {
		w.line("survey", string(ledger.AppendString(nil, s.survey)))
	}
	if s.recovery != "" {
		w.line("recovery", s.recovery)
	}
	for _, a := range s.actors {
		w.line("actor", a.json)
	}
	for _, r := range s.roles {
		w.line("role", r.Role, num(int64(r.Generation)), r.Recipient)
	}
	for _, c := range s.closed {
		w.line("closed", c.Bucket, c.Tier, num(c.Seq))
	}
	for _, seq := range s.pending {
		w.line("pending", num(seq))
	}
	for _, f := range s.files {
		w.line("file", f.line)
	}
	for _, e := range s.sources {
		w.line("source", e.hmac, num(e.seq))
	}
	c := s.counts
	w.line("counts", num(c.In), num(c.OK), num(c.Duplicate), num(c.Rejected), num(c.Late))
	return w
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

// fileLine is the line of a file without its first word; - stands for what it does not have.
func fileLine(f *File) string {
	b := make([]byte, 0, 256)
	b = append(b, f.Path...)
	b = strconv.AppendInt(append(b, ' '), f.Bytes, 10)
	for _, word := range []string{f.SHA256, f.Tier, f.Bucket} {
		b = append(append(b, ' '), orDash(word)...)
	}
	b = append(b, ' ')
	if f.Rows == 0 {
		b = append(b, '-')
	} else {
		b = strconv.AppendInt(b, f.Rows, 10)
	}
	for _, word := range []string{f.First, f.Last} {
		b = append(append(b, ' '), orDash(word)...)
	}
	b = strconv.AppendInt(append(b, ' '), f.Seq, 10)
	b = strconv.AppendInt(append(b, ' '), f.Time, 10)
	return string(b)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func newPolicyLine(p Policy) policyLine { return policyLine{p, string(p.JSON())} }

func newActorLine(a Actor) actorLine {
	b, err := ledger.Canonical(a)
	if err != nil {
		return actorLine{Actor: a} // words only: there is always a form
	}
	return actorLine{a, string(b)}
}
