import type { SimulatedFault, Plan } from '../../random/plan.ts';
import type { Reduction, Shrinker } from './shrinker.ts';

/**
 * Removes parts of a list: halves, then quarters, and so on down to single items, from the last to the first.
 * @param min how many items must remain
 */
function removeItems<Part>(
  { best, attempt }: Shrinker,
  itemsOf: (plan: Plan) => readonly Part[],
  withItems: (plan: Plan, items: readonly Part[]) => Plan,
  min: number,
): void {
  for (let size = itemsOf(best()).length; size >= 1; size = Math.floor(size / 2)) {
    for (let end = itemsOf(best()).length; end > 0; end -= size) {
      const items = itemsOf(best());
      const rest = items.filter((_, index) => index < end - size || index >= end);
      if (rest.length >= min) attempt(withItems(best(), rest));
    }
  }
}

/** Removes faults. */
export const removeFaults: Reduction = (shrinker) =>
  removeItems(
    shrinker,
    ({ faults }) => faults,
    (plan, faults) => ({ ...plan, faults }),
    0,
  );

/** Removes commands of programs. */
export const removeCommands: Reduction = (shrinker) =>
  removeItems(
    shrinker,
    ({ commands = [] }) => commands,
    (plan, commands) => ({ ...plan, commands }),
    0,
  );

/** Removes tasks, but for one: hostile peers refer to tasks. */
export const removeTasks: Reduction = (shrinker) =>
  removeItems(
    shrinker,
    ({ tasks }) => tasks,
    (plan, tasks) => ({ ...plan, tasks }),
    1,
  );

/** Returns the names of the processes that a fault affects. */
function affectedBy(fault: SimulatedFault): readonly string[] {
  return [...('node' in fault ? [fault.node] : []), ...('master' in fault ? [fault.master] : [])];
}

function withRenamedProcesses(fault: SimulatedFault, rename: (name: string) => string): SimulatedFault {
  return {
    ...fault,
    ...('node' in fault ? { node: rename(fault.node) } : {}),
    ...('master' in fault ? { master: rename(fault.master) } : {}),
  };
}

/** Returns the numbers of the processes that can be removed: those that no fault affects, but at least one is kept. */
function removableNumbers(plan: Plan, role: 'master' | 'slave'): number[] {
  const affected = new Set(plan.faults.flatMap(affectedBy));
  const all = Array.from({ length: plan[`${role}s`] }, (_, index) => index + 1);
  const removable = all.filter((number) => !affected.has(`${role}${number}`));
  return removable.length === all.length ? removable.slice(1) : removable;
}

/** Returns the plan without some processes; those with higher numbers move up. */
function withoutProcesses(plan: Plan, role: 'master' | 'slave', numbers: readonly number[]): Plan {
  const all = Array.from({ length: plan[`${role}s`] }, (_, index) => index + 1);
  const kept = all.filter((number) => !numbers.includes(number));
  const newNames = new Map(kept.map((number, index) => [`${role}${number}`, `${role}${index + 1}`]));
  const faults = plan.faults.map((fault) => withRenamedProcesses(fault, (name) => newNames.get(name) ?? name));
  return { ...plan, faults, [`${role}s`]: kept.length };
}

function removeProcesses(role: 'master' | 'slave'): Reduction {
  return (shrinker) =>
    removeItems(
      shrinker,
      (plan) => removableNumbers(plan, role),
      (plan, kept) => {
        const removed = removableNumbers(plan, role).filter((number) => !kept.includes(number));
        return withoutProcesses(plan, role, removed);
      },
      0,
    );
}

/** Removes slaves. */
export const removeSlaves: Reduction = removeProcesses('slave');

/** Removes masters. */
export const removeMasters: Reduction = removeProcesses('master');
