package ledger

import "errors"

// What a caller tells apart. Every error of this package about bytes that were
// read wraps one of these.
var (
	// ErrForm: the bytes are no entry, checkpoint, head or card in the one form allowed.
	ErrForm = errors.New("not in the form of the ledger")
	// ErrVersion: written by a later version of the format.
	ErrVersion = errors.New("written by a later version of the format")
	// ErrOrder: the entry is not the one after the head.
	ErrOrder = errors.New("not the next entry of the ledger")
	// ErrRoot: the signed root is not that of the log so far with this entry.
	ErrRoot = errors.New("the signed root is not that of this ledger")
	// ErrSignature: the first signature is not the actor's, or is false.
	ErrSignature = errors.New("the signature is not the actor's")
	// ErrKey: a signing or verifying key is malformed. The text never holds the key.
	ErrKey = errors.New("not a signing key")
)
