package finding

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// maxJUnitLines is how many findings a failure spells out.
const maxJUnitLines = 20

type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		File    string        `xml:"file,attr"`
		Failure *junitFailure `xml:"failure"`
		Out     *junitText    `xml:"system-out"`
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
	junitFailure struct {
		Message string   `xml:"message,attr"`
		Type    Severity `xml:"type,attr"`
		Text    string   `xml:",cdata"`
	}
)

// WriteJUnit writes r as JUnit XML: a suite for every file, a case for every
// rule. A case fails when it has a finding of r.FailOn or worse; milder ones
// are its output. There are no times in it: the same findings give the same
// bytes. What XML cannot hold is made visible by safetext before.
func WriteJUnit(w io.Writer, r Report) error {
	failOn := r.FailOn
	if failOn == "" {
		failOn = Warning
	}
	out := junitSuites{Name: r.Tool}
	rules := r.rules()
	byPlace := map[[2]string][]Finding{}
	for _, f := range r.Findings {
		key := [2]string{f.File, f.ID}
		byPlace[key] = append(byPlace[key], f)
	}
	for _, file := range r.fileNames() {
		name := safetext.Terminal(file)
		suite := junitSuite{Name: name, Tests: len(rules)}
		for _, rule := range rules {
			c := junitCase{Name: safetext.Terminal(rule.ID), Class: name, File: name}
			c.judge(byPlace[[2]string{file, rule.ID}], failOn)
			if c.Failure != nil {
				suite.Failures++
			}
			suite.Cases = append(suite.Cases, c)
		}
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Suites = append(out.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// judge fills the case from the findings of its rule in its file.
func (c *junitCase) judge(found []Finding, failOn Severity) {
	if len(found) == 0 {
		return
	}
	hardest, cases := Note, int64(0)
	var text strings.Builder
	for i, f := range found {
		if f.Severity.AtLeast(hardest) {
			hardest = level(f.Severity)
		}
		cases += f.cases()
		switch {
		case i < maxJUnitLines:
			text.WriteString(place(f) + sentence(f) + "\n")
		case i == maxJUnitLines:
			fmt.Fprintf(&text, "and %d more\n", len(found)-maxJUnitLines)
		}
	}
	if !hardest.AtLeast(failOn) {
		c.Out = &junitText{text.String()}
		return
	}
	c.Failure = &junitFailure{
		Message: fmt.Sprintf("%s (count %d)", safetext.Terminal(found[0].Message), cases),
		Type:    hardest,
		Text:    text.String(),
	}
}

// place says where a finding is within its file.
func place(f Finding) string {
	var parts []string
	if f.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", f.Line))
	}
	if f.Column != "" {
		parts = append(parts, `column "`+safetext.Terminal(f.Column)+`"`)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// fileNames is every checked file, then those that only findings name.
func (r Report) fileNames() []string {
	var names []string
	known := map[string]bool{}
	add := func(name string) {
		if !known[name] {
			known[name] = true
			names = append(names, name)
		}
	}
	for _, f := range r.Files {
		add(f.Name)
	}
	for _, f := range r.Findings {
		add(f.File)
	}
	return names
}
