import type { LogLine } from '@steadfast/records';
import type { ObservedExecution } from './journals-and-logs.ts';
import {
  aliveProcesses,
  currentEpoch,
  currentLogLines,
  executionsInProgress,
  heldAttempts,
  logLines,
} from './observations.ts';
import { readFacts, readTasks, type StoredTask } from './stored-data.ts';
import type { Testbed } from './testbed.ts';

/** Waits until `count` tasks are running according to both journals and documents; returns their executions. */
export function waitForRunning(testbed: Testbed, count: number): Promise<ObservedExecution[]> {
  return testbed.waitUntil(`${count} tasks are running`, async () => {
    const running = await executionsInProgress(testbed);
    const documents = (await readTasks(testbed.database)).filter(({ state }) => state === 'running');
    return running.length >= count && documents.length >= count && running;
  });
}

/** Waits until slaves have joined in this epoch or a later one and are not lost again, according to the ledger. */
export function waitForJoined(testbed: Testbed, minEpoch: number, ...names: readonly string[]): Promise<boolean> {
  return testbed.waitUntil(`${names.join(', ')} have joined in epoch ${minEpoch} or later`, async () => {
    const facts = await readFacts(testbed.database, 'slave.joined', 'slave.lost');
    const joined = new Set<string>();
    for (const { kind, host = '', epoch } of facts)
      if (kind === 'slave.joined' && epoch >= minEpoch) joined.add(host);
      else joined.delete(host);
    return names.every((name) => joined.has(name));
  });
}

/** How many times as long as a process takes to start a test may need to observe that a task runs, and to act on it. */
const STARTUPS = 1.5;

/**
 * Returns a sleeptime for a task that must still be running when the test has observed it and acts: as given, or longer
 * if the machine is busy.
 */
export function lastingSleeptime({ startupSeconds }: Testbed, sleeptime: number): number {
  return Math.max(sleeptime, STARTUPS * startupSeconds);
}

/**
 * Waits until the slaves have joined, inserts tasks, and waits until each slave runs one; returns these executions. The
 * tasks that the slaves run first last longer if the machine is busy, see `lastingSleeptime`.
 */
export async function occupySlaves(
  testbed: Testbed,
  slaves: readonly string[],
  tasks: Parameters<Testbed['insert']>[0],
): Promise<ObservedExecution[]> {
  await waitForJoined(testbed, 1, ...slaves);
  const lasting = ({ taskname, sleeptime }: (typeof tasks)[number]) => ({
    taskname,
    sleeptime: lastingSleeptime(testbed, sleeptime),
  });
  await testbed.insert([...tasks.slice(0, slaves.length).map(lasting), ...tasks.slice(slaves.length)]);
  return await waitForRunning(testbed, Math.min(slaves.length, tasks.length));
}

/** Waits until the log of a process has `count` lines with an event; returns them. */
export function waitForLog(testbed: Testbed, name: string, event: string, count = 1): Promise<LogLine[]> {
  return testbed.waitUntil(`${name} logs ${event}`, async () => {
    const lines = await logLines(testbed, name, event);
    return lines.length >= count && lines;
  });
}

/** Waits until the current incarnation of a process has logged its start: from then on it handles SIGTERM. */
export function waitForStarted(testbed: Testbed, name: string): Promise<boolean> {
  return testbed.waitUntil(`${name} has started`, async () => (await currentLogLines(testbed, name)).length > 0);
}

/** Waits until the current incarnation of a slave has a session with a master. */
export function waitForConnected(testbed: Testbed, name: string): Promise<boolean> {
  return testbed.waitUntil(`${name} has a session`, async () => {
    const lines = await currentLogLines(testbed, name);
    const last = lines.findLast(({ event }) => event === 'session.opened' || event === 'session.lost');
    return last?.event === 'session.opened';
  });
}

/** Waits until no slave runs an attempt, and every report has been answered. */
export function waitForNoneHeld(testbed: Testbed): Promise<boolean> {
  return testbed.waitUntil('no slave holds an attempt', async () => {
    const held = await Promise.all(aliveProcesses(testbed).slaves.map(({ name }) => heldAttempts(testbed, name)));
    return held.flat().length === 0;
  });
}

/** Waits until the current incarnation of a master has logged that it leads. */
export function waitForLeader(testbed: Testbed, name: string): Promise<boolean> {
  return testbed.waitUntil(`${name} leads`, async () =>
    (await currentLogLines(testbed, name)).some(({ event }) => event === 'epoch.ready'),
  );
}

/** Waits until an epoch has begun, according to the ledger. */
export function waitForEpoch(testbed: Testbed, epoch: number): Promise<boolean> {
  return testbed.waitUntil(`epoch ${epoch} begins`, async () => (await currentEpoch(testbed)) >= epoch);
}

/** Waits until the document of a task satisfies a condition; returns the document. */
export function waitForTask(
  testbed: Testbed,
  taskname: string,
  what: string,
  condition: (task: StoredTask) => boolean,
): Promise<StoredTask> {
  return testbed.waitUntil(`${taskname} ${what}`, async () => {
    const task = (await readTasks(testbed.database)).find((each) => each.taskname === taskname);
    return task !== undefined && condition(task) && task;
  });
}

/** Waits until the documents of all tasks that are not parked say success. */
export function waitForAllSuccesses(testbed: Testbed): Promise<boolean> {
  return testbed.waitUntil('all tasks succeed', async () => {
    const tasks = await readTasks(testbed.database);
    return tasks.length > 0 && tasks.every(({ state, parked }) => state === 'success' || parked !== undefined);
  });
}
