//go:build unix

// Command benchmarks times the whole program beside its peers and prints the tables
// of docs/benchmarks.md: the machine, the versions, medians, and all raw times.
//
//	go run ./docs/benchmarks [-size 1e9] [-rounds 5] [-only csv,ndjson] [-duckdb DIR]
//
// It makes the data, builds nps, and runs what is compared in turns, so that a busy
// minute falls on all of them. Peers that are not there are left out and said so:
// DuckDB (npm @duckdb/node-api in DIR/node_modules or the working directory, or the
// Python module), mlr, wc. With the default size it needs some 12 GB of disk.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bench is one run of this program.
type bench struct {
	dir    string // data and binaries
	size   int64  // bytes of the CSV file
	rounds int
	self   string // this program, which also launches and is the reference reader
	nps    string
	hello  string
	duck   *duck
	files  map[string]bool
}

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "launch": // see launch.go
			launch(os.Args[2:])
			return
		case "reference":
			if err := reference(os.Args[2], os.Args[3]); err != nil {
				log.Fatal(err)
			}
			return
		}
	}
	b := &bench{files: map[string]bool{}}
	size := flag.Float64("size", 1e9, "bytes of the CSV file; the others hold the same records")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of every comparison")
	only := flag.String("only", "", "only these comparisons: "+strings.Join(names(), ","))
	flag.StringVar(&b.dir, "dir", "", "folder for data and binaries (default: a new one, removed at the end)")
	duckDir := flag.String("duckdb", ".", "folder whose node_modules holds @duckdb/node-api")
	flag.Parse()
	b.size = int64(*size)
	if err := b.run(*only, *duckDir); err != nil {
		log.Fatal(err)
	}
}

func (b *bench) run(only, duckDir string) error {
	if b.dir == "" {
		dir, err := os.MkdirTemp("", "nps-benchmarks-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.dir = dir
	}
	var err error
	if b.dir, err = filepath.Abs(b.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if err := b.build(); err != nil {
		return err
	}
	b.duck = findDuck(duckDir)
	fmt.Print(machine(b))
	for _, c := range comparisons() {
		if only != "" && !contains(strings.Split(only, ","), c.name) {
			continue
		}
		if err := b.compare(c); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// build makes the programs that are run.
func (b *bench) build() error {
	b.nps, b.hello = filepath.Join(b.dir, "nps"), filepath.Join(b.dir, "hello")
	source := filepath.Join(b.dir, "hello.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() { println(\"hello\") }\n"), 0o600); err != nil {
		return err
	}
	for target, from := range map[string]string{b.nps: "./cmd/nps", b.hello: source} {
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", target, from)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("build %s: %w\n%s", from, err, out)
		}
	}
	return nil
}

// file gives the path of a data file, which is made when it is first asked for.
func (b *bench) file(name string) (string, error) {
	path := filepath.Join(b.dir, name)
	if b.files[name] {
		return path, nil
	}
	log.Printf("making %s", name)
	if err := writeData(path, name, b.size); err != nil {
		return "", err
	}
	exec.Command("sync").Run() // what is still being written would disturb
	b.files[name] = true
	return path, nil
}

// demo gives the path of an export of nps demo of about size bytes.
func (b *bench) demo(name string, size int64) (string, error) {
	path := filepath.Join(b.dir, name)
	if b.files[name] {
		return path, nil
	}
	log.Printf("making %s", name)
	const perDemoRecord = 169
	make := exec.Command(b.nps, "demo", "--rows", fmt.Sprint(size/perDemoRecord), "--seed", "3", "--until", "2026-06-30", "-o", path)
	if out, err := make.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	exec.Command("sync").Run()
	b.files[name] = true
	return path, nil
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}
