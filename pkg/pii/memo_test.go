package pii

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/person"
	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// respondent is a row's known data.
type respondent struct{ name, email, phone string }

func (r respondent) known() *person.Known {
	k := &person.Known{}
	k.Learn("name", []byte(r.name))
	k.Learn("email", []byte(r.email))
	k.Learn("phone", []byte(r.phone))
	return k
}

// everybody masks as no scanner that remembers can.
func everybody(comment string, r respondent) string {
	return string(New(text.All, DefaultConfidence, person.New(nil, nil)).Scanner().mask(nil, []byte(comment), r.known()))
}

// remembering returns a scanner that begins to remember at once.
func remembering() *Scanner {
	s := New(text.All, DefaultConfidence, person.New(nil, nil)).Scanner()
	s.comments = memoBegins
	return s
}

// What is remembered of a comment must not tell, or hide, who wrote it.
func TestAMemoryOfCommentsChangesNothing(t *testing.T) {
	people := []respondent{{}, {"Asha Rao", "asha.rao@mail.invalid", "+91 98765 43210"}, {"Priya Sharma", "p.sharma@example.org", "98123 45678"}, {"Rose Will", "rose@example.org", ""},
		{"Sunita Deshpande", "", "080 2345 6789"}, {"José Müller", "jose@example.org", ""}, {"मीरा शर्मा", "", ""}, {"Zorvanak Qeltimor", "", ""}, {"Grace Hope", "hope.grace@example.org", "5550100"}, {"Élodie D'Souza", "", ""}}
	comments := []string{"Good service", "asha was kind", "Thanks, Asha", "Call me, Priya", "call Sunitha deshpande", "rose is a rose", "Will you come, Rose?", "mail asha.rao@mail.invalid",
		"ring 98765 43210", "my number 43210", "ring 6543210 or 2345 6789", "late again - AR", "Regards,\nPS", "R. S.", "So slow\nSD", "josé waited", "Jose waited", "मीरा नाराज़ है", "GRACE AND HOPE", "with grace",
		"D'Souza came", "elodie spoke to Ravi Kumar", "Ravi Kumar from Pune, 12 MG Road", "[PERSON_1] met Asha", "no", "priyaa", "shrama", "the hope of Grace", "the qeltimoor came"}
	rng := rand.New(rand.NewPCG(1, 2))
	s, used := remembering(), 0
	for range 20_000 {
		c, r := comments[rng.IntN(len(comments))], people[rng.IntN(len(people))]
		k := r.known()
		if _, ok, _ := s.recall([]byte(c), k); ok {
			used++
		}
		if got, want := string(s.Mask([]byte("> "), []byte(c), k)), "> "+everybody(c, r); got != want {
			t.Fatalf("%q of %v: %q, not %q", c, r, got, want)
		}
	}
	if used < 5000 {
		t.Errorf("only %d were remembered", used)
	}
}

// A comment takes the place of another one, and a long one takes none.
func TestTheMemoryOfCommentsIsBounded(t *testing.T) {
	s, k := remembering(), respondent{name: "Asha Rao"}.known()
	long := fmt.Appendf(nil, "%*s", maxRemark+1, "fine")
	for range 3 {
		s.Mask(nil, long, k)
	}
	for i := range 3 * len(s.memo.kept) {
		for range 2 {
			s.Mask(nil, fmt.Appendf(nil, "visit %d was fine", i), k)
		}
	}
	n := 0
	for i := range s.memo.kept {
		if r := s.memo.kept[i].remark.Load(); r != nil {
			n++
			if len(r.comment) > maxRemark {
				t.Errorf("a comment of %d bytes is remembered", len(r.comment))
			}
		}
	}
	if n < len(s.memo.kept)/2 {
		t.Errorf("only %d comments are remembered", n)
	}
	if s := New(text.All, DefaultConfidence, nil).Scanner(); string(s.Mask(nil, []byte("fine"), k)) != "fine" || s.memo != nil {
		t.Error("a few comments make a memory")
	}
}

func FuzzMemo(f *testing.F) {
	f.Add("Thanks, Asha", "Asha Rao", "asha@example.org", "98765 43210", "Priya Sharma", "p@example.org", "91234 56789")
	f.Add("Regards,\nAR", "Priya", "", "", "Asha Rao", "", "")
	f.Add("ring 91234 56789 or p@example.org", "Rose", "", "1234567", "", "p@example.org", "91234 56789")
	f.Add("मीरा said D'Souza Sunitha", "मीरा", "", "", "Sunita D'Souza", "", "")
	f.Fuzz(func(t *testing.T, comment, name, email, phone, name2, email2, phone2 string) {
		s := remembering()
		list := []respondent{{name, email, phone}, {name, email, phone}, {name2, email2, phone2}, {}, {name2, email, phone2}, {name, email2, phone}}
		for i, r := range list {
			if got, want := string(s.Mask(nil, []byte(comment), r.known())), everybody(comment, r); got != want {
				t.Errorf("%q of %d %v: %q, not %q", comment, i, r, got, want)
			}
		}
	})
}

// What one scanner remembers, all scanners of a finder do.
func TestScannersRememberTogether(t *testing.T) {
	f := New(text.All, DefaultConfidence, person.New(nil, nil))
	k := respondent{name: "Asha Rao"}.known()
	var working sync.WaitGroup
	crew := []*Scanner{f.Scanner(), f.Scanner(), f.Scanner()}
	for _, s := range crew {
		s.comments = memoBegins
		working.Go(func() {
			k := respondent{name: "Asha Rao"}.known()
			for i := range 3000 {
				c := fmt.Sprintf("visit %d was fine, Ravi Kumar", i%7)
				if got, want := string(s.Mask(nil, []byte(c), k)), fmt.Sprintf("visit %d was fine, [PERSON_1]", i%7); got != want {
					t.Errorf("%q: %q", c, got)
					return
				}
			}
		})
	}
	working.Wait()
	crew[0].Mask(nil, []byte("all good"), k)
	crew[1].Mask(nil, []byte("all good"), k)
	if masked, ok, _ := crew[2].recall([]byte("all good"), k); !ok || string(masked) != "all good" {
		t.Errorf("remembered: %t, %q", ok, masked)
	}
}
