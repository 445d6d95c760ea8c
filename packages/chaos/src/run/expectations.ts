import { QUIET_RUN, RUN_WITH_KILLS, type Expectations } from '@steadfast/checker';
import { LEAST_PACE_MS } from '../faults/plan.ts';

/** What of a run decides how much must happen in it. */
export interface RunSize {
  readonly tasks: number;
  readonly slaves: number;
  /** Of all tasks together, in seconds. */
  readonly totalSleep: number;
  /** In seconds. */
  readonly maxSleep: number;
  readonly kills: boolean;
}

/** The plan's first two steps, a slave and the master for long, need about one and a half of the longest task. */
const LONGEST_TASKS_NEEDED = 2;

/** True when there is so little to do that all may be done before a kill can matter. */
export function isTooShort({ totalSleep, slaves, maxSleep, kills }: RunSize): boolean {
  return kills && totalSleep / slaves < LONGEST_TASKS_NEEDED * Math.max(maxSleep, LEAST_PACE_MS / 1_000);
}

/** What is expected of a run: with kills, that they mattered; without, that nothing at all was lost or run twice. */
export function expectationsOf(size: RunSize): Expectations {
  const tasks = { least: size.tasks, most: size.tasks };
  if (!size.kills) return { ...QUIET_RUN, figures: { ...QUIET_RUN.figures, tasks } };
  if (isTooShort(size)) return { ...RUN_WITH_KILLS, figures: { tasks } };
  const slavesThatWorked = { least: Math.min(2, size.slaves) };
  return { ...RUN_WITH_KILLS, figures: { ...RUN_WITH_KILLS.figures, tasks, slavesThatWorked } };
}
