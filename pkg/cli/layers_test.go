package cli

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The house has one direction: a room may use what stands in its row, and nothing
// else of ours. A new room needs a row; a new edge wants a reason. cli composes all
// of them and may use any.
var rooms = map[string][]string{
	"cmd/nps": {"pkg/cli"},

	// The ground floor.
	"pkg/suggest":  {},
	"pkg/yamlerr":  {},
	"pkg/survey":   {"pkg/yamlerr"},
	"pkg/stats":    {},
	"pkg/safetext": {},
	"pkg/durable":  {},
	"pkg/ledger":   {},
	"pkg/keyring":  {},
	"pkg/parquet":  {},
	"pkg/calendar": {},
	"pkg/config":   {"pkg/yamlerr"},

	"pkg/table":    {"pkg/safetext"},
	"pkg/finding":  {"pkg/safetext"},
	"pkg/terminal": {"pkg/safetext"},
	"pkg/demo":     {"pkg/survey"},
	"pkg/tally":    {"pkg/survey"},

	"pkg/ingest/scan":        {},
	"pkg/ingest/stream":      {},
	"pkg/ingest/xlsxscan":    {},
	"pkg/ingest/parquetscan": {"pkg/parquet"},
	"pkg/ingest/csvscan":     {"pkg/ingest/scan"},
	"pkg/ingest/jsonscan":    {"pkg/ingest/scan"},
	"pkg/ingest/timecol":     {"pkg/survey"},
	"pkg/ingest": {"pkg/calendar", "pkg/survey", "pkg/tally", "pkg/yamlerr", "pkg/ingest/scan", "pkg/ingest/stream", "pkg/ingest/timecol",
		"pkg/ingest/csvscan", "pkg/ingest/jsonscan", "pkg/ingest/xlsxscan", "pkg/ingest/parquetscan"},

	"pkg/pii/text":    {},
	"pkg/pii/lexicon": {},
	"pkg/pii/person":  {"pkg/pii/text", "pkg/pii/lexicon"},
	"pkg/pii/place":   {"pkg/pii/text", "pkg/pii/lexicon"},
	"pkg/pii":         {"pkg/pii/text", "pkg/pii/lexicon", "pkg/pii/person", "pkg/pii/place"},
	// A place that ingest hands out is one of scan, a time column one of timecol.
	"pkg/validate": {"pkg/ingest", "pkg/ingest/scan", "pkg/ingest/timecol", "pkg/calendar", "pkg/survey", "pkg/pii", "pkg/pii/text", "pkg/pii/person", "pkg/finding"},

	"pkg/disclosure": {"pkg/tally", "pkg/stats"},
	"pkg/chart":      {"pkg/disclosure", "pkg/safetext"},
	"pkg/report":     {"pkg/disclosure", "pkg/chart", "pkg/table", "pkg/safetext"},

	"pkg/part":        {"pkg/calendar", "pkg/parquet", "pkg/survey", "pkg/tally"},
	"pkg/vault/state": {"pkg/ledger", "pkg/survey", "pkg/yamlerr"},
	"pkg/retention":   {"pkg/vault/state"},
	"pkg/vault": {"pkg/vault/state", "pkg/retention", "pkg/part", "pkg/calendar", "pkg/keyring", "pkg/ledger", "pkg/durable",
		"pkg/survey", "pkg/tally", "pkg/finding"},
}

// anybody may ask for the nearest name.
const anybody = "pkg/suggest"

// lodgers says where a package of others may be used; what does not stand here is
// free. A name stands for everything below it.
var lodgers = map[string][]string{
	"github.com/spf13/cobra":                {"pkg/cli"},
	"github.com/spf13/pflag":                {"pkg/cli"},
	"github.com/spf13/viper":                {"pkg/config"},
	"github.com/go-viper/mapstructure/v2":   {"pkg/config"},
	"github.com/olekukonko/tablewriter":     {"pkg/table"},
	"filippo.io/age":                        {"pkg/keyring"},
	"github.com/parquet-go/parquet-go":      {"pkg/part", "pkg/ingest/parquetscan"},
	"github.com/xuri/excelize/v2":           {"pkg/ingest/xlsxscan", "pkg/demo"},
	"golang.org/x/term":                     {"pkg/terminal"},
	"crypto/rand":                           {"pkg/durable", "pkg/keyring", "pkg/ledger", "pkg/vault"},
	"math/rand":                             {"pkg/stats"}, // with a fixed seed: the same counts give the same p
	"io/ioutil":                             {},
	"net/http":                              {}, // nothing of ours talks to a network
	"os/exec":                               {},
	"github.com/rogpeppe/go-internal":       {}, // tests only
	"github.com/google/go-cmp":              {},
	"github.com/santhosh-tekuri/jsonschema": {},
}

