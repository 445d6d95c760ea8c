import { isAttemptFact, type AttemptFact, type Entry, type TaskFact } from '@steadfast/master/core/ledger/facts';
import { applyFact, IllegalTransition, newTask, type Task } from '@steadfast/master/core/ledger/transitions';
import type { AttemptReference } from '@steadfast/protocol/messages';
import { recordTurn } from './fairness.ts';
import type { LedgerRecord, RecordedFact, TaskRecord } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';

function taskRecordOf({ tasks }: LedgerRecord, taskId: string): TaskRecord {
  let record = tasks.get(taskId);
  if (record === undefined) tasks.set(taskId, (record = { task: newTask(), facts: [] }));
  return record;
}

/** Marks a task as invalid from an entry on: its later facts are recorded, but no longer applied or compared. */
export function markInvalid(record: LedgerRecord, taskId: string, number: number): void {
  taskRecordOf(record, taskId).invalidFrom ??= number;
}

/** True for the facts that require the slave to be connected. */
function requiresJoinedSlave(fact: TaskFact): fact is AttemptFact {
  return isAttemptFact(fact) && fact.kind !== 'task.killed' && fact.kind !== 'task.returned';
}

/** Checks the attempt number independently of the transition table. */
function checkAttemptNumber(
  { facts }: TaskRecord,
  fact: AttemptFact,
  { number }: Entry,
  report: ReportViolation,
): void {
  const before = facts.findLast(({ fact: { kind } }) => kind === 'task.placed' || kind === 'task.adopted')?.fact;
  const last = before !== undefined && 'attempt' in before ? before.attempt : 0;
  if (fact.attempt !== last + 1)
    report(
      'moves-are-legal',
      (names = PLAIN_NAMES) => `${names.fact(fact, number)}: the attempt after ${last} must be ${last + 1}`,
    );
}

/** Checks that a task has not succeeded before, independently of the transition table. */
function checkFirstSuccess({ facts }: TaskRecord, fact: AttemptFact, { number }: Entry, report: ReportViolation): void {
  const earlier = facts.filter((recorded) => recorded.fact.kind === 'task.success');
  if (earlier.length > 0)
    report('one-success', (names = PLAIN_NAMES) => {
      const all = [...earlier, { fact, number }].map((each) => names.fact(each.fact, each.number));
      return `succeeded ${all.length} times: ${all.join(', ')}`;
    });
}

/** Returns the task after a fact. An illegal fact is reported, and leaves the task as it was. */
function applyOrReport(record: TaskRecord, fact: TaskFact, entry: Entry, report: ReportViolation): Task {
  if (record.invalidFrom !== undefined) return record.task;
  const task = { ...record.task };
  try {
    applyFact(task, fact, entry);
    return task;
  } catch (error) {
    if (!(error instanceof IllegalTransition)) throw error;
    record.invalidFrom = entry.number;
    report('moves-are-legal', (names = PLAIN_NAMES) => `${names.fact(fact, entry.number)}: ${error.message}`);
    return record.task;
  }
}

/** Returns whether a fact may be decided, given the slave that has joined under its host. */
function hasJoined({ joinedSlaves }: LedgerRecord, { kind, host, instance }: AttemptFact): boolean {
  const joined = joinedSlaves.get(host);
  // A slave may hand over what an earlier process of it has ended; the transition table says that it was assigned to that.
  return joined === instance || (joined !== undefined && (kind === 'task.success' || kind === 'task.failed'));
}

/** Records a fact about a task, and reports the promises that it breaks. */
export function recordTaskFact(ledger: LedgerRecord, entry: Entry, fact: TaskFact, report: ReportViolation): void {
  const { number, epoch, atMs } = entry;
  const record = taskRecordOf(ledger, fact.task);
  if (requiresJoinedSlave(fact) && !hasJoined(ledger, fact))
    report(
      'slaves-join-first',
      (names = PLAIN_NAMES) => `${names.fact(fact, number)}: that slave had not joined in this epoch`,
    );
  if (fact.kind === 'task.placed') checkAttemptNumber(record, fact, entry, report);
  if (fact.kind === 'task.success') checkFirstSuccess(record, fact, entry, report);
  record.task = applyOrReport(record, fact, entry, report);
  recordTurn(ledger, entry, fact, report);
  const historyLength = (record.facts.at(-1)?.historyLength ?? 0) + (isAttemptFact(fact) ? 1 : 0);
  record.facts.push({ fact, number, epoch, atMs, after: record.task, historyLength });
}

const PLACEMENT: ReadonlySet<AttemptFact['kind']> = new Set(['task.placed']);
const ENDS: ReadonlySet<AttemptFact['kind']> = new Set(['task.success', 'task.failed', 'task.killed', 'task.returned']);

function findAttemptFact(
  { tasks }: LedgerRecord,
  kinds: ReadonlySet<TaskFact['kind']>,
  { taskId, attempt }: AttemptReference,
): RecordedFact<AttemptFact> | undefined {
  return tasks
    .get(taskId)
    ?.facts.find(
      (recorded): recorded is RecordedFact<AttemptFact> =>
        kinds.has(recorded.fact.kind) && 'attempt' in recorded.fact && recorded.fact.attempt === attempt,
    );
}

/** Returns the fact that placed an attempt; undefined when the ledger has none. */
export function findPlacement(ledger: LedgerRecord, attempt: AttemptReference): RecordedFact<AttemptFact> | undefined {
  return findAttemptFact(ledger, PLACEMENT, attempt);
}

/** Returns the fact that ended an attempt (success, failed, killed or returned); undefined when the ledger has none. */
export function findEnd(ledger: LedgerRecord, attempt: AttemptReference): RecordedFact<AttemptFact> | undefined {
  return findAttemptFact(ledger, ENDS, attempt);
}
