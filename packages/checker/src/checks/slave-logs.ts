import { checkAcknowledged } from '@steadfast/invariants';
import type { Check } from '../check.ts';
import type { LogLine } from '../evidence.ts';
import type { Execution } from '../executions.ts';
import type { Run } from '../run.ts';
import { endOf, type AttemptStory, type FactAt } from '../task-histories.ts';
import { CLOCK_TOLERANCE_MS } from '../tolerances.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameExecution, nameFact, NAMES, nameLine, reportTo } from '../format.ts';

/** The lines of one kind in the slaves' logs, that is, not in the masters'. */
function slaveLines({ evidence, lives }: Run, event: string): LogLine[] {
  return evidence.log.filter((line) => line.event === event && lives.ofLine.get(line)?.role === 'slave');
}

/** A line about a nonce must agree with the journal's execution of that nonce. */
function checkNonce(line: LogLine, execution: Execution | undefined, found: ViolationList): void {
  if (execution === undefined)
    found.add(
      () => `${nameLine(line)}: ${line.event} of ${line.task ?? line.taskId} with nonce ${line.nonce} is in no journal`,
    );
  else if (line.taskId !== execution.taskId || line.attempt !== execution.attempt)
    found.add(
      () =>
        `${nameLine(line)}: ${line.event} of ${line.task} attempt ${line.attempt}, in the journal ${nameExecution(execution)}`,
    );
}

/**
 * Executions that no line of the log tells of. One whose process was killed before it could write the line is excused:
 * then its log ends where its journal does.
 */
function untold({ executions, lives }: Run, told: ReadonlySet<string>, event: 'started' | 'finished'): Execution[] {
  return executions.all.filter(({ nonce, instance, started, end }) => {
    const line = event === 'started' ? started : end;
    if (told.has(nonce) || line?.event !== event) return false;
    const life = lives.byInstance.get(instance);
    return life !== undefined && (life.stopped !== undefined || life.last.atMs > line.atMs + CLOCK_TOLERANCE_MS);
  });
}

/** What a slave logs about its executions is what it wrote into its journal. */
export const SLAVE_LOGS: Check = {
  id: 'slave-logs',
  section: 'promised',
  title: "The slaves' logs tell exactly what is in their journals",
  how: 'task.running and task.finished lines of slaves and the journal lines with the same nonce agree, in both directions',
  evaluate: (run) => {
    const found = listViolations();
    let lines = 0;
    for (const [event, journalEvent] of [
      ['task.running', 'started'],
      ['task.finished', 'finished'],
    ] as const) {
      const logged = slaveLines(run, event);
      lines += logged.length;
      for (const line of logged) checkNonce(line, run.executions.byNonce.get(line.nonce ?? ''), found);
      const told = new Set(logged.map(({ nonce }) => nonce ?? ''));
      for (const execution of untold(run, told, journalEvent))
        found.add(
          () =>
            `${nameExecution(execution)}: ${journalEvent} by the journal, but no ${event} is in the log of that slave`,
        );
    }
    return { exercised: lines > 0, observed: `${count(lines, 'line')} compared`, violations: found.result() };
  },
};

function attemptOf({ stories }: Run, { taskId, attempt }: LogLine): AttemptStory | undefined {
  return stories.get(taskId ?? '')?.attempts.get(attempt ?? 0);
}

/** A slave is told that a report counts only once the ledger has it, and never told otherwise. */
export const ACKNOWLEDGED: Check = {
  id: 'acknowledged',
  section: 'promised',
  title: 'A report is acknowledged only when the ledger has it, and then never refused',
  how: "each task.success in a slave's log is that very attempt's task.success in the ledger, written before; no report.refused is about one",
  evaluate: (run) => {
    const found = listViolations();
    const acknowledged = slaveLines(run, 'task.success');
    for (const line of acknowledged) {
      const { taskId = '', attempt = 0 } = line;
      const names = { ...NAMES, attempt: () => `${nameLine(line)}: ${line.task} attempt ${line.attempt}` };
      const success = checkAcknowledged(run.reading.ledger, { taskId, attempt }, reportTo(found, names));
      if (success !== undefined && line.atMs < success.atMs - CLOCK_TOLERANCE_MS)
        found.add(() => `${nameLine(line)}: acknowledged before ${nameFact(success.fact as FactAt)} was written`);
    }
    const refused = slaveLines(run, 'report.refused');
    // No slave of a real run reports what it was not given, so it does not matter here whose success it is.
    for (const line of refused) {
      const story = attemptOf(run, line);
      const end = story === undefined ? undefined : endOf(story);
      if (end?.kind === 'task.success')
        found.add(() => `${nameLine(line)}: a report was refused that is recorded as ${nameFact(end)}`);
    }
    const replayed = acknowledged.filter((line) => line.replayed === true).length;
    return {
      exercised: acknowledged.length + refused.length > 0,
      observed: `${acknowledged.length} acknowledged, ${replayed} of them replayed; ${refused.length} refused`,
      violations: found.result(),
    };
  },
};

/** Slaves obey masters in the order of their epochs. What masters push, no log tells: sessions stand in for it. */
export const EPOCHS_RISE: Check = {
  id: 'epochs-rise',
  section: 'promised',
  title: 'No slave obeys a master whose reign is over',
  how: 'within each life of a slave, the epochs of session.opened never fall, and each is a reign of the ledger that this life had joined',
  evaluate: (run) => {
    const found = listViolations();
    const joined = new Set(
      run.facts.flatMap(({ kind, instance, epoch }) => (kind === 'slave.joined' ? [`${instance} ${epoch}`] : [])),
    );
    const highest = new Map<string, number>();
    const opened = slaveLines(run, 'session.opened');
    for (const line of opened) {
      const instance = run.lives.ofLine.get(line)?.instance ?? '';
      const epoch = line.epoch ?? 0;
      const before = highest.get(instance) ?? 0;
      if (epoch < before)
        found.add(`${nameLine(line)}: it opened a session of epoch ${epoch} after one of epoch ${before}`);
      if (!joined.has(`${instance} ${epoch}`))
        found.add(
          `${nameLine(line)}: it was welcomed in epoch ${epoch}, but no slave.joined of ${instance} is in that reign`,
        );
      highest.set(instance, Math.max(before, epoch));
    }
    return {
      exercised: opened.length > 0,
      observed: `${count(opened.length, 'session')} opened`,
      violations: found.result(),
    };
  },
};
