import assert from 'node:assert/strict';
import { executionsOf } from './observations.ts';
import { readFacts } from './stored-data.ts';
import type { Testbed } from './testbed.ts';
import { lastingSleeptime, waitForNoneHeld } from './waits.ts';

/** What a trigger works with. */
export interface CrashContext {
  readonly testbed: Testbed;
  /** The value of `--failpoint`: `NAME` or `NAME#COUNT`. */
  readonly failpoint: string;
  /** Starts the master with the failpoint. */
  readonly start: (...extraArguments: readonly string[]) => void;
  /** Inserts the tasks that must survive the crash. */
  readonly insertTasks: () => Promise<void>;
}

/** Inserts the tasks, starts the master with the failpoint, and makes it reach the failpoint. */
export type CrashTrigger = (context: CrashContext) => Promise<void>;

/** A crash of a master at a failpoint, and what it may cost. */
export interface MasterCrash {
  /** The value of `--failpoint`: `NAME` or `NAME#COUNT`. */
  readonly failpoint: string;
  /** By default, the tasks are inserted before the master starts, and scheduling them reaches the failpoint. */
  readonly trigger?: CrashTrigger;
  /**
   * The tasks, in seconds; three short ones by default. Those of a second or more are running when the trigger acts, and
   * last longer on a busy machine.
   */
  readonly sleeptimes?: readonly number[];
  /** How many additional executions the trigger may cause by killing a slave or taking its task away; 0 by default. */
  readonly maxReruns?: number;
  /** How many placements may be returned before they run; one for each slave by default. */
  readonly maxReturns?: number;
}

/** In seconds: enough tasks for several placements one after the other. */
const SHORT_SLEEPTIMES = [0.1, 0.2, 0.3];

/** Each of the two slaves can have one placement in flight when the master crashes; if it was not sent, it is returned. */
const MAX_RETURNS = 2;

/** Returns crashes at failpoints that scheduling ordinary tasks reaches. */
export function crashesDuringWork(...failpoints: readonly string[]): MasterCrash[] {
  return failpoints.map((failpoint) => ({ failpoint }));
}

/** Returns crashes at failpoints that need a trigger. */
export function crashesTriggeredBy(
  trigger: CrashTrigger,
  {
    sleeptimes = SHORT_SLEEPTIMES,
    maxReruns = 0,
    maxReturns = MAX_RETURNS,
  }: Omit<MasterCrash, 'failpoint' | 'trigger'>,
  ...failpoints: readonly string[]
): MasterCrash[] {
  return failpoints.map((failpoint) => ({ failpoint, trigger, sleeptimes, maxReruns, maxReturns }));
}

/** Returns the failpoints before, during and after a step such as `append/task.placed` or `project`. */
export function failpointsAround(step: string, count = ''): string[] {
  return ['before', 'during', 'after'].map((stage) =>
    step.startsWith('append/') ? `${step.replace('append', `append.${stage}`)}${count}` : `${step}/${stage}${count}`,
  );
}

/** Waits until the current incarnation of the master has crashed: a failpoint that is never reached proves nothing. */
export function waitForCrash(testbed: Testbed, failpoint: string): Promise<boolean> {
  const { incarnations } = testbed.cluster.process('master1');
  const incarnation = incarnations.at(-1);
  const crashed = (): boolean => incarnation?.exit?.kind === 'signal';
  return testbed.waitUntil(`the master crashes at ${failpoint}`, crashed);
}

/** Asserts that each task succeeded once, with no more executions and attempts than the crash may cost. */
async function assertUnharmed(
  testbed: Testbed,
  names: readonly string[],
  { maxReruns = 0, maxReturns = MAX_RETURNS }: MasterCrash,
): Promise<void> {
  const facts = (await readFacts(testbed.database)).filter(({ taskname = '' }) => names.includes(taskname));
  const count = (kind: string): number => facts.filter((fact) => fact.kind === kind).length;
  assert.equal(count('task.success'), names.length, 'successes in the ledger');
  assert.ok(count('task.killed') <= maxReruns, `${count('task.killed')} attempts were killed`);
  assert.ok(count('task.returned') <= maxReturns + maxReruns, `${count('task.returned')} attempts were returned`);
  const executions = (await executionsOf(testbed)).filter(({ taskname }) => names.includes(taskname));
  assert.ok(executions.length >= names.length, 'each task was executed');
  assert.ok(executions.length <= names.length + maxReruns, `${executions.length} executions of ${names.length} tasks`);
}

function waitForSuccesses(testbed: Testbed, names: readonly string[]): Promise<boolean> {
  return testbed.waitUntil('the tasks succeed', async () => {
    const unfinished = { taskname: { $in: names }, state: { $ne: 'success' } };
    return (await testbed.database.collection('tasks').countDocuments(unfinished)) === 0;
  });
}

/**
 * Crashes a master at a failpoint, lets another one finish the tasks, and asserts that nothing was lost. No master is
 * running before and after it, but slaves are, over many crashes. They hold no attempts before and after it: the report
 * of an earlier crash would make the next master reach a failpoint before its trigger does.
 */
export async function crashAndRecover(testbed: Testbed, crash: MasterCrash): Promise<void> {
  const { failpoint, trigger, sleeptimes = SHORT_SLEEPTIMES } = crash;
  const tasks = sleeptimes.map((sleeptime, index) => ({
    taskname: `${failpoint} ${index + 1}`,
    sleeptime: sleeptime < 1 ? sleeptime : lastingSleeptime(testbed, sleeptime),
  }));
  const names = tasks.map(({ taskname }) => taskname);
  const start = (...extraArguments: readonly string[]): void =>
    testbed.start('master1', '--failpoint', failpoint, ...extraArguments);
  const insertTasks = (): Promise<void> => testbed.insert(tasks);
  try {
    if (trigger === undefined) {
      await insertTasks();
      start();
    } else await trigger({ testbed, failpoint, start, insertTasks });
    await waitForCrash(testbed, failpoint);
    testbed.start('master1');
    await waitForSuccesses(testbed, names);
    await waitForNoneHeld(testbed);
    await assertUnharmed(testbed, names, crash);
  } finally {
    await testbed.kill('master1');
  }
}
