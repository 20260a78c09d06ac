//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// duck is how DuckDB is reached; its Go driver needs cgo, so it runs in a process of
// node or Python, and an empty run of the same process is measured beside it.
type duck struct {
	run     func(sql string) []string
	version string
	how     string
}

const nodeScript = `const {DuckDBInstance} = require("@duckdb/node-api");
(async () => { const db = await DuckDBInstance.create(":memory:", {threads: "%d"});
const c = await db.connect(); const r = await c.runAndReadAll(process.argv[1]);
console.log(r.getRows().map(x => x.join("\t")).join("\n")); })().catch(e => { console.error(String(e)); process.exit(1); });`

const pythonScript = `import sys, duckdb
c = duckdb.connect(config={"threads": %d})
print("\n".join("\t".join(map(str, r)) for r in c.execute(sys.argv[1]).fetchall()))`

func findDuck(dir string) *duck {
	const version = "select version()"
	threads := runtime.NumCPU()
	modules, _ := filepath.Abs(filepath.Join(dir, "node_modules"))
	for _, d := range []*duck{
		{how: "node, @duckdb/node-api", run: func(sql string) []string {
			return []string{"env", "NODE_PATH=" + modules, "node", "-e", fmt.Sprintf(nodeScript, threads), sql}
		}},
		{how: "Python", run: func(sql string) []string {
			return []string{"python3", "-c", fmt.Sprintf(pythonScript, threads), sql}
		}},
	} {
		if d.version = say(d.run(version)...); d.version != "" {
			return d
		}
	}
	return nil
}

// say runs a command and gives the first line of what it says, "" when it fails.
func say(command ...string) string {
	out, err := exec.Command(command[0], command[1:]...).Output()
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}

// machine describes where and with what it was measured.
func machine(b *bench) string {
	var s strings.Builder
	cpu := ""
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	memory := ""
	if info, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kB float64
		fmt.Sscanf(string(info), "MemTotal: %f kB", &kB)
		memory = fmt.Sprintf(", %.0f GiB", kB/(1<<20))
	}
	fmt.Fprintf(&s, "- Machine: %d x %s%s, %s\n", runtime.NumCPU(), cpu, memory, say("uname", "-srm"))
	fmt.Fprintf(&s, "- nps: %s, %s, CGO_ENABLED=0, GOAMD64=%s\n", say(b.nps, "version"), say("go", "version"), say("go", "env", "GOAMD64"))
	peers := []string{"wc: " + or(say("wc", "--version"), "of the system"), "Miller: " + or(say("mlr", "--version"), "not there")}
	if b.duck == nil {
		peers = append(peers, "DuckDB: not there")
	} else {
		peers = append(peers, fmt.Sprintf("DuckDB: %s, %d threads, by %s", b.duck.version, runtime.NumCPU(), b.duck.how))
	}
	fmt.Fprintf(&s, "- Peers: %s\n", strings.Join(peers, "; "))
	fmt.Fprintf(&s, "- Data: CSV of %.2f GB, %d records; %d rounds in turns, medians, warm page cache\n", float64(b.size)/1e9, b.size/perRecord, b.rounds)
	if b.size < 1e9 {
		s.WriteString("- The bars are meant for 1 GB: what a run costs once weighs more here\n")
	}
	s.WriteByte('\n')
	return s.String()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
