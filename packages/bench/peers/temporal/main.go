// Runs one command of Temporal; PEER_URL names its server.
//
// Usage: temporal-peer setup | enqueue FIRST COUNT MS | remaining | work FILE
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const (
	taskQueue = "tasks"
	// How many workflows are started at the same time.
	parallelStarts = 16
	// Temporal has no default: without a heartbeat timeout, the task of a dead worker waits for the second one.
	heartbeatTimeout    = 5 * time.Second
	startToCloseTimeout = 24 * time.Hour
	heartbeatInterval   = time.Second
)

// taskWorkflow is a task: a workflow with one activity.
func taskWorkflow(ctx workflow.Context, id, ms int) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: startToCloseTimeout,
		HeartbeatTimeout:    heartbeatTimeout,
	})
	return workflow.ExecuteActivity(ctx, "task", id, ms).Get(ctx, nil)
}

func taskActivity(executions *executionLog) func(context.Context, int, int) error {
	return func(ctx context.Context, id, ms int) error {
		executions.record("started", id)
		end := time.After(time.Duration(ms) * time.Millisecond)
		ticker := time.NewTicker(heartbeatInterval)
		defer ticker.Stop()
		for ms > 0 {
			select {
			case <-ticker.C:
				activity.RecordHeartbeat(ctx)
				continue
			case <-ctx.Done():
				return ctx.Err()
			case <-end:
			}
			break
		}
		executions.record("finished", id)
		return nil
	}
}

func enqueue(ctx context.Context, c client.Client, first, count, ms int) error {
	ids := make(chan int)
	failures := make(chan error, parallelStarts)
	var starters sync.WaitGroup
	for range parallelStarts {
		starters.Go(func() {
			for id := range ids {
				options := client.StartWorkflowOptions{ID: fmt.Sprintf("task-%d", id), TaskQueue: taskQueue}
				if _, err := c.ExecuteWorkflow(ctx, options, taskWorkflow, id, ms); err != nil {
					failures <- err
					return
				}
			}
		})
	}
	go func() {
		starters.Wait()
		close(failures)
	}()
	for id := first; id < first+count; id++ {
		select {
		case ids <- id:
		case err := <-failures:
			return err
		}
	}
	close(ids)
	return <-failures
}

func printRemaining(ctx context.Context, c client.Client) error {
	response, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Query: "ExecutionStatus = 'Running'",
	})
	if err == nil {
		fmt.Println(response.GetCount())
	}
	return err
}

func work(c client.Client, file string) error {
	executions, err := openExecutionLog(file)
	if err != nil {
		return err
	}
	w := worker.New(c, taskQueue, worker.Options{MaxConcurrentActivityExecutionSize: 1})
	w.RegisterWorkflow(taskWorkflow)
	w.RegisterActivityWithOptions(taskActivity(executions), activity.RegisterOptions{Name: "task"})
	return w.Run(nil)
}

func run(ctx context.Context, command string, parameters []string) error {
	server, err := url.Parse(os.Getenv("PEER_URL"))
	if err != nil {
		return err
	}
	handler := slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})
	options := client.Options{HostPort: server.Host, Logger: sdklog.NewStructuredLogger(slog.New(handler))}
	c, err := client.DialContext(ctx, options)
	if err != nil {
		return err
	}
	defer c.Close()
	switch command {
	case "setup":
		return nil
	case "enqueue":
		numbers := make([]int, 0, len(parameters))
		for _, text := range parameters {
			number, err := strconv.Atoi(text)
			if err != nil {
				return err
			}
			numbers = append(numbers, number)
		}
		return enqueue(ctx, c, numbers[0], numbers[1], numbers[2])
	case "remaining":
		return printRemaining(ctx, c)
	case "work":
		return work(c, parameters[0])
	default:
		return fmt.Errorf("unknown command %s", command)
	}
}

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		log.Fatal(err)
	}
}
