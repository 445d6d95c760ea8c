import assert from 'node:assert/strict';
import { executionsOf } from './observations.ts';
import { readFacts } from './records.ts';
import type { Trial } from './trial.ts';

/** What somebody who provokes the death of a master works with. */
export interface Doomed {
  readonly trial: Trial;
  /** As on the command line: `NAME` or `NAME#COUNT`. */
  readonly failpoint: string;
  /** Starts the master that is to die there. */
  readonly start: (...moreArguments: readonly string[]) => void;
  /** Inserts the tasks that are to survive it. */
  readonly insertTasks: () => Promise<void>;
}

/** One way for a master to die, and what makes it die so. */
export interface Death {
  /** As on the command line: `NAME` or `NAME#COUNT`. */
  readonly failpoint: string;
  /** Inserts the tasks, starts the doomed master and makes it pass its failpoint; unless given, work alone does that. */
  readonly provoke?: (doomed: Doomed) => Promise<void>;
  /** In seconds; three short tasks unless given. */
  readonly sleeptimes?: readonly number[];
  /** Executions that the fault may cost, because a slave died with its master or lost its task: none unless given. */
  readonly reruns?: number;
  /** Placements that may come back without having run: one for each slave unless given. */
  readonly returns?: number;
}

/** In seconds: enough for several placements, one after the other. */
const SHORT = [0.1, 0.2, 0.3];

/** At most so many placements are under way when a master dies: one for each slave. What was not sent comes back. */
const MOST_RETURNED = 2;

/** Deaths that ordinary work leads to. */
export function atWork(...failpoints: readonly string[]): Death[] {
  return failpoints.map((failpoint) => ({ failpoint }));
}

/** Deaths that need to be provoked, all in the same way. */
export function provokedBy(
  provoke: NonNullable<Death['provoke']>,
  { sleeptimes = SHORT, reruns = 0, returns = MOST_RETURNED }: Pick<Death, 'sleeptimes' | 'reruns' | 'returns'>,
  ...failpoints: readonly string[]
): Death[] {
  return failpoints.map((failpoint) => ({ failpoint, provoke, sleeptimes, reruns, returns }));
}

/** The three stages of a step, such as `append/task.placed` or `project`, at each of which a master can die. */
export function stagesOf(step: string, count = ''): string[] {
  return ['before', 'during', 'after'].map((stage) =>
    step.startsWith('append/') ? `${step.replace('append', `append.${stage}`)}${count}` : `${step}/${stage}${count}`,
  );
}

/** A failpoint that has not fired by then never will, in milliseconds. */
const DEATH_DEADLINE_MS = 20_000;

/** Waits until the master that was started last has died at its failpoint: one that never fires shows nothing. */
export function untilDead(trial: Trial, failpoint: string): Promise<boolean> {
  const master = trial.cluster.process('master1');
  const life = master.incarnations.length;
  const died = (): boolean => master.incarnations[life - 1]?.exit?.kind === 'signal';
  return trial.until(`the master dies at ${failpoint}`, died, DEATH_DEADLINE_MS);
}

/** What the tasks of one death must have come to: one success each, and no execution or attempt more than it explains. */
async function assertUnharmed(
  trial: Trial,
  names: readonly string[],
  { reruns = 0, returns = MOST_RETURNED }: Death,
): Promise<void> {
  const facts = (await readFacts(trial.database)).filter(({ taskname = '' }) => names.includes(taskname));
  const count = (kind: string): number => facts.filter((fact) => fact.kind === kind).length;
  assert.equal(count('task.success'), names.length, 'successes in the ledger');
  assert.ok(count('task.killed') <= reruns, `${count('task.killed')} attempts were killed`);
  assert.ok(count('task.returned') <= returns + reruns, `${count('task.returned')} attempts were returned`);
  const executions = (await executionsOf(trial)).filter(({ taskname }) => names.includes(taskname));
  assert.ok(executions.length >= names.length, 'each task was executed');
  assert.ok(executions.length <= names.length + reruns, `${executions.length} executions of ${names.length} tasks`);
}

function untilSucceeded(trial: Trial, names: readonly string[]): Promise<boolean> {
  return trial.until('the tasks succeed', async () => {
    const unfinished = { taskname: { $in: names }, state: { $ne: 'success' } };
    return (await trial.database.collection('tasks').countDocuments(unfinished)) === 0;
  });
}

/**
 * Lets a master die at a failpoint, and another do the rest. Before and after it no master is alive; slaves are, and
 * live through many deaths.
 */
export async function dieAndRecover(trial: Trial, death: Death): Promise<void> {
  const { failpoint, provoke, sleeptimes = SHORT } = death;
  const tasks = sleeptimes.map((sleeptime, index) => ({ taskname: `${failpoint} ${index + 1}`, sleeptime }));
  const names = tasks.map(({ taskname }) => taskname);
  const start = (...moreArguments: readonly string[]): void =>
    trial.start('master1', '--failpoint', failpoint, ...moreArguments);
  const insertTasks = (): Promise<void> => trial.insert(tasks);
  try {
    if (provoke === undefined) {
      await insertTasks();
      start();
    } else await provoke({ trial, failpoint, start, insertTasks });
    await untilDead(trial, failpoint);
    trial.start('master1');
    await untilSucceeded(trial, names);
    await assertUnharmed(trial, names, death);
  } finally {
    await trial.kill('master1');
  }
}
