/** Explains the contents of the submission. */
export const README_FILE = 'README.txt';

/** Returns the text of the README. `summary` is the result of the run, in one line. */
export function readmeText(summary: string): string {
  return `Steadfast: a fault-tolerant distributed task scheduler

One test run, with the source code and everything that the run produced.
${summary}

Suggested reading order:

1. verdict.html   Open it in a browser. It shows for each requirement whether it was met, how that was checked, and the
                  log lines that prove it, with links to the files in this archive. A timeline shows which slave ran
                  which task when, and which processes were killed.
2. mongodb/       The MongoDB entries as text.
                  before-tasks.txt  the tasks as they were inserted: taskname, sleeptime, state; no host yet
                  after-tasks.txt   the same tasks at the end, each with the history of its states and hosts
                  ledger.txt        every decision of the master, in order
3. logs/          master1.log, slave1.log ...     the log of each process; a process that was killed and restarted
                                                  appends to the same file
                  slave1.journal.jsonl ...        what each slave actually ran: started, finished, how long it slept
                  *.out                           standard output and error of the processes
4. chaos/         chaos.jsonl   which process was killed, frozen and restarted, and when
                  seeded.jsonl  the tasks as they were inserted, for the checker
                  run.json      what was expected of the run
                  verdict.txt   the verdict as text
5. scripts/       The scripts that start and test the system: Makefile and compose.yaml (start here), docker/ (the
                  images), packages/seed (inserts the tasks), packages/cluster (a cluster on one machine), packages/chaos
                  (kills processes at random, and judges the run). These are copies for reading; run them from source/,
                  where they have the same paths.
6. source/        The complete source code. README.md says how to run it, ARCHITECTURE.md how it works.

To judge the run again, from these files alone: cd source && make install && npx steadfast-check ..
Change a line in mongodb/, logs/ or chaos/, and see it fail.
`;
}
