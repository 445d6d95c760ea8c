import type { Check } from '../check.ts';
import { inProgressAt, isFinished, type Execution } from '../executions.ts';
import { hitLeader } from '../outage-target.ts';
import type { Outage } from '../outages.ts';
import { gaveUp, hitOn, type Run } from '../run.ts';
import { endOf, type AttemptStory } from '../task-histories.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, duration, nameExecution, nameFact, nameLine, nameOutage } from '../format.ts';

/** When an attempt was over, in the journal or in the ledger, whichever is known; Infinity when neither is. */
function overAtMs(execution: Execution, attempt: AttemptStory | undefined): number {
  return (
    Math.max(execution.end?.atMs ?? 0, (attempt === undefined ? undefined : endOf(attempt))?.atMs ?? 0) || Infinity
  );
}

/** True when the slave of an execution was itself hit, or left, while it held that attempt: then nothing is promised. */
function wasHit(run: Run, execution: Execution, attempt: AttemptStory | undefined): boolean {
  const fromMs = Math.min(execution.started.atMs, attempt?.placed?.atMs ?? Infinity);
  const toMs = overAtMs(execution, attempt);
  return hitOn(run, execution, fromMs, toMs) !== undefined || gaveUp(run, execution.instance, fromMs, toMs);
}

/** How an execution was affected by what did not concern it; null when it went on with its nonce and was recorded. */
function effectOn(execution: Execution, attempt: AttemptStory | undefined, settled: boolean): string | null {
  const { end } = execution;
  const recorded = attempt === undefined ? undefined : endOf(attempt);
  if (end?.event === 'aborted') return `it was aborted (${nameLine(end)})`;
  if (recorded !== undefined && recorded.kind !== 'task.success') return nameFact(recorded);
  if (!settled) return null;
  if (!isFinished(execution)) return 'it never ended';
  return recorded === undefined ? 'it finished, but was never recorded' : null;
}

/** What an outage did to the executions that it should have left alone. */
interface Bystanders {
  /** In progress when it began, and not affected. */
  readonly unaffected: readonly Execution[];
  readonly affected: readonly (readonly [execution: Execution, how: string])[];
}

/** Looks at the executions that were in progress when an outage began, but for those on slaves that were hit themselves. */
function bystandersOf(run: Run, outage: Outage, settled: boolean): Bystanders {
  const unaffected: Execution[] = [];
  const affected: [Execution, string][] = [];
  for (const execution of inProgressAt(run.executions, outage.fromMs)) {
    if (execution.host === outage.target) continue;
    const attempt = run.stories.get(execution.taskId)?.attempts.get(execution.attempt);
    const how = effectOn(execution, attempt, settled);
    if (how === null) unaffected.push(execution);
    else if (!wasHit(run, execution, attempt)) affected.push([execution, how]);
  }
  return { unaffected, affected };
}

/** The executions that an outage left alone, as it must. */
export function unaffectedBy(run: Run, outage: Outage): readonly Execution[] {
  return bystandersOf(run, outage, false).unaffected;
}

/** Notes what an outage did to executions that it should have left alone; gives how many it left alone. */
export function checkBystanders(run: Run, outage: Outage, settled: boolean, found: ViolationList): number {
  const { unaffected, affected } = bystandersOf(run, outage, settled);
  for (const [execution, how] of affected)
    found.add(`${nameOutage(outage)} affected ${nameExecution(execution)}: ${how}`);
  return unaffected.length;
}

/** The claim that outages of some kind leave running tasks alone; `matters` picks those that could have hurt them. */
function leavesAlone(
  role: 'master' | 'mongod',
  matters: (run: Run, outage: Outage) => boolean,
  { id, section, title }: Pick<Check, 'id' | 'section' | 'title'>,
): Check {
  return {
    id,
    section,
    title,
    how: 'executions in progress when it happened, on slaves that were not hit themselves, went on with the same nonce and were recorded',
    evaluate: (run, { settled }) => {
      const found = listViolations();
      const outages = run.outages.filter((outage) => outage.role === role && outage.kind !== 'cut');
      let [mattering, unaffected, longestMs] = [0, 0, 0];
      for (const outage of outages) {
        const wentThrough = checkBystanders(run, outage, settled, found);
        if (!matters(run, outage)) continue;
        mattering += 1;
        unaffected += wentThrough;
        if (Number.isFinite(outage.toMs)) longestMs = Math.max(longestMs, outage.toMs - outage.fromMs);
      }
      const standby = mattering < outages.length ? ` (and ${outages.length - mattering} of one that did not lead)` : '';
      const longest = longestMs > 0 ? `, the longest ${duration(longestMs)}` : '';
      return {
        exercised: unaffected > 0,
        observed: `${count(mattering, 'outage')}${longest}${standby}; ${count(unaffected, 'running task')} went through`,
        violations: found.result(),
      };
    },
  };
}

/** Killing the master does not affect running tasks. */
export const MASTER_KILL: Check = leavesAlone('master', hitLeader, {
  id: 'master-kill',
  section: 'asked',
  title: 'Killing the master does not affect running tasks',
});

/** Neither does losing the database for a while. */
export const DATABASE_OUTAGE: Check = leavesAlone('mongod', () => true, {
  id: 'database-outage',
  section: 'promised',
  title: 'Losing MongoDB for a while does not affect running tasks',
});
