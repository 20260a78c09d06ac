// Package ledger is the signed, append-only log of a vault: canonical JSON, the
// entries and their files, the Merkle tree over their bodies, checkpoints signed
// as C2SP notes, signing keys and the cards that carry their public halves.
//
// A newcomer starts with Entry. A writer fills one, and Entry.Sign gives the bytes
// of its file. A reader hands such a file to ParseEntry, which enforces the form,
// and the result to Parsed.Verify together with the Head so far, which proves that
// the entry is the next one of the same log and that its actor signed it. Who may
// do what is decided one floor up, in vault/state.
//
// One signature binds an entry, its place and the whole past, because what is
// signed is a checkpoint (https://c2sp.org/tlog-checkpoint) whose root is the
// Merkle tree hash of RFC 6962 over all bodies up to this one. A Head keeps only
// the peaks of that tree, so that a reader who kept one proves that a log extends
// it by appending the newer bodies.
//
// Nothing here reads a clock or a disk; randomness is used by GenerateSigner only.
// Errors name what is wrong and where, never a value of the data.
package ledger
