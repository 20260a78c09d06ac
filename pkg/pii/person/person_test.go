package person

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// found renders what is found with confidence 0.5 and more: the texts of the
// spans, PERSON unless it says otherwise.
func found(f *Finder, k *Known, comment string) string {
	var x text.Text
	x.Set([]byte(comment))
	var all []string
	for _, s := range f.Find(nil, &x, k) {
		if s.Confidence < 0.5 {
			continue
		}
		from, to := x.Raw(s.Start, s.End)
		name := comment[from:to]
		if s.Type != text.Person {
			name = s.Type.String() + "=" + name
		}
		all = append(all, name)
	}
	return strings.Join(all, "; ")
}

// layer runs cases {comment, spans}.
func layer(t *testing.T, f *Finder, k *Known, cases [][2]string) {
	t.Helper()
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		if got := found(f, k, c[0]); got != c[1] {
			t.Errorf("%q: found %q, not %q", c[0], got, c[1])
		}
	}
}

func TestKnownRow(t *testing.T) {
	k := &Known{}
	k.AddName([]byte("Dr. Venkatesh Zarapkar"))
	k.AddName([]byte("Khushi"))
	k.AddEmail([]byte("vzara.info_zephyrine77@example.com"))
	k.AddPhone([]byte("+91 98765-43210"))
	layer(t, New(nil, nil), k, [][2]string{
		{"the order for venkatesh zarapkar never came", "venkatesh zarapkar"},
		{"ZARAPKAR is my name", "ZARAPKAR"},
		{"it was sent to V. Zarapkar by post", "V. Zarapkar"},
		{"Venkatesh's parcel and zarapkar's refund", "Venkatesh; zarapkar"},
		{"nobody called venkatseh back", "venkatseh"}, // two letters changed over
		{"nobody called venkatsh back", "venkatsh"},
		{"nobody called vénkatesh back", "vénkatesh"},
		{"the parcel of zarapkarr", "zarapkarr"},
		{"we zephyrine it was", "zephyrine"}, // from the e-mail address
		{"the info desk", ""},
		{"khushi hui aapki service se", ""}, // an everyday word
		{"bahut Khushi hui", "Khushi"},
		{"Khushi hai", ""},
		{"Bad service\n- VZ", "VZ"},
		{"Bad service. Regards, V.Z", "V.Z"},
		{"the vz plan", ""},
		{"mail vzara.info_zephyrine77@EXAMPLE.com now", "EMAIL=vzara.info_zephyrine77@EXAMPLE.com"},
		{"mail xvzara.info_zephyrine77@example.com now", ""},
		{"ring 98765 43210 today", "PHONE=98765 43210"},
		{"ring +91-987-654-3210 or 7654321", "PHONE=91-987-654-3210"},
		{"ring 0 9 8 7 6 5 4 3 2 1 0", "PHONE=0 9 8 7 6 5 4 3 2 1 0"},
		{"ends in 6543210 only", "PHONE=6543210"},
		{"ring 98765 43211", ""},
	})
	k.Reset()
	layer(t, New(nil, nil), k, [][2]string{
		{"the order for zarapkar never came, ring 9876543210", ""},
	})
}

func TestKnownRefusesWhatIsNoName(t *testing.T) {
	k := &Known{}
	k.AddName([]byte(""))
	k.AddName([]byte(" , - 42 "))
	k.AddName([]byte("A"))
	k.AddEmail([]byte("@"))
	k.AddEmail([]byte("sales@example.com"))
	k.AddPhone([]byte("12345"))
	k.AddName([]byte(strings.Repeat("x", 500)))
	if got := found(New(nil, nil), k, "the sales desk of A at sales 12345, a "+strings.Repeat("x", 500)); got != "" || len(k.phones) != 0 {
		t.Errorf("found %q, and %d numbers", got, len(k.phones))
	}
	for i := range 100 {
		k.AddName([]byte(fmt.Sprintf("Name%cofnobody%c", 'a'+i%26, 'a'+i/26)))
	}
	if len(k.parts) > maxParts {
		t.Errorf("%d parts", len(k.parts))
	}
}

