import { describe, test } from 'node:test';
import { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS } from '../src/expectations.ts';
import { assertCaught, assertHolds, PROMISES } from './tamper.ts';
import { quietRun, smallStory, wholeRun } from './runs.ts';
import { tellStory } from './story.ts';

/** A run that was cut off: one task runs, another was killed and placed again, one waits. */
function unfinished() {
  const story = tellStory();
  story.startMaster();
  story.startSlave('slave1');
  story.startSlave('slave2');
  for (const task of ['task1', 'task2', 'task3']) story.seed(task, 5);
  story.run('task1', 'slave1');
  story.run('task2', 'slave2');
  story.wait(1_000);
  story.killSlave('slave2');
  story.place('task2', 'slave1');
  return story.evidence();
}

/** A quiet run with one more document, which is no valid task and was set aside. */
function withParked() {
  const draft = quietRun(1);
  const number = draft.ledger.length + 1;
  const fact = { kind: 'task.parked', task: 'odd1', reason: 'it has no taskname' };
  const last = draft.ledger.at(-1);
  if (last !== undefined) draft.ledger.push({ ...last, number, facts: [fact] });
  const parked = { reason: fact.reason, atMs: last?.atMs ?? 0 };
  draft.documents.push({ taskId: 'odd1', state: 'created', parked, rev: number, odd: { sleeptime: '"x"' } });
  const place = { file: 'master1.log', line: 999, atMs: parked.atMs };
  draft.log.push({
    ...place,
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

/** Ends a story in which slave1 runs a task and a standby was killed meanwhile, and started again. */
function withStandbyKilled(story: ReturnType<typeof smallStory>) {
  const before = story.evidence();
  const atMs = (before.journal.at(-1)?.atMs ?? 0) + 100;
  story.finish('slave1');
  const draft = story.evidence();
  const place = (line: number, laterMs: number) => ({ file: 'master2.log', line, atMs: atMs + laterMs });
  const started = { event: 'process.started', role: 'master', name: 'master2' };
  draft.log.push({ ...place(1, -90), ...started, instance: 'standby1', pid: 1 });
  draft.chaos?.push({ file: 'chaos.jsonl', line: 1, atMs, action: 'kill', target: 'master2', pid: 1 });
  draft.chaos?.push({ file: 'chaos.jsonl', line: 2, atMs: atMs + 100, action: 'start', target: 'master2', pid: 2 });
  draft.log.push({ ...place(2, 200), ...started, instance: 'standby2', pid: 2 });
  return draft;
}

describe('a run in which too little happened shows nothing, and fails', () => {
  const wanted = {
    masterKillsWhileBusy: /too little happened: kills of the leading master while tasks ran: 0, expected at least 1/,
    slaveKillsWhileBusy: /too little happened: kills of slaves that cut an execution short: 0/,
    runsAcrossMasterKill: /too little happened: executions that went on through the death of the leading master: 0/,
    reportsReplayed: /too little happened: successes of tasks that finished while no master was there/,
    killedTasks: /too little happened: kills of tasks/,
    reruns: /too little happened: executions of an attempt after the first/,
    masterRelaunches: /too little happened: masters relaunched/,
    slaveRelaunches: /too little happened: slaves relaunched/,
  } as const;
  for (const [figure, message] of Object.entries(wanted))
    test(`no ${figure}`, () => {
      assertCaught(quietRun(), figure, message, RUN_WITH_KILLS);
    });

  test('no task at all, and no slave that did anything', () => {
    assertCaught(quietRun(0), 'tasks', /task documents: 0, expected at least 1/, QUIET_RUN);
    assertCaught(
      quietRun(1, 1),
      'slavesThatWorked',
      /slaves that ran something: 1, expected at least 2/,
      RUN_WITH_KILLS,
    );
  });

  test('kills that only hit idle processes', () => {
    const story = tellStory();
    story.startMaster();
    story.startSlave('slave1');
    story.killSlave('slave1');
    story.startSlave('slave1');
    story.killMaster();
    story.startMaster();
    story.seed('task1', 1);
    story.run('task1', 'slave1');
    story.finish('slave1');
    assertHolds(story.evidence());
    assertCaught(story.evidence(), 'slaveKillsWhileBusy', /too little happened/, RUN_WITH_KILLS);
    assertCaught(story.evidence(), 'masterKillsWhileBusy', /too little happened/, RUN_WITH_KILLS);
  });

  test('a kill of a master that only stood by', () => {
    const story = smallStory(1);
    story.run('task1', 'slave1');
    const draft = withStandbyKilled(story);
    assertHolds(draft);
    assertCaught(draft, 'masterKillsWhileBusy', /kills of the leading master while tasks ran: 0/, RUN_WITH_KILLS);
    assertCaught(draft, 'runsAcrossMasterKill', /too little happened/, RUN_WITH_KILLS);
  });

  test('any figure that a single test asks for', () => {
    const frozen = {
      ...PROMISES,
      figures: { slaveFreezesWhileBusy: { min: 1 }, fencedExecutions: { min: 1, max: 1 } },
    };
    assertHolds(wholeRun(), frozen);
    assertCaught(quietRun(), 'slaveFreezesWhileBusy', /0, expected at least 1/, frozen);
    assertCaught(quietRun(), 'fencedExecutions', /0, expected exactly 1/, frozen);
  });
});

describe('a run in which too much happened fails', () => {
  test('a kill and a rerun in a run that should have been quiet', () => {
    assertCaught(wholeRun(), 'reruns', /too much happened: .*2, expected at most 0/, QUIET_RUN);
    assertCaught(wholeRun(), 'killedTasks', /too much happened: .*2, expected at most 0/, QUIET_RUN);
  });
});

describe('a part of a run', () => {
  test('need not be finished when only the promises are judged', () => {
    assertHolds(unfinished(), PARTIAL_RUN);
  });

  test('is not finished when it is judged as a whole', () => {
    assertCaught(unfinished(), 'all-finish', /task1 .*its state is running/);
    assertCaught(unfinished(), 'relaunch', /kill of slave2 .*never started again/);
  });

  test('must keep the promises nevertheless: documents may be behind, but not wrong', () => {
    const behind = unfinished();
    const document = behind.documents.find(({ taskId }) => taskId === 'task2');
    const known = document?.history?.slice(0, 2) ?? [];
    const placed = behind.ledger.find(({ facts }) => facts.some(({ task }) => task === 'task2'));
    const assignment = { host: 'slave2', instance: 'slave2-life3', epoch: 1, atMs: placed?.atMs ?? 0 };
    Object.assign(document ?? {}, { state: 'running', host: 'slave2', attempt: 1, assignment, history: known, rev: 7 });
    assertHolds(behind, PARTIAL_RUN);
    assertCaught(behind, 'documents', /task2 .*rev is 7/);
    Object.assign(document ?? {}, { state: 'killed' });
    assertCaught(behind, 'documents', /task2 .*state is "killed", by the ledger "running"/, PARTIAL_RUN);
  });
});

describe('documents that are not valid tasks', () => {
  test('need not finish where they belong to the run', () => {
    assertHolds(withParked(), { ...PROMISES, parkedAllowed: true });
  });

  test('are not let pass where they do not', () => {
    assertCaught(withParked(), 'all-finish', /odd1.*its state is created/);
  });
});
