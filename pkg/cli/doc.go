// Package cli is the command line: the Cobra tree, one file a command, and the
// one table from errors to exit codes and hints. It is the only package that
// puts the others together, and the only one that knows Cobra.
//
// The program is a function: [Main] takes arguments, streams, environment,
// working directory, clock and signals as a [System] and returns the exit
// status. Nothing is global, so a test runs as many programs as it likes.
//
// A command is three things in one file, for example version.go:
//
//   - a constructor newXCommand(a *app) *cobra.Command that declares flags;
//   - an options struct that holds what the flags said;
//   - a run function on (ctx, app, options) that does the work and writes the
//     result through app.result.
//
// To add one, write the file and name its constructor in commands (root.go).
// Flags that are settings come from the table of package config by
// app.settingFlags, so that name, check, help and completion are the same
// everywhere; their values are read from app.settings, which reads the
// configuration on first use. Commands that never ask never read it.
//
// Failures are returned, never printed: usageError, inputError and the typed
// errors of the packages below become one line and a hint in errors.go.
package cli
