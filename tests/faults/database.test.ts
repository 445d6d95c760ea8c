import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conclude } from './support/conclude.ts';
import { executionsOf, inProgress, logged, occupy, untilAllSucceed, untilLogged } from './support/observations.ts';
import { numberedTasks, readFacts } from './support/records.ts';
import { assertStories, UNDISTURBED } from './support/stories.ts';
import { startTrial, type Trial } from './support/trial.ts';

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };
const SLAVES = ['slave1', 'slave2', 'slave3'];
const SLEEPTIMES = [1.5, 1.7, 1.9, 0.2, 0.2, 0.2, 0.2, 0.2];

function pidsOf({ cluster }: Trial) {
  return ['master1', ...SLAVES].map((name) => cluster.process(name).pid);
}

/** While the database is away nothing is acknowledged: gives how many acknowledgements the slaves logged in a span. */
async function acknowledgedWithin(trial: Trial, fromMs: number, toMs: number): Promise<number> {
  const lines = (await Promise.all(SLAVES.map((name) => logged(trial, name, 'task.success')))).flat();
  return lines.filter(({ atMs }) => atMs > fromMs && atMs < toMs).length;
}

/** No process died, no session broke, every task ran once, in its first attempt. */
async function assertUndisturbed(trial: Trial, pids: readonly (number | undefined)[]): Promise<void> {
  assert.deepEqual(pidsOf(trial), pids);
  for (const name of SLAVES) assert.deepEqual(await logged(trial, name, 'session.lost'), []);
  assert.deepEqual(await readFacts(trial.database, 'slave.lost'), []);
  await assertStories(trial, UNDISTURBED, ...numberedTasks(...SLEEPTIMES).map(({ taskname }) => taskname));
  assert.equal((await executionsOf(trial)).length, SLEEPTIMES.length);
}

describe(
  'while MongoDB is away, no process dies, no task is killed and no report is lost',
  { concurrency: true },
  () => {
    test('when it is killed and started again', async (context) => {
      const trial = await startTrial(context);
      await occupy(trial, SLAVES, numberedTasks(...SLEEPTIMES));
      const pids = pidsOf(trial);
      await trial.kill('mongod');
      const goneAtMs = Date.now();
      await trial.until('all that ran has finished', async () => (await inProgress(trial)).length === 0);
      await untilLogged(trial, 'master1', 'store.unavailable');
      const backAtMs = Date.now();
      trial.start('mongod');
      await untilAllSucceed(trial);
      assert.equal(await acknowledgedWithin(trial, goneAtMs, backAtMs), 0);
      await untilLogged(trial, 'master1', 'store.available');
      await assertUndisturbed(trial, pids);
      await conclude(trial, { ...HARMLESS, databaseOutagesWhileBusy: { min: 1 }, epochs: { max: 1 } });
    });

    test('when it is frozen for 5 s', async (context) => {
      const trial = await startTrial(context);
      await occupy(trial, SLAVES, numberedTasks(...SLEEPTIMES));
      const pids = pidsOf(trial);
      trial.freeze('mongod');
      const frozenAtMs = Date.now();
      await sleep(5_000);
      assert.equal((await inProgress(trial)).length, 0, 'all that ran has finished meanwhile');
      assert.equal(await acknowledgedWithin(trial, frozenAtMs, Date.now()), 0);
      trial.thaw('mongod');
      await untilAllSucceed(trial);
      await assertUndisturbed(trial, pids);
      await conclude(trial, { ...HARMLESS, databaseOutagesWhileBusy: { min: 1 }, epochs: { max: 1 } });
    });

    test('when it is not there yet at the start: everybody waits, and says so', async (context) => {
      const trial = await startTrial(context, { idle: ['master1', ...SLAVES] });
      await trial.insert(numberedTasks(...SLEEPTIMES));
      await trial.kill('mongod');
      for (const name of ['master1', ...SLAVES]) trial.start(name);
      await untilLogged(trial, 'master1', 'store.unavailable');
      const pids = pidsOf(trial);
      trial.start('mongod');
      await untilAllSucceed(trial);
      await assertUndisturbed(trial, pids);
      await conclude(trial, { ...HARMLESS, epochs: { max: 1 } });
    });
  },
);
