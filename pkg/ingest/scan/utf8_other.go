//go:build !amd64

package scan

const hasAVX2 = false

func validAVX2([]byte) bool { return false }
