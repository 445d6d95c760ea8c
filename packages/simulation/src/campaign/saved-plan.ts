import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, UsageError } from '@steadfast/runtime';
import { FAULT_KINDS } from '../random/draw-plan.ts';
import { mastersOf, slavesOf, type Fault, type Plan } from '../random/plan.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where the plan of a failing seed is kept: a folder that is no part of the repository. */
export function planPath(seed: number): string {
  return `${ROOT}.steadfast/simulation/seed-${seed}.json`;
}

/** Writes a plan into a file; its folder is made if need be. */
export function savePlan(path: string, plan: Plan): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(plan, null, 2)}\n`);
}

/** A file of this repository, as one names it from where one is. */
function fromHere(path: string): string {
  return relative(process.cwd(), path);
}

/** The command that plays a plan or a seed, as one types it. */
export function replayCommand(what: { readonly seed: number } | { readonly path: string }): string {
  const option = 'seed' in what ? `--seed ${what.seed}` : `--plan ${fromHere(what.path)}`;
  return `${fromHere(`${ROOT}node_modules/.bin/node`)} ${fromHere(`${ROOT}packages/simulation/src/main.ts`)} ${option}`;
}

const NUMBERS = ['seed', 'masters', 'slaves', 'healAtMs', 'drift', 'retentionMs'] as const satisfies (keyof Plan)[];
const LISTS = ['tasks', 'faults', 'networkMs', 'databaseMs'] as const satisfies (keyof Plan)[];

/** What is wrong with something that is to be a plan; null when nothing is. */
function complaintAbout(plan: Plan): string | null {
  if (typeof plan !== 'object' || plan === null) return 'it is no object';
  for (const field of NUMBERS) if (!Number.isFinite(plan[field])) return `${field} is no number`;
  for (const field of LISTS) if (!Array.isArray(plan[field])) return `${field} is no list`;
  if (plan.masters < 1 || plan.slaves < 1 || plan.tasks.length < 1) return 'it needs a master, a slave and a task';
  const names = new Set([...mastersOf(plan), ...slavesOf(plan)]);
  const isStrange = (fault: Fault): boolean =>
    !FAULT_KINDS.includes(fault.kind) ||
    ('node' in fault && !names.has(fault.node)) ||
    ('master' in fault && !names.has(fault.master));
  const strange = plan.faults.find(isStrange);
  return strange === undefined ? null : `there can be no such fault: ${JSON.stringify(strange)}`;
}

/**
 * Reads a plan that was saved.
 * @throws {UsageError} when the file cannot be read or holds no plan
 */
export function readPlan(path: string): Plan {
  let plan: Plan;
  try {
    plan = JSON.parse(readFileSync(path, 'utf8')) as Plan;
  } catch (error) {
    throw new UsageError(`cannot read a plan from ${path}: ${messageOf(error)}`);
  }
  const complaint = complaintAbout(plan);
  if (complaint !== null) throw new UsageError(`${path} holds no plan: ${complaint}`);
  return plan;
}
