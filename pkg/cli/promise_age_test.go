package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/parquet-go/parquet-go"
)

// TestAgeAndParquetAloneReadTheVault: what the program wrote opens without it, as docs/vault-format.md
// says: the age tool's way from the identity to a role, from the role to a part key and
// from there to a part, which any reader of Parquet reads.
func TestAgeAndParquetAloneReadTheVault(t *testing.T) {
	w := newVaultRun(t)
	w.write("a.csv", "id,email,at,score,region\na1,asha@mail.invalid,2026-01-03T10:00:00Z,9,North\na2,ravi@mail.invalid,2026-01-04T10:00:00Z,3,South\na3,zoe@mail.invalid,2026-02-05T10:00:00Z,10,North\n")
	w.write("survey.yaml", "survey: shop\ncolumns:\n  - {from: id, role: response_id}\n  - {from: email, role: respondent, kind: email}\n"+
		"  - {from: at, role: time}\n  - {from: score, role: score}\n  - {from: region, role: dimension}\n")
	w.as("asha", 0, "vault init --survey survey.yaml")
	w.as("asha", 0, "import a.csv")
	got := readByAge(t, filepath.Join(w.dir, "vault"), filepath.Join(w.home("asha"), ".config/nps/identity"), "asha")
	want := []string{
		"core dim.region=North score=10", "core dim.region=North score=9", "core dim.region=South score=3",
		"index", "index", "index",
		"person response_id=a1 email=asha@mail.invalid", "person response_id=a2 email=ravi@mail.invalid", "person response_id=a3 email=zoe@mail.invalid",
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// readByAge gives a line a row of what a steward opens with the age library alone: its tier and the
// columns that a test compares.
func readByAge(t *testing.T, vault, identity, actor string) (rows []string) {
	t.Helper()
	me := agePlain(t, nil, identity)
	role := age2(t, me, filepath.Join(vault, "keys/roles/steward.*."+actor+".age"))
	keys, err := filepath.Glob(filepath.Join(vault, "keys/parts/*.age"))
	if err != nil || len(keys) == 0 {
		t.Fatal(keys, err)
	}
	for _, path := range keys {
		part := age2(t, role, path)
		name := strings.Join(strings.Split(filepath.Base(path), ".")[:2], ".") // without the number of the seal
		data := agePlain(t, part, filepath.Join(vault, "parts", name+".age"))
		tier := strings.Split(name, ".")[1]
		f, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v, ok := f.Lookup("nps.tier"); !ok || v != tier {
			t.Errorf("%s: says that it is %q", name, v)
		}
		rows = append(rows, parquetRows(t, f, tier)...)
	}
	return rows
}

// age2 opens the file that a pattern names and takes it for a file of identities.
func age2(t *testing.T, ids []byte, pattern string) []byte {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v", pattern, found, err)
	}
	return agePlain(t, ids, found[0])
}

// agePlain is age -d -i IDENTITIES FILE; without identities the file as it is.
func agePlain(t *testing.T, identities []byte, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if identities == nil {
		return data
	}
	ids, err := age.ParseIdentities(bytes.NewReader(identities))
	if err != nil {
		t.Fatalf("for %s: %v", path, err)
	}
	r, err := age.Decrypt(bytes.NewReader(data), ids...)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return plain
}

func parquetRows(t *testing.T, f *parquet.File, tier string) (lines []string) {
	t.Helper()
	shown := []string{"response_id", "email", "dim.region", "score"}
	var names []string
	for _, path := range f.Schema().Columns() {
		names = append(names, strings.Join(path, "."))
	}
	buffer := make([]parquet.Row, 100)
	for _, group := range f.RowGroups() {
		rows := group.Rows()
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				line := tier
				for _, v := range row {
					if name := names[v.Column()]; slices.Contains(shown, name) {
						line += " " + name + "=" + v.String()
					}
				}
				lines = append(lines, line)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		rows.Close()
	}
	if int64(len(lines)) != f.NumRows() {
		t.Errorf("%d rows, want %d", len(lines), f.NumRows())
	}
	return lines
}
