import { formatDuration, formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameFact } from '../naming.ts';
import { withdrew } from '../run/disturbances.ts';
import { leaderOutageBefore, slaveOutageBefore, type HeldSpan } from '../run/revocation-causes.ts';
import { isTraced, type IndexedRun } from '../run/run.ts';
import type { LocatedFact } from '../run/task-histories.ts';
import { groupTimes, occurredWithin, type TimesByKey } from '../run/times.ts';
import { createViolationList } from '../violations.ts';

/** Evidence of why attempts were revoked, apart from the chaos record. */
interface CauseEvidence {
  /** When a slave declined an attempt, by `declinedKey`. */
  readonly declined: TimesByKey;
  /** When a slave was lost or joined, by host. */
  readonly membershipChanges: TimesByKey;
  /** When epochs began, under the empty key. */
  readonly epochBegins: TimesByKey;
}

function declinedKey(host: string, taskId: string, attempt: number): string {
  return `${host} ${attempt} ${taskId}`;
}

function collectCauseEvidence({ evidence, incarnations, facts, epochs }: IndexedRun): CauseEvidence {
  const declined: [string, number][] = [];
  for (const line of evidence.log) {
    const writer = incarnations.byLine.get(line);
    if (writer?.role === 'slave' && line.event === 'task.returned')
      declined.push([declinedKey(writer.name, line.taskId ?? '', line.attempt ?? 0), line.atMs]);
  }
  const membershipChanges = facts.filter(({ kind }) => kind === 'slave.lost' || kind === 'slave.joined');
  return {
    declined: groupTimes(declined),
    membershipChanges: groupTimes(membershipChanges.map(({ host = '', atMs }) => [host, atMs])),
    epochBegins: groupTimes(epochs.map(({ atMs }) => ['', atMs])),
  };
}

/** Returns whether an attempt was revoked because a program cancelled its task: the ledger says so in the same entry. */
function wasCancelled({ taskHistories }: IndexedRun, { task = '', entry }: LocatedFact): boolean {
  const facts = taskHistories.get(task)?.facts ?? [];
  return facts.some((fact) => fact.kind === 'task.cancelled' && fact.entry === entry);
}

/**
 * Returns whether something explains why an attempt was revoked: the chaos record, or the log of its slave. Without a
 * chaos record, the facts of the ledger must do.
 */
function hasCause(run: IndexedRun, causes: CauseEvidence, end: LocatedFact, placed: LocatedFact): boolean {
  if (wasCancelled(run, end)) return true;
  const [fromMs, toMs] = [placed.atMs, end.atMs];
  const held: HeldSpan = { host: end.host ?? '', instance: end.instance ?? '', fromMs, toMs };
  if (slaveOutageBefore(run, held) !== undefined) return true;
  if (withdrew(run, held.instance, fromMs, toMs)) return true;
  if (end.kind === 'task.returned') {
    const key = declinedKey(held.host, end.task ?? '', end.attempt ?? 0);
    if (occurredWithin(causes.declined, key, fromMs, toMs)) return true;
    // A master that is hit after it has written a placement, and before it sends it, leaves an attempt that no slave has.
    if (leaderOutageBefore(run, [placed.epoch, end.epoch], held) !== undefined) return true;
  }
  if (run.evidence.chaos !== undefined) return false;
  if (occurredWithin(causes.membershipChanges, held.host, fromMs, toMs)) return true;
  return end.kind === 'task.returned' && occurredWithin(causes.epochBegins, '', fromMs, toMs);
}

/**
 * Returns the `slave.lost` facts for which neither an outage of the slave, its master or the database, nor a withdrawal is
 * recorded.
 */
function findUnexplainedLosses(run: IndexedRun): LocatedFact[] {
  if (run.evidence.chaos === undefined) return [];
  const joinedAtMs = new Map<string, number>();
  return run.facts.filter((fact) => {
    const { kind, host = '', instance = '', epoch, atMs } = fact;
    if (kind === 'slave.joined') joinedAtMs.set(instance, atMs);
    if (kind !== 'slave.lost' || !isTraced(run.evidence, fact.entry)) return false;
    const connected: HeldSpan = { host, instance, fromMs: joinedAtMs.get(instance) ?? 0, toMs: atMs };
    const explained =
      slaveOutageBefore(run, connected) !== undefined ||
      withdrew(run, instance, connected.fromMs, atMs) ||
      leaderOutageBefore(run, [epoch], connected) !== undefined;
    return !explained;
  });
}

function longestSleepMs({ executions }: IndexedRun): number {
  return executions.all.reduce(
    (longest, { end }) => Math.max(longest, end?.event === 'finished' ? (end.sleptMs ?? 0) : 0),
    0,
  );
}

export const CAUSES: Check = {
  id: 'causes',
  section: 'requirement',
  title: 'No task is presumed dead without a cause, however long it sleeps',
  how: 'each task.killed and task.returned has a cause while the attempt was assigned: the chaos record, or the log of its slave, shows what happened to that slave shortly before, or the ledger that the task was cancelled; of a slave.lost, or of a task.returned, the cause may be what happened to the leader or to MongoDB',
  evaluate: (run) => {
    const violations = createViolationList();
    const causes = collectCauseEvidence(run);
    let [revoked, explained] = [0, 0];
    for (const { attempts } of run.taskHistories.values())
      for (const { placed, ends } of attempts.values())
        for (const end of ends) {
          if (end.kind === 'task.success' || !isTraced(run.evidence, end.entry)) continue;
          revoked += 1;
          if (hasCause(run, causes, end, placed ?? end)) explained += 1;
          else violations.add(() => `${nameFact(end)}: nothing happened to that slave while it held the task`);
        }
    for (const lost of findUnexplainedLosses(run))
      violations.add(() => `${nameFact(lost)}: nothing happened to that slave`);
    return {
      exercised: run.executions.all.length > 0,
      observed: `${formatPlural(revoked, 'attempt')} revoked, ${explained} for a cause; the longest undisturbed sleep took ${formatDuration(longestSleepMs(run))}`,
      violations: violations.result(),
    };
  },
};
