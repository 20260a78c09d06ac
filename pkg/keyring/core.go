package keyring

import "sync"

// noCore keeps the memory of the process off the disk from the first secret on: a crash leaves
// no core file, whatever GOTRACEBACK and the shell's limits ask for. Everything that makes or
// reads a secret calls it. The limit holds for the whole process; who must have a core
// may raise the soft limit again.
var noCore = sync.OnceFunc(limitCore)
