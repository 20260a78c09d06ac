package state

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// Parse reads what Marshal wrote, and nothing else: Marshal of the result gives data
// again. It cannot know whether the state is the vault's: compare its Hash with the one
// of a verified entry, or read it from where nobody else writes. The error wraps
// ledger.ErrForm, or ledger.ErrVersion for a later version.
func Parse(data []byte) (*State, error) {
	r := &lines{rest: string(data)}
	s := &State{}
	if err := r.head(s); err != nil {
		return nil, err
	}
	slab := make([]File, 0, strings.Count(r.rest, "\nfile "))
	for _, section := range []struct {
		word string
		read func(words string) bool
	}{
		{"survey", func(v string) bool { return s.survey == "" && unquote(v, &s.survey) && s.survey != "" }},
		{"recovery", func(v string) bool {
			ok := s.recovery == "" && ledger.IsRecipient(v)
			s.recovery = v
			return ok
		}},
		{"actor", s.parseActor},
		{"role", s.parseRole},
		{"closed", s.parseClosed},
		{"pending", s.parsePending},
		{"file", func(v string) bool { return s.parseFile(v, &slab) }},
		{"source", s.parseSource},
	} {
		for {
			v, ok := r.take(section.word)
			if !ok {
				break
			}
			if !section.read(v) {
				return nil, stateForm(r.n, section.word)
			}
		}
	}
	v, ok := r.take("counts")
	c := &s.counts
	if !ok || !numbers(v, &c.In, &c.OK, &c.Duplicate, &c.Rejected, &c.Late) {
		return nil, stateForm(r.n+1, "counts")
	}
	if r.rest != "" {
		return nil, stateForm(r.n+1, "something after the end")
	}
	return s, nil
}

// lines hands out one line after the other.
type lines struct {
	rest string
	n    int // lines taken
}

// take gives what follows the first word of the next line when that word is word.
func (r *lines) take(word string) (string, bool) {
	if !strings.HasPrefix(r.rest, word) || len(r.rest) == len(word) || r.rest[len(word)] != ' ' {
		return "", false
	}
	line, rest, ok := strings.Cut(r.rest, "\n")
	if !ok {
		return "", false
	}
	r.rest = rest
	r.n++
	return line[len(word)+1:], true
}

// head reads the four lines that every state has.
func (r *lines) head(s *State) error {
	v, ok := r.take("nps-state")
	version, err := strconv.ParseInt(v, 10, 32)
	switch {
	case err == nil && version > Version:
		return ledger.ErrVersion
	case !ok || v != num(Version):
		return stateForm(1, "nps-state")
	}
	if s.vault, ok = r.take("vault"); !ok || !ledger.IsHex(s.vault, 32) {
		return stateForm(2, "vault")
	}
	if v, ok = r.take("head"); !ok || !numbers(v, &s.seq, &s.time) {
		return stateForm(3, "head")
	}
	if v, ok = r.take("policy"); !ok {
		return stateForm(4, "policy")
	}
	p, err := decode[Policy](json.RawMessage(v))
	if err != nil {
		return stateForm(4, "policy")
	}
	if err := p.Check(); err != nil {
		var why *refusal
		errors.As(err, &why)
		return stateForm(4, why.why)
	}
	s.policy = policyLine{p, v}
	return nil
}

func unquote(v string, to *string) bool {
	return ledger.CheckCanonical([]byte(v)) == nil && json.Unmarshal([]byte(v), to) == nil
}

// numbers reads whole numbers from 0 in their only spelling, separated by blanks.
func numbers(v string, to ...*int64) bool {
	for i, n := range to {
		word, rest, more := strings.Cut(v, " ")
		if more == (i == len(to)-1) || !number(word, n) {
			return false
		}
		v = rest
	}
	return true
}

func number(s string, to *int64) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	*to = n
	return err == nil && n >= 0 && n <= 1<<53-1 && s[0] != '+' && (s[0] != '0' || s == "0") && s[0] != '-'
}

func (s *State) parseActor(v string) bool {
	a, err := decode[Actor](json.RawMessage(v))
	if err != nil || checkActor(a) != nil || a.Revoked < 0 || a.Revoked > 1 {
		return false
	}
	if n := len(s.actors); n > 0 && s.actors[n-1].Name >= a.Name {
		return false
	}
	s.actors = append(s.actors, actorLine{a, v})
	return true
}

func (s *State) parseRole(v string) bool {
	var r Role
	name, rest, _ := strings.Cut(v, " ")
	generation, recipient, _ := strings.Cut(rest, " ")
	r.Role, r.Recipient = name, recipient
	if !hasKey(name) || !count(generation, &r.Generation) || !ledger.IsRecipient(recipient) {
		return false
	}
	if n := len(s.roles); n > 0 && s.roles[n-1].Role >= r.Role {
		return false
	}
	s.roles = append(s.roles, r)
	return true
}

func (s *State) parseClosed(v string) bool {
	words := strings.Split(v, " ")
	if len(words) != 3 {
		return false
	}
	c := Closed{Bucket: words[0], Tier: words[1]}
	if _, ok := parseBucket(c.Bucket); !ok || !isPurgeTier(c.Tier) || !number(words[2], &c.Seq) {
		return false
	}
	if n := len(s.closed); n > 0 && compareClosed(s.closed[n-1], c) >= 0 {
		return false
	}
	s.closed = append(s.closed, c)
	return true
}

func (s *State) parsePending(v string) bool {
	var seq int64
	if !number(v, &seq) || len(s.pending) > 0 && slices.Max(s.pending) >= seq {
		return false
	}
	s.pending = append(s.pending, seq)
	return true
}

func (s *State) parseSource(v string) bool {
	hmac, word, _ := strings.Cut(v, " ")
	e := source{hmac: hmac}
	if !ledger.IsHex(hmac, 32) || !number(word, &e.seq) {
		return false
	}
	if n := len(s.sources); n > 0 && s.sources[n-1].hmac >= hmac {
		return false
	}
	s.sources = append(s.sources, e)
	return true
}

// parseFile takes the place of a file from slab, which saves an allocation for each.
// Every word is read in its only spelling, so the line need not be written again to
// compare.
func (s *State) parseFile(v string, slab *[]File) bool {
	var words [10]string
	rest := v
	for i := range words {
		word, after, more := strings.Cut(rest, " ")
		if word == "" || more == (i == len(words)-1) {
			return false
		}
		words[i], rest = word, after
	}
	*slab = append(*slab, File{})
	f := &(*slab)[len(*slab)-1]
	f.Path, f.SHA256 = words[0], words[2]
	f.Tier, f.Bucket, f.First, f.Last = noDash(words[3]), noDash(words[4]), noDash(words[6]), noDash(words[7])
	rows := words[5] == "-" || number(words[5], &f.Rows) && f.Rows > 0
	if !rows || !number(words[1], &f.Bytes) || f.Bytes == 0 || !number(words[8], &f.Seq) || !number(words[9], &f.Time) {
		return false
	}
	if !ledger.IsHex(f.SHA256, 64) || f.resolve() != nil {
		return false
	}
	if n := len(s.files); n > 0 && s.files[n-1].Path >= f.Path {
		return false
	}
	f.line = v
	s.files = append(s.files, f)
	return true
}

func noDash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}
