import type { LogLine } from '@steadfast/records';
import { readExecutions, readLog, type Execution } from './lines.ts';
import { readFacts, readTasks, type TaskRow } from './records.ts';
import type { Trial } from './trial.ts';

/** The executions so far, of one task if it is named. */
export async function executionsOf({ directory }: Trial, taskname?: string): Promise<Execution[]> {
  const all = await readExecutions(directory);
  return taskname === undefined ? all : all.filter((execution) => execution.taskname === taskname);
}

/** The lines of one kind in the log of a process. */
export async function logged({ directory }: Trial, name: string, event: string): Promise<LogLine[]> {
  return (await readLog(directory, name)).filter((line) => line.event === event);
}

/** The executions in progress now: not those that a killed slave left without an end. */
export async function inProgress(trial: Trial): Promise<Execution[]> {
  const alive = new Set([...trial.cluster.processes.values()].map(({ pid }) => pid));
  return (await executionsOf(trial)).filter(({ end, pid }) => end === undefined && alive.has(pid));
}

/** Waits until so many tasks run, by journals and documents; gives their executions. */
export function untilRunning(trial: Trial, count: number): Promise<Execution[]> {
  return trial.until(`${count} tasks run`, async () => {
    const running = await inProgress(trial);
    const documents = (await readTasks(trial.database)).filter(({ state }) => state === 'running');
    return running.length >= count && documents.length >= count && running;
  });
}

/** Waits until slaves have joined in the reign of an epoch or a later one, and are not lost again, by the ledger. */
export function untilJoined(trial: Trial, epoch: number, ...names: readonly string[]): Promise<boolean> {
  return trial.until(`${names.join(', ')} joined`, async () => {
    const facts = await readFacts(trial.database, 'slave.joined', 'slave.lost');
    const present = new Set<string>();
    for (const { kind, host = '', epoch: joinedIn } of facts)
      if (kind === 'slave.joined' && joinedIn >= epoch) present.add(host);
      else present.delete(host);
    return names.every((name) => present.has(name));
  });
}

/** Waits until some slaves have joined, gives them tasks, and waits until each runs one; gives these executions. */
export async function occupy(
  trial: Trial,
  slaves: readonly string[],
  tasks: Parameters<Trial['insert']>[0],
): Promise<Execution[]> {
  await untilJoined(trial, 1, ...slaves);
  await trial.insert(tasks);
  return await untilRunning(trial, Math.min(slaves.length, tasks.length));
}

/** Waits until the log of a process has so many lines of one kind; gives them. */
export function untilLogged(trial: Trial, name: string, event: string, count = 1): Promise<LogLine[]> {
  return trial.until(`${name} logs ${event}`, async () => {
    const lines = await logged(trial, name, event);
    return lines.length >= count && lines;
  });
}

/** What the present life of a process has logged, from its `process.started` on; nothing before that. */
async function loggedInThisLife({ cluster, directory }: Trial, name: string): Promise<LogLine[]> {
  const { pid } = cluster.process(name);
  const lines = await readLog(directory, name);
  const started = lines.findLastIndex((line) => line.event === 'process.started' && line.pid === pid);
  return started === -1 ? [] : lines.slice(started);
}

/** Waits until the present life of a process has said that it started: from then on it can be stopped in order. */
export function untilStarted(trial: Trial, name: string): Promise<boolean> {
  return trial.until(`${name} says that it started`, async () => (await loggedInThisLife(trial, name)).length > 0);
}

/** Waits until the present life of a slave has a session. */
export function untilConnected(trial: Trial, name: string): Promise<boolean> {
  return trial.until(`${name} has a session`, async () => {
    const lines = await loggedInThisLife(trial, name);
    const last = lines.findLast(({ event }) => event === 'session.opened' || event === 'session.lost');
    return last?.event === 'session.opened';
  });
}

/** Waits until the present life of a master leads, and says so. */
export function untilLeads(trial: Trial, name: string): Promise<boolean> {
  return trial.until(`${name} leads`, async () =>
    (await loggedInThisLife(trial, name)).some(({ event }) => event === 'epoch.ready'),
  );
}

/** Waits until so many reigns have begun. */
export function untilLeading(trial: Trial, count: number): Promise<boolean> {
  return trial.until(`reign ${count} begins`, async () => (await currentEpoch(trial)) >= count);
}

/** The number of the latest reign; 0 before the first. */
export async function currentEpoch({ database }: Trial): Promise<number> {
  return (await readFacts(database, 'epoch.began')).at(-1)?.epoch ?? 0;
}

/** Waits until the document of a task meets a condition; gives it. */
export function untilTask(
  trial: Trial,
  taskname: string,
  what: string,
  condition: (task: TaskRow) => boolean,
): Promise<TaskRow> {
  return trial.until(`${taskname} ${what}`, async () => {
    const task = (await readTasks(trial.database)).find((each) => each.taskname === taskname);
    return task !== undefined && condition(task) && task;
  });
}

/** Waits until every task that is not set aside has succeeded, by the documents. */
export function untilAllSucceed(trial: Trial): Promise<boolean> {
  return trial.until('all tasks succeed', async () => {
    const tasks = await readTasks(trial.database);
    return tasks.length > 0 && tasks.every(({ state, parked }) => state === 'success' || parked !== undefined);
  });
}
