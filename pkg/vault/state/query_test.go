package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that the tests need no database of the machine

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

func TestQueries(t *testing.T) {
	w := base(t)
	s := w.s
	if s.Vault() != testVault || s.Seq() != 9 || !s.Time().Equal(start) || s.Recovery() != recipient("recovery") {
		t.Error(s.Vault(), s.Seq(), s.Time(), s.Recovery())
	}
	if c := s.Counts(); c != (Counts{In: 152, OK: 146, Duplicate: 4, Rejected: 2}) {
		t.Error(c)
	}
	var names []string
	for _, b := range s.Buckets() {
		names = append(names, fmt.Sprint(b.Name, " ", b.First, " ", b.Last, " ", b.Rows, " ", len(b.Tiers), " ", b.Closed))
	}
	want := []string{"2024-11 2024-11-01 2024-11-30 4 2 true", "2024-12 2024-12-01 2024-12-31 42 3 false", "2026-01 2026-01-01 2026-01-14 100 3 false"}
	if !slices.Equal(names, want) {
		t.Error(names)
	}
	if n := len(s.BucketTiers()); n != 9 { // 2 + 3 + 3 and quarantine
		t.Error(n)
	}
	if p := s.Parts("2024-12", TierCore); len(p) != 2 || p[0].Key.Path != PartKeyPath("2024-12", p[0].Part.At.ID, TierCore, 1) {
		t.Error(p)
	}
	if n := len(s.Parts("", TierPerson)); n != 3 {
		t.Error(n)
	}
	if n := len(s.Parts("2024", "")); n != 0 {
		t.Error(n)
	}
	if !slices.Equal(s.Recipients(TierCore), []string{recipient("analyst1"), recipient("steward1"), recipient("recovery")}) ||
		!slices.Equal(s.Recipients(TierIndex), []string{recipient("importer1"), recipient("steward1"), recipient("recovery")}) ||
		!slices.Equal(s.Recipients(TierPerson), []string{recipient("steward1"), recipient("recovery")}) || s.Recipients("other") != nil {
		t.Error(s.Recipients(TierCore), s.Recipients(TierIndex), s.Recipients(TierPerson))
	}
	if !slices.Equal(s.Holders(RoleAnalyst), []string{"asha", "ben"}) {
		t.Error(s.Holders(RoleAnalyst))
	}
	if a, ok := s.ActorByVerifier(w.signer("ci").Verifier()); !ok || a.Name != "ci" {
		t.Error(a)
	}
	if _, ok := s.ActorByVerifier(""); ok {
		t.Error("an actor without a key")
	}
	if !slices.Equal(s.Pending(), []int64{8}) || !s.IsClosed("2024-11") || s.IsClosed("2024-12") || len(s.Closed()) != 1 {
		t.Error(s.Pending(), s.Closed())
	}
	if seq, ok := s.Source(s.sources[0].hmac); !ok || seq != 6 {
		t.Error(seq, ok)
	}
	if _, ok := s.File("parts/0"); ok {
		t.Error("a file that is not there is found")
	}
	if _, ok := s.Source("none"); ok {
		t.Error("an unknown source is known")
	}
	if n := len(s.RoleKeys()); n != 5 || s.RoleKeys()[1].Actor != "ben" || !s.RoleKeys()[1].Live {
		t.Error(s.RoleKeys())
	}
	if len(s.Quarantine()) != 1 || len(s.Releases()) != 1 {
		t.Error(s.Quarantine(), s.Releases())
	}
	if d, err := s.Definition(); d != nil || err != nil {
		t.Error(d, err)
	}
	if d, err := story(t).s.Definition(); d != nil || err == nil { // it has no columns
		t.Error(d, err)
	}
	w.commit(w.entry("asha", OpSurveySet, SurveySetData{"columns:\n  - {from: Q1, role: score}\n"}, nil, nil))
	if d, err := w.s.Definition(); err != nil || len(d.Columns) != 1 {
		t.Error(d, err)
	}
	// What is handed out is the caller's.
	a, _ := s.Actor("asha")
	a.Roles[0] = "x"
	s.Policy().Threshold = 9
	s.Roles()[0].Recipient = "x"
	s.Actors()[0].Roles[0] = "x"
	if _, err := Parse(s.Marshal()); err != nil || s.Policy().Threshold != 1 {
		t.Error("the state can be changed from outside:", err)
	}
}

