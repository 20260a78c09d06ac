package state

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/suggest"
	"github.com/seed-ccfc8abe/nps/pkg/yamlerr"
)

// maxPolicy is the largest policy.yaml in bytes.
const maxPolicy = 64 << 10

// PolicyError is a mistake in policy.yaml with its place.
type PolicyError struct {
	File         string
	Line, Column int // from 1; 0 where there is no place
	Msg, Hint    string
}

// Error writes file, line and column before the message.
func (e *PolicyError) Error() string {
	place := e.File
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
		if e.Column > 0 {
			place += ":" + strconv.Itoa(e.Column)
		}
	}
	if place == "" {
		return e.Msg
	}
	return place + ": " + e.Msg
}

// ParsePolicy reads policy.yaml; every key is optional and has the value of
// DefaultPolicy. Unknown keys, wrong types and values below the floors are a
// *PolicyError with the place. File is only named in errors.
func ParsePolicy(data []byte, file string) (*Policy, error) {
	p := &policyParser{file: file, places: map[string]*yaml.Node{}}
	policy := DefaultPolicy()
	p.policy = &policy
	if len(data) > maxPolicy {
		return nil, &PolicyError{File: file, Msg: fmt.Sprintf("a policy has at most %d bytes", maxPolicy)}
	}
	root, err := p.document(data)
	if err != nil {
		return nil, err
	}
	if root != nil {
		if err := p.fields(root, ""); err != nil {
			return nil, err
		}
	}
	if policy.MinVersion > ledger.Version {
		return nil, p.fail(p.places["min_version"], fmt.Sprintf("min_version is at most %d in this version", ledger.Version), "")
	}
	for _, c := range policy.checks() {
		if !c.ok {
			// A floor that a default breaks is the fault of the key that moved it.
			at := p.places[c.key]
			if at == nil && c.key == "disclosure.class_min_group" {
				at = p.places["disclosure.min_group"]
			}
			return nil, p.fail(at, c.key+" "+c.why, "")
		}
	}
	return &policy, nil
}

type policyParser struct {
	file   string
	policy *Policy
	places map[string]*yaml.Node
}

func (p *policyParser) fail(n *yaml.Node, msg, hint string) error {
	e := &PolicyError{File: p.file, Msg: msg, Hint: hint}
	if n != nil {
		e.Line, e.Column = n.Line, n.Column
	}
	return e
}

// document gives the one value of the file, or nil for an empty file.
func (p *policyParser) document(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err == nil {
		if err = dec.Decode(&more); err == nil {
			return nil, p.fail(&more, "a second document", "a policy is one document: remove the ---")
		}
	}
	if !errors.Is(err, io.EOF) {
		line, msg := yamlerr.Place(err, data)
		return nil, &PolicyError{File: p.file, Line: line, Msg: "not YAML: " + msg}
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return nil, nil
	}
	return doc.Content[0], nil
}

// keys are those of policy.yaml, by the mapping they stand in.
func policyKeys(in string) []string {
	switch in {
	case "retention":
		return []string{TierCore, TierPerson, TierIndex}
	case "disclosure":
		return []string{"min_group", "class_min_group", "min_comments"}
	}
	return []string{"bucket", "timezone", "retention", "threshold", "access_log", "pseudonym", "disclosure", "max_clock_jump", "min_version"}
}

// fields reads a mapping: the whole file ("") or one key of it.
func (p *policyParser) fields(n *yaml.Node, in string) error {
	what := in
	if in == "" {
		what = "a policy"
	}
	if n.Kind != yaml.MappingNode {
		return p.fail(n, what+" must be keys with values", "")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		key := k.Value
		if in != "" {
			key = in + "." + key
		}
		switch {
		case k.Kind != yaml.ScalarNode || v.Anchor != "":
			return p.fail(k, "a policy has no anchors and no keys that are not plain words", "write the value out")
		case !oneOf(k.Value, policyKeys(in)):
			return p.unknown(k, what, policyKeys(in))
		case p.places[key] != nil:
			return p.fail(k, key+" is given twice", fmt.Sprintf("the first is in line %d", p.places[key].Line))
		}
		p.places[key] = v
		if err := p.set(key, v); err != nil {
			return err
		}
	}
	return nil
}

