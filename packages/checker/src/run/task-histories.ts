import type { LedgerEntry, LedgerFact } from '../evidence/evidence.ts';
import { isFinished, type JournalExecution } from './executions.ts';

/** A fact, and its position in the ledger. */
export interface LocatedFact extends LedgerFact {
  /** The number of its entry. */
  readonly entry: number;
  /** Its position in the entry, from 0. */
  readonly index: number;
  /** The epoch of its entry. */
  readonly epoch: number;
  /** The instance of the master that wrote its entry. */
  readonly by: string;
  /** The wall-clock time of its entry, in milliseconds since 1970. */
  readonly atMs: number;
}

/** An entry of the ledger, with located facts. */
export interface LocatedEntry extends LedgerEntry {
  readonly facts: readonly LocatedFact[];
}

/** Everything that ledger and journals say about one attempt of a task. */
export interface AttemptHistory {
  readonly taskId: string;
  readonly attempt: number;
  placed?: LocatedFact;
  /** The facts that ended it: a success, a kill or a return. More than one is a violation that another check finds. */
  readonly ends: LocatedFact[];
  readonly executions: JournalExecution[];
}

/** Everything that ledger and journals say about one task. */
export interface TaskHistory {
  readonly taskId: string;
  readonly taskname: string;
  /** In ledger order. */
  readonly facts: LocatedFact[];
  readonly attempts: Map<number, AttemptHistory>;
}

/** The kinds of facts that end an attempt. */
const END_KINDS: ReadonlySet<string> = new Set(['task.success', 'task.killed', 'task.returned']);

/** Adds to each fact of the ledger where it is found. */
export function locateFacts(ledger: readonly LedgerEntry[]): LocatedEntry[] {
  return ledger.map(({ number, epoch, by, atMs, facts }) => ({
    number,
    epoch,
    by,
    atMs,
    facts: facts.map((fact, index) => Object.assign({ entry: number, index, epoch, by, atMs }, fact)),
  }));
}

function attemptHistory({ taskId, attempts }: TaskHistory, attempt: number): AttemptHistory {
  const known = attempts.get(attempt);
  if (known !== undefined) return known;
  const history: AttemptHistory = { taskId, attempt, ends: [], executions: [] };
  attempts.set(attempt, history);
  return history;
}

/** Returns what ledger and journals say about each task, by task id. */
export function buildHistories(
  facts: readonly LocatedFact[],
  executions: readonly JournalExecution[],
): Map<string, TaskHistory> {
  const histories = new Map<string, TaskHistory>();
  const historyOf = (taskId: string, taskname: string): TaskHistory => {
    const known = histories.get(taskId);
    if (known !== undefined) return known;
    const history: TaskHistory = { taskId, taskname, facts: [], attempts: new Map() };
    histories.set(taskId, history);
    return history;
  };
  for (const fact of facts) {
    if (fact.task === undefined) continue;
    const history = historyOf(fact.task, fact.taskname ?? fact.task);
    history.facts.push(fact);
    if (fact.attempt === undefined) continue;
    const attempt = attemptHistory(history, fact.attempt);
    if (fact.kind === 'task.placed') attempt.placed ??= fact;
    if (END_KINDS.has(fact.kind)) attempt.ends.push(fact);
  }
  for (const execution of executions)
    attemptHistory(historyOf(execution.taskId, execution.taskname), execution.attempt).executions.push(execution);
  return histories;
}

/** Returns the recorded success of a task, if there is one. */
export function successOf({ facts }: TaskHistory): LocatedFact | undefined {
  return facts.find(({ kind }) => kind === 'task.success');
}

/** Returns the fact that ended an attempt, if there is one. */
export function endOf({ ends }: AttemptHistory): LocatedFact | undefined {
  return ends[0];
}

/** Returns whether an execution finished after its attempt had been revoked: its report is then refused. */
export function isFenced(execution: JournalExecution, attempt: AttemptHistory | undefined): boolean {
  const end = attempt === undefined ? undefined : endOf(attempt);
  return isFinished(execution) && end !== undefined && end.kind !== 'task.success';
}
