package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// executionLog is the file in which a worker records its executions, with times on the clock that all processes share.
type executionLog struct{ file *os.File }

func openExecutionLog(name string) (*executionLog, error) {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o644)
	return &executionLog{file}, err
}

func (l *executionLog) record(event string, id int) {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		panic(err)
	}
	if _, err := fmt.Fprintf(l.file, "%s %d %.6f\n", event, id, float64(now.Nano())/1e6); err != nil {
		panic(err)
	}
}
