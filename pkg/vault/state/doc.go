// Package state replays the entries of a vault's ledger into what is live: the
// policy, the people and their roles, the role keys, the files with their buckets
// and tiers, what was purged, and what was imported before. It judges every entry by
// who may do what and by the policy, so a reader believes nothing else.
//
// A newcomer starts with New, which makes the State of entry 0, and with Apply, which
// makes the one after the next entry. A State never changes: both give a new one, and
// after a refusal the old one holds. A writer fills an entry, asks Propose for the
// state after it, writes that state's Hash into the entry and signs it:
//
//	next, err := s.Propose(e)
//	e.State = next.Hash()
//	file, head, err := e.Sign(head, signer)
//
// Marshal and Parse are the byte-exact form whose SHA-256 stands in every entry; a
// user keeps it in a pin, so that only newer entries need to be replayed. The verdict
// on an entry depends only on the state before it and on the entry, so it is the same
// from whatever pin the replay starts.
//
// The rules here are part of version 1 of the format. To make one stricter would turn
// vaults that were written before into damaged ones.
//
// The package reads no clock and no disk, save that time zones come from the system
// or from the program's own copy. Errors are a *Violation, which names the entry and
// the rule, and never a value that could be personal.
package state
