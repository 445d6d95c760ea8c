import { waitUntil } from '@steadfast/runtime/testing';
import { machineMs } from '../../probes/machine-clock.ts';
import { median } from '../../statistics.ts';
import { pause } from '../../wait.ts';
import type { MetricValue, MetricValues } from '../metrics.ts';
import { killTree } from '../servers/kill-tree.ts';
import type { ExecutionEvent } from '../system.ts';
import { countEvents, ensureWorkers, waitForEvents, WORKERS, type PeerMeasurement, type Session } from './session.ts';

/** Longer than any run. */
const ENDLESS_MS = 36_000_000;

/** Each fault is delayed by a random time up to this, so that it hits any phase of the timers of a system. */
const MAX_DELAY_MS = 500;

/** A system that takes longer than this for one failover is measured once in each round. */
const QUICK_MS = 5_000;

const POLL_MS = 5;

const MS_PER_SECOND = 1_000;

/** Returns the last start of a task; undefined if it has not started. */
function lastStart({ cluster }: Session, task: string): ExecutionEvent | undefined {
  return cluster
    .readEvents()
    .filter((event) => event.event === 'started' && event.task === task)
    .sort((one, other) => one.atMs - other.atMs)
    .at(-1);
}

/** Inserts a task that does not end during the run; returns its start. */
async function startEndlessTask(session: Session): Promise<ExecutionEvent> {
  const before = countEvents(session);
  const known = new Set(session.cluster.readEvents().map(({ task }) => task));
  await session.cluster.enqueue(1, ENDLESS_MS);
  await waitForEvents(session, before + 1);
  const started = session.cluster.readEvents().find(({ task }) => !known.has(task));
  if (started === undefined) throw new Error('the inserted task did not start');
  return started;
}

/** Waits until a task has started again; undefined if it does not within the cap. */
async function waitForRestart(session: Session, previous: ExecutionEvent): Promise<ExecutionEvent | undefined> {
  const { signal, capMs } = session;
  const deadlineMs = machineMs() + capMs;
  let events = countEvents(session);
  let next: ExecutionEvent | undefined;
  const found = (): boolean => {
    if (countEvents(session) > events) {
      events = countEvents(session);
      next = lastStart(session, previous.task);
    }
    return (next !== undefined && next.atMs > previous.atMs) || machineMs() > deadlineMs;
  };
  await waitUntil('the task starts elsewhere', found, { timeoutMs: 2 * capMs, pollMs: POLL_MS, signal });
  return next !== undefined && next.atMs > previous.atMs ? next : undefined;
}

/** Sends a signal to the worker of a task repeatedly; returns the median of the times that it took, and the maximum. */
async function measureFailover(session: Session, fault: 'SIGKILL' | 'SIGSTOP'): Promise<MetricValue[]> {
  const { cluster, signal, capMs, failovers, progress } = session;
  await ensureWorkers(session, WORKERS);
  let running = await startEndlessTask(session);
  const seconds: number[] = [];
  while (seconds.length < failovers) {
    const victim = cluster.workers.find(({ name }) => name === running.worker)?.child;
    if (victim === undefined) throw new Error(`there is no worker ${running.worker}`);
    await pause(Math.random() * MAX_DELAY_MS, signal);
    const faultAtMs = machineMs();
    victim.kill(fault);
    const next = await waitForRestart(session, running);
    await killTree(victim);
    if (next === undefined) {
      progress(`not within ${capMs / MS_PER_SECOND} s`);
      return [{ value: capMs / MS_PER_SECOND, capped: true }];
    }
    seconds.push((next.atMs - faultAtMs) / MS_PER_SECOND);
    running = next;
    await ensureWorkers(session, WORKERS);
    if (next.atMs - faultAtMs > QUICK_MS) break;
  }
  progress(seconds.map((each) => `${each.toFixed(3)} s`).join(', '));
  return [{ value: median(seconds) }, { value: Math.max(...seconds) }];
}

function failoverMeasurement(name: 'kill' | 'freeze', fault: 'SIGKILL' | 'SIGSTOP'): PeerMeasurement {
  return {
    name,
    measure: async (session): Promise<MetricValues> => {
      const [typical, slowest] = await measureFailover(session, fault);
      return { ...(typical && { [name]: typical }), ...(slowest && { [`${name}Slowest`]: slowest }) };
    },
  };
}

/** Measures how soon the task of a worker that was killed runs on another one. */
export const kill = failoverMeasurement('kill', 'SIGKILL');

/** Measures how soon the task of a worker that stopped responding runs on another one. */
export const freeze = failoverMeasurement('freeze', 'SIGSTOP');
