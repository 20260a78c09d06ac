package cli

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mostMemory is what a process may take at most while it meets a bomb, in bytes.
const mostMemory = 300 << 20

// bombs are small files that become large.
func (p *program) bombs() []string {
	p.t.Helper()
	member := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := z.Write([]byte(text))
		p.must(err)
		p.must(z.Close())
		return b.Bytes()
	}
	const header = "id,email,at,score,region,why\n"
	block := member(strings.Repeat("0", 1<<20))
	cell := append(member(header+"a,,2026-01-02,9,North,\""), bytes.Repeat(block, 2048)...) // one cell of 2 GiB
	p.write("cell.csv.gz", string(cell))
	p.write("header.csv.gz", string(bytes.Repeat(block, 2048)))
	p.write("columns.csv.gz", string(bytes.Repeat(member(strings.Repeat(",", 1<<20)), 256)))
	p.write("deep.json", strings.Repeat("[", 20<<20))
	p.write("deep.ndjson", `{"id":"a","score":`+strings.Repeat(`{"a":`, 5<<20)+"\n")

	var nested bytes.Buffer
	z := gzip.NewWriter(&nested)
	_, err := z.Write(bytes.Repeat(member(""), 10))
	p.must(err)
	p.must(z.Close())
	p.write("layers.gz", nested.String())

	p.zipBomb("sheet.xlsx", "xl/worksheets/sheet1.xml", `<worksheet><sheetData>`+strings.Repeat(`<row r="1048576"><c r="XFD1048576" t="str"><v>`+strings.Repeat("0", 1000)+`</v></c></row>`, 1000))
	p.zipBomb("strings.xlsx", "xl/sharedStrings.xml", `<sst count="4294967295" uniqueCount="4294967295"><si><t>`+strings.Repeat("0", 64<<20))

	parquet := []byte("PAR1")
	parquet = append(parquet, bytes.Repeat([]byte{0xfc}, 1000)...)
	parquet = binary.LittleEndian.AppendUint32(parquet, 0x7fffffff) // the footer claims 2 GiB
	p.write("footer.parquet", string(append(parquet, "PAR1"...)))
	return []string{"cell.csv.gz", "header.csv.gz", "columns.csv.gz", "deep.json", "deep.ndjson", "layers.gz", "sheet.xlsx", "strings.xlsx", "footer.parquet"}
}

// zipBomb writes a book in which one member is what it should not be.
func (p *program) zipBomb(name, member, text string) {
	p.t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", `<Types/>`},
		{"xl/workbook.xml", `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
		{member, text},
	} {
		w, err := z.Create(f[0])
		p.must(err)
		_, err = w.Write([]byte(f[1]))
		p.must(err)
	}
	p.must(z.Close())
	p.write(name, b.String())
}

// frugal runs a process and looks at its largest size: that of the process itself, for what the system
// says at its end counts the size of the test, too, from which it was started.
func (p *program) frugal(want int, line string) {
	p.t.Helper()
	c := p.command("asha", line)
	var errs bytes.Buffer
	c.Stderr = &errs
	p.must(c.Start())
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	size, tick := 0, time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for alive := true; alive; {
		select {
		case <-ended:
			alive = false
		case <-tick.C:
			size = max(size, peak(c.Process.Pid))
		}
	}
	if code := c.ProcessState.ExitCode(); code != want {
		p.t.Errorf("nps %s: exit status %d, want %d\n%s", line, code, want, errs.String())
	}
	if size > mostMemory {
		p.t.Errorf("nps %s took %d MiB", line, size>>20)
	}
	p.largest = max(p.largest, size)
}

// peak is the largest size of a running process in bytes, 0 when it is over.
func peak(pid int) int {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(data, []byte("VmHWM:"))
	kib := 0
	fmt.Sscan(string(rest), &kib)
	return kib << 10
}

// TestPromise17Bombs: small inputs that ask for much memory are refused within a little, and
// so are files of the vault that became large; nothing of them is in the vault.
func TestPromise17Bombs(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while where every process is slow")
	}
	p := newProgram(t)
	p.ask("asha", 0, "vault init --survey survey.yaml")
	p.export("first.csv", 5, false, month(1))
	p.ask("asha", 0, "import first.csv")
	before := p.standing("asha")
	files := len(p.files())
	for _, bomb := range p.bombs() {
		p.frugal(3, "import "+bomb)
	}
	p.must(os.RemoveAll(p.in("tmp")))
	p.must(os.Mkdir(p.in("tmp"), 0o700))
	if now := p.standing("asha"); now != before {
		t.Errorf("%+v, before %+v", now, before)
	}
	if got := len(p.names("parts")); got != 3 {
		t.Errorf("%d files in parts; %d before all", got, files)
	}

	// A file of the vault is a hole of 8 GiB.
	for _, pattern := range []string{"parts/*.core.age", "keys/parts/*.core.1.age", "keys/roles/analyst.1.asha.age", "ledger/0000000001"} {
		list, err := filepath.Glob(p.in("vault/" + pattern))
		if err != nil || len(list) != 1 {
			t.Fatal(pattern, list, err)
		}
		data, err := os.ReadFile(list[0])
		p.must(err)
		p.must(os.Truncate(list[0], 8<<30))
		p.frugal(5, "score")
		if !strings.HasPrefix(pattern, "parts") { // that one is hashed, which takes a while
			p.frugal(5, "vault verify")
		}
		p.must(os.WriteFile(list[0], data, 0o600))
	}
	// One entry more, which is none.
	next := p.in("vault/ledger/0000000002")
	for what, text := range map[string]string{
		"deep": strings.Repeat("[", 1<<20) + "\n\n", "long": `{"a":"` + strings.Repeat("0", 9<<20) + "\"}\n\n",
		"lists": `{"add":[` + strings.Repeat("{},", 1<<20) + "{}]}\n\nnps/x\n3\n\n",
	} {
		p.must(os.WriteFile(next, []byte(text), 0o600))
		p.frugal(5, "score")
		p.frugal(5, "vault verify")
		if t.Failed() {
			t.Log(what)
		}
	}
	p.must(os.Remove(next))
	t.Logf("the largest process had %d MiB", p.largest>>20)
	if p.largest < 10<<20 {
		t.Errorf("the largest process had %d bytes: they were not measured", p.largest)
	}
	if now := p.standing("asha"); now != before {
		t.Errorf("%+v, before %+v", now, before)
	}
}
