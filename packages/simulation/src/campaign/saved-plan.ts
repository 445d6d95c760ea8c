import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UsageError } from '@steadfast/runtime';
import { DRIVER_FAULT_KINDS } from '../random/draw-driver-fault.ts';
import type { DriverMode } from './plan-of-seed.ts';
import { FALSE_MASTER } from '../random/draw-false-master.ts';
import { FAULT_KINDS } from '../random/draw-fault.ts';
import { mastersOf, slavesOf, type SimulatedFault, type Plan } from '../random/plan.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Returns the file that the shrunk plan of a failing seed is saved to; its folder is ignored by git. */
export function planPath(seed: number): string {
  return `${ROOT}.steadfast/simulation/seed-${seed}.json`;
}

/** Writes a plan to a file, and creates the folder of the file if necessary. */
export function savePlan(path: string, plan: Plan): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(plan, null, 2)}\n`);
}

function relativeToWorkingDirectory(path: string): string {
  return relative(process.cwd(), path);
}

/** A seed, with the worlds that run the real drivers if that was chosen, or the file of a saved plan. */
type ReplayTarget = { readonly seed: number; readonly drivers: DriverMode } | { readonly path: string };

function replayOption(target: ReplayTarget): string {
  if ('path' in target) return `--plan ${relativeToWorkingDirectory(target.path)}`;
  return `--seed ${target.seed}${target.drivers === 'half' ? '' : ` --drivers ${target.drivers}`}`;
}

/** Returns the command that runs a seed or a saved plan again, to be typed in the current directory. */
export function replayCommand(target: ReplayTarget): string {
  const node = relativeToWorkingDirectory(`${ROOT}node_modules/.bin/node`);
  const main = relativeToWorkingDirectory(`${ROOT}packages/simulation/src/main.ts`);
  return `${node} ${main} ${replayOption(target)}`;
}

const NUMBERS = [
  'seed',
  'masters',
  'slaves',
  'healAtMs',
  'drift',
  'pageSize',
  'retentionMs',
] as const satisfies (keyof Plan)[];
const LISTS = ['tasks', 'faults', 'networkLatencyMs', 'databaseLatencyMs'] as const satisfies (keyof Plan)[];

/** Returns why a value is not a valid plan; null when it is one. */
function validationError(plan: Plan): string | null {
  if (typeof plan !== 'object' || plan === null) return 'not an object';
  for (const field of NUMBERS) if (!Number.isFinite(plan[field])) return `${field} is not a number`;
  if (typeof plan.drivers !== 'boolean') return 'drivers is neither true nor false';
  for (const field of LISTS) if (!Array.isArray(plan[field])) return `${field} is not a list`;
  if (plan.masters < 1 || plan.slaves < 1 || plan.tasks.length < 1)
    return 'it needs at least one master, one slave and one task';
  const names = new Set([...mastersOf(plan), ...slavesOf(plan)]);
  const kinds = new Set<string>([...FAULT_KINDS, FALSE_MASTER, ...(plan.drivers ? DRIVER_FAULT_KINDS : [])]);
  const isInvalid = (fault: SimulatedFault): boolean =>
    !kinds.has(fault.kind) ||
    ('node' in fault && !names.has(fault.node)) ||
    ('master' in fault && !names.has(fault.master));
  const invalid = plan.faults.find(isInvalid);
  return invalid === undefined ? null : `invalid fault: ${JSON.stringify(invalid)}`;
}

/**
 * Reads a saved plan.
 * @throws {UsageError} when the file cannot be read or does not hold a valid plan
 */
export function readPlan(path: string): Plan {
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  } catch (error) {
    throw new UsageError(`cannot read a plan from ${path}: ${messageOf(error)}`);
  }
  const invalid = validationError(plan);
  if (invalid !== null) throw new UsageError(`${path} is not a valid plan: ${invalid}`);
  return plan;
}