// doors says in which rooms or files a function of the standard library, or a
// variable of it, may be named.
var doors = map[string][]string{
	// A file appears whole or not at all: durable is the only writer.
	"os.Create os.CreateTemp os.WriteFile os.OpenFile os.Rename os.Remove os.RemoveAll os.Mkdir os.MkdirAll os.MkdirTemp " +
		"os.Chmod os.Chown os.Chtimes os.Link os.Symlink os.Truncate os.OpenRoot os.CopyFS": {"pkg/durable"},
	"os.Exit log.Fatal log.Fatalf log.Fatalln": {"cmd/nps"},
	// The world comes in through cli.OS, so that tests can give another one. The
	// streams of the process are also what /dev/stdout means.
	"os.Args os.Stdin os.Stdout os.Stderr": {"pkg/cli/main.go", "pkg/durable"},
	"os.Getenv os.LookupEnv os.Environ os.ExpandEnv os.Getwd os.Chdir os.Setenv os.UserHomeDir os.UserConfigDir " +
		"time.Now time.Since time.Until": {"pkg/cli/main.go"},
}

// costly must not be called while the program starts.
var costly = []string{"regexp.MustCompile", "regexp.Compile", "regexp.MustCompilePOSIX", "regexp.CompilePOSIX",
	"template.Must", "json.Unmarshal", "yaml.Unmarshal", "time.LoadLocation", "strings.NewReplacer"}

var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "base", "shared", "misc"}

const modulePath = "github.com/seed-ccfc8abe/nps/"

// checkSource says what is wrong with one file of a room.
func checkSource(room, file string, src []byte) ([]string, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil, err
	}
	var wrong []string
	say := func(format string, args ...any) {
		wrong = append(wrong, file+": "+fmt.Sprintf(format, args...))
	}
	for _, name := range []string{f.Name.Name, path.Base(room)} {
		if slices.Contains(emptyNames, name) {
			say("a room called %s says nothing about what is in it", name)
		}
	}
	names := map[string]string{} // local name of an import -> last element of its path
	for _, spec := range f.Imports {
		from, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		full := path.Base(from)
		if len(full) == 2 && full[0] == 'v' { // yaml/v3
			full = path.Base(path.Dir(from))
		}
		local := full
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == "." {
			say("imports %s with a dot, so that nobody sees where a name comes from", from)
		}
		names[local] = full
		if complaint := checkImport(room, from); complaint != "" {
			say("%s", complaint)
		}
	}
	checkNames(f, names, room, file, say)
	return wrong, nil
}

// checkImport says what is wrong with a room's import, or "".
func checkImport(room, from string) string {
	if own, ok := strings.CutPrefix(from, modulePath); ok {
		allowed, known := rooms[room]
		switch {
		case own == anybody || room == "pkg/cli" && own != "cmd/nps" && rooms[own] != nil:
			return ""
		case room != "pkg/cli" && !known:
			return "the room " + room + " has no row in the table of layers_test.go"
		case !slices.Contains(allowed, own):
			return room + " may not use " + own
		}
		return ""
	}
	for lodger, where := range lodgers {
		if (from == lodger || strings.HasPrefix(from, lodger+"/")) && !slices.Contains(where, room) {
			return room + " may not use " + from
		}
	}
	return ""
}

// checkNames looks at what a file names of the standard library.
func checkNames(f *ast.File, names map[string]string, room, file string, say func(string, ...any)) {
	selected := func(n ast.Node) string {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		x, ok := s.X.(*ast.Ident)
		if !ok || names[x.Name] == "" {
			return ""
		}
		return names[x.Name] + "." + s.Sel.Name
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && (s.Sel.Name == "SaveAs" || s.Sel.Name == "Save") {
			say("%s writes to disk, which only durable does", s.Sel.Name)
		}
		name := selected(n)
		for list, where := range doors {
			if name != "" && slices.Contains(strings.Fields(list), name) && !slices.Contains(where, room) && !slices.Contains(where, file) {
				say("%s may only be used in %s", name, strings.Join(where, ", "))
			}
		}
		return true
	})
	for _, decl := range f.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				say("init runs before anybody asked for it; use sync.OnceValue")
			}
		case *ast.GenDecl:
			ast.Inspect(d, func(n ast.Node) bool {
				if _, later := n.(*ast.FuncLit); later {
					return false
				}
				if call, ok := n.(*ast.CallExpr); ok && slices.Contains(costly, selected(call.Fun)) {
					say("%s is called at start-up; use sync.OnceValue", selected(call.Fun))
				}
				return true
			})
		}
	}
}

