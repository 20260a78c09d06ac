package stream

import (
	"errors"
	"io/fs"
)

// ErrorKind says why an input is refused.
type ErrorKind uint8

// The kinds of refusal.
const (
	NotText         ErrorKind = iota // a kind of file that is not read at all
	OldExcel                         // .xls, .xlsb, or an encrypted XLSX
	SPSS                             // .sav or .zsav
	Markup                           // HTML or XML, often named .xls
	Encrypted                        // an age file, an encrypted ZIP
	SeveralFiles                     // a ZIP with more than one data file
	NoFile                           // a ZIP without a data file, a directory
	OtherCompressed                  // xz, bzip2, 7z, rar
	Damaged                          // compressed data that does not decode
	TooLarge                         // beyond a limit on memory
	BadEncoding                      // broken UTF-16
	UnknownEncoding                  // --encoding names none
)

// Error is a refusal: what the input is, and what to do about it.
type Error struct {
	// Name is the input's name as given to Open.
	Name string
	Kind ErrorKind
	// Msg is one line without the name.
	Msg string
	// Hint is the next step, one line; may be empty.
	Hint string
	// Err is the cause, if there is one.
	Err error
}

// Error returns "name: message".
func (e *Error) Error() string {
	if e.Name == "" {
		return e.Msg
	}
	return e.Name + ": " + e.Msg
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// named fills in the input's name where it is missing.
func named(err error, name string) error {
	var e *Error
	if errors.As(err, &e) {
		if e.Name == "" {
			e.Name = name
		}
		return err
	}
	return err
}

// pathless takes operation and path out of a file error: the message names the
// input already.
func pathless(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
