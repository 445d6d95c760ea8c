import { PAGE_SIZE } from '@steadfast/master/core/leader/ready-queue';
import type { SimulatedFault, Plan, PlannedTask } from '../../random/plan.ts';
import { DRIVER_FAULT_KINDS } from '../../random/draw-driver-fault.ts';
import type { Reduction } from './shrinker.ts';

/**
 * Returns simpler numbers, all of them nearer to 0: 0 itself, half of the value, and the value with fewer significant
 * digits. The nearest to 0 comes first.
 */
function simplerNumbers(value: number): number[] {
  const size = Math.abs(value);
  const digits = Math.floor(Math.log10(Math.max(size, 1)));
  const units = Array.from({ length: digits + 1 }, (_, digit) => 10 ** digit);
  const rounded = units.map((unit) => Math.floor(size / unit) * unit);
  const simpler = new Set([0, Math.floor(size / 2), ...rounded].filter((number) => number < size));
  return [...simpler].sort((one, other) => one - other).map((number) => (number === 0 ? 0 : number * Math.sign(value)));
}

type KeyOfUnion<Type> = Type extends unknown ? keyof Type : never;

/** Simplifies the numeric fields of an object, one after the other; the smallest numbers are tried first. */
function simplifyFields<Target extends object>(
  current: () => Target | undefined,
  fields: readonly KeyOfUnion<Target>[],
  attempt: (simplified: Target) => boolean,
): void {
  for (const field of fields) {
    const target = current();
    const value: unknown = target === undefined ? undefined : target[field as keyof Target];
    if (target === undefined || typeof value !== 'number') continue;
    for (const number of simplerNumbers(value)) if (attempt({ ...target, [field]: number })) break;
  }
}

function withFault(plan: Plan, index: number, fault: SimulatedFault): Plan {
  return {
    ...plan,
    faults: plan.faults.with(index, fault).sort((one, other) => one.atMs - other.atMs),
  };
}

function withSimplerKind(fault: SimulatedFault): SimulatedFault {
  return fault.kind === 'partition' ? { ...fault, directions: 'both' } : fault;
}

/** Makes faults shorter and earlier, with rounder numbers. */
export const simplifyFaults: Reduction = ({ best, attempt }) => {
  for (let index = best().faults.length - 1; index >= 0; index -= 1) {
    // A fault that becomes earlier may change places with another one, which is then skipped until the next round.
    const current = (): SimulatedFault | undefined => best().faults[index];
    const replace = (simplified: SimulatedFault): boolean => attempt(withFault(best(), index, simplified));
    const fault = current();
    if (fault !== undefined) replace(withSimplerKind(fault));
    simplifyFields(
      current,
      ['effectsUntilCrash', 'downMs', 'forMs', 'byMs', 'aheadBy', 'afterMs', 'drainMs', 'atMs'],
      replace,
    );
  }
};

function withTask(plan: Plan, index: number, task: PlannedTask): Plan {
  return { ...plan, tasks: plan.tasks.with(index, task) };
}

/** Makes the documents of tasks valid, and tasks shorter and earlier, with rounder numbers. */
export const simplifyTasks: Reduction = ({ best, attempt }) => {
  for (let index = best().tasks.length - 1; index >= 0; index -= 1) {
    const current = (): PlannedTask | undefined => best().tasks[index];
    const replace = (simplified: PlannedTask): boolean => attempt(withTask(best(), index, simplified));
    const task = current();
    if (task !== undefined && task.fault !== null) replace({ ...task, fault: null, repairedAtMs: null });
    const { past, ...fresh } = current() ?? {};
    if (past !== undefined) replace(fresh as PlannedTask);
    simplifyFields(current, ['sleepMs', 'atMs', 'repairedAtMs'], replace);
  }
};

/** Constant latencies, in milliseconds. */
const CONSTANT_LATENCIES: readonly (readonly [number, number])[] = [
  [1, 1],
  [0.2, 0.2],
];

/** A week: no world lasts long enough for an entry to be trimmed. */
const UNTRIMMED_RETENTION_MS = 7 * 86_400_000;

function isConstant([least, most]: readonly [number, number]): boolean {
  return least === most;
}

/** Returns when the document of a task is written last by a user, in milliseconds of simulated time. */
function lastWrittenMs({ atMs, repairedAtMs }: PlannedTask): number {
  return Math.max(atMs, repairedAtMs ?? 0);
}

/** Returns a world without the real drivers, and without the faults that only these can meet. */
function withoutDrivers({ faults }: Plan): Partial<Plan> {
  return { drivers: false, faults: faults.filter(({ kind }) => !DRIVER_FAULT_KINDS.includes(kind)) };
}

/** Removes real drivers, clock drift, trimming and varying latencies from a world, and ends its faults earlier. */
export const simplifyWorld: Reduction = ({ best, attempt }) => {
  const change = (part: Partial<Plan>): boolean => attempt({ ...best(), ...part });
  if (best().drivers) change(withoutDrivers(best()));
  if (best().drift !== 0) change({ drift: 0 });
  if (best().pageSize !== PAGE_SIZE) change({ pageSize: PAGE_SIZE });
  if (best().retentionMs !== UNTRIMMED_RETENTION_MS) change({ retentionMs: UNTRIMMED_RETENTION_MS });
  if (!isConstant(best().networkLatencyMs)) CONSTANT_LATENCIES.some((networkLatencyMs) => change({ networkLatencyMs }));
  if (!isConstant(best().databaseLatencyMs))
    CONSTANT_LATENCIES.some((databaseLatencyMs) => change({ databaseLatencyMs }));
  // A fault that begins after the healing of the world would never end.
  const latestMs = Math.max(0, ...best().faults.map(({ atMs }) => atMs), ...best().tasks.map(lastWrittenMs));
  simplifyFields(best, ['healAtMs'], (plan) => plan.healAtMs > latestMs && attempt(plan));
};
