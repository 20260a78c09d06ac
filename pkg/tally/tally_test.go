package tally

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// rows makes rows of a dimension value, another one, and a score; keys are short
// and long, blank and hard to tell apart when joined.
func rows(n int) (keys [][2]string, scores []int) {
	values := []string{"", "a", "ab", "b", "North", strings.Repeat("long ", 9), "é", "a\x00"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range n {
		second := values[rng.IntN(len(values))]
		if rng.IntN(3) == 0 {
			second = fmt.Sprintf("store %d", rng.IntN(3000))
		}
		keys = append(keys, [2]string{values[rng.IntN(len(values))], second})
		scores = append(scores, rng.IntN(Scores))
	}
	return keys, scores
}

func build(keys [][2]string, scores []int) *Tally {
	b := NewBuilder([]string{"x", "y"})
	var key []byte
	for i, k := range keys {
		key = AppendKey(key[:0], []byte(k[0]), true)
		key = AppendKey(key, []byte(k[1]), false)
		b.Count(b.Group(key), scores[i])
	}
	b.Excluded.Blank = uint64(len(keys) % 7)
	if b.N() != uint64(len(keys)) {
		panic("N is wrong")
	}
	return b.Finish()
}

// TestBuilder counts against a map, with more groups than the table begins with.
func TestBuilder(t *testing.T) {
	keys, scores := rows(50000)
	want := map[[2]string]*Counts{}
	for i, k := range keys {
		if want[k] == nil {
			want[k] = new(Counts)
		}
		want[k][scores[i]]++
	}
	got := build(keys, scores)
	if len(got.Groups) != len(want) || len(want) < 2000 {
		t.Fatalf("%d groups, want %d", len(got.Groups), len(want))
	}
	for i, g := range got.Groups {
		if k := [2]string{g.Key[0], g.Key[1]}; *want[k] != g.Counts {
			t.Errorf("%q: %v, want %v", k, g.Counts, *want[k])
		}
		if i > 0 && slices.Compare(got.Groups[i-1].Key, g.Key) >= 0 {
			t.Fatalf("groups %d and %d are not in order", i-1, i)
		}
	}
	if total := got.Total(); total.Counts.N() != uint64(len(keys)) {
		t.Errorf("total %d", total.Counts.N())
	}
}

func TestOverflow(t *testing.T) {
	b := NewBuilder(nil)
	g := b.Group(nil)
	b.Count(g, 7)
	const n = 3<<16 + 5
	for range n - 1 {
		b.Count(g, 7)
	}
	if got := b.Finish().Total(); got.Counts[7] != n || b.N() != n {
		t.Errorf("%d responses, want %d", got.Counts[7], n)
	}
}

// TestAdd: many answers at once are as many calls of Count, past the edges of a
// small bin, too.
func TestAdd(t *testing.T) {
	for _, n := range []uint64{0, 1, 1<<16 - 1, 1 << 16, 1<<16 + 1, 5<<16 + 3} {
		for _, before := range []uint64{0, 1, 1<<16 - 1} {
			b := NewBuilder(nil)
			g := b.Group(nil)
			for range before {
				b.Count(g, 4)
			}
			b.Add(g, 4, n)
			b.Count(g, 4)
			want := Counts{4: before + n + 1}
			if got := b.Finish().Total(); got.Counts != want || b.N() != want.N() {
				t.Errorf("%d after %d: %v, want %v", n, before, got.Counts, want)
			}
		}
	}
}

// TestAbsorb: workers' counts joined give what one has counted.
func TestAbsorb(t *testing.T) {
	keys, scores := rows(20000)
	want := build(keys, scores)
	want.Excluded = Excluded{Blank: 3}
	workers := []*Builder{NewBuilder(want.By), NewBuilder(want.By), NewBuilder(want.By)}
	for i, k := range keys {
		b := workers[i%3]
		b.Count(b.Group(AppendKey(AppendKey(nil, []byte(k[0]), true), []byte(k[1]), false)), scores[i])
	}
	for _, b := range workers {
		b.Excluded.Blank = 1
	}
	workers[0].Absorb(workers[1])
	workers[0].Absorb(workers[2])
	if got := workers[0].Finish(); !reflect.DeepEqual(got, want) {
		t.Error("another tally")
	}
	one, other := NewBuilder(nil), NewBuilder(nil)
	for range 70000 {
		one.Count(one.Group(nil), 9)
		other.Count(other.Group(nil), 9)
	}
	one.Absorb(other)
	if got := one.Finish().Total(); got.Counts[9] != 140000 {
		t.Errorf("%d responses, want 140000", got.Counts[9])
	}
}

// TestManyGroups goes on where the table has no room for bits of the hash.
func TestManyGroups(t *testing.T) {
	b := NewBuilder([]string{"x"})
	for i := range 1000 {
		b.Count(b.Group(fmt.Appendf(nil, "group %d", i)), 5)
	}
	b.tags = 0
	b.rebuild(len(b.table))
	b.place(b.groups-1, maphash.String(b.seed, b.key(b.groups-1)))
	for i := range 2000 {
		b.Count(b.Group(fmt.Appendf(nil, "group %d", i)), 6)
	}
	if got := b.Finish(); len(got.Groups) != 2000 || got.Total().Counts != (Counts{5: 1000, 6: 2000}) {
		t.Errorf("%d groups", len(got.Groups))
	}
}

// TestMergeInAnyOrder: however rows are split and in whatever order the parts are
// added, the tally is the same.
func TestMergeInAnyOrder(t *testing.T) {
	keys, scores := rows(3000)
	whole := build(keys, scores)
	whole.Excluded = Excluded{}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 0))
		parts := make([][]int, 1+rng.IntN(5))
		for i := range keys {
			p := rng.IntN(len(parts))
			parts[p] = append(parts[p], i)
		}
		sum := &Tally{By: whole.By}
		for _, p := range rng.Perm(len(parts)) {
			var k [][2]string
			var s []int
			for _, i := range parts[p] {
				k, s = append(k, keys[i]), append(s, scores[i])
			}
			part := build(k, s)
			part.Excluded = Excluded{}
			if err := sum.Merge(part); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(sum, whole) {
			t.Fatalf("seed %d: another tally", seed)
		}
	}
	if err := whole.Merge(&Tally{By: []string{"y", "x"}}); err == nil {
		t.Error("tallies by other dimensions were added")
	}
}

