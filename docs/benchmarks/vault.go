//go:build unix

package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// The vault beside DuckDB on its own databases of the same rows: one as it is, one
// encrypted by what DuckDB has built in (the Parquet and database encryption of its
// bundled mbedtls, which wants force_mbedtls_unsafe to write).

// perVaultRecord is what a row of nps demo over two years takes as CSV.
const perVaultRecord = 171

// home makes nps look for keys below the folder of the data.
func (b *bench) home() []string {
	dir := filepath.Join(b.dir, "home")
	return []string{"HOME=" + dir, "XDG_CONFIG_HOME=" + filepath.Join(dir, "config"), "XDG_STATE_HOME=" + filepath.Join(dir, "state")}
}

// years gives the path of an export of nps demo over two years.
func (b *bench) years() (string, error) {
	path := filepath.Join(b.dir, "years.csv")
	if b.files["years.csv"] {
		return path, nil
	}
	log.Print("making years.csv")
	demo := exec.Command(b.nps, "demo", "--rows", fmt.Sprint(b.size/perVaultRecord), "--months", "24", "--seed", "3", "--until", "2026-06-30", "-o", path)
	if out, err := demo.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	b.files["years.csv"] = true
	return path, nil
}

// policy keeps the rows: with the default retention the oldest would be due.
const policy = "retention: {core: 20 years, person: 20 years, index: 20 years}\n"

// importInto is the shell command that makes a vault of an export.
func (b *bench) importInto(vault, file string) program {
	return program{name: "nps import", env: b.home(), args: []string{"sh", "-c",
		`rm -rf "$1" && "$0" vault init "$1" --policy "$3" >/dev/null 2>&1 && "$0" import --vault "$1" --quiet "$2"`, b.nps, vault, file, filepath.Join(b.dir, "policy.yaml")}}
}

// prepareVault makes the vault and both databases.
func (b *bench) prepareVault() (vault, plain, sealed string, err error) {
	file, err := b.years()
	if err != nil {
		return "", "", "", err
	}
	if err := os.WriteFile(filepath.Join(b.dir, "policy.yaml"), []byte(policy), 0o600); err != nil {
		return "", "", "", err
	}
	vault, plain, sealed = filepath.Join(b.dir, "vault"), filepath.Join(b.dir, "plain.db"), filepath.Join(b.dir, "sealed.db")
	if b.files["vault"] {
		return vault, plain, sealed, nil
	}
	log.Print("making the vault")
	var out string
	if _, err := b.run1(b.importInto(vault, file), &out); err != nil {
		return "", "", "", err
	}
	if b.duck != nil {
		for db, how := range map[string]string{plain: "", sealed: " (ENCRYPTION_KEY '" + duckKey + "')"} {
			log.Printf("making %s", filepath.Base(db))
			os.Remove(db)
			sql := fmt.Sprintf("ATTACH '%s' AS d%s; CREATE TABLE d.answers AS SELECT * FROM read_csv('%s'); CHECKPOINT d", db, how, file)
			if _, err := b.run1(program{name: "DuckDB", args: b.duck.run(duckUnsafe + sql)}, &out); err != nil {
				return "", "", "", err
			}
		}
	}
	exec.Command("sync").Run()
	b.files["vault"] = true
	return vault, plain, sealed, nil
}

const (
	duckKey    = "0123456789abcdef0123456789abcdef"
	duckUnsafe = "SET force_mbedtls_unsafe=true; "
)

// The three jobs: everything; product by month; the stores of one region in half a year.
var jobs = []struct {
	name string
	nps  []string
	sql  string
}{
	{"A", nil, "select score, count(*) from d.answers group by all"},
	{"B", []string{"--by", "product,month"}, "select product, date_trunc('month', responded_at), score, count(*) from d.answers group by all"},
	{"C", []string{"--by", "store", "--where", "region=North", "--since", "2026-01", "--until", "2026-07"},
		"select store, score, count(*) from d.answers where region = 'North' and responded_at >= '2026-01-01' and responded_at < '2026-07-01' group by all"},
}

