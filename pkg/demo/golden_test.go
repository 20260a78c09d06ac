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
	"nps.csv":           "28c75249ed481fab096f4cbaef17037679acc6cc31908d1ea6acdfed1167f8ec",
	"nps.ndjson":        "9f361de90b86a44ed001d13fbc904eb33f627edf43cd67c765c36d3af8f386f0",
	"nps.json":          "78d859847a2a62e14bbad7aec57d38de29c523e0ac4f3115f315914fe3eb9894",
	"nps.xlsx":          "784c279e7077761468f1c32a17bfb7196c33380eb6a086d0ab3b372df0e969a2",
	"qualtrics.csv":     "6b57a0061720db867bf9b17ae11d4976074bd3e446e69991fc293bf43891dbf9",
	"surveymonkey.csv":  "0f8e4c19aa2365e83c913c5befd0d8962a310551e5f3459a91542e9aabfe1395",
	"typeform.csv":      "750a0055823721b17e08837605d3df01b13613ba31e0682cee812eefc167e92c",
	"google-forms.csv":  "f8ecd35a3ea80583d739a5931a606e0d6cc5808a280721ee5a7a646c45572402",
	"google-forms.xlsx": "3f13905cac91d5f339c2195055da4f7fd3337556b4fc0f07f45e1d998e9c605d",
	"delighted.csv":     "34f5a0a8ac1c7de15ba11253c6c81d23bef89b08e45307ff9f59b6dedde51340",
	"delighted.ndjson":  "65e5bbcdfa5d4cf9be389194e0380f9b3f17225206bbaa079af3f50cf2910413",
	"delighted.json":    "f7de20f19df295ad3f5c065899813215d1fa1579d10dd76e0721d627a34dd944",
}

const goldenLabels = "74b4ba232e5f77a2a959312a5279e38c8de27df94ca36d60bca802d247f4ea38"
const goldenTruth = "85b5cf3bd6b010b81ad339b31ef66dae5cffa90fc8306573a5de9fe43301d91a"

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