func TestDue(t *testing.T) {
	w := base(t)
	if due := w.s.Due("2026-01", TierCore); !due.Equal(time.Date(2029, 1, 31, 18, 30, 0, 0, time.UTC)) {
		t.Error(due)
	}
	// An import into a bucket that is due already goes at the next purge, not before.
	w.now = w.now.AddDate(0, 0, 3)
	w.commit(w.imports("ci", w.parts("2024-12-05", "2024-12-05", 1)...))
	if due := w.s.Due("2024-12", TierPerson); due.Unix() != w.now.Unix() {
		t.Error(due)
	}
	if due := w.s.Due("2026-01", TierQuarantine); !due.Equal(time.Date(2027, 1, 31, 18, 30, 0, 0, time.UTC)) {
		t.Error(due)
	}
	for _, never := range []time.Time{w.s.Due("2026", TierCore), w.s.Due("2026-01", "raw")} {
		if never.Year() != 9999 {
			t.Error(never)
		}
	}
	p := testPolicy()
	p.Retention.Core = Duration{1, UnitMonths}
	due := w.s.BecomesDue(&p, w.now)
	if len(due) != 2 || due[0].Bucket != "2024-11" || due[1].Tier != TierCore {
		t.Error(due)
	}
}

func TestPaths(t *testing.T) {
	id := strings.Repeat("0a", 16)
	for _, path := range []string{
		"parts/2024-05-" + id + ".core.age", "parts/2024-05-07-" + id + ".person.age", "keys/parts/2024-05-" + id + ".index.12.age",
		"keys/roles/analyst.1.a.b-c_d.age", "keys/roles/importer.10.x.age", "quarantine/" + id + ".age", "releases/" + id + ".age",
	} {
		p, ok := ParsePath(path)
		if !ok || p.String() != path {
			t.Errorf("%s: %+v", path, p)
		}
	}
	for _, path := range []string{
		"", ".age", "/", "parts/.age", "parts/2024-05-" + id + ".core", "parts/2024-05-" + id + ".core.1.age", "keys/parts/2024-05-" + id + ".core.age",
		"keys/parts/2024-05-" + id + ".core.+1.age", "keys/parts/2024-05-" + id + ".core.1..age", "keys/roles/owner.1.x.age", "keys/roles/analyst.1.age",
		"keys/roles/analyst.1..age", "keys/roles/analyst.0.x.age", "keys/roles/analyst.1.-x.age", "keys/roles/x/analyst.1.x.age", "quarantine/x.age",
		"quarantine/" + id + ".core.age", "tallies/2024-05.age", "suppress/" + id + ".age", "access/a-2026-01.log", "ledger/0000000001", "parts/2024-05" + id + ".core.age",
		"../parts/2024-05-" + id + ".core.age", "parts/../parts/2024-05-" + id + ".core.age", "parts//2024-05-" + id + ".core.age", "parts/2024-05-" + strings.ToUpper(id) + ".core.age",
	} {
		if p, ok := ParsePath(path); ok {
			t.Errorf("%s: %+v", path, p)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	w := base(f)
	for file := range w.s.Files() {
		f.Add(file.Path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if p, ok := ParsePath(path); ok && p.String() != path {
			t.Fatalf("%q has another spelling: %+v", path, p)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	good := string(story(t).s.Marshal())
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not there to be replaced", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	lines := strings.SplitAfter(good, "\n")
	file := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "file ") })
	moved := slices.Clone(lines)
	moved[file], moved[file+1] = moved[file+1], moved[file]
	for name, text := range map[string]string{
		"empty": "", "no end": strings.TrimSuffix(good, "\n"), "more": good + "x\n", "counts twice": good + lines[len(lines)-2],
		"not sorted": strings.Join(moved, ""), "a line twice": strings.Join(slices.Insert(slices.Clone(lines), file, lines[file]), ""),
		"CR": strings.ReplaceAll(good, "\n", "\r\n"), "version 0": swap("nps-state 1", "nps-state 0"), "version 01": swap("nps-state 1", "nps-state 01"),
		"vault": swap("vault 00", "vault 0g"), "head": swap("head 21", "head 021"), "head words": swap("head 21", "head 21 1"), "policy blank": swap(`,"bucket"`, `, "bucket"`),
		"policy floor": swap(`"min_group":5`, `"min_group":2`), "policy key": swap(`{"access_log"`, `{"a":1,"access_log"`), "survey escape": swap(`\n"`, `\u000a"`), "empty survey": swap(`survey "survey: demo2\n"`, `survey ""`),
		"survey twice": swap(`survey "survey`, "survey \"x\"\nsurvey \"survey"), "actor": swap(`"name":"ben"`, `"name":"bem"`), "revoked 2": swap(`"revoked":1`, `"revoked":2`), "role": swap("role analyst", "role owner"), "generation": swap("role analyst 3", "role analyst 03"),
		"closed": swap("closed 2024-12 person", "closed 2024-12 release"), "closed bucket": swap("closed 2024-12", "closed 2024-14"), "pending": swap("pending 15", "pending -1"), "pending order": swap("pending 15\n", "pending 15\npending 3\n"),
		"path": swap("file parts/2024", "file part/2024"), "bytes 0": swap(" 4096 ", " 0 "), "bytes": swap(" 4096 ", " 04096 "), "hash": swap(anyHash, anyHash[1:]), "tier": swap(" core 2024", " person 2024"), "a word less": swap(" core 2024-12 40", " core 2024-12"),
		"rows 0": swap("core 2024-12 40", "core 2024-12 0"), "blank twice": swap(" core 2024", "  core 2024"), "source": swap("source 0", "source g"), "source order": swap("source 00000000000000000000000000000005", "source ffffffffffffffffffffffffffffffff"), "counts": swap("counts 158", "counts +158"), "negative": swap("counts 158", "counts -158"),
		"actors not sorted": turned(lines, "actor "), "roles not sorted": turned(lines, "role "), "closed not sorted": turned(lines, "closed "), "closed without number": swap("closed 2024-12 person 11", "closed 2024-12 person"),
		"closed, a word more": swap("closed 2024-12 person 11", "closed 2024-12 person 11 1"), "file, a word more": swap("2024-12-31 18 ", "2024-12-31 18 17 "), "file, a blank more": swap(" 18 1768", " 18  1768"), "no blank after a word": swap("file parts/2024", "files parts/2024"),
		"word only": swap("pending 15", "pending"), "revoked -1": swap(`"revoked":1`, `"revoked":-1`), "role recipient": swap("role analyst 3 age1", "role analyst 3 ssh1"), "no policy": swap("policy ", "polity "),
		"first word": swap("nps-state 1", "nps-stat 1"), "minus": swap("counts 158", "counts -"), "too large": swap("counts 158", "counts 9007199254740992"), "policy null": swap(`"threshold":1`, `"threshold":null`),
		"recovery twice": swap("recovery ", "recovery age1xyzxyz\nrecovery "), "recovery": swap("recovery age1", "recovery age2"), "order of sections": swap("recovery ", "closed 2020-01 core 1\nrecovery "),
	} {
		if _, err := Parse([]byte(text)); !errors.Is(err, ledger.ErrForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse([]byte(swap("nps-state 1", "nps-state 2"))); !errors.Is(err, ledger.ErrVersion) {
		t.Error(err)
	}
}

// turned exchanges the first two lines of a section.
func turned(lines []string, word string) string {
	i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, word) })
	lines = slices.Clone(lines)
	lines[i], lines[i+1] = lines[i+1], lines[i]
	return strings.Join(lines, "")
}

func FuzzParse(f *testing.F) {
	f.Add(story(f).s.Marshal())
	f.Add(base(f).s.Marshal())
	f.Add([]byte("nps-state 1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			if !errors.Is(err, ledger.ErrForm) && !errors.Is(err, ledger.ErrVersion) {
				t.Fatal(err)
			}
			return
		}
		if string(s.Marshal()) != string(data) {
			t.Fatal("another spelling is accepted")
		}
		s.Buckets()
		s.RoleKeys()
		s.Parts("", "")
		s.Due("2026-01", TierCore)
	})
}

