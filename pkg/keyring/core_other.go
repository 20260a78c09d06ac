//go:build !unix

package keyring

func limitCore() {} // Windows writes no memory of a process by default
