package terminal

import (
	"context"
	"fmt"

	"golang.org/x/term"
)

// Passphrase asks for a secret, which is not shown while it is typed. An interrupt does
// not wait for it, and gives the terminal its echo back. The question is shown as it is:
// the caller makes it safe.
func (t *Terminal) Passphrase(ctx context.Context, question string) (string, error) {
	in, ok := t.In.(interface{ Fd() uintptr })
	if !ok || !t.InIsTerminal() || !t.ErrIsTerminal() {
		return "", ErrNoTerminal
	}
	fd := int(in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(t.Err, "%s: ", question)
	defer fmt.Fprintln(t.Err)
	type result struct {
		text []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		read <- result{text, err}
	}()
	select {
	case r := <-read:
		return string(r.text), r.err
	case <-ctx.Done():
		term.Restore(fd, before)
		return "", context.Cause(ctx)
	}
}
