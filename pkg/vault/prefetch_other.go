//go:build !amd64

package vault

func prefetch(*uint64) {}
