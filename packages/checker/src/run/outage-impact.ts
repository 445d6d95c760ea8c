import { nameLine } from '../evidence/place.ts';
import { nameExecution, nameFact, nameOutage } from '../naming.ts';
import type { ViolationList } from '../violations.ts';
import { outageAffecting, withdrew } from './disturbances.ts';
import { isFinished, runningAt, type JournalExecution } from './executions.ts';
import type { Outage } from './outages.ts';
import type { IndexedRun } from './run.ts';
import { endOf, type AttemptHistory } from './task-histories.ts';

/** Returns when an attempt ended by journal and ledger, the later if both are known; Infinity when neither is. */
function attemptEndMs(execution: JournalExecution, attempt: AttemptHistory | undefined): number {
  return (
    Math.max(execution.end?.atMs ?? 0, (attempt === undefined ? undefined : endOf(attempt))?.atMs ?? 0) || Infinity
  );
}

/** Returns whether the slave of an execution was itself hit, or withdrew, while it held the attempt. */
function wasDisturbed(run: IndexedRun, execution: JournalExecution, attempt: AttemptHistory | undefined): boolean {
  const fromMs = Math.min(execution.started.atMs, attempt?.placed?.atMs ?? Infinity);
  const toMs = attemptEndMs(execution, attempt);
  return outageAffecting(run, execution, fromMs, toMs) !== undefined || withdrew(run, execution.instance, fromMs, toMs);
}

/** Describes how an execution was affected; null when it continued under its nonce and was recorded. */
function describeEffect(
  execution: JournalExecution,
  attempt: AttemptHistory | undefined,
  settled: boolean,
): string | null {
  const { end } = execution;
  const recorded = attempt === undefined ? undefined : endOf(attempt);
  if (end?.event === 'aborted') return `it was aborted (${nameLine(end)})`;
  if (recorded !== undefined && recorded.kind !== 'task.success') return nameFact(recorded);
  if (!settled) return null;
  // What it ran failed by itself; that says nothing about the outage.
  if (end?.event === 'failed') return null;
  if (!isFinished(execution)) return 'it never ended';
  return recorded === undefined ? 'it finished, but was never recorded' : null;
}

/** The effect of an outage on the executions on other processes that were in progress when it began. */
interface OutageImpact {
  readonly unaffected: readonly JournalExecution[];
  readonly affected: readonly (readonly [execution: JournalExecution, effect: string])[];
}

/** Executions on slaves that were themselves hit or withdrew count as neither affected nor unaffected. */
function outageImpact(run: IndexedRun, outage: Outage, settled: boolean): OutageImpact {
  const unaffected: JournalExecution[] = [];
  const affected: [JournalExecution, string][] = [];
  for (const execution of runningAt(run.executions, outage.fromMs)) {
    if (execution.host === outage.target) continue;
    const attempt = run.taskHistories.get(execution.taskId)?.attempts.get(execution.attempt);
    const effect = describeEffect(execution, attempt, settled);
    if (effect === null) unaffected.push(execution);
    else if (!wasDisturbed(run, execution, attempt)) affected.push([execution, effect]);
  }
  return { unaffected, affected };
}

/** Returns the executions on other processes that an outage did not affect. */
export function unaffectedExecutions(run: IndexedRun, outage: Outage): readonly JournalExecution[] {
  return outageImpact(run, outage, false).unaffected;
}

/** Reports the executions on other processes that an outage affected. Returns the number of those unaffected. */
export function checkUnaffected(run: IndexedRun, outage: Outage, settled: boolean, violations: ViolationList): number {
  const { unaffected, affected } = outageImpact(run, outage, settled);
  for (const [execution, effect] of affected)
    violations.add(`${nameOutage(outage)} affected ${nameExecution(execution)}: ${effect}`);
  return unaffected.length;
}
