import type { LogLine } from '@steadfast/records';
import { readExecutions, readLog, type ObservedExecution } from './journals-and-logs.ts';
import { readFacts } from './stored-data.ts';
import type { Testbed } from './testbed.ts';

/** Returns the executions so far: those of one task, or all if none is named. */
export async function executionsOf({ directory }: Testbed, taskname?: string): Promise<ObservedExecution[]> {
  const all = await readExecutions(directory);
  return taskname === undefined ? all : all.filter((execution) => execution.taskname === taskname);
}

/** Returns the executions that are in progress. An execution in a killed process is not, although it has no end. */
export async function executionsInProgress(testbed: Testbed): Promise<ObservedExecution[]> {
  const alive = new Set([...testbed.cluster.processes.values()].map(({ pid }) => pid));
  return (await executionsOf(testbed)).filter(({ end, pid }) => end === undefined && alive.has(pid));
}

/** Returns the lines with an event in the log of a process. */
export async function logLines({ directory }: Testbed, name: string, event: string): Promise<LogLine[]> {
  return (await readLog(directory, name)).filter((line) => line.event === event);
}

/** Returns what the current incarnation of a process has logged, starting with its `process.started`. */
export async function currentLogLines({ cluster, directory }: Testbed, name: string): Promise<LogLine[]> {
  const { pid } = cluster.process(name);
  const lines = await readLog(directory, name);
  const started = lines.findLastIndex((line) => line.event === 'process.started' && line.pid === pid);
  return started === -1 ? [] : lines.slice(started);
}

/** Returns the processes that are alive, except mongod. */
export function aliveProcesses({ cluster }: Testbed) {
  const all = [...cluster.processes.values()].filter(({ alive, name }) => alive && !name.startsWith('mongod'));
  const masters = all.filter(({ name }) => name.startsWith('master'));
  const slaves = all.filter((each) => !masters.includes(each));
  return { masters, slaves };
}

/** The events after which a slave no longer holds the attempt that they are about. */
const RELEASING_EVENTS: ReadonlySet<unknown> = new Set([
  'task.success',
  'task.killed',
  'task.returned',
  'report.refused',
  'report.confirmed',
]);

/** Returns the attempts that a slave runs or has reported without an answer, according to its current incarnation. */
export async function heldAttempts(testbed: Testbed, name: string): Promise<string[]> {
  const held = new Set<string>();
  for (const { event, taskId, attempt } of await currentLogLines(testbed, name))
    if (event === 'task.placed') held.add(`${taskId} attempt ${attempt}`);
    else if (RELEASING_EVENTS.has(event)) held.delete(`${taskId} attempt ${attempt}`);
  return [...held];
}

/** Returns the number of the latest epoch; 0 before the first one. */
export async function currentEpoch({ database }: Testbed): Promise<number> {
  return (await readFacts(database, 'epoch.began')).at(-1)?.epoch ?? 0;
}
