import { describe, test } from 'node:test';
import { PARTIAL_RUN } from '../src/expectations.ts';
import type { Draft } from './support/evidence-writer.ts';
import { smallScenario } from './support/runs.ts';
import { assertFails, assertPasses } from './support/tamper.ts';

/** Adds what was recorded before the run: every task was in the database, and none had been placed. */
function withTasksBefore(draft: Draft): Draft {
  const before = draft.documents.map(({ taskId, taskname = '', sleeptime = 0 }) => ({
    taskId,
    taskname,
    sleeptime,
    state: 'created',
    odd: {},
  }));
  return { ...draft, before };
}

/** More than may overtake one of two tasks, and few enough for the history of a document. */
const DEATHS = 16;

type Scenario = ReturnType<typeof smallScenario>;

/** Runs task1 on slave1 repeatedly, which dies each time. */
function runWithDeaths(scenario: Scenario, between: (death: number) => void = () => undefined): void {
  for (let death = 1; death <= DEATHS; death += 1) {
    scenario.run('task1', 'slave1');
    scenario.wait(25_000);
    scenario.killSlave('slave1');
    scenario.startSlave('slave1');
    between(death);
  }
}

/** Returns a scenario with two tasks and no other slave than slave1. */
function scenarioWithOneSlave(): Scenario {
  const scenario = smallScenario();
  scenario.killSlave('slave2');
  return scenario;
}

describe('tasks', () => {
  test('starve if one that outlives its slave is placed whenever it was killed', () => {
    const scenario = scenarioWithOneSlave();
    runWithDeaths(scenario);
    assertFails(
      withTasksBefore(scenario.evidence()),
      'progress',
      /task2 \[task2\] waited from \S+ on, and was overtaken by 16 placements in one epoch; at most \d+ are fair/,
      PARTIAL_RUN,
    );
  });

  test('do not starve if others have their turn', () => {
    const scenario = scenarioWithOneSlave();
    runWithDeaths(scenario, (death) => {
      if (death !== 2) return;
      scenario.run('task2', 'slave1');
      scenario.finish('slave1');
    });
    assertPasses(withTasksBefore(scenario.evidence()), PARTIAL_RUN);
  });

  test('that were killed starve if one that was killed later is always placed first', () => {
    const scenario = smallScenario();
    scenario.run('task2', 'slave2');
    scenario.killSlave('slave2');
    runWithDeaths(scenario);
    assertFails(scenario.evidence(), 'progress', /task2 \[task2\] waited .* overtaken by 16 placements/, PARTIAL_RUN);
  });

  test('do not starve if every epoch ends soon', () => {
    const scenario = scenarioWithOneSlave();
    runWithDeaths(scenario, () => {
      scenario.killMaster();
      scenario.startMaster();
    });
    assertPasses(withTasksBefore(scenario.evidence()), PARTIAL_RUN);
  });

  test('that were inserted during the run may have been inserted late', () => {
    const scenario = scenarioWithOneSlave();
    runWithDeaths(scenario);
    assertPasses(scenario.evidence(), PARTIAL_RUN);
  });
});

/** Returns a run in which slave2 gets no task for a minute, while task2 waits and slave1 is busy. */
function runWithIdleSlave(...minute: ((scenario: Scenario) => void)[]): Draft {
  const scenario = smallScenario();
  scenario.run('task1', 'slave1');
  for (const step of minute) step(scenario);
  scenario.wait(60_000);
  scenario.finish('slave1');
  return withTasksBefore(scenario.evidence());
}

describe('a slave', () => {
  const LEFT_IDLE = /slave2\/slave2-life3 had nothing to do from \S+ to \S+, although there was no outage and task2/;

  test('that is left idle while a task waits fails the run', () => {
    assertFails(runWithIdleSlave(), 'progress', LEFT_IDLE, PARTIAL_RUN);
  });

  test('may be idle if nothing shows that a task waited', () => {
    const draft = runWithIdleSlave();
    delete draft.before;
    assertPasses(draft, PARTIAL_RUN);
  });

  test('may be idle while the database is down', () => {
    const outage = runWithIdleSlave(({ databaseOutage }) => databaseOutage(58_000));
    assertFails(outage, 'progress', LEFT_IDLE, PARTIAL_RUN);
    const [began] = outage.chaos ?? [];
    if (began !== undefined) outage.chaos = [began];
    assertPasses(outage, PARTIAL_RUN);
  });

  test('may be idle after it has begun to drain', () => {
    const draft = runWithIdleSlave();
    const opened = draft.log.find(({ file, event }) => file === 'slave2.log' && event === 'session.opened');
    if (opened !== undefined) draft.log.push({ ...opened, line: opened.line + 1, event: 'drain.began' });
    assertPasses(draft, PARTIAL_RUN);
  });
});
