//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// result is what one run took.
type result struct {
	Wall    float64 // seconds from its start to its end
	CPU     float64 // seconds of user and kernel mode, children included
	Peak    float64 // most resident memory, MB
	Foreign float64 // share of the machine that others used meanwhile
}

// launch runs a command and prints its result on standard error. It is a process of
// its own because a child begins with the memory mark of the process that forks it:
// this one is small, the one that makes gigabytes of data is not.
func launch(args []string) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout = os.Stdout
	var errs strings.Builder
	cmd.Stderr = &errs
	busy := busyTime()
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start).Seconds()
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n%s", args[0], err, errs.String())
		os.Exit(1)
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	r := result{Wall: wall, CPU: float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9, Peak: float64(u.Maxrss) / 1e3}
	if runtime.GOOS == "darwin" { // bytes there
		r.Peak /= 1e3
	}
	if wall > 0.1 { // the system counts in hundredths of a second
		r.Foreign = max(0, (busyTime()-busy-r.CPU)/(wall*float64(runtime.NumCPU())))
	}
	json.NewEncoder(os.Stderr).Encode(r)
}

// busyTime is how many processor seconds the whole machine has worked; 0 where that
// is not known.
func busyTime() float64 {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(stat), "\n")
	var ticks float64
	for i, field := range strings.Fields(line) {
		n, err := strconv.ParseFloat(field, 64)
		if err != nil || i == 4 || i == 5 || i > 8 { // cpu, idle, iowait; guests are in user
			continue
		}
		ticks += n
	}
	return ticks / 100
}

// run1 starts a command through launch and gives what it printed and took.
func (b *bench) run1(p program, output *string) (result, error) {
	cmd := exec.Command(b.self, append([]string{"launch"}, p.args...)...)
	cmd.Env = append(os.Environ(), p.env...)
	var out, errs strings.Builder
	if output != nil {
		cmd.Stdout = &out
	}
	cmd.Stderr = &errs
	if err := cmd.Run(); err != nil {
		return result{}, fmt.Errorf("%s: %w: %s", p.name, err, errs.String())
	}
	if output != nil {
		*output = out.String()
	}
	var r result
	return r, json.Unmarshal([]byte(errs.String()), &r)
}
