package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrDeclined is the answer no to a question.
var ErrDeclined = errors.New("not confirmed")

// ErrNoTerminal says that nobody can be asked: the caller names the flag that
// answers instead.
var ErrNoTerminal = errors.New("there is no terminal to ask on")

// Confirm asks a question that only y or yes answers with yes. With yes true it
// does not ask. The question is shown as it is: the caller makes it safe.
func (t *Terminal) Confirm(ctx context.Context, question string, yes bool) error {
	if yes {
		return nil
	}
	if !t.InIsTerminal() || !t.ErrIsTerminal() {
		return ErrNoTerminal
	}
	fmt.Fprintf(t.Err, "%s [y/N] ", question)
	answer, err := t.line(ctx)
	if err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return ErrDeclined
}

// line reads one line, byte by byte: what follows belongs to somebody else. The
// end of the input counts as an empty line. An interrupt does not wait for the
// line.
func (t *Terminal) line(ctx context.Context) (string, error) {
	type result struct {
		text string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		var text []byte
		one := make([]byte, 1)
		for len(text) < 1000 {
			n, err := t.In.Read(one)
			if n == 1 && one[0] == '\n' {
				break
			}
			text = append(text, one[:n]...)
			if err == io.EOF {
				break
			}
			if err != nil {
				read <- result{err: err}
				return
			}
		}
		read <- result{text: string(text)}
	}()
	select {
	case r := <-read:
		return r.text, r.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