func TestRollup(t *testing.T) {
	whole := build(rows(3000))
	for _, keep := range [][]int{{}, {0}, {1}, {1, 0}} {
		r := whole.Rollup(keep)
		if got, want := r.Total().Counts, whole.Total().Counts; got != want || r.Excluded != whole.Excluded {
			t.Errorf("keeping %v: total %v, want %v", keep, got, want)
		}
		if len(keep) == 2 && (len(r.Groups) != len(whole.Groups) || r.By[0] != "y") {
			t.Errorf("keeping %v: %d groups by %v", keep, len(r.Groups), r.By)
		}
	}
}

func TestFileRoundTrip(t *testing.T) {
	whole := build(rows(500))
	whole.Groups[0].Weights = &Weights{Sum: [Scores]float64{1, 2.5}, Squares: [Scores]float64{0.1}, Min: 0.1, Max: 2.5}
	whole.Groups[1].Key[1] = "quote \" back \\ line \n \u2028 <&>"
	whole.sort()
	var b bytes.Buffer
	if err := Write(&b, whole); err != nil {
		t.Fatal(err)
	}
	if !IsFile(b.Bytes()) {
		t.Error("a tally file is not recognised")
	}
	got, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, whole) {
		t.Error("what was read is not what was written")
	}
}

func TestReadRefuses(t *testing.T) {
	good := `{"schema": "nps.tally/1", "by": ["r"], "groups": [{"key": {"r": "secret"}, "histogram": [0,0,0,0,0,0,0,0,0,0,1]}]}`
	if _, err := Read(strings.NewReader(good)); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`nps.tally/1`, `nps.tally/2`}, {`"r": "secret"`, `"q": "secret"`}, {`"r": "secret"`, `"r": "secret", "q": ""`},
		{`[0,0,0,0,0,0,0,0,0,0,1]`, `[0,1]`}, {`0,1]`, `0,-1]`}, {`0,1]`, `0,1.5]`}, {`0,1]`, `0,99999999999999999]`},
		{`"by": ["r"]`, `"by": ["r","r"]`}, {`"groups"`, `"gruops"`}, {`]}]}`, `]}]`}, {`]}]}`, `]}]} {}`}, {`"r": "secret"`, `"r": ["secret"]`}, {`"by": ["r"]`, `"by": 5`},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good {
			t.Fatalf("%s changes nothing", change[0])
		}
		_, err := Read(strings.NewReader(text))
		if err == nil {
			t.Errorf("accepted: %s", text)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error shows a key: %v", err)
		}
	}
}

