// Package terminal is where the program meets its three streams: whether each
// is a terminal, whether to write colour, how wide a line may be, questions, and
// the progress line.
//
// Standard output and standard error are judged apart: a result piped into a
// file must not hold colour because messages still go to a screen. Everything
// that is written to standard error goes through [Terminal.Err], which takes the
// progress line away first.
//
// A terminal is asked for only when somebody wants to know, so that a command
// without colour and progress makes no system call for it.
package terminal
