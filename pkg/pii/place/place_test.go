package place

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-ccfc8abe/nps/pkg/pii/text"
)

// found returns what Find finds in s with at least the default confidence, as
// TYPE:text.
func found(t testing.TB, s string) []string {
	var x text.Text
	x.Set([]byte(s))
	var list []string
	for _, span := range Find(nil, &x) {
		if span.Confidence >= enough {
			from, to := x.Raw(span.Start, span.End)
			list = append(list, span.Type.String()+":"+s[from:to])
		}
	}
	return list
}

func TestFind(t *testing.T) {
	cases := []struct {
		in   string
		want string // TYPE:text, several joined by |
	}{
		// India
		{"send to Flat 302, Shanti Apartments, MG Road, Indiranagar, Bengaluru 560038 please", "ADDRESS:Flat 302, Shanti Apartments, MG Road, Indiranagar, Bengaluru 560038"},
		{"H.No. 12-3/4, Street No 5, Ameerpet, Hyderabad", "ADDRESS:H.No. 12-3/4, Street No 5, Ameerpet, Hyderabad"},
		{"at B-42 Sector 15 Noida 201301 now", "ADDRESS:B-42 Sector 15 Noida 201301"},
		{"Plot no 7, Gandhi Nagar, near SBI ATM, Jaipur - 302015.", "ADDRESS:Plot no 7, Gandhi Nagar, near SBI ATM, Jaipur - 302015"},
		{"#24, 2nd cross, 5th main, JP Nagar", "ADDRESS:#24, 2nd cross, 5th main, JP Nagar"},
		{"S/o Ramesh, village Rampur, post office Bisauli, dist Budaun UP", "ADDRESS:S/o Ramesh, village Rampur, post office Bisauli, dist Budaun UP"},
		{"at flat 302, shanti apartments, mg road, indiranagar, bangalore 560038 only", "ADDRESS:flat 302, shanti apartments, mg road, indiranagar, bangalore 560038"},
		{"मकान नं 12, गली नं 3, शास्त्री नगर", "ADDRESS:मकान नं 12, गली नं 3, शास्त्री नगर"},
		// English
		{"lives at 221B Baker Street, London NW1 6XE.", "ADDRESS:221B Baker Street, London NW1 6XE"},
		{"1600 Amphitheatre Pkwy, Mountain View, CA 94043", "ADDRESS:1600 Amphitheatre Pkwy, Mountain View, CA 94043"},
		{"write to PO Box 123", "ADDRESS:PO Box 123"},
		{"Apt 4B", "ADDRESS:Apt 4B"},
		{"45 Elm Street\nAustin, TX 78731\nThanks", "ADDRESS:45 Elm Street\nAustin, TX 78731"},
		{"145 Queen Street West, Toronto, ON M5H 2N2", "ADDRESS:145 Queen Street West, Toronto, ON M5H 2N2"},
		// Romance languages
		{"au 12 rue de la Paix, 75002 Paris", "ADDRESS:12 rue de la Paix, 75002 Paris"},
		{"Via Roma 10, 00184 Roma", "ADDRESS:Via Roma 10, 00184 Roma"},
		{"Calle Mayor 3, 28013 Madrid", "ADDRESS:Calle Mayor 3, 28013 Madrid"},
		{"Rua Augusta, 123, São Paulo", "ADDRESS:Rua Augusta, 123, São Paulo"},
		{"Carrera 7 # 45-12, Bogotá", "ADDRESS:Carrera 7 # 45-12, Bogotá"},
		{"Strada Florilor nr. 7", "ADDRESS:Strada Florilor nr. 7"},
		// Germanic languages
		{"Hauptstraße 5, 10115 Berlin", "ADDRESS:Hauptstraße 5, 10115 Berlin"},
		{"Keizersgracht 123, 1015 CJ Amsterdam", "ADDRESS:Keizersgracht 123, 1015 CJ Amsterdam"},
		{"Storgatan 5", "ADDRESS:Storgatan 5"},
		{"Nørregade 14, 1165 København", "ADDRESS:Nørregade 14, 1165 København"},
		{"Karl Johans gate 22, 0159 Oslo", "ADDRESS:Karl Johans gate 22, 0159 Oslo"},
		// others
		{"Mannerheimintie 20, 00100 Helsinki", "ADDRESS:Mannerheimintie 20, 00100 Helsinki"},
		{"ul. Marszałkowska 10", "ADDRESS:ul. Marszałkowska 10"},
		{"Petőfi u. 12.", "ADDRESS:Petőfi u. 12"},
		{"Bağdat Caddesi 310", "ADDRESS:Bağdat Caddesi 310"},
		// PIN codes and postcodes
		{"pincode 560038", "PINCODE:560038"},
		{"pin code is 110 001", "PINCODE:110 001"},
		{"पिन कोड २२६०१०", "PINCODE:२२६०१०"},
		{"no delivery in Jaipur 302015", "PINCODE:302015"},
		{"my zip is 94043", "LOCATION:94043"},
		{"order 560038", ""},
		{"order 560038 from Jaipur", ""},
		{"OTP 123456", ""},
		{"₹560038 was charged", ""},
		{"ATM pin 560038 changed", ""},
		{"Mumbai 200000 customers", ""},
		// places
		{"I live in Pune and like it", "LOCATION:Pune"},
		{"I am from Patna", "LOCATION:Patna"},
		{"I live in Bandra, Mumbai", "LOCATION:Bandra, Mumbai"},
		{"main Patna se hoon", "LOCATION:Patna"},
		{"hum delhi mein rehte hain", "LOCATION:delhi"},
		{"मैं पटना में रहता हूँ", "LOCATION:पटना"},
		{"He moved to New Delhi.", "LOCATION:New Delhi"},
		{"the Mumbai store was dirty", ""},
		{"delivery in Pune is slow", ""},
		{"flight to Delhi", ""},
		{"delivery from Mumbai was late", ""},
		{"I am from the marketing team", ""},
		{"I live in fear", ""},
		{"moved to Airtel", ""},
		{"born in 1990", ""},
		{"Wing D, 8 Floor, Sunrise Vista, Kota 324005 par", "ADDRESS:Wing D, 8 Floor, Sunrise Vista, Kota 324005"},
		{"Tower 6, 2 Floor, Green View CHS, Vapi 396191.", "ADDRESS:Tower 6, 2 Floor, Green View CHS, Vapi 396191"},
		{"Plot 5, Dist Rohtak, PIN 124001", "ADDRESS:Plot 5, Dist Rohtak, PIN 124001"},
		{"B-16, Golden Leaf, near Shiv Mandir, Bhopal 462001", "ADDRESS:B-16, Golden Leaf, near Shiv Mandir, Bhopal 462001"},
		{"at 12 W 44th St, Boise", "ADDRESS:12 W 44th St, Boise"},
		{"Flat 61b, Owen ports, Millerton, L2W 9QT", "ADDRESS:Flat 61b, Owen ports, Millerton, L2W 9QT"},
		{"Studio 7 Green harbour, Port Carol, M5 4JT", "ADDRESS:Studio 7 Green harbour, Port Carol, M5 4JT"},
		{"USNS Baker FPO AA 34012", "ADDRESS:USNS Baker FPO AA 34012"},
		{"addr: 14/1 Rajwada, Ujjain mp 456001", "ADDRESS:14/1 Rajwada, Ujjain mp 456001"},
		{"My native place is Madurai", "LOCATION:Madurai"},
		{"my hometown, Kota, has none", "LOCATION:Kota"},
		{"a guest who comes from Calgary", "LOCATION:Calgary"},
		{"Kind regards from Oslo, Lars", "LOCATION:Oslo"},
		{"as a teacher from Kochi I expect better", "LOCATION:Kochi"},
		{"I live in a quiet village near Galway", "LOCATION:Galway"},
		{"born on May 3, 1980 in Dublin", "LOCATION:Dublin"},
		{"निवासी जयपुर", "LOCATION:जयपुर"},
		{"main Indore ka niwasi hoon", "LOCATION:Indore"},
		{"hum Surat se hai", "LOCATION:Surat"},
		{"refund Surat se hai", ""},
		{"je viens de Nantes", "LOCATION:Nantes"},
		{"pin code from 560001 to 560002", "PINCODE:560001|PINCODE:560002"},
		{"moved from WL 12 to WL 3", ""},
		{"moved to Model 3", ""},
		{"Mangoes came from Ratnagiri", ""},
		{"coming from Android", ""},
		{"Greetings from the bot", ""},
		{"my native language", ""},
		{"home delivery in Pune", ""},
		{"vivo in Pune was cheap", ""},
		// what looks like an address
		{"open 24/7", ""},
		{"Plan 500 Street Fighter", ""},
		{"2 stores", ""},
		{"main road was blocked for 2 hours", ""},
		{"Block B toilets", ""},
		{"Sector 7 outage", ""},
		{"ward boy in ward 3", ""},
		{"Phase 2 of the project", ""},
		{"wall street, 5 analysts", ""},
		{"high street prices up 5 times", ""},
		{"5 star hotel", ""},
		{"Galaxy S21 or Redmi Note 10", ""},
		{"your MG Road outlet in Indiranagar, Bengaluru is the best of 5", ""},
		{"20 minutes on Oxford Street", ""},
		{"10 Min Drive from here", ""},
		{"", ""},
		{"12", ""},
		{"#", ""},
	}
	for _, c := range cases {
		if got := strings.Join(found(t, c.in), "|"); got != c.want {
			t.Errorf("%q: found %q, not %q", c.in, got, c.want)
		}
	}
}

