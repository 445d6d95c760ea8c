import type { Entry, Fact } from '@steadfast/master/core/ledger/facts';
import type { AttemptReference, MasterMessage } from '@steadfast/protocol/messages';
import { executionsOf } from './executions.ts';
import type { AttemptFact, Execution, ExecutionRecord, LedgerRecord, RecordedFact, Start } from './records.ts';
import { PLAIN, type Report } from './report.ts';
import { findEnd, findPlacement } from './tasks.ts';

/** Who is spoken to, or who runs something: one life of a slave. */
type Life = Pick<Start, 'host' | 'instance'>;

function isBy(one: Life, other: Life): boolean {
  return one.host === other.host && one.instance === other.instance;
}

/** True for a fact that a report of a slave has brought about. */
export function isReported(fact: Fact): fact is AttemptFact {
  return fact.kind === 'task.success' || fact.kind === 'task.running';
}

/** The executions that make a reported fact true: of that attempt, by that very slave, and finished for a success. */
export function backingOf(executions: ExecutionRecord, fact: AttemptFact): readonly Execution[] {
  return executionsOf(executions, { taskId: fact.task, attempt: fact.attempt }).filter(
    ({ start, end }) => isBy(start, fact) && (fact.kind !== 'task.success' || end === 'finished'),
  );
}

/** What an entry claims that slaves did must have been done before. */
export function checkBacked(executions: ExecutionRecord, { facts, number }: Entry, report: Report): void {
  for (const fact of facts) {
    if (!isReported(fact) || backingOf(executions, fact).length > 0) continue;
    const succeeded = fact.kind === 'task.success';
    report(succeeded ? 'success-is-backed' : 'running-is-backed', (names = PLAIN) => {
      const others = executionsOf(executions, { taskId: fact.task, attempt: fact.attempt });
      const there =
        others.length === 0 ? '' : `; there is ${others.map(({ start }) => names.execution(start)).join('; ')}`;
      const wanted = `no ${succeeded ? 'finished' : 'started'} execution by that slave`;
      return `${names.fact(fact, number)}: ${wanted} is in the journals${there}`;
    });
  }
}

/** What a master promises must stand in the ledger, durable, before it is said. */
export function checkSaid(ledger: LedgerRecord, message: MasterMessage, to: Life, report: Report): void {
  switch (message.kind) {
    case 'welcome':
      if (ledger.epoch < message.epoch)
        report('fact-before-effect', () => `${to.instance} is welcomed in reign ${message.epoch}, which has not begun`);
      return;
    case 'assign': {
      const { taskId, attempt } = message;
      const { host, instance } = to;
      checkPlaced(ledger, { taskId, attempt, host, instance }, report);
      return;
    }
    case 'acknowledge':
      checkAcknowledged(ledger, message, report);
      return;
    case 'abort':
    case 'refuse':
  }
}

/** What a slave is given to run must have been placed on it. Gives the placement, if there is one. */
export function checkPlaced(ledger: LedgerRecord, start: Start, report: Report): RecordedFact | undefined {
  const placed = findPlacement(ledger, start);
  if (placed !== undefined && isBy(placed.fact, start)) return placed;
  report(
    'fact-before-effect',
    (names = PLAIN) => `${names.execution(start)}: no task.placed of this attempt on this slave is in the ledger`,
  );
  return undefined;
}

/** A report is acknowledged when its success is recorded. Gives that, if there is one. */
export function checkAcknowledged(
  ledger: LedgerRecord,
  attempt: AttemptReference,
  report: Report,
): RecordedFact | undefined {
  const end = findEnd(ledger, attempt);
  if (end?.fact.kind === 'task.success') return end;
  report(
    'fact-before-effect',
    (names = PLAIN) => `${names.attempt(attempt)} was acknowledged, but is no task.success in the ledger`,
  );
  return undefined;
}

/** A slave may be made to drop an attempt only when the ledger neither holds it responsible for that, nor its success. */
export function checkAbort(ledger: LedgerRecord, attempt: AttemptReference, to: Life, report: Report): void {
  const task = ledger.tasks.get(attempt.taskId)?.task;
  if (task?.attempt === attempt.attempt && task.assignment?.instance === to.instance)
    report(
      'fact-before-effect',
      (names = PLAIN) => `${to.instance} drops ${names.attempt(attempt)}, which it answers for`,
    );
  const end = findEnd(ledger, attempt)?.fact;
  if (end?.kind === 'task.success' && end.instance === to.instance)
    report(
      'recorded-is-acknowledged',
      (names = PLAIN) => `${to.instance} drops ${names.attempt(attempt)}, which is a recorded success`,
    );
}
