package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	cases := []struct {
		name string
		in   any
		want string // "" when there is none
	}{
		{"sorted keys", map[string]any{"b": 1, "a": "x", "aa": []int{}}, `{"a":"x","aa":[],"b":1}`},
		{"control characters", "\x00\x01\b\t\n\f\r\x1f\x7f\"\\/<>&", `"\u0000\u0001\b\t\n\f\r\u001f\u007f\"\\/<>&"`},
		{"beyond ASCII", "é\u2028\U0001F600", `"\u00e9\u2028\ud83d\ude00"`},
		{"numbers", []int64{0, -1, maxInt, -maxInt}, `[0,-1,9007199254740991,-9007199254740991]`},
		{"raw message", json.RawMessage(`{ "z" : "\u00E9\u002f", "a" : [ 1 ] }`), `{"a":[1],"z":"\u00e9/"}`},
		// "é" is c3 a9 in UTF-8, after every ASCII letter; the escape alone would sort before "a".
		{"keys by their bytes", map[string]int{"é": 1, "z": 2, "\"": 3}, `{"\"":3,"z":2,"\u00e9":1}`},
		{"a fraction", 1.5, ""},
		{"an exponent", json.RawMessage(`1e3`), ""},
		{"too large", int64(maxInt + 1), ""},
		{"minus zero", json.RawMessage(`-0`), ""},
		{"null", nil, ""},
		{"null inside", map[string]any{"a": nil}, ""},
		{"true", true, ""},
		{"a channel", make(chan int), ""},
		{"too deep", json.RawMessage(strings.Repeat("[", 40) + strings.Repeat("]", 40)), ""},
	}
	for _, c := range cases {
		got, err := Canonical(c.in)
		if string(got) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %s, %v; want %s", c.name, got, err, c.want)
		}
		if err == nil {
			if err := CheckCanonical(got); err != nil {
				t.Errorf("%s: own output is refused: %v", c.name, err)
			}
		}
	}
}

// notCanonical are texts that are no canonical JSON; nearly all are JSON.
var notCanonical = []string{
	"", " ", "{} ", " {}", "{}\n", "{}{}", "null", "true", "false", "1.0", "1e2", "-0", "-", "00", "01", "+1",
	"9007199254740992", "-9007199254740992", "99999999999999999999", "1.", ".5",
	`{"a": 1}`, `{"b":1,"a":2}`, `{"a":1,"a":2}`, `{"a":1,}`, `[1,]`, `[1 ,2]`, `{"a"}`, `{"a";1}`, `{a:1}`, `{a":1}`, `["a":1]`, `{"a":}`, `[`, `{`, `{"a":1`,
	`"`, `"a`, `"\`, `"\u`, `"\u00`, `"\u00e"`, `"\u00E9"`, `"\u0041"`, `"\u000a"`, `"\u0022"`, `"\u005c"`, `"\/"`, `"\x"`, `"\ud83d"`,
	`"\ud83dx"`, `"\ud83d\n"`, `"\ude00"`, `"\ud83d\ud83d"`, `"\ud83d\u0041"`, "\"\x7f\"", "\"\n\"", "\"é\"", "\"\xff\"", "\x00", "\xef\xbb\xbf{}",
	`{"\u00e9":1,"z":2}`, `{"a":1,"\u0061":2}`, `{"a":[1,{"b":null}]}`, `{"a":NaN}`,
}

func TestCheckCanonicalRefuses(t *testing.T) {
	for _, text := range append(notCanonical, strings.Repeat("[", 33)+strings.Repeat("]", 33)) {
		err := CheckCanonical([]byte(text))
		if !errors.Is(err, ErrForm) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if err := CheckCanonical([]byte(strings.Repeat("[", 32) + strings.Repeat("]", 32))); err != nil {
		t.Error("32 levels are refused:", err)
	}
}

func FuzzCheckCanonical(f *testing.F) {
	for _, text := range append(notCanonical, `{"a":[1,-2,{"b":"\u00e9\n"}],"c":""}`, `{"\"":1,"\\":2,"\u00e9":3,"\ud83d\ude00":4}`, `"\b\f\n\r\t"`, `0`) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := CheckCanonical(data)
		again, encodeErr := Canonical(json.RawMessage(data))
		if err == nil && (encodeErr != nil || !bytes.Equal(again, data)) {
			t.Fatalf("%q is accepted, but is written as %q (%v)", data, again, encodeErr)
		}
		if err != nil && encodeErr == nil && bytes.Equal(again, data) {
			t.Fatalf("%q is refused (%v), but is what Canonical writes", data, err)
		}
		if encodeErr == nil {
			if err := CheckCanonical(again); err != nil {
				t.Fatalf("%q, written as %q, is refused: %v", data, again, err)
			}
		}
		// A string of any bytes has a form, and means the same after it.
		text := AppendString(nil, string(data))
		var back string
		if err := json.Unmarshal(text, &back); err != nil || CheckCanonical(text) != nil || back != strings.ToValidUTF8(back, "") {
			t.Fatalf("%q as a string is %s (%v)", data, text, err)
		}
		if want, _ := json.Marshal(string(data)); !sameText(want, back) {
			t.Fatalf("%q as a string is %s, which means %q", data, text, back)
		}
	})
}

func sameText(marshalled []byte, text string) bool {
	var want string
	return json.Unmarshal(marshalled, &want) == nil && want == text
}
