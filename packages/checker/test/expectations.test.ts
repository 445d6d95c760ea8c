import { describe, test } from 'node:test';
import { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS } from '../src/expectations.ts';
import { quietRun, smallScenario, wholeRun } from './support/runs.ts';
import { createScenario } from './support/scenario.ts';
import { assertFails, assertPasses, CHECKS_ONLY } from './support/tamper.ts';

/** Returns a run that was cut off: one task runs, another was killed and placed again, a third waits. */
function unfinishedRun() {
  const scenario = createScenario();
  scenario.startMaster();
  scenario.startSlave('slave1');
  scenario.startSlave('slave2');
  for (const task of ['task1', 'task2', 'task3']) scenario.seed(task, 5);
  scenario.run('task1', 'slave1');
  scenario.run('task2', 'slave2');
  scenario.wait(1_000);
  scenario.killSlave('slave2');
  scenario.place('task2', 'slave1');
  return scenario.evidence();
}

/** Returns a quiet run with an additional document that is not a valid task, and was parked. */
function runWithParkedTask() {
  const draft = quietRun(1);
  const number = draft.ledger.length + 1;
  const fact = { kind: 'task.parked', task: 'odd1', reason: 'it has no taskname' };
  const last = draft.ledger.at(-1);
  if (last !== undefined) draft.ledger.push({ ...last, number, facts: [fact] });
  const parked = { reason: fact.reason, atMs: last?.atMs ?? 0 };
  draft.documents.push({ taskId: 'odd1', state: 'created', parked, rev: number, odd: { sleeptime: '"x"' } });
  draft.log.push({
    file: 'master1.log',
    line: 999,
    atMs: parked.atMs,
    level: 'info',
    message: 'task odd1 parked',
    event: fact.kind,
    entry: number,
    index: 0,
    epoch: 1,
    taskId: 'odd1',
    task: '',
    reason: fact.reason,
  });
  return draft;
}

/** Finishes the task of slave1; meanwhile a standby is killed and started again. */
function withStandbyKilled(scenario: ReturnType<typeof smallScenario>) {
  const before = scenario.evidence();
  const atMs = (before.journal.at(-1)?.atMs ?? 0) + 100;
  scenario.finish('slave1');
  const draft = scenario.evidence();
  const started = (line: number, laterMs: number) =>
    ({
      file: 'master2.log',
      line,
      atMs: atMs + laterMs,
      level: 'info',
      message: 'master2 started',
      event: 'process.started',
      role: 'master',
      name: 'master2',
    }) as const;
  draft.log.push({ ...started(1, -90), instance: 'standby1', pid: 1 });
  draft.chaos?.push({ file: 'chaos.jsonl', line: 1, atMs, action: 'kill', target: 'master2', pid: 1 });
  draft.chaos?.push({ file: 'chaos.jsonl', line: 2, atMs: atMs + 100, action: 'start', target: 'master2', pid: 2 });
  draft.log.push({ ...started(2, 200), instance: 'standby2', pid: 2 });
  return draft;
}

