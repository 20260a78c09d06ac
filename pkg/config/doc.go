// Package config turns flags, environment variables and files into one typed
// [Settings] in which every value knows where it came from.
//
// Strongest first: a flag, an NPS_... variable, the file of --config (or
// ./nps.yaml), the user's config.yaml, /etc/nps/config.yaml, the default. A
// floor (min-group) is different: the strictest of all files holds, and a flag
// or a variable can only make it stricter.
//
// [All] is the one table of settings: the name is at once the flag, the key in
// a file (dashes or underscores) and, in capitals behind NPS_, the variable.
// To add a setting, add a row there and a field to Settings; a test compares
// the two.
//
// A value is checked as text before anything decodes it, by the same function
// whether it came from a flag, a variable or a file; in files the YAML type has
// to be the right one as well. So a word never becomes 0, 7.9 never 7 and 010
// never 8, and a name that is not known is an error with its place and the
// nearest known name. Viper merges the checked layers and decodes them; it
// reads no file, no environment and no flag itself.
//
// The package reads nothing but the files that [Sources] names: environment and
// directories are parameters.
package config