// FuzzData hands operations any data.
func FuzzData(f *testing.F) {
	w := base(f)
	ops := []string{OpActorAdd, OpActorRevoke, OpRoleRotate, OpPolicySet, OpSurveySet, OpImport, OpPurge, OpReceipt, OpPurgeFiles, OpHeartbeat, OpRelease, OpVerified}
	for i, data := range []any{
		ActorAddData{w.actor("eve", RoleAnalyst)}, ActorRevokeData{"ben"}, RotateData{Role: RoleAnalyst, Generation: 2, Recipient: recipient("x")}, PolicySetData{Policy: testPolicy()}, SurveySetData{"x: y"},
		ImportData{Source: w.id()}, PurgeData{Removed: []Removed{{"2024-12", "retention", 42, TierPerson}}}, ReceiptData{8}, PurgeFilesData{1, 1, "2025-01-02", "2025-01-01"}, nil, ReleaseData{anyHash, anyHash},
		HeadData{"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", 3},
	} {
		var b []byte
		if data != nil {
			b, _ = Encode(data)
		}
		f.Add(i, b)
	}
	f.Fuzz(func(t *testing.T, op int, data []byte) {
		w.t = t
		e := w.entry("asha", ops[uint(op)%uint(len(ops))], nil, nil, nil)
		if len(data) > 0 {
			e.Data = data
		}
		before := w.s.Hash()
		next, err := w.s.Propose(e)
		if w.s.Hash() != before {
			t.Fatal("the state before has changed")
		}
		if err != nil {
			var v *Violation
			if !errors.As(err, &v) {
				t.Fatal(err)
			}
			return
		}
		if back, err := Parse(next.Marshal()); err != nil || back.Hash() != next.Hash() {
			t.Fatal(err)
		}
	})
}
