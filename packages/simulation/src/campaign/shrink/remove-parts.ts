import type { Fault, Plan } from '../../random/plan.ts';
import type { Shrinker, Reduction } from './shrink-plan.ts';

/**
 * Leaves out parts of a list: halves, then quarters, and so on down to single ones, from the last to the first.
 * @param least so many must remain
 */
function fewerOf<Item>(
  { best, attempt }: Shrinker,
  itemsOf: (plan: Plan) => readonly Item[],
  withItems: (plan: Plan, items: readonly Item[]) => Plan,
  least: number,
): void {
  for (let size = itemsOf(best()).length; size >= 1; size = Math.floor(size / 2)) {
    for (let end = itemsOf(best()).length; end > 0; end -= size) {
      const items = itemsOf(best());
      const rest = items.filter((_, index) => index < end - size || index >= end);
      if (rest.length >= least) attempt(withItems(best(), rest));
    }
  }
}

/** Leaves out faults. */
export const removeFaults: Reduction = (candidate) =>
  fewerOf(
    candidate,
    ({ faults }) => faults,
    (plan, faults) => ({ ...plan, faults }),
    0,
  );

/** Leaves out tasks; a hostile peer needs one to speak of. */
export const removeTasks: Reduction = (candidate) =>
  fewerOf(
    candidate,
    ({ tasks }) => tasks,
    (plan, tasks) => ({ ...plan, tasks }),
    1,
  );

/** The names of all processes that a fault is about. */
function namesIn(fault: Fault): readonly string[] {
  return [...('node' in fault ? [fault.node] : []), ...('master' in fault ? [fault.master] : [])];
}

/** The fault, about processes that are named anew. */
function renamedIn(fault: Fault, rename: (name: string) => string): Fault {
  return {
    ...fault,
    ...('node' in fault ? { node: rename(fault.node) } : {}),
    ...('master' in fault ? { master: rename(fault.master) } : {}),
  };
}

/** The numbers of the processes that can be done without: no fault is about them, and one is left. */
function spareIn(plan: Plan, what: 'master' | 'slave'): number[] {
  const named = new Set(plan.faults.flatMap(namesIn));
  const all = Array.from({ length: plan[`${what}s`] }, (_, n) => n + 1);
  const spare = all.filter((number) => !named.has(`${what}${number}`));
  return spare.length === all.length ? spare.slice(1) : spare;
}

/** The plan without some processes that no fault is about: those behind them move up. */
function without(plan: Plan, what: 'master' | 'slave', numbers: readonly number[]): Plan {
  const all = Array.from({ length: plan[`${what}s`] }, (_, n) => n + 1);
  const left = all.filter((number) => !numbers.includes(number));
  const moved = new Map(left.map((number, n) => [`${what}${number}`, `${what}${n + 1}`]));
  const faults = plan.faults.map((fault) => renamedIn(fault, (name) => moved.get(name) ?? name));
  return { ...plan, faults, [`${what}s`]: left.length };
}

function fewerProcesses(what: 'master' | 'slave'): Reduction {
  return (candidate) =>
    fewerOf(
      candidate,
      (plan) => spareIn(plan, what),
      (plan, kept) => {
        const gone = spareIn(plan, what).filter((number) => !kept.includes(number));
        return without(plan, what, gone);
      },
      0,
    );
}

/** Leaves out slaves. */
export const removeSlaves: Reduction = fewerProcesses('slave');

/** Leaves out masters. */
export const removeMasters: Reduction = fewerProcesses('master');