describe('a run fails when too little happened:', () => {
  const messages = {
    masterKillsWhileBusy: /too few kills of the leading master while tasks ran: 0, expected at least 1/,
    slaveKillsWhileBusy: /too few slave kills that interrupted a task: 0/,
    runsAcrossMasterKill: /too few executions that outlived the leading master: 0/,
    finishedWithoutMaster: /too few tasks that finished while no master led/,
    killedTasks: /too few task kills/,
    reruns: /too few reruns/,
    masterRelaunches: /too few masters relaunched/,
    slaveRelaunches: /too few slaves relaunched/,
  } as const;
  for (const [metric, message] of Object.entries(messages))
    test(`${metric} is 0`, () => {
      assertFails(quietRun(), metric, message, RUN_WITH_KILLS);
    });

  test('there are no tasks, or a slave ran none', () => {
    assertFails(quietRun(0), 'tasks', /task documents: 0, expected at least 1/, QUIET_RUN);
    assertFails(quietRun(1, 1), 'slavesThatWorked', /slaves that ran a task: 1, expected at least 2/, RUN_WITH_KILLS);
  });

  test('only idle processes were killed', () => {
    const scenario = createScenario();
    scenario.startMaster();
    scenario.startSlave('slave1');
    scenario.killSlave('slave1');
    scenario.startSlave('slave1');
    scenario.killMaster();
    scenario.startMaster();
    scenario.seed('task1', 1);
    scenario.run('task1', 'slave1');
    scenario.finish('slave1');
    assertPasses(scenario.evidence());
    assertFails(scenario.evidence(), 'slaveKillsWhileBusy', /too few/, RUN_WITH_KILLS);
    assertFails(scenario.evidence(), 'masterKillsWhileBusy', /too few/, RUN_WITH_KILLS);
  });

  test('only a standby master was killed', () => {
    const scenario = smallScenario(1);
    scenario.run('task1', 'slave1');
    const draft = withStandbyKilled(scenario);
    assertPasses(draft);
    assertFails(draft, 'masterKillsWhileBusy', /kills of the leading master while tasks ran: 0/, RUN_WITH_KILLS);
    assertFails(draft, 'runsAcrossMasterKill', /too few/, RUN_WITH_KILLS);
  });

  test('a metric is below the minimum that a test sets', () => {
    const expectations = {
      ...CHECKS_ONLY,
      metrics: { slaveFreezesWhileBusy: { min: 1 }, fencedExecutions: { min: 1, max: 1 } },
    };
    assertPasses(wholeRun(), expectations);
    assertFails(quietRun(), 'slaveFreezesWhileBusy', /0, expected at least 1/, expectations);
    assertFails(quietRun(), 'fencedExecutions', /0, expected exactly 1/, expectations);
  });
});

describe('a run fails when too much happened:', () => {
  test('a task was killed and rerun in a run without faults', () => {
    assertFails(wholeRun(), 'reruns', /too many .*2, expected at most 0/, QUIET_RUN);
    assertFails(wholeRun(), 'killedTasks', /too many .*2, expected at most 0/, QUIET_RUN);
  });
});

describe('an unfinished run', () => {
  test('passes as a partial run', () => {
    assertPasses(unfinishedRun(), PARTIAL_RUN);
  });

  test('fails as a settled run', () => {
    assertFails(unfinishedRun(), 'all-finish', /task1 .*its state is running/);
    assertFails(unfinishedRun(), 'relaunch', /kill of slave2 .*never started again/);
  });

  test('may have documents that are behind the ledger, but not documents that contradict it', () => {
    const behind = unfinishedRun();
    const document = behind.documents.find(({ taskId }) => taskId === 'task2');
    const history = document?.history?.slice(0, 2) ?? [];
    const placed = behind.ledger.find(({ facts }) => facts.some(({ task }) => task === 'task2'));
    const assignment = { host: 'slave2', instance: 'slave2-life3', epoch: 1, atMs: placed?.atMs ?? 0 };
    Object.assign(document ?? {}, { state: 'running', host: 'slave2', attempt: 1, assignment, history, rev: 7 });
    assertPasses(behind, PARTIAL_RUN);
    assertFails(behind, 'documents', /task2 .*rev is 7/);
    Object.assign(document ?? {}, { state: 'killed' });
    assertFails(behind, 'documents', /task2 .*state is "killed", by the ledger "running"/, PARTIAL_RUN);
  });
});

describe('a parked document', () => {
  test('need not finish where parked documents are allowed', () => {
    assertPasses(runWithParkedTask(), { ...CHECKS_ONLY, parkedAllowed: true });
  });

  test('fails the run where they are not', () => {
    assertFails(runWithParkedTask(), 'all-finish', /odd1.*its state is created/);
  });
});
