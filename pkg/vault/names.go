package vault

import "path"

// folders are the directories of a vault, parents first.
func folders() []string {
	return []string{"ledger", "parts", "keys", "keys/parts", "keys/roles", "quarantine", "releases", "access", "tmp", "cache"}
}

// folderOf is the directory of a path in the vault.
func folderOf(name string) string { return path.Dir(name) }
