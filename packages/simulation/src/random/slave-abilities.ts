import { DEFAULT_QUEUE, SLEEP_KIND } from '@steadfast/protocol/messages';
import { JOB_KIND } from '../world/job-script.ts';
import { ANY_SIMULATED, type SlaveAbilities } from '../world/slave-node.ts';
import type { Plan, PlannedTask } from './plan.ts';

/** The queue of the tasks that are not in the default one. */
export const OTHER_QUEUE = 'images';

/**
 * Returns what a slave can run. If a plan has tasks of another queue, the first slave can run everything, of the others
 * every second one serves only the default queue, and the rest cannot run jobs. So what is shrunk still heals.
 */
export function abilitiesOf(host: string, { tasks }: Plan): SlaveAbilities {
  if (!tasks.some(({ queue }) => queue !== undefined)) return ANY_SIMULATED;
  const number = Number(/\d+/.exec(host)?.[0] ?? 1);
  if (number > 1 && number % 2 === 0) return ANY_SIMULATED;
  return { queues: [DEFAULT_QUEUE, OTHER_QUEUE], kinds: number === 1 ? [SLEEP_KIND, JOB_KIND] : [SLEEP_KIND] };
}

/** Returns where tasks wait and what runs them, unless that is the queue `default` and kind `sleep`. */
export function classesOf(tasks: readonly PlannedTask[]): ReadonlyMap<string, { queue: string; kind: string }> {
  const special = tasks.filter(({ job, queue }) => job !== undefined || queue !== undefined);
  return new Map(
    special.map(({ taskId, job, queue = DEFAULT_QUEUE }) => [
      taskId,
      { queue, kind: job === undefined ? SLEEP_KIND : JOB_KIND },
    ]),
  );
}
