import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import type { LocatedLogLine } from '../evidence/evidence.ts';
import { nameLine } from '../evidence/place.ts';
import { nameExecution } from '../naming.ts';
import type { JournalExecution } from '../run/executions.ts';
import { slaveLogLines } from '../run/incarnations.ts';
import type { IndexedRun } from '../run/run.ts';
import { CLOCK_TOLERANCE_MS } from '../run/tolerances.ts';
import { createViolationList, type ViolationList } from '../violations.ts';

/** Checks a log line with a nonce against the journal's execution with that nonce. */
function checkNonce(line: LocatedLogLine, execution: JournalExecution | undefined, violations: ViolationList): void {
  if (execution === undefined)
    violations.add(
      () => `${nameLine(line)}: ${line.event} of ${line.task ?? line.taskId} with nonce ${line.nonce} is in no journal`,
    );
  else if (line.taskId !== execution.taskId || line.attempt !== execution.attempt)
    violations.add(
      () =>
        `${nameLine(line)}: ${line.event} of ${line.task} attempt ${line.attempt}, in the journal ${nameExecution(execution)}`,
    );
}

/**
 * Returns the executions with a start or end that is missing from the log of their slave. Excused are those of a
 * process that was killed before it could log it: its log then ends where its journal does.
 */
function missingFromLog(
  { executions, incarnations }: IndexedRun,
  loggedNonces: ReadonlySet<string>,
  event: 'started' | 'finished',
): JournalExecution[] {
  return executions.all.filter(({ nonce, instance, started, end }) => {
    const line = event === 'started' ? started : end;
    if (loggedNonces.has(nonce) || line?.event !== event) return false;
    const writer = incarnations.byInstance.get(instance);
    return writer !== undefined && (writer.stopped !== undefined || writer.last.atMs > line.atMs + CLOCK_TOLERANCE_MS);
  });
}

export const SLAVE_LOGS: Check = {
  id: 'slave-logs',
  section: 'guarantee',
  title: 'The logs of the slaves match their journals',
  how: 'the task.running and task.finished lines of slaves and the journal lines with the same nonce agree, in both directions',
  evaluate: (run) => {
    const violations = createViolationList();
    let lines = 0;
    for (const [event, journalEvent] of [
      ['task.running', 'started'],
      ['task.finished', 'finished'],
    ] as const) {
      const logged = slaveLogLines(run.evidence.log, run.incarnations, event);
      lines += logged.length;
      for (const line of logged) checkNonce(line, run.executions.byNonce.get(line.nonce ?? ''), violations);
      const loggedNonces = new Set(logged.map(({ nonce }) => nonce ?? ''));
      for (const execution of missingFromLog(run, loggedNonces, journalEvent))
        violations.add(
          () => `${nameExecution(execution)}: ${journalEvent} by the journal, but the log of its slave has no ${event}`,
        );
    }
    return {
      exercised: lines > 0,
      observed: `${formatPlural(lines, 'line')} compared`,
      violations: violations.result(),
    };
  },
};
