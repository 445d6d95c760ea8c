import { type Expectations, QUIET_RUN, RUN_WITH_KILLS } from '@steadfast/checker';
import { MIN_PACE_MS } from '../faults/plan.ts';

/** The size of a run, which determines how much must happen in it. */
export interface RunSize {
  readonly tasks: number;
  readonly slaves: number;
  /** The sum over all tasks, in seconds. */
  readonly totalSleep: number;
  /** The longest task, in seconds. */
  readonly maxSleep: number;
  readonly kills: boolean;
}

/** The opening of a plan (a slave, then the master for longer) takes about one and a half times the longest task. */
const MIN_LONGEST_TASKS = 2;

/** True for a run so short that all tasks may be done before a kill has an effect. */
export function isTooShort({ totalSleep, slaves, maxSleep, kills }: RunSize): boolean {
  return kills && totalSleep / slaves < MIN_LONGEST_TASKS * Math.max(maxSleep, MIN_PACE_MS / 1_000);
}

/** Returns what a run must show: with kills, that they had an effect; without, that nothing was lost or run twice. */
export function expectationsOf(size: RunSize): Expectations {
  const tasks = { min: size.tasks, max: size.tasks };
  if (!size.kills) return { ...QUIET_RUN, metrics: { ...QUIET_RUN.metrics, tasks } };
  if (isTooShort(size)) return { ...RUN_WITH_KILLS, metrics: { tasks } };
  const slavesThatWorked = { min: Math.min(2, size.slaves) };
  return { ...RUN_WITH_KILLS, metrics: { ...RUN_WITH_KILLS.metrics, tasks, slavesThatWorked } };
}
