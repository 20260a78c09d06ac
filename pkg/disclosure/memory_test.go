package disclosure

import "testing"

func setWith(groups int, list ...int) groupSet {
	s := newGroupSet(groups)
	for _, c := range list {
		s.add(c)
	}
	return s
}

func TestProofsStandWhileWhatTheyNeedIsHidden(t *testing.T) {
	var proofs []groupSet
	proofs = kept(proofs, setWith(130, 3, 129))
	proofs = kept(proofs, setWith(130, 64))
	for _, c := range []struct {
		shown []int
		want  bool
	}{
		{nil, true},
		{[]int{0, 1, 128}, true},
		{[]int{3}, true},      // the second stands
		{[]int{64}, true},     // the first does
		{[]int{3, 64}, false}, // neither
		{[]int{64, 129}, false},
	} {
		if got := holds(proofs, setWith(130, c.shown...)); got != c.want {
			t.Errorf("shown %v: %v", c.shown, got)
		}
	}
	for c := range 2 * mostProofs {
		proofs = kept(proofs, setWith(130, c))
	}
	if len(proofs) != mostProofs || holds(proofs[:1], setWith(130, mostProofs)) {
		t.Errorf("%d proofs are kept, the oldest needs %v", len(proofs), proofs[0])
	}
	if shown := setWith(130, 3, 129); shown.others().meets(shown) || !shown.others().meets(setWith(130, 4)) {
		t.Error("the others are not the others")
	}
}

// What memory says of a release must come out of an audit that remembers nothing: no
// set of answers can be computed, and the swaps that keep a hidden group from being
// confined change no groups but those that they need hidden.
func TestMemoryHoldsWhatIsTrue(t *testing.T) {
	audits, swaps := 0, 0
	for _, before := range []int{950, 1000} {
		first, err := decide(demoTally(before, 12, 1), monthly(planOf("region", "store", "region,plan", "store,plan"), 12), nil, published, allRules)
		if err != nil {
			t.Fatal(err)
		}
		_, rec, err := first.release(published)
		if err != nil {
			t.Fatal(err)
		}
		m, err := decide(demoTally(980, 12, 1), *first.plan, []*Record{rec}, published, allRules)
		if err != nil {
			t.Fatal(err)
		}
		for _, with := range m.views {
			remembered := with.seen
			with.seen = newMemory()
			p, _ := m.problem(with)
			if _, found, err := p.determined(); err != nil || len(found) > 0 && holds(remembered.nothing, p.shown) {
				t.Errorf("%d sets can be computed (%v)", len(found), err)
			}
			audits++
			for i := range p.hidden {
				h := &p.hidden[i]
				w := newWorld(p, h)
				if w.ranged || w.mixed && w.q >= 0 {
					continue
				}
				if p.relabel.free(w, h.cell); !w.free() {
					continue
				}
				if swaps++; p.relabel.needs.meets(p.shown) {
					t.Errorf("group %d: a swap changes a shown group", h.cell)
				}
				w = newWorld(p, h)
				if newRelabeler(onlyHidden(m.suppressor, p.relabel.needs), with).free(w, h.cell); !w.free() {
					t.Errorf("group %d: the swaps need more groups hidden than they say", h.cell)
				}
			}
		}
	}
	t.Logf("%d audits, %d groups freed by swaps", audits, swaps)
	if audits < 4 || swaps < 20 {
		t.Error("too little was looked at")
	}
}

// onlyHidden shows all groups but some. Swaps that need no others hidden are found again.
func onlyHidden(s *suppressor, hidden groupSet) *suppressor {
	only := *s
	only.verdicts = make([]verdict, len(s.verdicts))
	for c := range only.verdicts {
		only.verdicts[c].hidden = hidden.meets(setWith(len(s.cells), c))
	}
	return &only
}
