package cli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-ccfc8abe/nps/pkg/config"
	"github.com/seed-ccfc8abe/nps/pkg/ingest"
)

// repository is the folder of README.md.
const repository = "../.."

// leastExamples is how many commands each page must show with their output, so
// that a page whose examples are no longer found fails.
var leastExamples = map[string]int{
	"README.md":                 21,
	"docs/guide/score.md":       20,
	"docs/guide/formats.md":     10,
	"docs/guide/compare.md":     16,
	"docs/guide/trend.md":       8,
	"docs/guide/sample-size.md": 7,
	"docs/guide/report.md":      7,
	"docs/guide/demo.md":        4,
	"docs/guide/vault.md":       20,
	"docs/guide/ci.md":          3,
	"docs/json.md":              2,
	"docs/validate.md":          6,
	"docs/survey-yaml.md":       4,
	"docs/configuration.md":     4,
	"docs/exit-codes.md":        3,
}

// pages lists the pages for people, by their names from the repository's root.
func pages(t *testing.T) []string {
	t.Helper()
	list := []string{"README.md"}
	for _, pattern := range []string{"docs/*.md", "docs/guide/*.md"} {
		found, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no pages fit %s (%v)", pattern, err)
		}
		for _, name := range found {
			rel, err := filepath.Rel(repository, name)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, filepath.ToSlash(rel))
		}
	}
	return list
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// TestDocumentsRun runs every example of the pages and compares what it prints.
// A fenced block of the language console holds lines "$ command", each followed
// by its output; a block with a file name behind its language is that file. With
// -update the outputs are written anew.
func TestDocumentsRun(t *testing.T) {
	list := pages(t)
	for name := range leastExamples {
		if !slices.Contains(list, name) {
			t.Errorf("there is no page %s", name)
		}
	}
	for _, name := range list {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := readPage(t, name)
			if runtime.GOOS == "windows" && strings.Contains(page, "$ nps vault init") {
				t.Skip("a vault needs permissions and locks of Unix")
			}
			sh := newShell(t)
			text, ran := sh.runPage(t, name, page)
			if ran < leastExamples[name] {
				t.Errorf("%d examples were found, want at least %d", ran, leastExamples[name])
			}
			if *update && text != page {
				if err := os.WriteFile(filepath.Join(repository, name), []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// runPage runs the blocks of a page in order and gives the page with the outputs
// as they are, and the number of commands.
func (sh *shell) runPage(t *testing.T, name, page string) (text string, ran int) {
	t.Helper()
	var out strings.Builder
	for _, b := range blocks(page) {
		out.WriteString(b.before)
		switch {
		case b.language == "console":
			for _, e := range b.examples() {
				ran++
				got := strings.TrimRight(sh.run(e.command), "\n")
				if want := trimLines(e.output); !*update && trimLines(got) != want {
					t.Errorf("%s:%d: $ %s\nprints\n%s\n\nthe page says\n%s", name, b.line, e.command, got, want)
				}
				out.WriteString(e.written)
				if got != "" {
					out.WriteString(trimLines(got) + "\n")
				}
			}
			continue
		case b.file != "":
			sh.write(t, b.file, b.body)
		}
		out.WriteString(b.body)
	}
	return out.String(), ran
}

// block is a fenced block with the text before it, or the text behind the last.
type block struct {
	before   string // up to and with the opening fence
	language string
	file     string // name behind the language, or ""
	line     int    // 1-based, of the opening fence
	body     string
}

func blocks(page string) []block {
	var (
		list   []block
		cur    block
		inside bool
	)
	for i, line := range strings.SplitAfter(page, "\n") {
		info, fence := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case inside && fence:
			list = append(list, cur)
			cur, inside = block{before: line}, false
		case inside:
			cur.body += line
		case fence:
			cur.before += line
			words := append(strings.Fields(info), "", "")
			cur.language, cur.file, cur.line, inside = words[0], words[1], i+1, true
		default:
			cur.before += line
		}
	}
	return append(list, cur)
}

// example is a command with the output that the page shows.
type example struct{ command, written, output string }

func (b block) examples() []example {
	var list []example
	continued := false
	for line := range strings.Lines(b.body) {
		command, is := strings.CutPrefix(line, "$ ")
		switch last := len(list) - 1; {
		case continued:
			list[last].written += line
			list[last].command += strings.TrimSuffix(strings.TrimSpace(line), `\`)
			continued = strings.HasSuffix(strings.TrimSpace(line), `\`)
		case is:
			command = strings.TrimSpace(command)
			continued = strings.HasSuffix(command, `\`)
			list = append(list, example{command: strings.TrimSuffix(command, `\`), written: line})
		case last >= 0:
			list[last].output += line
		default:
			list = append(list, example{command: "echo a console block must begin with a command", written: line})
		}
	}
	return list
}

// trimLines takes blanks off the ends of lines, which no editor shows.
func trimLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return strings.Join(lines, "\n")
}

// TestDocumentsKnowTheFlags: commands that are only shown, in shell scripts and
// workflows, have flags that exist.
func TestDocumentsKnowTheFlags(t *testing.T) {
	command := regexp.MustCompile(`(?m)(?:^|[\s|;(])(?:go run \./cmd/)?nps ([a-z]+ [^|>\n#;)]*)`)
	seen := 0
	for _, name := range pages(t) {
		for _, b := range blocks(readPage(t, name)) {
			if !slices.Contains([]string{"sh", "bash", "yaml", "powershell"}, b.language) {
				continue
			}
			body := strings.ReplaceAll(b.body, "\\\n", " ")
			for _, m := range command.FindAllStringSubmatch(body, -1) {
				seen++
				if err := knownFlags(split(strings.TrimSpace(m[1]))); err != nil {
					t.Errorf("%s:%d: nps %s: %v", name, b.line, m[1], err)
				}
			}
		}
	}
	if seen < 6 {
		t.Errorf("only %d commands were found", seen)
	}
}

func knownFlags(args []string) error {
	a := newApp(System{Args: args})
	cmd, rest, err := newRoot(a, newCommands(a)).Find(args)
	if err != nil {
		return err
	}
	if !cmd.HasParent() {
		return errors.New("there is no such command")
	}
	return cmd.ParseFlags(rest)
}

// TestGuidesNameEveryFlag: the page of a command speaks of each of its flags.
func TestGuidesNameEveryFlag(t *testing.T) {
	a := newApp(System{})
	checked := 0
	for page, cmd := range map[string]*cobra.Command{
		"docs/guide/score.md": newScoreCommand(a), "docs/guide/demo.md": newDemoCommand(a),
	} {
		text := readPage(t, page)
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			checked++
			if !f.Hidden && !strings.Contains(text, "--"+f.Name) {
				t.Errorf("%s does not speak of --%s", page, f.Name)
			}
		})
	}
	shared := newScoreCommand(a).Flags() // the pages of these say that all others are those of score
	for page, cmd := range map[string]*cobra.Command{
		"docs/guide/compare.md": newCompareCommand(a), "docs/guide/trend.md": newTrendCommand(a), "docs/guide/sample-size.md": newSampleSizeCommand(a),
	} {
		text := readPage(t, page)
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			checked++
			if !f.Hidden && shared.Lookup(f.Name) == nil && !strings.Contains(text, "--"+f.Name) {
				t.Errorf("%s does not speak of --%s", page, f.Name)
			}
		})
	}
	if checked < 90 {
		t.Errorf("only %d flags were looked at", checked)
	}
}

// TestReadmeListsPresets holds the README's two lists to the presets.
func TestReadmeListsPresets(t *testing.T) {
	presets, err := ingest.Presets(nil, "")
	if err != nil || len(presets) == 0 {
		t.Fatalf("%d presets, %v", len(presets), err)
	}
	want := map[string][]string{}
	for _, p := range presets {
		want[p.Documented] = append(want[p.Documented], p.ID)
	}
	page := readPage(t, "README.md")
	for documented, label := range map[string]string{"seen": "**seen**", "docs": "**from documents**"} {
		_, rest, found := strings.Cut(page, label)
		paragraph, _, _ := strings.Cut(rest, "\n- ")
		paragraph, _, _ = strings.Cut(paragraph, "\n\n")
		if !found {
			t.Fatalf("README.md has no list that begins with %s", label)
		}
		var got []string
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(paragraph, -1) {
			got = append(got, m[1])
		}
		slices.Sort(got)
		slices.Sort(want[documented])
		if !slices.Equal(got, want[documented]) {
			t.Errorf("README.md lists %v as %s; presets.yaml has %v", got, label, want[documented])
		}
	}
}

// TestReadmeSaysWhatIsMissing: what the README says is not there yet is not
// there, and every command is spoken of.
func TestReadmeSaysWhatIsMissing(t *testing.T) {
	page := readPage(t, "README.md")
	_, rest, found := strings.Cut(page, "**not yet**")
	paragraph, _, _ := strings.Cut(rest, "\n- ")
	missing := regexp.MustCompile("\\(`([a-z]+)`\\)").FindAllStringSubmatch(paragraph, -1)
	if found && len(missing) == 0 {
		t.Error("README.md says \"not yet\" and names no command")
	}
	a := newApp(System{})
	root := newRoot(a, newCommands(a))
	for _, m := range missing {
		if childNamed(root, m[1]) != nil {
			t.Errorf("README.md says that there is no command %s yet", m[1])
		}
	}
	for _, cmd := range root.Commands() {
		if cmd.Runnable() && !strings.Contains(page, "nps "+cmd.Name()) {
			t.Errorf("README.md does not speak of nps %s", cmd.Name())
		}
	}
}

// TestConfigurationPage holds the table of settings to the settings.
func TestConfigurationPage(t *testing.T) {
	page := readPage(t, "docs/configuration.md")
	rows := tableRows(page, "`")
	for _, s := range config.All() {
		row, ok := rows["`"+s.Name+"`"]
		if !ok {
			t.Errorf("no row for %s", s.Name)
			continue
		}
		delete(rows, "`"+s.Name+"`")
		variable := "`" + s.Variable() + "`"
		if s.Kind == config.Surveys {
			variable = ""
		}
		value := "`" + valueText(s.Default) + "`"
		if value == "``" {
			value = ""
		}
		if row[1] != variable || row[2] != value {
			t.Errorf("%s: the page says variable %q, default %q; it is %q, %q", s.Name, row[1], row[2], variable, value)
		}
		for _, word := range s.Values {
			if !strings.Contains(row[3], "`"+word+"`") {
				t.Errorf("%s: the page does not name the word %s", s.Name, word)
			}
		}
	}
	for name := range rows {
		t.Errorf("the page has a row for %s, which is no setting", name)
	}
}

// TestExitCodesPage holds the tables of exit statuses to the program's.
func TestExitCodesPage(t *testing.T) {
	for _, name := range []string{"docs/exit-codes.md", "README.md"} {
		rows := tableRows(readPage(t, name), "")
		for _, c := range exitCodes() {
			code := valueText(c.code)
			if _, ok := rows[code]; !ok && (name != "README.md" || c.code <= exitInput) {
				t.Errorf("%s has no row for status %s", name, code)
			}
		}
	}
}

// tableRows gives the rows of the page's tables whose first cell begins with
// prefix, by that cell.
func tableRows(page, prefix string) map[string][]string {
	rows := map[string][]string{}
	for line := range strings.Lines(page) {
		line, is := strings.CutPrefix(strings.TrimSpace(line), "| ")
		if !is || !strings.HasPrefix(line, prefix) {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.TrimSuffix(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		if len(cells) >= 2 {
			rows[cells[0]] = cells
		}
	}
	return rows
}

// TestDocumentsLink: what a page links to is there, headings included.
func TestDocumentsLink(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	seen := 0
	for _, name := range append(pages(t), "CHANGELOG.md") {
		for _, m := range link.FindAllStringSubmatch(readPage(t, name), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			seen++
			file, heading, _ := strings.Cut(m[1], "#")
			target := name
			if file != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(name), file))
			}
			if _, err := os.Stat(filepath.Join(repository, target)); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if heading != "" && !slices.Contains(anchors(readPage(t, target)), heading) {
				t.Errorf("%s: %s has no heading for #%s", name, target, heading)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d links were found", seen)
	}
}

// anchors are the names under which headings can be linked to.
func anchors(page string) []string {
	var list []string
	drop := regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	for line := range strings.Lines(page) {
		if title, is := strings.CutPrefix(line, "#"); is {
			title = strings.ToLower(strings.TrimSpace(strings.TrimLeft(title, "#")))
			list = append(list, strings.ReplaceAll(drop.ReplaceAllString(title, ""), " ", "-"))
		}
	}
	return list
}