func TestWeakCandidatesAreBelowTheThreshold(t *testing.T) {
	var x text.Text
	x.Set([]byte("delivered to Sector 5 instead"))
	got := Find(nil, &x)
	if len(got) != 1 || got[0].Confidence >= enough || got[0].Confidence < weak {
		t.Errorf("got %v", got)
	}
}

func TestFoldStripsAccents(t *testing.T) {
	n := 0
	for r := rune(0xC0); r < 0x180; r++ {
		d := norm.NFD.String(string(r))
		if len(d) < 3 || d[0] >= 0x80 {
			continue
		}
		n++
		if got := string(fold(nil, []byte(string(r)))); got != strings.ToLower(d[:1]) {
			t.Errorf("%c is folded to %q", r, got)
		}
	}
	if n < 100 {
		t.Errorf("only %d letters have an accent", n)
	}
	if got := string(fold(nil, []byte("STRAßE"))); got != "strasse" {
		t.Errorf("got %q", got)
	}
}

func TestTableIsFolded(t *testing.T) {
	n := 0
	for _, row := range table {
		for _, w := range strings.Fields(row.words) {
			n++
			var x text.Text
			x.Set([]byte(w))
			if got := string(fold(nil, x.Norm)); got != w {
				t.Errorf("%q is never met: it is read as %q", w, got)
			}
			if tables().kindAt(x.Norm, x.Split()[0])&row.kind == 0 {
				t.Errorf("%q is not found", w)
			}
		}
	}
	if n < 1000 {
		t.Errorf("%d words", n)
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	for _, s := range plain {
		var x text.Text
		x.Set([]byte(s))
		dst := Find(nil, &x)
		if len(dst) > 0 {
			t.Fatalf("%q is not plain", s)
		}
		if n := testing.AllocsPerRun(100, func() { dst = Find(dst[:0], &x) }); n >= 1 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
}

var plain = []string{
	"The checkout was quick and the staff were friendly, but the app keeps logging me out after every update.",
	"Rated 7 of 10, waited 45 minutes for support and had to call 3 times before anybody helped with the refund.",
}

func FuzzFind(f *testing.F) {
	for _, l := range readLabelled(f, "testdata/dev.jsonl") {
		f.Add(l.Text)
	}
	f.Add("12, 12, 12, 12/3-4 Flat Flat 3 \n\n, . # ३ Straße")
	f.Fuzz(func(t *testing.T, s string) {
		var x text.Text
		x.Set([]byte(s))
		end := 0
		for _, span := range Find(nil, &x) {
			if span.Start < end || span.End <= span.Start || span.End > len(x.Norm) {
				t.Fatalf("span %d..%d behind %d in %d bytes", span.Start, span.End, end, len(x.Norm))
			}
			if span.Confidence < weak || span.Confidence > 1 || span.Why == "" {
				t.Fatalf("confidence %v, why %q", span.Confidence, span.Why)
			}
			if span.Type != text.Address && span.Type != text.Location && span.Type != text.PINCode {
				t.Fatalf("type %v", span.Type)
			}
			end = span.End
		}
	})
}

// TestTimeIsLinear counts the parts that are read rather than the seconds.
func TestTimeIsLinear(t *testing.T) {
	for _, s := range []string{"12, ", "Gandhi Nagar, ", "flat ", "Baker Street, ", "a/o ", "Rue de la ", "12 Elm ", "near here ", "Pune ", "I live in ", "address ", "No. ", "12-3/4-5 ", "B wing, ", "A.B."} {
		var steps [2]int
		for i, n := range []int{500, 4000} {
			var x text.Text
			x.Set([]byte(strings.Repeat(s, n)))
			p := new(parser)
			p.set(&x)
			p.find(nil)
			steps[i] = p.steps
		}
		if steps[1] > 9*steps[0]+1000 {
			t.Errorf("%q: %d steps for 500, %d for 4000", s, steps[0], steps[1])
		}
		if steps[0] > 500*20 {
			t.Errorf("%q: %d steps for 500", s, steps[0])
		}
		t.Logf("%q: %d steps a word", s, steps[1]/4000)
	}
}

func BenchmarkFind(b *testing.B) {
	for _, c := range []struct{ name, in string }{
		{"without digits", plain[0]},
		{"with digits", plain[1]},
		{"address", "Please deliver to Flat 302, Shanti Apartments, MG Road, Indiranagar, Bengaluru 560038 before Sunday."},
	} {
		b.Run(c.name, func(b *testing.B) {
			var x text.Text
			var dst []text.Span
			in := []byte(c.in)
			b.SetBytes(int64(len(c.in)))
			b.ReportAllocs()
			for b.Loop() {
				x.Set(in)
				dst = Find(dst[:0], &x)
			}
		})
	}
}
