import { DEFAULT_QUEUE, PLAIN_ABILITIES, SLEEP_KIND } from '@steadfast/protocol/messages';
import type { AttemptFact, Entry, JoinedFact, TaskFact } from '@steadfast/master/core/ledger/facts';
import type { AbilityRecord, FairnessRecord, LedgerRecord, RevokedTask, TaskClass } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';

/*
 * No task waits forever. The order in which an epoch places the tasks that were revoked in it can be checked exactly: the
 * ledger says when each became ready. It does not say when the leader learned of a task that was never placed; that such
 * a task has its turn is checked in the memory of leaders.
 */

/** Records that an epoch began: its leader knows nothing about the order of earlier revocations. */
export function recordEpochTurn({ fairness }: LedgerRecord): void {
  fairness.waiting.clear();
  fairness.placements = 0;
  fairness.lastFresh.clear();
  fairness.abilities.clear();
}

/** Records what a slave that has joined can run. */
export function recordAbility({ fairness }: LedgerRecord, { host, queues, kinds }: JoinedFact): void {
  if (queues === undefined || kinds === undefined) fairness.abilities.delete(host);
  else fairness.abilities.set(host, { queues, kinds });
}

const PLAIN_CLASS: TaskClass = { queue: DEFAULT_QUEUE, kind: SLEEP_KIND };

function canRun({ classes }: FairnessRecord, { queues, kinds }: AbilityRecord, task: string): boolean {
  const { queue, kind } = classes.get(task) ?? PLAIN_CLASS;
  return queues.includes(queue) && kinds.includes(kind);
}

/** Returns the task in memory that has waited longest since it was revoked in this epoch, of those that a slave can run. */
function longestWaiting(fairness: FairnessRecord, ability: AbilityRecord): readonly [string, RevokedTask] | undefined {
  return fairness.waiting.entries().find(([task, { inMemory }]) => inMemory && canRun(fairness, ability, task));
}

function recordPlacement(
  fairness: FairnessRecord,
  fact: AttemptFact,
  { number }: Entry,
  report: ReportViolation,
): void {
  const { task, attempt, host } = fact;
  const ability = fairness.abilities.get(host) ?? PLAIN_ABILITIES;
  const key = JSON.stringify([ability.queues, ability.kinds]);
  if (!canRun(fairness, ability, task))
    report(
      'placed-where-it-can-run',
      (names = PLAIN_NAMES) => `${names.fact(fact, number)}: ${host} has not said that it can run it`,
    );
  const [next, revoked] = longestWaiting(fairness, ability) ?? [];
  const lastFresh = fairness.lastFresh.get(key);
  const fresh = attempt === 1 && !fairness.unplaced.has(task);
  const overtaken = (names = PLAIN_NAMES): string =>
    `${names.fact(fact, number)} overtook ${next}, which has waited since entry ${revoked?.number}`;
  if (next !== undefined && fresh && lastFresh !== undefined)
    report('nothing-starves', (names) => `${overtaken(names)}, right after ${lastFresh}`);
  if (next !== undefined && next !== task && fairness.waiting.get(task)?.inMemory === true)
    report('nothing-starves', (names) => `${overtaken(names)}, and was revoked later`);
  fairness.placements += 1;
  if (fresh) fairness.lastFresh.set(key, task);
  else fairness.lastFresh.delete(key);
}

/** Records a fact about a task, and reports a placement that was not in its turn. */
export function recordTurn({ fairness }: LedgerRecord, entry: Entry, fact: TaskFact, report: ReportViolation): void {
  const { waiting, unplaced, window, classes } = fairness;
  const { task } = fact;
  switch (fact.kind) {
    case 'task.failed':
      // It leaves the memory until it may be tried again.
      unplaced.add(task);
      return;
    case 'task.killed':
    case 'task.returned':
      waiting.set(task, { number: entry.number, inMemory: unplaced.size < window && !classes.has(task) });
      unplaced.add(task);
      return;
    case 'task.placed':
      recordPlacement(fairness, fact, entry, report);
      waiting.delete(task);
      unplaced.delete(task);
      return;
    case 'task.parked':
    case 'task.cancelled':
      waiting.delete(task);
      unplaced.delete(task);
      return;
    case 'task.adopted':
    case 'task.released':
      // Its document may be in state killed.
      unplaced.add(task);
      return;
    case 'task.running':
    case 'task.success':
      return;
  }
}

/**
 * Returns how many placements may overtake a task in the memory of a leader, if so many tasks waited when it became
 * ready: those of its kind that were ready before it, and as many of the other kind, with which they take turns.
 */
export function maxOvertaking(waiting: number): number {
  return 2 * waiting;
}
