package validate

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/seed-ccfc8abe/nps/pkg/ingest"
)

// BenchmarkFile checks an export of about 3 MB with ids, people and comments.
func BenchmarkFile(b *testing.B) {
	var text bytes.Buffer
	text.WriteString("response_id,email,name,responded_at,score,region,ease,consent,comment\n")
	for i := range 25000 {
		fmt.Fprintf(&text, "R%07d,p%d@example.org,Asha Rao,2026-01-%02dT10:00:00Z,%d,North,4,yes,\"The line was busy, the answer was good and quick.\"\n", i, i/2, 1+i%28, i%11)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		f, err := ingest.Open("a.csv", bytes.NewReader(text.Bytes()), ingest.Options{HeaderRows: ingest.AutoHeader, AllowInvalid: true})
		if err != nil {
			b.Fatal(err)
		}
		res, err := File(context.Background(), f, Options{Now: now, Doubts: doubts})
		if err != nil || res.Records != 25000 {
			b.Fatal(res, err)
		}
		f.Close()
	}
}