func TestReadForgives(t *testing.T) {
	got, err := Read(strings.NewReader(`{"schema": "nps.tally/1", "by": ["year", "region"], "groups": [
		{"key": {"year": 2026, "region": null}, "histogram": [0.0,0,0,0,0,0,0,0,0,0,3.0]},
		{"key": {"year": "2026", "region": ""}, "histogram": [1,0,0,0,0,0,0,0,0,0,0]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Group{{Key: []string{"2026", ""}, Counts: Counts{0: 1, 10: 3}}}
	if !reflect.DeepEqual(got.Groups, want) {
		t.Errorf("%+v", got.Groups)
	}
}

func TestFilter(t *testing.T) {
	for _, c := range []struct {
		text string
		yes  []string
		no   []string
	}{
		{"region=North", []string{"North"}, []string{"", "north", "North "}},
		{"region!=North,South", []string{"", "East"}, []string{"North", "South"}},
		{"region=", []string{""}, []string{"x"}},
		{`plan=a\,b,c\\`, []string{"a,b", `c\`}, []string{"a", "b"}},
		{"a=b=c", []string{"b=c"}, []string{"b"}},
	} {
		f, err := ParseFilter(c.text)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range c.yes {
			if !f.Match([]byte(v)) {
				t.Errorf("%s leaves %q out", c.text, v)
			}
		}
		for _, v := range c.no {
			if f.Match([]byte(v)) {
				t.Errorf("%s keeps %q", c.text, v)
			}
		}
	}
	for _, bad := range []string{"", "region", "=x", "!=x"} {
		if _, err := ParseFilter(bad); err == nil {
			t.Errorf("accepted: %q", bad)
		}
	}
}

func BenchmarkGroup(b *testing.B) {
	for _, groups := range []int{1, 1000, 100000} {
		b.Run(fmt.Sprint(groups), func(b *testing.B) {
			keys := make([][]byte, groups)
			for i := range keys {
				keys[i] = fmt.Appendf(nil, "region %d", i)
			}
			rng := rand.New(rand.NewPCG(1, 2))
			order := make([]int32, 1<<16)
			for i := range order {
				order[i] = int32(rng.IntN(groups))
			}
			t := NewBuilder([]string{"region"})
			for i := range b.N {
				t.Count(t.Group(keys[order[i&(1<<16-1)]]), i%Scores)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema": "nps.tally/1", "by": ["r"], "groups": [{"key": {"r": "N"}, "histogram": [0,0,0,0,0,0,0,0,0,0,1]}], "excluded": {"blank": 4}}`))
	f.Add([]byte(`{"schema": "nps.tally/1", "by": [], "groups": [{"key": {}, "histogram": [1,2,3,4,5,6,7,8,9,10,11]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, got); err != nil {
			t.Fatal(err)
		}
		again, err := Read(&b)
		if err != nil || !reflect.DeepEqual(again.Groups, got.Groups) || again.Excluded != got.Excluded {
			t.Fatalf("a tally does not survive writing: %v", err)
		}
	})
}
