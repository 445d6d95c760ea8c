import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { conclude } from './support/conclude.ts';
import {
  executionsOf,
  logged,
  occupy,
  untilAllSucceed,
  untilJoined,
  untilLogged,
  untilLeading,
  untilStarted,
} from './support/observations.ts';
import { numberedTasks, readFacts, type FactRow } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, FIRST_ATTEMPT, RUN_ONCE } from './support/stories.ts';
import { startTrial, type Trial } from './support/trial.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };
const SLAVES = ['slave1', 'slave2', 'slave3'];

/** A standby must lead within this time of the leader's silence, in milliseconds. */
const TAKEOVER_MS = 3_000;

/** "At once", after a reign that ended in order: far less than a silence would take to be noticed. In milliseconds. */
const AT_ONCE_MS = 1_000;

const TASKS = numberedTasks(2, 3, 5, 0.5, 0.5, 0.5);

/** Starts a cluster in which master1 leads, master2 stands by and three tasks run. */
async function startWithStandby(context: TestContext): Promise<Trial> {
  const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), masters: 2, idle: ['master2'] });
  await untilLeading(trial, 1);
  trial.start('master2');
  await untilStarted(trial, 'master2');
  await occupy(trial, SLAVES, TASKS);
  return trial;
}

/** The beginning of the reign of that epoch. */
async function beginningOf(trial: Trial, epoch: number): Promise<FactRow> {
  const began = (await readFacts(trial.database, 'epoch.began')).find((fact) => fact.epoch === epoch);
  assert.ok(began);
  return began;
}

/** Every task has such a story, was executed once, and no slave went back to an earlier reign. */
async function assertUnharmed(
  trial: Trial,
  tasks: readonly { readonly taskname: string }[],
  story = FIRST_ATTEMPT,
): Promise<void> {
  await assertStories(trial, story, ...tasks.map(({ taskname }) => taskname));
  assert.equal((await executionsOf(trial)).length, tasks.length);
  for (const name of SLAVES) {
    const epochs = (await logged(trial, name, 'session.opened')).map(({ epoch = 0 }) => epoch);
    assert.deepEqual(
      epochs,
      epochs.toSorted((one, other) => one - other),
      `the epochs that ${name} obeyed`,
    );
  }
}

describe('with two masters on one database', { concurrency: true }, () => {
  test('a leader that is stopped until the other took over changes nothing, and follows', async (context) => {
    const trial = await startWithStandby(context);
    trial.freeze('master1');
    const frozenAtMs = Date.now();
    await untilLeading(trial, 2);
    const takeover = await beginningOf(trial, 2);
    assert.ok(takeover.atMs - frozenAtMs < TAKEOVER_MS, `it took ${takeover.atMs - frozenAtMs} ms`);
    assert.equal(takeover.name, 'master2');
    await trial.until('the new leader records a success', async () =>
      (await readFacts(trial.database, 'task.success')).some(({ epoch }) => epoch === 2),
    );
    // What the old leader would like to place, if it still could.
    const more = ['task7', 'task8', 'task9'].map((taskname) => ({ taskname, sleeptime: 0.5 }));
    await trial.insert(more);
    trial.thaw('master1');
    await untilLogged(trial, 'master1', 'epoch.deposed');
    await untilAllSucceed(trial);

    const old = (await beginningOf(trial, 1)).by;
    const facts = await readFacts(trial.database);
    assert.ok(
      facts.every(({ by, epoch }) => (by === old) === (epoch === 1)),
      'each reign has its one writer',
    );
    assert.ok(
      facts.filter(({ epoch }) => epoch === 1).every(({ entry }) => entry < takeover.entry),
      'one at a time',
    );
    await assertUnharmed(trial, [...TASKS, ...more]);

    // It follows: when the leader is gone, it leads again, without having been started anew.
    await trial.kill('master2');
    const killedAtMs = Date.now();
    await untilLeading(trial, 3);
    const { name, atMs } = await beginningOf(trial, 3);
    assert.equal(name, 'master1');
    assert.ok(atMs - killedAtMs < TAKEOVER_MS, `it took ${atMs - killedAtMs} ms`);
    assert.equal(trial.cluster.process('master1').incarnations.length, 1);
    await conclude(trial, { ...HARMLESS, epochs: { min: 3, max: 3 }, masterFreezesWhileBusy: { min: 1 } });
  });

  test('a leader that is stopped in full work loses no report that reached it, and overwrites no document', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), masters: 2, idle: ['master2'] });
    await untilLeading(trial, 1);
    trial.start('master2');
    await untilStarted(trial, 'master2');
    await untilJoined(trial, 1, ...SLAVES);
    const tasks = numberedTasks(...Array.from({ length: 150 }, () => 0.05));
    await trial.insert(tasks);
    await trial.until('a third of the work is done', async () => (await executionsOf(trial)).length > tasks.length / 3);
    // Its slaves report to it while it stands still; and of what it wrote down, not all is in the documents yet.
    trial.freeze('master1');
    await untilLeading(trial, 2);
    trial.thaw('master1');
    await untilLogged(trial, 'master1', 'epoch.deposed');
    await untilAllSucceed(trial);
    // What was placed at the last moment, but not sent yet, comes back.
    await assertUnharmed(trial, tasks, RUN_ONCE);
    const replayed = (await Promise.all(SLAVES.map((name) => logged(trial, name, 'task.success')))).flat();
    assert.ok(
      replayed.some((line) => line.replayed === true),
      'reports were replayed',
    );
    await conclude(trial, {
      killedTasks: { max: 0 },
      returnedTasks: { max: SLAVES.length },
      executions: { min: tasks.length, max: tasks.length },
      epochs: { min: 2, max: 2 },
    });
  });

  test('a leader that is killed is replaced within 3 s, and no running task is affected', async (context) => {
    const trial = await startWithStandby(context);
    await trial.kill('master1');
    const killedAtMs = Date.now();
    await untilLeading(trial, 2);
    const { name, atMs } = await beginningOf(trial, 2);
    assert.equal(name, 'master2');
    assert.ok(atMs - killedAtMs < TAKEOVER_MS, `it took ${atMs - killedAtMs} ms`);
    await untilAllSucceed(trial);
    await assertUnharmed(trial, TASKS);
    await conclude(trial, { ...HARMLESS, runsAcrossMasterKill: { min: 3 } });
  });

  test('a leader that is asked to stop is replaced at once', async (context) => {
    const trial = await startWithStandby(context);
    await trial.stop('master1');
    await untilLeading(trial, 2);
    const [ended] = await readFacts(trial.database, 'epoch.ended');
    const { name, atMs } = await beginningOf(trial, 2);
    assert.equal(name, 'master2');
    assert.ok(ended && atMs - ended.atMs < AT_ONCE_MS, `it took ${atMs - (ended?.atMs ?? 0)} ms`);
    await untilLogged(trial, 'master1', 'process.stopped');
    await untilAllSucceed(trial);
    await assertUnharmed(trial, TASKS);
    await conclude(trial, HARMLESS);
  });
});
