// Runs one command of River; PEER_URL names the PostgreSQL.
//
// Usage: river setup | enqueue FIRST COUNT MS | remaining | work FILE
package main

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

const insertBatchSize = 5_000

type taskArgs struct {
	ID int `json:"id"`
	Ms int `json:"ms"`
}

func (taskArgs) Kind() string { return "task" }

type taskWorker struct {
	river.WorkerDefaults[taskArgs]
	executions *executionLog
}

func (w *taskWorker) Work(_ context.Context, job *river.Job[taskArgs]) error {
	w.executions.record("started", job.Args.ID)
	if job.Args.Ms > 0 {
		time.Sleep(time.Duration(job.Args.Ms) * time.Millisecond)
	}
	w.executions.record("finished", job.Args.ID)
	return nil
}

func setUp(ctx context.Context, pool *pgxpool.Pool) error {
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

func enqueue(ctx context.Context, pool *pgxpool.Pool, first, count, ms int) error {
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		return err
	}
	for count > 0 {
		size := min(count, insertBatchSize)
		jobs := make([]river.InsertManyParams, size)
		for i := range jobs {
			jobs[i].Args = taskArgs{ID: first + i, Ms: ms}
		}
		if _, err := client.InsertManyFast(ctx, jobs); err != nil {
			return err
		}
		first, count = first+size, count-size
	}
	return nil
}

func printRemaining(ctx context.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(ctx, "select count(*) from river_job where finalized_at is null")
	if err != nil {
		return err
	}
	count, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int])
	fmt.Println(count)
	return err
}

func work(ctx context.Context, pool *pgxpool.Pool, file string) error {
	executions, err := openExecutionLog(file)
	if err != nil {
		return err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &taskWorker{executions: executions})
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}},
		// The shortest that is allowed. With the default of 100 ms, one worker runs at most ten tasks per second.
		FetchCooldown: river.FetchCooldownMin,
		Logger:        slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Workers:       workers,
	})
	if err != nil {
		return err
	}
	if err := client.Start(ctx); err != nil {
		return err
	}
	<-client.Stopped()
	return nil
}

func run(ctx context.Context, command string, parameters []string) error {
	pool, err := pgxpool.New(ctx, os.Getenv("PEER_URL"))
	if err != nil {
		return err
	}
	defer pool.Close()
	switch command {
	case "setup":
		return setUp(ctx, pool)
	case "enqueue":
		numbers := make([]int, 0, len(parameters))
		for _, text := range parameters {
			number, err := strconv.Atoi(text)
			if err != nil {
				return err
			}
			numbers = append(numbers, number)
		}
		return enqueue(ctx, pool, numbers[0], numbers[1], numbers[2])
	case "remaining":
		return printRemaining(ctx, pool)
	case "work":
		return work(ctx, pool, parameters[0])
	default:
		return fmt.Errorf("unknown command %s", command)
	}
}

func main() {
	if err := run(context.Background(), os.Args[1], os.Args[2:]); err != nil {
		log.Fatal(err)
	}
}
