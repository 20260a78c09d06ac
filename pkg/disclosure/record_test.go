package disclosure

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

func recordBytes(t testing.TB) []byte {
	t.Helper()
	_, rec, err := Make(counted(t, "a,month", "x,2025-01|9 9 9", "y,2025-01|9 8 9", "z,2025-01|1 1 1"), monthly(planOf("a"), 1), nil, published)
	if err != nil {
		t.Fatal(err)
	}
	data, err := rec.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRecordRoundTrip(t *testing.T) {
	data := recordBytes(t)
	rec, err := ParseRecord(data)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := rec.Marshal(); !bytes.Equal(again, data) {
		t.Error("another record after reading")
	}
}

// A single changed digit anywhere is seen.
func TestDamagedRecord(t *testing.T) {
	data := recordBytes(t)
	changed := 0
	for i, c := range data {
		if c < '0' || c > '9' {
			continue
		}
		bad := bytes.Clone(data)
		bad[i] = '0' + (c-'0'+1)%10
		if _, err := ParseRecord(bad); !errors.Is(err, ErrRecord) {
			t.Fatalf("byte %d: %v", i, err)
		}
		changed++
	}
	if changed < 50 {
		t.Fatalf("only %d bytes were changed", changed)
	}
	for _, bad := range []string{"", "{}", "[]", "null", string(data) + "x", string(data[:len(data)/2])} {
		if _, err := ParseRecord([]byte(bad)); !errors.Is(err, ErrRecord) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

func FuzzParseRecord(f *testing.F) {
	f.Add(recordBytes(f))
	f.Add([]byte(`{"schema":"nps.edition/1"}`))
	tl := counted(f, "a,month", "x,2025-01|9 9 9", "y,2025-01|9 8 9", "z,2025-01|4 1 4")
	plan := monthly(planOf("a"), 1)
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := ParseRecord(data)
		if err != nil {
			if !errors.Is(err, ErrRecord) {
				t.Fatal(err)
			}
			// What a forger could write: it must not break anything.
			rec = forged(data)
			if rec == nil {
				return
			}
		}
		again, err := rec.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if same, err := ParseRecord(again); err != nil || same.Digest != rec.Digest {
			t.Fatalf("read again: %v", err)
		}
		_, _, _ = Make(tl, plan, []*Record{rec}, published)
	})
}

// forged reads a record, whatever its digest, and gives it one; nil if it cannot be.
func forged(data []byte) *Record {
	rec := new(Record)
	if json.Unmarshal(data, rec) != nil || rec.Schema != RecordSchema || rec.check() != nil || rec.seal() != nil {
		return nil
	}
	return rec
}

func TestEditionsCarryOver(t *testing.T) {
	plan := planOf("a")
	_, first := mustMake(t, counted(t, "a", "x|9 9 9", "y|9 8 9", "z|8 9 9"), plan)
	// Two more in x: the total and x would tell of them.
	r, second := mustMake(t, counted(t, "a", "x|10 9 10", "y|9 8 9", "z|8 9 9"), plan, first)
	if !r.Total().Carried || r.Total().N != 79 || seen(r, "a", "x") != 27 || r.Account().Counted != 79 {
		t.Errorf("total %+v, x %d", r.Total(), seen(r, "a", "x"))
	}
	if r.Edition().Number != 2 || r.Edition().Plan != plan.Hash() || second.Previous != first.Digest {
		t.Errorf("edition %+v", r.Edition())
	}
	// Six more than at first, two more than the second's data, which nobody saw.
	r, _ = mustMake(t, counted(t, "a", "x|12 10 11", "y|9 8 9", "z|8 9 9"), plan, first, second)
	if r.Total().Carried || r.Total().N != 85 || seen(r, "a", "x") != 33 || r.Total().Change == nil {
		t.Errorf("total %+v, x %d", r.Total(), seen(r, "a", "x"))
	}
}

func TestOtherPlanNeedsReason(t *testing.T) {
	tl := counted(t, "a,b", "x,1|9 9 9", "y,2|9 8 9", "z,1|8 9 9")
	_, first := mustMake(t, tl, planOf("a"))
	_, _, err := Make(tl, planOf("b"), []*Record{first}, published)
	var other *OtherPlanError
	if !errors.As(err, &other) {
		t.Errorf("published by another plan: %v", err)
	}
	_, rec, err := Make(tl, planOf("b"), []*Record{first}, &Publication{published.Time, "the board asked"})
	if err != nil || rec.Reason != "the board asked" || rec.Number != 1 {
		t.Errorf("%+v, %v", rec, err)
	}
}

func TestHashLeavesOutPeriods(t *testing.T) {
	a, b := monthly(planOf("a"), 2), monthly(planOf("a"), 3)
	other := monthly(planOf("b"), 2)
	if a.Hash() != b.Hash() || a.Hash() == other.Hash() {
		t.Error("the hash is of the wrong things")
	}
}