func TestCues(t *testing.T) {
	layer(t, New(nil, nil), nil, [][2]string{
		{"my name is qwertin zolpho", "qwertin zolpho"},
		{"the name of the branch is Mylapore", ""},
		{"brand name is Rosalia", ""},
		{"mera naam ajeet hai", "ajeet"},
		{"Spoke to Zolpho about it", ""},
		{"Spoke to Mr Zolpho about it", "Zolpho"},
		{"Spoke to dr. mehta about it", "mehta"},
		{"Smt Savitri", "Savitri"},
		{"Ramesh S/o Suresh Babu", "Ramesh; Suresh Babu"},
		{"mai thik hu", ""},
		{"main road pe hai", ""},
		{"i am very happy", ""},
		{"I am disappointed", ""},
		{"i am sandhya", "sandhya"},
		{"this is amazing", ""},
		{"thanks team", ""},
		{"still pending. padma nagarajan", "padma nagarajan"},
		{"still pending. very bad", ""},
		{"good service by gurpreet h", "gurpreet h"},
		{"Asha hai ki sudhar hoga", ""},
		{"Asha ne bola", "Asha"},
		{"thanks, sandhya", "sandhya"},
		{"Regards\nS. Murugan", "S. Murugan"},
		{"kaam kar diya ji", ""},
		{"sandhya ji ne kiya", "sandhya"},
		{"श्री सुरेश गुप्ता", "सुरेश गुप्ता"},
		{"मेरा नाम अनिल है", "अनिल"},
	})
}

func TestDictionary(t *testing.T) {
	layer(t, New(nil, nil), nil, [][2]string{
		{"I met Priya Thakkarwala there", "Priya Thakkarwala"},
		{"Lakshmee Narayanan solved it", "Lakshmee Narayanan"},
		{"we saw María José de la Cruz", "María José de la Cruz"},
		{"it was Jean-Pierre Lefèvre", "Jean-Pierre Lefèvre"},
		{"It was Ludwig van Houten.", "Ludwig van Houten"},
		{"Robert Downing III paid", "Robert Downing III"},
		{"write to priya@sharma.example", ""},
		{"WRITE TO PRIYA.SHARMA92@EXAMPLE.COM", ""},
		{"Contact: Preeti.Bajaj@Corp.Example.in.", ""},
		{"MANAGER RAHUL SHARMA HUNG UP ON ME", "RAHUL SHARMA"},
		{"Ram Ram ji", ""},
		{"Dr. Reddy's pills", ""},
		{"Shout-out to Etienne E at the counter", "Etienne E"},
		{"see @Priya or #Rahul", ""},
		{"Sharma Electronics", ""},
		{"Sharma & Sons", ""},
		{"12 Sharma Lane", ""},
		{"the Priya hotel", ""},
		{"Lord Krishna", ""},
		{"Two Capital words", ""},
		{"Zolpho Qwertin went away", ""},
		{"Владимир Петров helped", "Владимир Петров"},
	})
}

func TestRosters(t *testing.T) {
	respondents, staff, half := &Roster{}, &Roster{}, &Roster{}
	respondents.Add([]byte("Zolphina Brackwater"))
	respondents.Add([]byte("Will Rose"))
	staff.Add([]byte("Quentella Vorp"))
	half.Add([]byte("Summer Bloss"))
	staff.Merge(half)
	if n := staff.Len(); n != 4 {
		t.Fatalf("%d parts of staff", n)
	}
	f := New(respondents, staff)
	layer(t, f, nil, [][2]string{
		{"it was zolphina again", ""},
		{"it was Zolphina again", "Zolphina"},
		{"it was Zolphina Brackwater again", "Zolphina Brackwater"},
		{"Will you send a Rose", ""},
		{"it was Will Rose again", "Will Rose"},
		{"quentella was rude", "quentella"},
		{"ask quentella vorp", "quentella vorp"},
		{"nice summer sale", ""},
		{"summer bloss was nice", "summer bloss"},
		{"vorps", ""},
	})
	if New(nil, &Roster{}).staff != nil {
		t.Error("an empty roster is kept")
	}
}

