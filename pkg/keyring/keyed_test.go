package keyring

import (
	"crypto/hmac"
	"crypto/sha256"
	"testing"
)

// byLibrary is a keyed value made by crypto/hmac.
func byLibrary(key *[32]byte, label, text string) [16]byte {
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(label + "\x00" + text))
	return [16]byte(mac.Sum(nil))
}

func FuzzHasher(f *testing.F) {
	for _, s := range []string{"", " ", "@", "Asha.Rao@Example.org", " asha@example.org\t", "ash\u0061\u0301@example.org", "ASHA@EXAMPLE.ORG\u00a0",
		"\u212aelvin@example.org", "+91 98765 43210", "098765 43210", "C-1234", "\xff@x", "a@b\xff", "\v\fA@B\n"} {
		f.Add(s, "2026-03", []byte("key"))
	}
	f.Fuzz(func(t *testing.T, text, bucket string, secret []byte) {
		var key [32]byte
		copy(key[:], secret)
		h, ids := NewHasher(&key, LabelRespondent), NewHasher(&key, LabelID)
		for range 2 { // nothing is left of the value before
			if want := byLibrary(&key, LabelID, text); ids.Sum(text) != want || ids.SumBytes([]byte(text)) != want || ResponseID(&key, text) != want {
				t.Errorf("%q: another id than crypto/hmac makes", text)
			}
			for _, b := range []string{"", bucket} {
				if want := byLibrary(&key, LabelRespondent, RespondentText(b, text)); h.Respondent(b, []byte(text)) != want || Respondent(&key, b, text) != want {
					t.Errorf("%q in %q: another pseudonym than crypto/hmac makes", text, b)
				}
			}
		}
	})
}
