import type { Entry, TaskFact } from '@steadfast/master/core/ledger/facts';
import { applyFact, IllegalMove, newTask, type Task } from '@steadfast/master/core/ledger/transitions';
import type { AttemptReference } from '@steadfast/protocol/messages';
import type { AttemptFact, LedgerRecord, RecordedFact, TaskRecord } from './records.ts';
import { PLAIN, type Report } from './report.ts';

function recordOf({ tasks }: LedgerRecord, taskId: string): TaskRecord {
  let record = tasks.get(taskId);
  if (record === undefined) tasks.set(taskId, (record = { task: newTask(), facts: [] }));
  return record;
}

/** Notes that an entry holds something about a task that cannot be understood: what follows is not held against it. */
export function giveUpOn(record: LedgerRecord, taskId: string, number: number): void {
  recordOf(record, taskId).senselessFrom ??= number;
}

/** True for the facts that only a slave with a session can bring about. */
function needsSlave(fact: TaskFact): fact is AttemptFact {
  return fact.kind === 'task.placed' || fact.kind === 'task.running' || fact.kind === 'task.success';
}

/** Attempts count 1, 2, 3 …, whatever the transition table says. */
function checkNumber({ facts }: TaskRecord, fact: AttemptFact, { number }: Entry, report: Report): void {
  const before = facts.findLast((recorded) => recorded.fact.kind === 'task.placed') as
    | RecordedFact<AttemptFact>
    | undefined;
  const last = before?.fact.attempt ?? 0;
  if (fact.attempt !== last + 1)
    report(
      'moves-are-legal',
      (names = PLAIN) => `${names.fact(fact, number)}: the attempt after ${last} must be ${last + 1}`,
    );
}

function checkOnlySuccess({ facts }: TaskRecord, fact: AttemptFact, { number }: Entry, report: Report): void {
  const earlier = facts.filter((recorded) => recorded.fact.kind === 'task.success');
  if (earlier.length > 0)
    report('one-success', (names = PLAIN) => {
      const all = [...earlier, { fact, number }].map((each) => names.fact(each.fact, each.number));
      return `succeeded ${all.length} times: ${all.join(', ')}`;
    });
}

/** The task after a fact; after one that may not happen it is what it was. */
function move(known: TaskRecord, fact: TaskFact, entry: Entry, report: Report): Task {
  if (known.senselessFrom !== undefined) return known.task;
  const task = { ...known.task };
  try {
    applyFact(task, fact, entry);
    return task;
  } catch (error) {
    if (!(error instanceof IllegalMove)) throw error;
    known.senselessFrom = entry.number;
    report('moves-are-legal', (names = PLAIN) => `${names.fact(fact, entry.number)}: ${error.message}`);
    return known.task;
  }
}

/** Takes a fact about a task into the record. */
export function takeTaskFact(record: LedgerRecord, entry: Entry, fact: TaskFact, report: Report): void {
  const { number, epoch, atMs } = entry;
  const known = recordOf(record, fact.task);
  if (needsSlave(fact) && record.present.get(fact.host) !== fact.instance)
    report(
      'slaves-join-first',
      (names = PLAIN) => `${names.fact(fact, number)}: that slave had not joined in this reign`,
    );
  if (fact.kind === 'task.placed') checkNumber(known, fact, entry, report);
  if (fact.kind === 'task.success') checkOnlySuccess(known, fact, entry, report);
  known.task = move(known, fact, entry, report);
  const told = (known.facts.at(-1)?.told ?? 0) + (fact.kind === 'task.parked' ? 0 : 1);
  known.facts.push({ fact, number, epoch, atMs, after: known.task, told });
}

const PLACEMENT: ReadonlySet<AttemptFact['kind']> = new Set(['task.placed']);
const ENDS: ReadonlySet<AttemptFact['kind']> = new Set(['task.success', 'task.killed', 'task.returned']);

function findFact(
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

/** The fact that placed an attempt; undefined when the ledger does not hold it. */
export function findPlacement(ledger: LedgerRecord, attempt: AttemptReference): RecordedFact<AttemptFact> | undefined {
  return findFact(ledger, PLACEMENT, attempt);
}

/** The fact that ended an attempt: its success, or that it was taken back; undefined when the ledger does not hold it. */
export function findEnd(ledger: LedgerRecord, attempt: AttemptReference): RecordedFact<AttemptFact> | undefined {
  return findFact(ledger, ENDS, attempt);
}
