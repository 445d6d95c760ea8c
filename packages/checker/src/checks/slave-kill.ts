import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameExecution, nameFact, nameOutage } from '../naming.ts';
import type { JournalExecution } from '../run/executions.ts';
import { checkUnaffected } from '../run/outage-impact.ts';
import { interruptedExecution } from '../run/outage-target.ts';
import { overlaps, type Outage } from '../run/outages.ts';
import type { IndexedRun } from '../run/run.ts';
import { endOf } from '../run/task-histories.ts';
import { DETECTION_MS, RECOVERY_MS } from '../run/tolerances.ts';
import { createViolationList, type ViolationList } from '../violations.ts';

/** Returns whether masters and database were up, so that nothing delayed the detection of a slave's death. */
function isDetectionUnhindered({ outages }: IndexedRun, fromMs: number, toMs: number): boolean {
  return !outages.some((outage) => outage.role !== 'slave' && overlaps(outage, fromMs - RECOVERY_MS, toMs));
}

/** Checks that the interrupted task was soon killed. Returns how long that took, in milliseconds. */
function checkKilled(
  run: IndexedRun,
  kill: Outage,
  execution: JournalExecution,
  settled: boolean,
  violations: ViolationList,
): number | undefined {
  const attempt = run.taskHistories.get(execution.taskId)?.attempts.get(execution.attempt);
  const end = attempt === undefined ? undefined : endOf(attempt);
  const interrupted = `${nameOutage(kill)} interrupted ${nameExecution(execution)}`;
  if (end === undefined) {
    if (settled) violations.add(`${interrupted}, but the ledger has no end of that attempt`);
    return undefined;
  }
  if (end.kind === 'task.success') violations.add(`${interrupted}, but it succeeded by ${nameFact(end)}`);
  const tookMs = end.atMs - kill.fromMs;
  if (tookMs > DETECTION_MS && isDetectionUnhindered(run, kill.fromMs, end.atMs))
    violations.add(`${nameOutage(kill)} was detected only after ${formatDuration(tookMs)}, by ${nameFact(end)}`);
  return tookMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[values.length >>> 1] ?? 0;
}

export const SLAVE_KILL: Check = {
  id: 'slave-kill',
  section: 'requirement',
  title: 'Killing a slave kills the task running on it, and no other',
  how: 'for each kill of a slave in the chaos record, the ledger kills or returns the attempt that it interrupted, and executions on other slaves continue',
  evaluate: (run, { settled }) => {
    const violations = createViolationList();
    const kills = run.outages.filter(({ role, kind }) => role === 'slave' && kind === 'kill');
    const detectionMs: number[] = [];
    let [busy, unaffected] = [0, 0];
    for (const kill of kills) {
      unaffected += checkUnaffected(run, kill, settled, violations);
      const execution = interruptedExecution(run, kill);
      if (execution === undefined) continue;
      busy += 1;
      const tookMs = checkKilled(run, kill, execution, settled, violations);
      if (tookMs !== undefined && isDetectionUnhindered(run, kill.fromMs, kill.fromMs + tookMs))
        detectionMs.push(Math.max(0, tookMs));
    }
    const detection = detectionMs.length === 0 ? '' : `, detected in ${formatDuration(median(detectionMs))} (median)`;
    return {
      exercised: busy > 0,
      observed: `${formatPlural(kills.length, 'kill')}, ${busy} of a busy slave${detection}; ${formatPlural(unaffected, 'task')} on other slaves unaffected`,
      violations: violations.result(),
    };
  },
};