// TestLayers holds every file of the program to the rules above.
func TestLayers(t *testing.T) {
	root := filepath.Join("..", "..")
	files, seen := 0, map[string]int{}
	for _, top := range []string{"cmd", "pkg"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return fs.SkipDir
			case entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			src, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			relative, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			file := filepath.ToSlash(relative)
			files++
			seen[path.Dir(file)]++
			wrong, err := checkSource(path.Dir(file), file, src)
			for _, w := range wrong {
				t.Error(w)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 100 || len(seen) < 15 {
		t.Errorf("only %d files in %d rooms were looked at", files, len(seen))
	}
	for _, room := range slices.Sorted(maps.Keys(seen)) {
		if _, known := rooms[room]; !known && room != "pkg/cli" {
			t.Errorf("the room %s has no row in the table of layers_test.go", room)
		}
	}
}

// TestRoomsHaveOneDirection: the table itself holds no circle and no room that leads
// nowhere, and what must never be published stays out of reach of the report.
func TestRoomsHaveOneDirection(t *testing.T) {
	const doing, done = 1, 2
	state := map[string]int{}
	var visit func(room string, way []string)
	visit = func(room string, way []string) {
		switch state[room] {
		case doing:
			t.Errorf("a circle: %s", strings.Join(append(way, room), " -> "))
			return
		case done:
			return
		}
		state[room] = doing
		for _, next := range rooms[room] {
			if _, known := rooms[next]; !known && next != "pkg/cli" {
				t.Errorf("%s may use %s, which has no row", room, next)
			}
			visit(next, append(way, room))
		}
		state[room] = done
	}
	for room := range rooms {
		visit(room, nil)
	}
	for _, public := range []string{"pkg/report", "pkg/chart"} {
		for _, raw := range []string{"pkg/stats", "pkg/tally", "pkg/vault", "pkg/part", "pkg/ingest"} {
			if slices.Contains(rooms[public], raw) {
				t.Errorf("%s may use %s: only a release can be published", public, raw)
			}
		}
	}
}

// TestLayersSeesWhatIsWrong: each rule is broken once.
func TestLayersSeesWhatIsWrong(t *testing.T) {
	cases := []struct{ room, file, src, want string }{
		{"pkg/survey", "a.go", `import "github.com/seed-ccfc8abe/nps/pkg/tally"`, "pkg/survey may not use pkg/tally"},
		{"pkg/tally", "a.go", `import "github.com/seed-ccfc8abe/nps/pkg/cli"`, "pkg/tally may not use pkg/cli"},
		{"pkg/cli", "a.go", `import "github.com/seed-ccfc8abe/nps/pkg/nowhere"`, "pkg/cli may not use pkg/nowhere"},
		{"pkg/attic", "a.go", `import "github.com/seed-ccfc8abe/nps/pkg/tally"`, "has no row"},
		{"pkg/stats", "a.go", `import "github.com/spf13/cobra"`, "may not use github.com/spf13/cobra"},
		{"pkg/cli", "a.go", `import _ "github.com/olekukonko/tablewriter/tw"`, "may not use github.com/olekukonko/tablewriter/tw"},
		{"pkg/ingest", "a.go", `import "github.com/xuri/excelize/v2"`, "may not use github.com/xuri/excelize/v2"},
		{"pkg/config", "a.go", `import "net/http"`, "may not use net/http"},
		{"pkg/cli", "pkg/cli/file.go", "import \"os\"\nfunc f() { os.WriteFile(\"x\", nil, 0) }", "os.WriteFile may only be used in pkg/durable"},
		{"pkg/cli", "pkg/cli/file.go", "import disk \"os\"\nvar f = disk.Remove", "os.Remove may only be used in pkg/durable"},
		{"pkg/demo", "a.go", "func f(book interface{ SaveAs(string) }) { book.SaveAs(\"x\") }", "SaveAs writes to disk"},
		{"pkg/cli", "pkg/cli/score.go", "import \"os\"\nfunc f() { os.Exit(1) }", "os.Exit may only be used in cmd/nps"},
		{"pkg/cli", "pkg/cli/score.go", "import \"time\"\nfunc f() { time.Now() }", "time.Now may only be used in pkg/cli/main.go"},
		{"pkg/stats", "a.go", "import \"os\"\nvar home = os.Getenv(\"HOME\")", "os.Getenv may only be used in pkg/cli/main.go"},
		{"pkg/tally", "a.go", `import "math/rand/v2"`, "may not use math/rand/v2"},
		{"pkg/stats", "a.go", "import \"regexp\"\nvar x = regexp.MustCompile(`a`)", "regexp.MustCompile is called at start-up"},
		{"pkg/stats", "a.go", "func init() {}", "init runs before anybody asked"},
		{"pkg/stats", "a.go", `import . "fmt"`, "with a dot"},
		{"pkg/util", "a.go", "", "says nothing about what is in it"},
	}
	for _, c := range cases {
		wrong, err := checkSource(c.room, c.file, []byte("package "+path.Base(c.room)+"\n"+c.src))
		if err != nil {
			t.Fatal(err)
		}
		if len(wrong) != 1 && c.room != "pkg/util" || !strings.Contains(strings.Join(wrong, "\n"), c.want) {
			t.Errorf("%s in %s: %q, want %q", c.src, c.room, wrong, c.want)
		}
	}
	fine := "package cli\nimport (\"regexp\"; \"sync\"; \"time\")\nvar x = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`a`) })\nvar clock = time.Now"
	if wrong, err := checkSource("pkg/cli", "pkg/cli/main.go", []byte(fine)); err != nil || len(wrong) > 0 {
		t.Errorf("what is allowed is refused: %q, %v", wrong, err)
	}
}
