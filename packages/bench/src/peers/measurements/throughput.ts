import { percentile } from '../../statistics.ts';
import type { MetricValue } from '../metrics.ts';
import { ensureWorkers, WORKERS, type PeerMeasurement } from './session.ts';
import { measureWindow, timesBetween, type Window } from './window.ts';

/** Starting eight processes on two cores, and compiling what they do often, takes a second or two. */
const COLD_WARM_UP_SHARE = 0.3;

/** The processes are warm already; the first tasks run while the last ones are being inserted. */
const WARM_UP_SHARE = 0.15;

const SLEEP_MS = 10;

/** At most 800 tasks per second are possible: these take three seconds. */
const SLEEP_TASKS = 2_400;

/** A task on a single worker takes one to ten milliseconds. */
const GAP_TASKS = 1_500;

function at(sample: readonly number[], share: number): MetricValue {
  return { value: percentile(sample, share) };
}

function describeCpu({ cpuSeconds, finished }: Window): string {
  return [...cpuSeconds].map(([name, seconds]) => `${name} ${((1_000 * seconds) / finished).toFixed(3)} ms`).join(', ');
}

/** Measures how many no-op tasks run in a second, and what each costs. */
export const noOp: PeerMeasurement = {
  name: 'noop',
  measure: async (session) => {
    await ensureWorkers(session, 0);
    const start = (): Promise<void> => ensureWorkers(session, WORKERS);
    const load = { tasks: session.noOpTasks, ms: 0, warmUpShare: COLD_WARM_UP_SHARE, start };
    const window = await measureWindow(session, load);
    const rate = window.finished / window.seconds;
    const cpu = [...window.cpuSeconds.values()].reduce((sum, seconds) => sum + seconds, 0);
    const gapMs = timesBetween(window.events, 'finished', 'started');
    session.progress(`${Math.round(rate)} tasks/s; CPU per task: ${describeCpu(window)}`);
    return {
      noOpRate: { value: rate },
      cpuPerTask: { value: (1_000 * cpu) / window.finished },
      busyGapP50: at(gapMs, 0.5),
      busyGapP99: at(gapMs, 0.99),
    };
  },
};

/** Measures which part of the ideal throughput the workers reach with short tasks. */
export const sleep: PeerMeasurement = {
  name: 'sleep',
  measure: async (session) => {
    await ensureWorkers(session, WORKERS);
    const tasks = Math.min(SLEEP_TASKS, session.noOpTasks);
    const window = await measureWindow(session, { tasks, ms: SLEEP_MS, warmUpShare: WARM_UP_SHARE });
    const efficiency = (window.finished * SLEEP_MS) / (WORKERS * window.seconds * 1_000);
    session.progress(`${efficiency.toFixed(2)} of ${(WORKERS * 1_000) / SLEEP_MS} tasks/s`);
    return {
      efficiency: { value: efficiency },
      sleepMs: at(timesBetween(window.events, 'started', 'finished'), 0.5),
    };
  },
};

/** Measures how long a single worker is idle between two tasks. */
export const gap: PeerMeasurement = {
  name: 'gap',
  measure: async (session) => {
    await ensureWorkers(session, 1);
    const tasks = Math.min(GAP_TASKS, session.noOpTasks);
    const window = await measureWindow(session, { tasks, ms: 0, warmUpShare: COLD_WARM_UP_SHARE });
    const gapMs = timesBetween(window.events, 'finished', 'started');
    session.progress(`${percentile(gapMs, 0.5).toFixed(2)} ms, p99 ${percentile(gapMs, 0.99).toFixed(2)} ms`);
    return { gapP50: at(gapMs, 0.5), gapP99: at(gapMs, 0.99) };
  },
};
