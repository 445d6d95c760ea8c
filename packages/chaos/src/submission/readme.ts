/** The file that says what is what. */
export const README_FILE = 'README.txt';

/** What is what, and in which order to read it. `summary` is what the run came to, in a line. */
export function readmeText(summary: string): string {
  return `Steadfast: a fault-tolerant distributed task scheduler

This is one test run of it, with everything that it was made from and everything that it left.
${summary}

Read in this order:

1. verdict.html   Open it in a browser. Each requirement: met or not, how that was checked, and the lines of the logs
                  that show it, with links to the files here. A picture of who ran what when, and who was killed.
2. mongodb/       The MongoDB entries as text.
                  before-tasks.txt  the tasks as they were inserted: taskname, sleeptime, state; no host yet
                  after-tasks.txt   the same tasks at the end, each with its history of states and hosts
                  ledger.txt        every decision of the master, in order
3. logs/          master1.log, slave1.log ...     what each process logged, over all its lives: a process that was
                                                  killed and started again goes on in the same file
                  slave1.journal.jsonl ...        what each slave really ran: started, finished, how long it slept
                  *.out                           what the processes printed
4. chaos/         chaos.jsonl   who was killed, frozen and started again, and when
                  seeded.jsonl  the tasks as they were inserted, for the checker
                  verdict.txt   the verdict as text
5. scripts/       The scripts that start the system and test it: Makefile and compose.yaml (start here), docker/ (the
                  images), packages/seed (inserts the tasks), packages/cluster (a cluster on one machine), packages/chaos
                  (kills at random, and judges). Copies, to be read; to run them, use source/, where each stands under
                  the same path.
6. source/        The whole source code. README.md says how to run it, ARCHITECTURE.md how it works.
`;
}
