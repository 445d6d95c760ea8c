import { waitUntil } from '@steadfast/runtime/testing';
import type { Child } from '@steadfast/cluster';
import { machineMs } from '../../probes/machine-clock.ts';
import type { MetricValues, MutableMetricValues } from '../metrics.ts';
import type { ExecutionEvent, SystemServer } from '../system.ts';
import {
  countEvents,
  ensureWorkers,
  stallDetector,
  waitForEvents,
  WORKERS,
  type PeerMeasurement,
  type Session,
} from './session.ts';

const TASK_MS = 20;

/** Eight workers are busy with these for two seconds; slow systems get fewer. */
const MAX_TASKS = 800;

/** The share of the events that are recorded before the server is killed. */
const KILL_SHARE = 0.25;

/** The share of the tasks in which a pause is looked for. */
const PAUSE_SHARE = 0.95;

const POLL_MS = 100;

/** Whether tasks remain is only looked up when the workers have been idle for this long: it takes a process. */
const IDLE_MS = 1_000;

/** How long a worker that exited stays away: it is what supervisors wait by default, more or less. */
const RESTART_DELAY_MS = 1_000;

const MS_PER_SECOND = 1_000;

/** Starts workers that exit again; returns how many have exited, and how to end that. */
function superviseWorkers({ cluster }: Session): { readonly exits: () => number; readonly end: () => void } {
  let exits = 0;
  let supervised = true;
  const timers = new Set<NodeJS.Timeout>();
  const restart = (child: Child): void => {
    if (!supervised) return;
    exits += 1;
    timers.add(setTimeout(() => child.start(), RESTART_DELAY_MS));
  };
  for (const { child } of cluster.workers) if (child.alive) child.onExit(() => restart(child));
  const end = (): void => {
    supervised = false;
    for (const timer of timers) clearTimeout(timer);
  };
  return { exits: () => exits, end };
}

/**
 * Returns the longest time after a point in time without a task that starts, in milliseconds, until a share of all tasks
 * has started: the last ones may wait for the expiry of a lock. Returns undefined if that share never starts.
 */
export function longestPause(events: readonly ExecutionEvent[], fromMs: number, share: number, expected: number) {
  const firstStarts = new Map<string, number>();
  for (const { event, task, atMs } of events)
    if (event === 'started') firstStarts.set(task, Math.min(atMs, firstStarts.get(task) ?? atMs));
  const measured = Math.ceil(share * expected);
  if (firstStarts.size < measured) return undefined;
  const sorted = [...firstStarts.values()].sort((one, other) => one - other).slice(0, measured);
  const later = [fromMs, ...sorted.filter((atMs) => atMs > fromMs)];
  return Math.max(0, ...later.slice(1).map((atMs, index) => atMs - (later[index] ?? atMs)));
}

/** Returns how many tasks started more than once, and how many never finished. */
export function countIrregular(
  events: readonly ExecutionEvent[],
  expected: number,
): { readonly reruns: number; readonly unfinished: number } {
  const starts = new Map<string, number>();
  const finished = new Set<string>();
  for (const { event, task } of events)
    if (event === 'finished') finished.add(task);
    else starts.set(task, (starts.get(task) ?? 0) + 1);
  const reruns = [...starts.values()].filter((count) => count > 1).length;
  return { reruns, unfinished: expected - finished.size };
}

/** Waits until all tasks are done, or nothing has happened for the cap. */
async function waitUntilOver(session: Session): Promise<void> {
  const { cluster, signal, capMs } = session;
  const [isIdle, isStalled] = [stallDetector(session, IDLE_MS), stallDetector(session, capMs)];
  const isDone = async (): Promise<boolean> => (await cluster.remaining().catch(() => Infinity)) === 0;
  const isOver = async (): Promise<boolean> => isStalled() || (isIdle() && (await isDone()));
  await waitUntil('all tasks are done', isOver, { timeoutMs: 5 * capMs, pollMs: POLL_MS, signal });
}

/** Kills a server while tasks run, starts it again at once, and waits until all tasks are done or nothing more happens. */
async function killServer(session: Session, server: SystemServer): Promise<MetricValues> {
  const { cluster, capMs, progress } = session;
  const tasks = Math.min(MAX_TASKS, session.noOpTasks);
  await ensureWorkers(session, WORKERS);
  const known = new Set(cluster.readEvents().map(({ task }) => task));
  const before = countEvents(session);
  await cluster.enqueue(tasks, TASK_MS);
  await waitForEvents(session, before + Math.floor(2 * tasks * KILL_SHARE));
  const supervision = superviseWorkers(session);
  const killedAtMs = machineMs();
  await server.killAndRestart();
  await waitUntilOver(session).finally(supervision.end);
  const events = cluster.readEvents().filter(({ task }) => !known.has(task));
  const { reruns, unfinished } = countIrregular(events, tasks);
  const pauseMs = longestPause(events, killedAtMs, PAUSE_SHARE, tasks);
  const paused =
    pauseMs === undefined ? { value: capMs / MS_PER_SECOND, capped: true } : { value: pauseMs / MS_PER_SECOND };
  const exits = supervision.exits();
  progress(
    `${server.name} killed: ${paused.value.toFixed(2)} s; ${reruns} run twice, ${unfinished} unfinished, ${exits} exits`,
  );
  const { role } = server;
  return {
    [`${role}Pause`]: paused,
    [`${role}Reruns`]: { value: reruns },
    [`${role}Unfinished`]: { value: unfinished, ...(unfinished > 0 ? { capped: true } : {}) },
    [`${role}Exits`]: { value: exits },
  };
}

/** Measures what the death of each server does to the tasks. */
export const serverKilled: PeerMeasurement = {
  name: 'server',
  measure: async (session) => {
    const values: MutableMetricValues = {};
    for (const server of session.cluster.servers) Object.assign(values, await killServer(session, server));
    return values;
  },
};
