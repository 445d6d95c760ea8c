import { describe, test } from 'node:test';
import { quietRun, smallScenario } from './support/runs.ts';
import { assertPasses, CHECKS_ONLY, journalOf, logOf, remove } from './support/tamper.ts';

describe('a run passes although', () => {
  test('a slave was killed before it could log what its journal has', () => {
    const scenario = smallScenario(1);
    scenario.run('task1', 'slave1');
    scenario.killSlave('slave1');
    scenario.startSlave('slave1');
    scenario.run('task1', 'slave2');
    scenario.finish('slave2');
    const draft = scenario.evidence();
    remove(draft.log, logOf(draft, { event: 'task.running', file: 'slave1.log' }));
    assertPasses(draft);
  });

  test('a slave died while no master led, and its task was killed only in the next epoch', () => {
    const scenario = smallScenario();
    scenario.run('task1', 'slave1');
    scenario.run('task2', 'slave2');
    scenario.killMaster();
    scenario.killSlave('slave1');
    scenario.wait(9_000);
    scenario.startMaster();
    scenario.finish('slave2');
    scenario.startSlave('slave1');
    scenario.run('task1', 'slave1');
    scenario.finish('slave1');
    assertPasses(scenario.evidence());
  });

  test('a master died between writing a placement and sending it', () => {
    const scenario = smallScenario(1);
    scenario.place('task1', 'slave1');
    scenario.killMaster();
    scenario.startMaster();
    scenario.revoke('slave1', 'it does not hold it');
    scenario.run('task1', 'slave2');
    scenario.finish('slave2');
    assertPasses(scenario.evidence());
  });

  test('nothing ran for long because the master was killed repeatedly', () => {
    const scenario = smallScenario(1);
    scenario.run('task1', 'slave1');
    scenario.killSlave('slave1');
    for (let death = 1; death <= 10; death += 1) {
      scenario.killMaster();
      scenario.startMaster();
      scenario.wait(3_000);
    }
    scenario.startSlave('slave1');
    scenario.run('task1', 'slave1');
    scenario.finish('slave1');
    assertPasses(scenario.evidence());
  });

  test('the slave of an execution that outlived a master stopped as soon as its task was recorded', () => {
    const scenario = smallScenario(1);
    scenario.run('task1', 'slave1');
    scenario.killMaster();
    scenario.startMaster();
    scenario.finish('slave1');
    const draft = scenario.evidence();
    const last = logOf(draft, { event: 'task.success', file: 'slave1.log' });
    draft.log.push({ ...last, event: 'drain.began', line: last.line + 1, atMs: last.atMs + 5 });
    assertPasses(draft, { ...CHECKS_ONLY, metrics: { runsAcrossMasterKill: { min: 1 } } });
  });

  test('tasks end in the millisecond in which they start or, by rounding, after the next one has started', () => {
    const draft = quietRun(2, 1, 0);
    assertPasses(draft);
    journalOf(draft, 'finished', 'task1').monotonicMs = journalOf(draft, 'started', 'task2').monotonicMs + 1;
    assertPasses(draft);
  });

  test('there is no chaos record, so that causes can only be taken from the ledger', () => {
    const scenario = smallScenario();
    scenario.run('task1', 'slave1');
    scenario.killSlave('slave1');
    scenario.startSlave('slave1');
    scenario.run('task1', 'slave2');
    scenario.finish('slave2');
    scenario.run('task2', 'slave1');
    scenario.finish('slave1');
    const draft = scenario.evidence();
    delete draft.chaos;
    assertPasses(draft);
  });
});
