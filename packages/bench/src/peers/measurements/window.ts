import { machineMs } from '../../probes/machine-clock.ts';
import { treeCpuSeconds } from '../../probes/process-tree.ts';
import type { ExecutionEvent } from '../system.ts';
import { aliveWorkers, countEvents, waitForEvents, waitUntilDone, type Session } from './session.ts';

/** Each task records its start and its end. */
const EVENTS_PER_TASK = 2;

/** The last tasks are left out, since not all workers have one. */
const END_SHARE = 0.95;

/** The measurement does not wait for workers that have not started a task by then. */
const LATEST_WARM_UP_SHARE = 0.6;

/** What happened while a system worked at full speed. */
export interface Window {
  readonly seconds: number;
  /** The events within it, in the order of time. */
  readonly events: readonly ExecutionEvent[];
  /** The number of tasks that finished within it. */
  readonly finished: number;
  /** The CPU seconds that each server, and all workers together, used within it. */
  readonly cpuSeconds: ReadonlyMap<string, number>;
}

/** Which tasks to run. */
export interface WindowLoad {
  readonly tasks: number;
  /** What each takes, in milliseconds. */
  readonly ms: number;
  /** The share of the tasks that warm up the processes and are not measured. */
  readonly warmUpShare: number;
  /** Called when all tasks are inserted. */
  readonly start?: () => Promise<void>;
}

function readCpu(session: Session): Map<string, number> {
  const servers = session.cluster.servers.map(
    ({ name, pid }) => [name, treeCpuSeconds(pid === undefined ? [] : [pid])] as const,
  );
  const pids = aliveWorkers(session).flatMap(({ child }) => child.pid ?? []);
  return new Map([...servers, ['workers', treeCpuSeconds(pids)]]);
}

/** Inserts tasks, has all of them run, and returns what happened between the warm-up and the end. */
export async function measureWindow(session: Session, load: WindowLoad): Promise<Window> {
  const { cluster } = session;
  const { tasks, ms, warmUpShare, start } = load;
  const countsBefore = cluster.eventCounts();
  const before = countEvents(session);
  await cluster.enqueue(tasks, ms);
  await start?.();
  const snapshotAt = async (share: number) => {
    await waitForEvents(session, before + Math.floor(share * tasks) * EVENTS_PER_TASK);
    return { atMs: machineMs(), cpu: readCpu(session) };
  };
  const allWork = (): boolean => {
    const counts = cluster.eventCounts();
    return aliveWorkers(session).every(({ name }) => (counts.get(name) ?? 0) > (countsBefore.get(name) ?? 0));
  };
  await waitForEvents(session, before + Math.floor(LATEST_WARM_UP_SHARE * tasks) * EVENTS_PER_TASK, allWork);
  const from = await snapshotAt(warmUpShare);
  const to = await snapshotAt(END_SHARE);
  await waitForEvents(session, before + tasks * EVENTS_PER_TASK);
  await waitUntilDone(session);
  const events = cluster
    .readEvents()
    .filter(({ atMs }) => atMs >= from.atMs && atMs < to.atMs)
    .sort((one, other) => one.atMs - other.atMs);
  return {
    seconds: (to.atMs - from.atMs) / 1_000,
    events,
    finished: events.filter(({ event }) => event === 'finished').length,
    cpuSeconds: new Map([...to.cpu].map(([name, seconds]) => [name, seconds - (from.cpu.get(name) ?? 0)])),
  };
}

/** Returns the times between two successive events of a worker that are of the given kinds, in milliseconds. */
export function timesBetween(
  events: readonly ExecutionEvent[],
  first: ExecutionEvent['event'],
  second: ExecutionEvent['event'],
): number[] {
  const previous = new Map<string, ExecutionEvent>();
  return events.flatMap((event) => {
    const before = previous.get(event.worker);
    previous.set(event.worker, event);
    return event.event === second && before?.event === first ? [event.atMs - before.atMs] : [];
  });
}
