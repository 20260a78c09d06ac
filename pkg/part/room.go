package part

// leastRoom is how many values a slice has room for at first.
const leastRoom = 64

// room makes room for n more values. It doubles, where append adds but a quarter and so
// copies each value five times until a page is full.
func room[T any](s []T, n int) []T {
	if len(s)+n <= cap(s) {
		return s
	}
	return enlarge(s, n)
}

func enlarge[T any](s []T, n int) []T {
	return append(make([]T, 0, max(leastRoom, 2*cap(s), len(s)+n)), s...)
}
