package state

import (
	"errors"
	"fmt"

	"github.com/seed-ccfc8abe/nps/pkg/ledger"
)

// Violation is an entry that is refused. In a ledger it means that the vault is
// damaged or forged; for an entry that is being made, that it may not be written.
type Violation struct {
	Seq int64  // number of the entry
	Why string // the rule; of the entry it holds only names that have the form of one
	Err error  // what lies below it, or nil: an error of ledger, or one of the sentinels here
}

// Error says which entry is refused and why.
func (v *Violation) Error() string {
	if v.Err != nil && v.Why == "" {
		return fmt.Sprintf("entry %d: %v", v.Seq, v.Err)
	}
	return fmt.Sprintf("entry %d: %s", v.Seq, v.Why)
}

// Unwrap gives the cause.
func (v *Violation) Unwrap() error { return v.Err }

// Reasons that a writer answers in its own way. They are wrapped by a *Violation.
var (
	// ErrPermission: the actor is unknown, revoked or lacks the role.
	ErrPermission = errors.New("not permitted")
	// ErrNotDue: a purge of what the policy still keeps.
	ErrNotDue = errors.New("not due")
	// ErrClosed: an import into a bucket that was purged.
	ErrClosed = errors.New("the bucket was purged")
	// ErrKnownSource: an import of a source that was imported before.
	ErrKnownSource = errors.New("imported before")
	// ErrTime: the time is before that of the entry before.
	ErrTime = errors.New("the time goes back")
	// ErrApproval: a policy makes other purges possible than were approved.
	ErrApproval = errors.New("not approved")
	// ErrState: the entry claims another state than the one that follows from it.
	ErrState = errors.New("claims a false state")
)

// refusal is a reason without the number of the entry, which Propose adds.
type refusal struct {
	why string
	err error
}

func (r *refusal) Error() string { return r.why }

func refuse(format string, args ...any) error { return &refusal{why: fmt.Sprintf(format, args...)} }

func refuseAs(err error, format string, args ...any) error {
	return &refusal{why: fmt.Sprintf(format, args...), err: err}
}

// violation gives an error the number of its entry.
func violation(seq int64, err error) error {
	var r *refusal
	if errors.As(err, &r) {
		return &Violation{Seq: seq, Why: r.why, Err: r.err}
	}
	return &Violation{Seq: seq, Err: err}
}

// stateForm is the error of a line that Parse refuses.
func stateForm(line int, what string) error {
	return fmt.Errorf("%w: a state, line %d: %s", ledger.ErrForm, line, what)
}