func TestRosterHasAnEnd(t *testing.T) {
	var s keys
	for i := range uint64(100_000) {
		s.add((i + 1) * 0x9e3779b97f4a7c15)
	}
	if s.n != 100_000 || s.has(5) || !s.has(0x9e3779b97f4a7c15) || len(s.slots) > 1<<19 {
		t.Errorf("%d keys in %d slots", s.n, len(s.slots))
	}
	s.n = MaxRoster
	if s.add(77) {
		t.Error("a set that is full takes more")
	}
}

func TestSlip(t *testing.T) {
	cases := []struct {
		a, b string
		want bool
	}{
		{"rajesh", "rajesh", true}, {"rajesh", "rajehs", true}, {"rajesh", "rajes", true}, {"rajesh", "rrajesh", true},
		{"rajesh", "rakesh", true}, {"rajesh", "rakehs", false}, {"rajesh", "ajeshr", false}, {"rajesh", "", false},
		{"rajesh", "raajeshh", false}, {"rajesh", "xajesx", false},
	}
	for _, c := range cases {
		if got := slip([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("%s, %s: %v", c.a, c.b, got)
		}
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector empties pools at random")
	}
	f, k := New(rosterOf(20), rosterOf(200)), knownRow()
	quiet := [][]byte{[]byte("The delivery was two days late and nobody picked up the phone."), []byte("bahut accha product hai"), []byte("OK, call me at 5 or 1234567")}
	var x text.Text
	var spans []text.Span
	if n := testing.AllocsPerRun(200, func() {
		for _, c := range quiet {
			x.Set(c)
			spans = f.Find(spans[:0], &x, k)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if len(spans) != 0 {
		t.Errorf("%d spans", len(spans))
	}
}

func TestReasonsHoldNothingOfTheText(t *testing.T) {
	f := New(nil, nil)
	n := 0
	for _, line := range readLabelled(t, "testdata/dev.jsonl") {
		var x text.Text
		x.Set([]byte(line.Text))
		for _, s := range f.Find(nil, &x, nil) {
			n++
			if s.Why == "" || strings.Contains(s.Why, string(x.Norm[s.Start:s.End])) {
				t.Errorf("%q", s.Why)
			}
		}
	}
	if n < 50 {
		t.Errorf("%d spans", n)
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range comments {
		f.Add(c, "Priya Sharma")
	}
	for _, c := range []string{"", "S.A.", "Gupta, Rakesh", "\xff\xfe Priya", "मेरा नाम अनिल है", "a-b-C Jean-luc", "De De De", "I. I. I.", "S/o S/o", "Priya\nRegards", "98765432109876543210", "x@y.z@@", "R S", "O'Brien's 's", "Jr Jr"} {
		f.Add(c, "R. S. ओम O'Brien")
	}
	roster := rosterOf(30)
	f.Fuzz(func(t *testing.T, comment, name string) {
		k := &Known{}
		k.AddName([]byte(name))
		k.AddEmail([]byte(name))
		k.AddPhone([]byte(name))
		r := &Roster{}
		r.Add([]byte(name))
		var x text.Text
		x.Set([]byte(comment))
		last := 0
		for _, s := range New(r, roster).Find(nil, &x, k) {
			if s.Start < last || s.End <= s.Start || s.End > len(x.Norm) || s.Confidence <= 0 || s.Confidence > 1 || s.Why == "" {
				t.Fatalf("%+v behind %d in %q", s, last, x.Norm)
			}
			last = s.End
		}
	})
}
