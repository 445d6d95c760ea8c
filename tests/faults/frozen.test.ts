import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conclude } from './support/conclude.ts';
import { executionsOf, logged, occupy, untilAllSucceed, untilLogged } from './support/observations.ts';
import { numberedTasks, readFacts } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, FIRST_ATTEMPT, RERUN, UNDISTURBED } from './support/stories.ts';
import { startTrial, type Trial } from './support/trial.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };

/** A frozen slave's task must run elsewhere within this time, in milliseconds. */
const ELSEWHERE_MS = 4_000;

/** Starts two slaves and one task, and freezes the slave that runs it; gives when, and its name. */
async function freezeBusySlave(trial: Trial, sleepSeconds: number) {
  const [execution] = await occupy(trial, ['slave1', 'slave2'], numberedTasks(sleepSeconds));
  assert.ok(execution);
  trial.freeze(execution.host);
  return { frozen: execution.host, atMs: Date.now() };
}

/** Waits until a task runs as a second attempt; gives how long after a moment it began, and where. */
function untilRerun(trial: Trial, sinceMs: number) {
  return trial.until('the task runs elsewhere', async () => {
    const rerun = (await executionsOf(trial, 'task1')).find(({ attempt }) => attempt === 2);
    return rerun && { host: rerun.host, tookMs: rerun.startedAtMs - sinceMs };
  });
}

describe('a process that is frozen', { concurrency: true }, () => {
  test('a slave, for 1 s: nothing happens', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 2 });
    const { frozen } = await freezeBusySlave(trial, 2);
    await sleep(1_000);
    trial.thaw(frozen);
    await untilAllSucceed(trial);
    await assertStories(trial, UNDISTURBED, 'task1');
    assert.equal((await executionsOf(trial)).length, 1);
    assert.deepEqual(await logged(trial, frozen, 'session.lost'), []);
    assert.deepEqual(await readFacts(trial.database, 'slave.lost'), []);
    await conclude(trial, { ...HARMLESS, slaveFreezesWhileBusy: { min: 1 } });
  });

  test('a slave, for 8 s: its task runs elsewhere within 4 s, and its late report is refused', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 2 });
    const { frozen, atMs } = await freezeBusySlave(trial, 6);
    const { host, tookMs } = await untilRerun(trial, atMs);
    assert.ok(host !== frozen && tookMs < ELSEWHERE_MS, `on ${host} after ${tookMs} ms`);
    await sleep(atMs + 8_000 - Date.now());
    trial.thaw(frozen);
    await untilAllSucceed(trial);
    await trial.until(
      'the late report is answered',
      async () => (await logged(trial, frozen, 'report.refused')).length,
    );

    await assertStories(trial, RERUN, 'task1');
    const ends = (await executionsOf(trial)).map(({ attempt, end }) => [attempt, end?.event]);
    assert.deepEqual(ends, [
      [1, 'finished'],
      [2, 'finished'],
    ]);
    const refused = (await untilLogged(trial, 'master1', 'report.refused')).map((line) => [line.host, line.attempt]);
    assert.deepEqual(refused, [[frozen, 1]]);
    await conclude(trial, { reportsRefused: { min: 1, max: 1 }, fencedExecutions: { min: 1, max: 1 } });
  });

  test('a slave, until its task runs elsewhere: it is told to stop what it still runs', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 2 });
    const { frozen, atMs } = await freezeBusySlave(trial, 6);
    await untilRerun(trial, atMs);
    trial.thaw(frozen);
    await untilAllSucceed(trial);
    const ends = (await executionsOf(trial)).map(({ attempt, host, end }) => [attempt, host === frozen, end?.event]);
    assert.deepEqual(ends, [
      [1, true, 'aborted'],
      [2, false, 'finished'],
    ]);
    await untilLogged(trial, frozen, 'task.killed');
    assert.equal((await readFacts(trial.database, 'task.success')).length, 1);
    await conclude(trial, { killedTasks: { min: 1, max: 1 }, fencedExecutions: { max: 0 } });
  });

  test('a master, for 8 s: no attempt increments anywhere', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase() });
    // Of those that run when it is frozen one ends before its slave misses the master, one after, and one after the thaw.
    await occupy(trial, ['slave1', 'slave2', 'slave3'], numberedTasks(1.5, 5, 11, 0.5, 0.5, 0.5));
    trial.freeze('master1');
    await sleep(8_000);
    trial.thaw('master1');
    await untilAllSucceed(trial);
    await assertStories(trial, FIRST_ATTEMPT, 'task1', 'task2', 'task3', 'task4', 'task5', 'task6');
    assert.equal((await executionsOf(trial)).length, 6);
    const lost = await Promise.all(['slave1', 'slave2', 'slave3'].map((name) => logged(trial, name, 'session.lost')));
    assert.ok(
      lost.every(({ length }) => length >= 1),
      'every slave missed the master',
    );
    await conclude(trial, { ...HARMLESS, masterFreezesWhileBusy: { min: 1 } });
  });
});
