import { describe, test } from 'node:test';
import { PARTIAL_RUN } from '../src/expectations.ts';
import type { Draft } from './support/evidence-writer.ts';
import { smallScenario } from './support/runs.ts';
import { appendEntry, assertFails, assertPasses, factOf, journalOf, logOf, remove } from './support/tamper.ts';

/**
 * Returns the evidence of a cluster that was still running: logs and journals were read before task2 was placed, the
 * ledger after it had succeeded, on a slave that joined last.
 */
function readWhileRunning(): Draft {
  const scenario = smallScenario();
  scenario.run('task1', 'slave1');
  scenario.finish('slave1');
  const { log, journal, ledger } = scenario.evidence();
  scenario.startSlave('slave3');
  scenario.run('task2', 'slave3');
  scenario.finish('slave3');
  return { ...scenario.evidence(), log, journal, tracedThrough: ledger.length };
}

describe('the evidence of a cluster that is still running', () => {
  test('passes although the last entries left no trace in logs and journals', () => {
    assertPasses(readWhileRunning(), PARTIAL_RUN);
  });

  test('passes although the master has not logged its last fact yet', () => {
    const draft = readWhileRunning();
    remove(draft.log, logOf(draft, { event: 'task.success', file: 'master1.log' }));
    assertPasses(draft, PARTIAL_RUN);
  });

  test('fails if a slave joined before the logs were read, and they do not have its start', () => {
    const draft = readWhileRunning();
    delete draft.tracedThrough;
    assertFails(draft, 'join-leave', /slave.joined slave3.*: the logs have no process.started/, PARTIAL_RUN);
  });

  test('fails if an earlier success has no execution in the journals', () => {
    const draft = readWhileRunning();
    remove(draft.journal, journalOf(draft, 'finished', 'task1'));
    assertFails(draft, 'backed', /task.success task1.*no finished execution by that slave/, PARTIAL_RUN);
  });

  test('fails if an earlier fact is not in the logs, but a later one is', () => {
    const draft = readWhileRunning();
    remove(draft.log, logOf(draft, { event: 'task.running', file: 'master1.log' }));
    assertFails(draft, 'logged-facts', /task.running task1.*: no master logged it/, PARTIAL_RUN);
  });

  test('fails if a task was killed without a cause before the logs were read', () => {
    const draft = readWhileRunning();
    Object.assign(factOf(draft, 'task.success', 'task1').fact, { kind: 'task.killed', reason: 'it took so long' });
    assertFails(draft, 'causes', /task.killed task1.*nothing happened to that slave/, PARTIAL_RUN);
  });

  test('fails if the ledger has a second success of a task, however late', () => {
    const draft = readWhileRunning();
    appendEntry(draft, factOf(draft, 'task.success', 'task2').fact);
    assertFails(draft, 'one-success', /succeeded 2 times: .*task2/, PARTIAL_RUN);
  });
});
