import type { JournalExecution } from './executions.ts';
import type { Incarnation } from './incarnations.ts';
import type { Outage } from './outages.ts';
import type { IndexedRun } from './run.ts';

/** Returns the incarnation that an outage hit: the recorded one, or else the latest of that name that had started. */
export function targetIncarnation(
  { incarnations }: IndexedRun,
  { target, fromMs, began }: Outage,
): Incarnation | undefined {
  const ofName = incarnations.byName.get(target) ?? [];
  if (began.instance !== undefined) return ofName.find(({ instance }) => instance === began.instance);
  if (began.pid !== undefined)
    return ofName.findLast(({ pid, started }) => pid === began.pid && started.atMs <= fromMs);
  return ofName.findLast(({ started }) => started.atMs <= fromMs);
}

/** Returns whether an outage hit the master that led when it began. An outage of a standby exercises nothing. */
export function hitsLeader(run: IndexedRun, outage: Outage): boolean {
  if (outage.role !== 'master') return false;
  const epoch = run.epochs.findLast(({ atMs }) => atMs <= outage.fromMs);
  const instance = targetIncarnation(run, outage)?.instance ?? outage.began.instance;
  return epoch?.name === outage.target && (instance === undefined || epoch.instance === instance);
}

/** Returns the execution that a kill of a slave interrupted; undefined when the slave was idle. */
export function interruptedExecution(run: IndexedRun, kill: Outage): JournalExecution | undefined {
  const instance = kill.began.instance ?? targetIncarnation(run, kill)?.instance;
  const last = instance === undefined ? undefined : run.executions.byInstance.get(instance)?.at(-1);
  return last?.end === undefined ? last : undefined;
}
