// Package keyring is everything that touches keys: it is the only user of age
// (https://age-encryption.org/v1). Bytes come in and bytes go out; it reads and
// writes no disk.
//
// A person has an [Identity] (secret) and its [Recipient] (public). Each role of a
// vault has an identity, too, in a [RoleKey] that is sealed to the people who hold the
// role; each part has one in a [PartKey] that is sealed to roles. So the way to
// the answers is person -> role key -> part key -> part, and the layouts of the
// files are those of docs/vault-format.md, section 5. They are identity files of age:
// its own tool opens a part by two runs.
//
//	key, w, err := keyring.NewPart(file, vault, "2024-05", "core", path) // writing
//	... w.Write ... w.Close()
//	sealed, err := keyring.SealBytes(key.Marshal(), analyst, steward)
//
//	plain, err := keyring.OpenBytes(sealed, keyring.MaxKeyFile, id)      // reading
//	key, err := keyring.ParsePartKey(plain)
//	r, size, err := key.OpenAt(file, fileSize)
//
// New identities are post-quantum hybrids (ML-KEM-768 with X25519). A classic
// X25519 identity of somebody who has one is taken as well, but age does not
// seal one file to both kinds ([ErrMixed]).
//
// No error holds a key, a passphrase or a line of a file that might be one, and no type
// here shows its secrets to package fmt or to JSON: only the methods
// [Identity.Secret], [PartKey.Marshal] and [RoleKey.Marshal] give them out.
package keyring

import (
	"errors"
	"fmt"
)

// Errors that a caller may act on.
var (
	// ErrNoKey: none of the keys opens the file. A damaged header gives it,
	// too: what was sealed to nobody cannot be told from what was sealed to others.
	ErrNoKey = errors.New("none of the keys opens it")
	// ErrPassphrase is an ErrNoKey: the passphrase is wrong.
	ErrPassphrase = fmt.Errorf("the passphrase is wrong: %w", ErrNoKey)
	// ErrSealed is an ErrNoKey: the file is sealed by a passphrase, which is needed first.
	ErrSealed = fmt.Errorf("it is sealed by a passphrase: %w", ErrNoKey)
	// ErrDamaged: the content was changed, cut short, or is not in the form it must have.
	ErrDamaged = errors.New("damaged")
	// ErrNotAge is an ErrDamaged: it does not begin as an age file.
	ErrNotAge = fmt.Errorf("no age file: %w", ErrDamaged)
	// ErrVersion: a key file of a later version of the format.
	ErrVersion = errors.New("written by a later version of this program")
	// ErrIdentity: an identity file that cannot be used; the text says why.
	ErrIdentity = errors.New("unusable identity file")
	// ErrRecipient: a text that is no recipient (age1...).
	ErrRecipient = errors.New("no age recipient")
	// ErrMixed: post-quantum and classic recipients for one file.
	ErrMixed = errors.New("post-quantum and classic recipients cannot share a file")
	// ErrTooLarge: more bytes than the caller takes.
	ErrTooLarge = errors.New("larger than allowed")
)

// MaxKeyFile is the most bytes that a part key or role key file has in plain.
// The longest that can be written has under 600.
const MaxKeyFile = 4096
