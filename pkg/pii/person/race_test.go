//go:build race

package person

const raceDetector = true
