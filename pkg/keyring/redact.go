package keyring

import (
	"errors"
	"fmt"
)

// Package fmt walks into fields for verbs such as %d, whatever String says, and
// encoding/json prints exported fields. So every type with a secret answers itself.

var errSecret = errors.New("keys are not written as JSON")

// Format shows the same as String, for every verb.
func (i Identity) Format(f fmt.State, _ rune) { fmt.Fprint(f, i.String()) }

// Format shows the same as String, for every verb.
func (k PartKey) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// Format shows the same as String, for every verb.
func (k RoleKey) Format(f fmt.State, _ rune) { fmt.Fprint(f, k.String()) }

// String names the part, not the key.
func (k PartKey) String() string {
	return "part key(" + k.Part + ")"
}

// String names the role, not the keys.
func (k RoleKey) String() string {
	return fmt.Sprintf("role key(%s %d)", k.Role, k.Generation)
}

// Format shows nothing of the key.
func (Hasher) Format(f fmt.State, _ rune) { fmt.Fprint(f, "hasher") }

// MarshalJSON fails.
func (i Identity) MarshalJSON() ([]byte, error) { return nil, errSecret }

// MarshalJSON fails.
func (k PartKey) MarshalJSON() ([]byte, error) { return nil, errSecret }

// MarshalJSON fails.
func (k RoleKey) MarshalJSON() ([]byte, error) { return nil, errSecret }
