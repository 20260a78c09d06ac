package finding

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// MaxSARIF is the number of results that WriteSARIF writes. GitHub keeps the
// top 5,000 of a run and refuses more than 25,000.
const MaxSARIF = 5_000

const (
	sarifSchema = "https://json.schemastore.org/sarif-2.1.0.json"
	sarifPrint  = "npsFinding/v1" // names the way the fingerprint is made
)

// The part of SARIF 2.1.0 (OASIS) that findings need.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string      `json:"id"`
		ShortDescription sarifText   `json:"shortDescription"`
		Help             sarifText   `json:"help"`
		Configuration    sarifConfig `json:"defaultConfiguration"`
	}
	sarifConfig struct {
		Level Severity `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   Severity  `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID      string            `json:"ruleId"`
		RuleIndex   int               `json:"ruleIndex"`
		Level       Severity          `json:"level"`
		Message     sarifText         `json:"message"`
		Locations   []sarifLocation   `json:"locations"`
		Prints      map[string]string `json:"partialFingerprints"`
		Occurrences int64             `json:"occurrenceCount"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int64 `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	}
)

// WriteSARIF writes r as SARIF 2.1.0. Of more than [MaxSARIF] findings the
// worst are written, and a notification in the log says how many are missing.
func WriteSARIF(w io.Writer, r Report) error {
	rules := r.rules()
	at := make(map[string]int, len(rules))
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: r.Tool, Version: r.Version, Rules: make([]sarifRule, len(rules))}}}
	for i, rule := range rules {
		at[rule.ID] = i
		run.Tool.Driver.Rules[i] = sarifRule{
			ID:               safetext.Terminal(rule.ID),
			ShortDescription: sarifText{safetext.Terminal(cmp.Or(rule.Title, rule.ID))},
			Help:             sarifText{safetext.Terminal(cmp.Or(rule.Remedy, rule.Title, rule.ID))},
			Configuration:    sarifConfig{level(rule.Severity)},
		}
	}
	found, left := worst(r.Findings, MaxSARIF)
	invocation := sarifInvocation{Successful: true}
	if left > 0 {
		invocation.Notifications = []sarifNotification{{Note, sarifText{fmt.Sprintf(
			"%d findings in all; the %d least severe are not in this file.", len(r.Findings), left)}}}
	}
	run.Invocations = []sarifInvocation{invocation}
	run.Results = make([]sarifResult, len(found))
	for i, f := range found {
		run.Results[i] = f.sarif(at[f.ID])
	}
	return writeJSON(w, sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

func (f Finding) sarif(rule int) sarifResult {
	location := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{fileURI(f.File)}}}
	if f.Line > 0 {
		location.Physical.Region = &sarifRegion{f.Line}
	}
	if f.Column != "" {
		location.Logical = []sarifLogical{{safetext.Terminal(f.Column), "member"}}
	}
	return sarifResult{
		RuleID:      safetext.Terminal(f.ID),
		RuleIndex:   rule,
		Level:       level(f.Severity),
		Message:     sarifText{sentence(f)},
		Locations:   []sarifLocation{location},
		Prints:      map[string]string{sarifPrint: f.Fingerprint()},
		Occurrences: f.cases(),
	}
}

// level is the severity in SARIF's words, which are the same.
func level(s Severity) Severity {
	if s == Error || s == Warning {
		return s
	}
	return Note
}

// sentence is message and remedy in one line that is safe anywhere.
func sentence(f Finding) string {
	text := f.Message
	if f.Remedy != "" {
		text = strings.TrimSuffix(text, ".") + ". " + f.Remedy
	}
	return safetext.Terminal(text)
}

// worst returns at most n findings in their order, leaving out the mildest and
// of those the last, and how many were left out.
func worst(findings []Finding, n int) (kept []Finding, left int) {
	if len(findings) <= n {
		return findings, 0
	}
	places := make([]int, len(findings))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return findings[b].Severity.rank() - findings[a].Severity.rank()
	})
	places = places[:n]
	slices.Sort(places)
	for _, i := range places {
		kept = append(kept, findings[i])
	}
	return kept, len(findings) - n
}

// fileURI is the URI of a path: relative paths stay so, as GitHub wants them.
func fileURI(file string) string {
	if file == "-" || file == "" {
		return "stdin"
	}
	slashed := filepath.ToSlash(file)
	if !filepath.IsAbs(file) {
		return (&url.URL{Path: path.Clean(slashed)}).String()
	}
	if !strings.HasPrefix(slashed, "/") { // a drive of Windows
		slashed = "/" + slashed
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String()
}

// rules returns the rules of the report and, behind them, those that only
// findings name.
func (r Report) rules() []Rule {
	rules := slices.Clone(r.Rules)
	known := make(map[string]bool, len(rules))
	for _, rule := range rules {
		known[rule.ID] = true
	}
	for _, f := range r.Findings {
		if !known[f.ID] {
			known[f.ID] = true
			rules = append(rules, Rule{ID: f.ID, Severity: f.Severity, Title: f.ID, Remedy: f.Remedy})
		}
	}
	return rules
}