func vaultPrograms(b *bench) ([]program, error) {
	vault, plain, sealed, err := b.prepareVault()
	if err != nil {
		return nil, err
	}
	var list []program
	for _, j := range jobs {
		list = append(list, program{name: "nps " + j.name, env: b.home(), args: append([]string{b.nps, "score", "--vault", vault, "--format", "tally"}, j.nps...)})
		if b.duck == nil {
			continue
		}
		list = append(list,
			program{name: "DuckDB " + j.name, args: b.duck.run(fmt.Sprintf("ATTACH '%s' AS d (READ_ONLY); %s", plain, j.sql))},
			program{name: "DuckDB encrypted " + j.name, args: b.duck.run(fmt.Sprintf("ATTACH '%s' AS d (ENCRYPTION_KEY '%s', READ_ONLY); %s", sealed, duckKey, j.sql))})
	}
	if b.duck != nil {
		list = append(list, program{name: "DuckDB, empty run", args: b.duck.run("select 1")})
	}
	return list, nil
}

func importPrograms(b *bench) ([]program, error) {
	file, err := b.years()
	if err != nil {
		return nil, err
	}
	if _, _, _, err := b.prepareVault(); err != nil {
		return nil, err
	}
	list := []program{b.importInto(filepath.Join(b.dir, "vault-import"), file)}
	if b.duck != nil {
		parquet := filepath.Join(b.dir, "sealed.parquet")
		list = append(list,
			program{name: "DuckDB to encrypted Parquet", args: b.duck.run(fmt.Sprintf(
				duckUnsafe+"PRAGMA add_parquet_key('k', '%s'); COPY (SELECT * FROM read_csv('%s')) TO '%s' (FORMAT parquet, ENCRYPTION_CONFIG {footer_key: 'k'})", duckKey[:32], file, parquet))},
			program{name: "DuckDB, empty run", args: b.duck.run("select 1")})
	}
	return list, nil
}

// faster is how often longer DuckDB takes for a job than nps, less its empty run.
func faster(duck, nps string) func(medians) float64 {
	return func(m medians) float64 { return (m[duck].Wall - m["DuckDB, empty run"].Wall) / m[nps].Wall }
}

// slower is nps's time in DuckDB's.
func slower(duck, nps string) func(medians) float64 {
	return func(m medians) float64 { return m[nps].Wall / (m[duck].Wall - m["DuckDB, empty run"].Wall) }
}

func vaultComparisons() []comparison {
	return []comparison{
		{"vault", "The vault, read by whole processes", vaultPrograms, []bar{
			{"A in DuckDB's time, unencrypted", slower("DuckDB A", "nps A"), 1.5, 1.5, true, "x"},
			{"B against DuckDB, unencrypted", faster("DuckDB B", "nps B"), 5, 5, false, "x"},
			{"C in DuckDB's time, unencrypted", slower("DuckDB C", "nps C"), 1.5, 1.5, true, "x"},
			{"A against DuckDB, encrypted", faster("DuckDB encrypted A", "nps A"), 3, 3, false, "x"},
			{"B against DuckDB, encrypted", faster("DuckDB encrypted B", "nps B"), 10, 10, false, "x"},
			{"C against DuckDB, encrypted", faster("DuckDB encrypted C", "nps C"), 3, 3, false, "x"},
			{"peak memory of B", peak("nps B"), 32, 32, true, " MB"},
		}},
		{"import", "Import into the vault, with masking and keyed ids", importPrograms, []bar{
			{"DuckDB's CSV to encrypted Parquet", faster("DuckDB to encrypted Parquet", "nps import"), 1, 0.9, false, "x"},
			{"peak memory", peak("nps import"), 1100, 1100, true, " MB"},
		}},
	}
}
