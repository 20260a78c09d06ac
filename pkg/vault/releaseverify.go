package vault

import (
	"github.com/seed-ccfc8abe/nps/pkg/ledger"
	"github.com/seed-ccfc8abe/nps/pkg/vault/state"
)

// release opens a release and keeps the SHA-256 of its content for editions.
func (c *verifier) release(f state.File) error {
	plain, err := c.v.openRelease(f)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.digests[f.Path] = digestOf(plain)
	return nil
}

// editions holds the content of the releases that were opened against their entries.
func (c *verifier) editions() error {
	if len(c.digests) == 0 {
		return nil
	}
	all, err := c.v.releasesAfter(ledger.Head{})
	if err != nil {
		if isFinding(err) { // it was found when the ledger was replayed
			return nil
		}
		return err
	}
	var opened []state.File
	for _, f := range c.v.st.Releases() {
		if c.digests[f.Path] != "" {
			opened = append(opened, f)
		}
	}
	_, wrong := pairReleases(opened, c.digests, all)
	for _, path := range wrong {
		c.add("part-damaged", path, 1, "%s", wrongRecord)
	}
	return nil
}
