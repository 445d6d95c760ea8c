import type { AttemptReference, MasterMessage } from '@steadfast/protocol/messages';
import type { ExecutionStart, LedgerRecord, RecordedFact } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';
import { findEnd, findPlacement } from './tasks.ts';

/*
 * What a master sends to a slave, checked against the durable ledger at the moment it is sent.
 */

/** The slave instance that a message is sent to. */
type SlaveInstance = Pick<ExecutionStart, 'host' | 'instance'>;

/** Checks that the facts a master's message relies on are durable. Aborts are checked on receipt, by `checkAbort`. */
export function checkMessage(
  ledger: LedgerRecord,
  message: MasterMessage,
  to: SlaveInstance,
  report: ReportViolation,
): void {
  switch (message.kind) {
    case 'welcome':
      if (ledger.epoch < message.epoch)
        report(
          'fact-before-effect',
          () => `${to.instance} was welcomed to epoch ${message.epoch}, which has not begun`,
        );
      return;
    case 'assign':
    case 'recall': {
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

/** Checks that an attempt was placed on the slave that is assigned or runs it. Returns the placement, if any. */
export function checkPlaced(
  ledger: LedgerRecord,
  start: ExecutionStart,
  report: ReportViolation,
): RecordedFact | undefined {
  const placed = findPlacement(ledger, start);
  if (placed?.fact.host === start.host && placed.fact.instance === start.instance) return placed;
  report(
    'fact-before-effect',
    (names = PLAIN_NAMES) => `${names.execution(start)}: no task.placed of this attempt on this slave is in the ledger`,
  );
  return undefined;
}

/** Checks that an acknowledged attempt is recorded as a success or a failure. Returns that fact, if any. */
export function checkAcknowledged(
  ledger: LedgerRecord,
  attempt: AttemptReference,
  report: ReportViolation,
): RecordedFact | undefined {
  const end = findEnd(ledger, attempt);
  if (end?.fact.kind === 'task.success' || end?.fact.kind === 'task.failed') return end;
  report(
    'fact-before-effect',
    (names = PLAIN_NAMES) =>
      `${names.attempt(attempt)} was acknowledged, but the ledger has neither its task.success nor its task.failed`,
  );
  return undefined;
}

/** Checks that a slave which is told to drop an attempt is neither responsible for it nor has succeeded with it. */
export function checkAbort(
  ledger: LedgerRecord,
  attempt: AttemptReference,
  to: SlaveInstance,
  report: ReportViolation,
): void {
  const task = ledger.tasks.get(attempt.taskId)?.task;
  if (task?.attempt === attempt.attempt && task.assignment?.instance === to.instance)
    report(
      'fact-before-effect',
      (names = PLAIN_NAMES) => `${to.instance} dropped ${names.attempt(attempt)}, which is still assigned to it`,
    );
  const end = findEnd(ledger, attempt)?.fact;
  if (end?.kind === 'task.success' && end.instance === to.instance)
    report(
      'recorded-is-acknowledged',
      (names = PLAIN_NAMES) => `${to.instance} dropped ${names.attempt(attempt)}, which is recorded as its success`,
    );
}
