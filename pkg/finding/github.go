package finding

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-ccfc8abe/nps/pkg/safetext"
)

// GitHub shows ten annotations of a level for every step.
const maxAnnotations = 10

const (
	maxSummaryRows = 500 // a step's summary may have 1 MiB
	maxSummaryText = 300 // characters of a message in it
	maxLineNumbers = 5   // further places named in an annotation
	maxFileNames   = 5   // further files named in one
)

// group is the findings of one rule in one file: one annotation.
type group struct {
	first    Finding // the one that is shown
	findings int
	cases    int64
	lines    []int64
	files    []string // further files, when there are too many for one each
}

// WriteGitHub writes r as workflow commands, which GitHub Actions turns into
// annotations: one for every rule and file, the worst first, at most ten of a
// level. Where a level has more, one for every rule, at its first file. What is
// not shown in full goes to summary as a Markdown table (the file that
// GITHUB_STEP_SUMMARY names); without a summary, w says how many are missing.
func WriteGitHub(w io.Writer, r Report, summary io.Writer) error {
	titles := map[string]string{}
	for _, rule := range r.Rules {
		titles[rule.ID] = rule.Title
	}
	var rest []group
	joined := 0
	var out strings.Builder
	for _, level := range byLevel(groups(r.Findings)) {
		shown, more := condense(level)
		for _, g := range shown {
			joined += len(g.files)
			out.WriteString(g.annotation(cmp.Or(titles[g.first.ID], g.first.ID)))
		}
		rest = append(rest, more...)
	}
	if len(rest) > joined && summary == nil {
		fmt.Fprintf(&out, "%d more groups of findings have no annotation\n", len(rest)-joined)
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return err
	}
	if len(rest) == 0 || summary == nil {
		return nil
	}
	return writeSummary(summary, rest)
}

// groups joins the findings of a rule in a file, the worst first, then in the
// order of the report.
func groups(findings []Finding) []group {
	var out []group
	at := map[[3]string]int{}
	for _, f := range findings {
		key := [3]string{f.ID, f.File, string(level(f.Severity))}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, group{first: f})
		}
		g := &out[i]
		g.findings++
		g.cases += f.cases()
		if ok && f.Line > 0 {
			g.lines = append(g.lines, f.Line)
		}
	}
	slices.SortStableFunc(out, func(a, b group) int { return b.first.Severity.rank() - a.first.Severity.rank() })
	return out
}

// byLevel cuts groups where their level changes.
func byLevel(list []group) [][]group {
	var out [][]group
	for i, g := range list {
		if i == 0 || level(g.first.Severity) != level(list[i-1].first.Severity) {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], g)
	}
	return out
}

// condense chooses the groups of one level that are shown. When there are too
// many, those of one rule are shown once, with the names of the further files.
func condense(list []group) (shown, rest []group) {
	if len(list) <= maxAnnotations {
		return list, nil
	}
	at := map[string]int{}
	for _, g := range list {
		i, ok := at[g.first.ID]
		switch {
		case ok:
			shown[i].files = append(shown[i].files, g.first.File)
			rest = append(rest, g)
		case len(shown) == maxAnnotations:
			rest = append(rest, g)
		default:
			at[g.first.ID] = len(shown)
			shown = append(shown, g)
		}
	}
	return shown, rest
}

// text is the message of the first finding and where the others are.
func (g group) text() string {
	text := sentence(g.first)
	if g.findings > 1 {
		text = g.others(text)
	}
	if len(g.files) == 0 {
		return text
	}
	names := strings.Join(g.files[:min(len(g.files), maxFileNames)], ", ")
	if len(g.files) > maxFileNames {
		names += ", …"
	}
	word := "files"
	if len(g.files) == 1 {
		word = "file"
	}
	return strings.TrimSuffix(text, ".") + fmt.Sprintf(". Also in %d more %s: %s.", len(g.files), word, safetext.Terminal(names))
}

// others adds where the further findings of the file are.
func (g group) others(text string) string {
	text = strings.TrimSuffix(text, ".") + fmt.Sprintf(". And %d more of this kind", g.findings-1)
	if len(g.lines) > 0 {
		words := make([]string, 0, maxLineNumbers)
		for _, line := range g.lines[:min(len(g.lines), maxLineNumbers)] {
			words = append(words, fmt.Sprint(line))
		}
		text += " (line " + strings.Join(words, ", ")
		if len(g.lines) > maxLineNumbers {
			text += ", …"
		}
		text += ")"
	}
	return text + "."
}

func (g group) annotation(title string) string {
	command := "notice"
	if l := level(g.first.Severity); l != Note {
		command = string(l)
	}
	var properties []string
	add := func(name, value string) {
		properties = append(properties, name+"="+escapeProperty(safetext.Terminal(value)))
	}
	if g.first.File != "" && g.first.File != "-" {
		add("file", g.first.File)
		if g.first.Line > 0 {
			add("line", fmt.Sprint(g.first.Line))
		}
	}
	add("title", title)
	return "::" + command + " " + strings.Join(properties, ",") + "::" + escapeData(g.text()) + "\n"
}

// escapeData and escapeProperty follow the toolkit of GitHub Actions: a value
// can end neither its line nor its property.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}

func writeSummary(w io.Writer, rest []group) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### Findings without an annotation\n\n| severity | rule | file | line | count | message |\n| --- | --- | --- | --: | --: | --- |\n")
	for _, g := range rest[:min(len(rest), maxSummaryRows)] {
		line := ""
		if g.first.Line > 0 {
			line = fmt.Sprint(g.first.Line)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %d | %s |\n", level(g.first.Severity), safetext.Markdown(g.first.ID),
			safetext.Markdown(g.first.File), line, g.cases, safetext.Markdown(safetext.Truncate(g.text(), maxSummaryText)))
	}
	if len(rest) > maxSummaryRows {
		fmt.Fprintf(&b, "\n%d more are not listed.\n", len(rest)-maxSummaryRows)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