func (p *policyParser) unknown(k *yaml.Node, what string, known []string) error {
	hint := "known are " + strings.Join(known, ", ")
	if near := suggest.Nearest(k.Value, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	return p.fail(k, fmt.Sprintf("unknown key %q in %s", k.Value, what), hint)
}

func (p *policyParser) set(key string, v *yaml.Node) error {
	q := p.policy
	switch key {
	case "retention", "disclosure":
		return p.fields(v, key)
	case "bucket":
		return p.word(v, key, &q.Bucket, buckets())
	case "access_log":
		return p.word(v, key, &q.AccessLog, accessLogs())
	case "pseudonym":
		return p.word(v, key, &q.Pseudonym, pseudonyms())
	case "timezone":
		return p.word(v, key, &q.Timezone, nil)
	case "threshold":
		return p.number(v, key, &q.Threshold)
	case "min_version":
		return p.number(v, key, &q.MinVersion)
	case "disclosure.min_group":
		return p.number(v, key, &q.Disclosure.MinGroup)
	case "disclosure.class_min_group":
		return p.number(v, key, &q.Disclosure.ClassMinGroup)
	case "disclosure.min_comments":
		return p.number(v, key, &q.Disclosure.MinComments)
	case "retention.core":
		return p.duration(v, key, &q.Retention.Core)
	case "retention.index":
		return p.duration(v, key, &q.Retention.Index)
	case "retention.person":
		return p.duration(v, key, &q.Retention.Person)
	case "max_clock_jump":
		var d Duration
		if err := p.duration(v, key, &d); err != nil {
			return err
		}
		if d.Unit != UnitDays {
			return p.fail(v, "max_clock_jump is a number of days, such as 45 days", "")
		}
		q.MaxClockJump = d.N
	}
	return nil
}

// word reads a text; known is nil for any. Off without quotes is a truth value in
// older YAML, and is meant as the word.
func (p *policyParser) word(v *yaml.Node, key string, to *string, known []string) error {
	if v.Kind != yaml.ScalarNode || v.Tag == "!!null" {
		return p.fail(v, key+" must be a word", "")
	}
	if known != nil && !oneOf(v.Value, known) {
		hint := ""
		if near := suggest.Nearest(v.Value, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		return p.fail(v, fmt.Sprintf("%s must be one of %s", key, strings.Join(known, ", ")), hint)
	}
	*to = v.Value
	return nil
}

func (p *policyParser) number(v *yaml.Node, key string, to *int) error {
	n, err := strconv.ParseInt(v.Value, 10, 32)
	if v.Kind != yaml.ScalarNode || v.Tag != "!!int" || err != nil {
		return p.fail(v, key+" must be a whole number", "")
	}
	*to = int(n)
	return nil
}

func (p *policyParser) duration(v *yaml.Node, key string, to *Duration) error {
	d, ok := parseDuration(v.Value)
	if v.Kind != yaml.ScalarNode || !ok {
		return p.fail(v, key+" "+durationForm, "")
	}
	*to = d
	return nil
}

// parseDuration reads 90 days, 1 month, 2 years.
func parseDuration(s string) (d Duration, ok bool) {
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || number[0] == '+' {
		return d, false
	}
	if n == 1 && oneOf(unit, []string{"day", "month", "year"}) {
		unit += "s"
	}
	d = Duration{int(n), unit}
	return d, d.ok()
}

// String writes the duration as policy.yaml has it.
func (d Duration) String() string {
	unit := d.Unit
	if d.N == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return strconv.Itoa(d.N) + " " + unit
}

// YAML writes the policy as ParsePolicy reads it, every key with its value.
func (p *Policy) YAML() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "bucket: %s\ntimezone: %s\n", p.Bucket, p.Timezone)
	fmt.Fprintf(&b, "retention: {core: %s, person: %s, index: %s}\n", p.Retention.Core, p.Retention.Person, p.Retention.Index)
	fmt.Fprintf(&b, "threshold: %d\naccess_log: %s\npseudonym: %s\n", p.Threshold, p.AccessLog, p.Pseudonym)
	fmt.Fprintf(&b, "disclosure: {min_group: %d, class_min_group: %d, min_comments: %d}\n", p.Disclosure.MinGroup, p.Disclosure.ClassMinGroup, p.Disclosure.MinComments)
	fmt.Fprintf(&b, "max_clock_jump: %s\n", Duration{p.MaxClockJump, UnitDays})
	if p.MinVersion > 0 {
		fmt.Fprintf(&b, "min_version: %d\n", p.MinVersion)
	}
	return b.Bytes()
}
