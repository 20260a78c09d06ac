package cli

import (
	"encoding/json"
	"os"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionFromBuild(t *testing.T) {
	doc := versionDocument{Version: "devel"}
	doc.fill(&debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-03-05T09:00:00Z"}, {Key: "vcs.modified", Value: "true"}}})
	want := "nps 1.2.3\ncommit   abc (with changes)\nbuilt    2026-03-05T09:00:00Z\ngo       \nplatform \n"
	if got := doc.text(false); got != want {
		t.Errorf("%q", got)
	}
	devel := versionDocument{Version: "devel"}
	devel.fill(&debug.BuildInfo{Main: debug.Module{Version: "(devel)"}})
	if devel.Version != "devel" {
		t.Error(devel.Version)
	}
}

func TestVersionDocument(t *testing.T) {
	r := newRun(t, "version", "--format", "json", "--legal")
	if code := r.code(); code != 0 {
		t.Fatal(code, r.err.String())
	}
	var doc versionDocument
	decoder := json.NewDecoder(&r.out)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	if doc.Schema != "nps.version/1" || doc.Legal != trademarks || len(doc.Modules) == 0 || decoder.More() {
		t.Errorf("%+v", doc)
	}
}

// The licence of every module that go.mod names is known.
func TestLicences(t *testing.T) {
	data, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, line := range strings.Split(string(data), "\n") {
		words := strings.Fields(line)
		if len(words) > 0 && words[0] == "require" {
			words = words[1:]
		}
		if len(words) < 2 || !strings.HasPrefix(words[1], "v") {
			continue
		}
		count++
		// testscript is used by tests only and never linked into the program.
		if words[0] != "github.com/rogpeppe/go-internal" && licenceOf(words[0]) == "see its LICENSE file" {
			t.Errorf("the licence of %s is not in the table of legal.go", words[0])
		}
	}
	if count < 5 {
		t.Errorf("only %d modules were looked at", count)
	}
}

// The setting is obeyed where it can be read, and the version is told where not.
func TestVersionObeysTheSetting(t *testing.T) {
	for _, c := range []struct{ args, variable, config, want string }{
		{"version", "NPS_FORMAT=json", "", "{"},
		{"version", "", "format: json", "{"},
		{"version --format text", "NPS_FORMAT=json", "", "nps "},
		{"version", "NPS_FORMAT=csv", "", "nps "},
		{"version", "NPS_FORMAT=jsn", "", "nps "},
		{"version", "NPS_FORMAT=json", "format: [", "nps "},
		{"version --format json", "", "format: [", "{"},
		{"--version", "NPS_FORMAT=json", "", "nps "},
	} {
		r := newRun(t, strings.Fields(c.args)...)
		r.Environ = append(r.Environ, c.variable)
		if err := os.WriteFile(r.Dir+"/nps.yaml", []byte(c.config), 0o600); err != nil {
			t.Fatal(err)
		}
		if code := r.code(); code != 0 || !strings.HasPrefix(r.out.String(), c.want) || r.err.Len() > 0 {
			t.Errorf("%+v: %d, %q, %q", c, code, r.out.String(), r.err.String())
		}
	}
}
