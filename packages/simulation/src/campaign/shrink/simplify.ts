import type { Fault, Plan, PlannedTask } from '../../random/plan.ts';
import type { Shrinker, Reduction } from './shrink-plan.ts';

/**
 * Numbers that are simpler than one, all of them nearer to 0: 0 itself, half of it, and itself with fewer digits. The
 * nearest to 0 comes first.
 */
function simplerNumbers(value: number): number[] {
  const size = Math.abs(value);
  const digits = Math.floor(Math.log10(Math.max(size, 1)));
  const units = Array.from({ length: digits + 1 }, (_, digit) => 10 ** digit);
  const rounded = units.map((unit) => Math.floor(size / unit) * unit);
  const simpler = new Set([0, Math.floor(size / 2), ...rounded].filter((number) => number < size));
  return [...simpler].sort((one, other) => one - other).map((number) => (number === 0 ? 0 : number * Math.sign(value)));
}

/** Makes the numbers of something simpler, one after the other; the smaller ones are tried first. */
function simplerFields<Thing extends object>(
  thing: () => Thing | undefined,
  fields: readonly string[],
  attempt: (thing: Thing) => boolean,
): void {
  for (const field of fields) {
    const now = thing();
    const value: unknown = now === undefined ? undefined : now[field as keyof Thing];
    if (now === undefined || typeof value !== 'number') continue;
    for (const number of simplerNumbers(value)) if (attempt({ ...now, [field]: number })) break;
  }
}

function replaced<Item>(items: readonly Item[], index: number, item: Item): Item[] {
  return items.with(index, item);
}

function withFault(plan: Plan, index: number, fault: Fault): Plan {
  return {
    ...plan,
    faults: replaced(plan.faults, index, fault).sort((one, other) => one.atMs - other.atMs),
  };
}

/** A fault that is plainer in kind. */
function plainer(fault: Fault): Fault {
  return fault.kind === 'cut' ? { ...fault, directions: 'both' } : fault;
}

/** Makes faults shorter, earlier and rounder. */
export const simplifyFaults: Reduction = ({ best, attempt }) => {
  for (let index = best().faults.length - 1; index >= 0; index -= 1) {
    // When a fault that became earlier changes its place, the next round comes to the others.
    const fault = (): Fault | undefined => best().faults[index];
    const put = (smaller: Fault): boolean => attempt(withFault(best(), index, smaller));
    const now = fault();
    if (now !== undefined) put(plainer(now));
    simplerFields(fault, ['fuse', 'downMs', 'forMs', 'byMs', 'atMs'], put);
  }
};

function withTask(plan: Plan, index: number, task: PlannedTask): Plan {
  return {
    ...plan,
    tasks: replaced(plan.tasks, index, task),
  };
}

/** Makes tasks valid, shorter, earlier and rounder. */
export const simplifyTasks: Reduction = ({ best, attempt }) => {
  for (let index = best().tasks.length - 1; index >= 0; index -= 1) {
    const task = (): PlannedTask | undefined => best().tasks[index];
    const put = (smaller: PlannedTask): boolean => attempt(withTask(best(), index, smaller));
    const now = task();
    if (now !== undefined && now.fault !== null) put({ ...now, fault: null, mendedAtMs: null });
    simplerFields(task, ['sleepMs', 'atMs', 'mendedAtMs'], put);
  }
};

/** Times without any luck in them, in milliseconds. */
const EVEN: readonly (readonly [number, number])[] = [
  [1, 1],
  [0.2, 0.2],
];

/** A week, in milliseconds: longer than any world. */
const UNTRIMMED_MS = 7 * 86_400_000;

function isEven([least, most]: readonly [number, number]): boolean {
  return least === most;
}

/** When somebody last touches the document of a task, in milliseconds of the world. */
function latestOf({ atMs, mendedAtMs }: PlannedTask): number {
  return Math.max(atMs, mendedAtMs ?? 0);
}

/** Takes the unevenness out of a world, and ends it earlier. */
export const simplifyWorld: Reduction = (candidate: Shrinker) => {
  const { best, attempt } = candidate;
  const change = (part: Partial<Plan>): boolean => attempt({ ...best(), ...part });
  if (best().drift !== 0) change({ drift: 0 });
  if (best().retentionMs !== UNTRIMMED_MS) change({ retentionMs: UNTRIMMED_MS });
  if (!isEven(best().networkMs)) EVEN.some((networkMs) => change({ networkMs }));
  if (!isEven(best().databaseMs)) EVEN.some((databaseMs) => change({ databaseMs }));
  // What happened after the end of all faults would never end.
  const latestMs = Math.max(0, ...best().faults.map(({ atMs }) => atMs), ...best().tasks.map(latestOf));
  simplerFields(best, ['healAtMs'], (plan) => plan.healAtMs > latestMs && attempt(plan));
};
