package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"
)

// golden are the SHA-256 of 10,000 rows, seed 7, 12 months until 2026-11-24. The same
// configuration gives the same bytes everywhere; a change here is a change of what users
// have as data and wants a line in the change log. Of XLSX the cells are hashed: the
// container belongs to excelize.
var golden = map[string]string{
	"nps.csv":           "08ce8104e4f6cacd6f2295ef7981f6f446edfac1dca60800dd25174399d93f1b",
	"nps.ndjson":        "6d49daa3c98889721597f01aa35f98a9ecbf354045b6dbe269a2105c42e26d09",
	"nps.json":          "4554369e2cb7494596a1f197a6c4da94bf53be78da50630c24af967bd37734ac",
	"nps.xlsx":          "b99120f812216681299d088fedb63bcf4f5abaa75389ec3017d7e4d3a5f97e52",
	"qualtrics.csv":     "51284d74908d3eacd0dad434c9370f219e68ddcb3ead037b26fc841d80783d5f",
	"surveymonkey.csv":  "9c3653d01ad3f1fe165b8a69a95efeb2336513c04091d431f497d46f459610e8",
	"typeform.csv":      "04232f1ddec753ce2d0bbf9ff6ab030f16ed8867fcfb68746ec4db043d9168e9",
	"google-forms.csv":  "220f4322a476b647801fa8e0a7711673f5df4e191962fd5e944e60dde5980417",
	"google-forms.xlsx": "8168238e14a7e4a0b3956b80c7464b23131cd0385cd7caae289318f8ed228ad9",
	"delighted.csv":     "83cbc5ebc2d4b4bf778d02eca1c40efd308b6e233e378404c0384e56b5be99aa",
	"delighted.ndjson":  "107264de4627cf8dd615532a4af153c4571efdfcfda14caef45cfaa8745e2a48",
	"delighted.json":    "01ba95afe92a3669043801cb601ff1667e59dd6defbeecd2115835c42605c909",
}

const goldenLabels = "f123ba3ee964f7085397a1e01ab0098b9ccc25680ec810dc21ab699f674111d4"
const goldenTruth = "bb567973330b8936dc5c8a49b11bee1a6724429df307fa9b9baddcc222ec8e0a"

func TestGolden(t *testing.T) {
	list := combinations(t)
	if len(list) != len(golden) {
		t.Errorf("%d combinations, %d hashes", len(list), len(golden))
	}
	for _, c := range list {
		cfg := config(10_000)
		cfg.Like, cfg.Format = c.like, c.format
		labels := sha256.New()
		cfg.Labels = labels
		data, truth := write(t, cfg)
		if c.format == XLSX {
			cells, err := json.Marshal(readXLSX(t, data))
			if err != nil {
				t.Fatal(err)
			}
			data = cells
		}
		if got := sum(data); got != golden[c.String()] {
			t.Errorf("%q: %q,", c.String(), got)
		}
		if c != (combination{NPS, CSV}) {
			continue
		}
		if got := hex.EncodeToString(labels.Sum(nil)); got != goldenLabels {
			t.Errorf("labels %q", got)
		}
		document, err := json.Marshal(truth)
		if err != nil {
			t.Fatal(err)
		}
		if got := sum(document); got != goldenTruth {
			t.Errorf("truth %q", got)
		}
	}
}

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}
