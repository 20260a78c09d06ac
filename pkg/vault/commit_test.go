package vault

import "testing"

func TestInitAddOpen(t *testing.T) {
	w := newWorld(t)
	v := w.init()
	if seq := w.add(v, "2025-05", 12); seq != 1 {
		t.Fatalf("entry %d", seq)
	}
	v = w.open("asha")
	if len(v.State().Parts("", "")) != 3 || len(v.Warnings()) != 0 {
		t.Fatalf("%d parts, %v", len(v.State().Parts("", "")), v.Warnings())
	}
	for _, p := range v.State().Parts("", "") {
		_, _, close, err := v.openPart(p)
		if err != nil {
			t.Fatal(err)
		}
		close()
	}
}
