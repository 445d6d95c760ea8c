import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILPOINTS, type FailpointName } from '@steadfast/slave/failpoint';
import { conclude } from './support/conclude.ts';
import {
  executionsOf,
  logged,
  occupy,
  untilAllSucceed,
  untilLeads,
  untilLogged,
  untilRunning,
  untilTask,
} from './support/observations.ts';
import { numberedTasks } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, RERUN } from './support/stories.ts';
import { startTrial } from './support/trial.ts';

const mongod = sharedMongod();

/** "At once": a machine under test is busy, so that this is far above what the bench measures. In milliseconds. */
const AT_ONCE_MS = 1_000;

describe('a slave that is killed while it runs a task', { concurrency: true }, () => {
  test('leaves it to another slave at once, which runs it from scratch', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 2 });
    const [first] = await occupy(trial, ['slave1', 'slave2'], numberedTasks(1.5));
    assert.ok(first);
    const killedAtMs = Date.now();
    await trial.kill(first.host);
    await untilAllSucceed(trial);

    const [, second, ...more] = await executionsOf(trial, 'task1');
    assert.deepEqual(more, []);
    assert.ok(second && second.host !== first.host && second.attempt === 2);
    assert.ok(second.startedAtMs - killedAtMs < AT_ONCE_MS, `it took ${second.startedAtMs - killedAtMs} ms`);
    assert.ok((second.end?.sleptMs ?? 0) >= 1_500, 'the whole time');
    await assertStories(trial, RERUN, 'task1');
    await untilLogged(trial, second.host, 'task.success');
    await conclude(trial, { slaveKillsWhileBusy: { min: 1, max: 1 }, killedTasks: { min: 1, max: 1 } });
  });

  test('leaves it killed, and assigned to nobody, while there is no other slave', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1 });
    await occupy(trial, ['slave1'], numberedTasks(1.5));
    await trial.kill('slave1');
    const task = await untilTask(trial, 'task1', 'is killed', ({ state }) => state === 'killed');
    assert.equal(task.assignment, undefined);
    trial.start('slave1');
    await untilAllSucceed(trial);
    await assertStories(trial, RERUN, 'task1');
    assert.equal((await logged(trial, 'slave1', 'task.running')).length, 2);
    await conclude(trial, { slaveRelaunches: { min: 1 }, killedTasks: { min: 1, max: 1 } });
  });
});

/** What the death of a slave may make of its task, by how far the slave had come. */
const STORIES: Record<FailpointName, RegExp> = {
  // It may have been assigned the task already, but never knew.
  registered: /^placed 1, (?:returned 1, placed 2, )?running \d, success \d$/,
  assigned: /^placed 1, returned 1, placed 2, running 2, success 2$/,
  // What was sent is likely to arrive, but need not.
  started: /^placed 1, (?:returned 1|running 1, killed 1), placed 2, running 2, success 2$/,
  finished: /^placed 1, running 1, killed 1, placed 2, running 2, success 2$/,
  reported: /^placed 1, running 1, (?:success 1|killed 1, placed 2, running 2, success 2)$/,
};

describe('a slave that dies in any phase costs its own attempt at most', { concurrency: 5 }, () => {
  for (const failpoint of FAILPOINTS) {
    test(`${failpoint}, with the master up`, async (context) => {
      const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1, idle: ['slave1'] });
      await trial.insert(numberedTasks(0.3));
      trial.start('slave1', '--failpoint', failpoint);
      await trial.until(`the slave dies when ${failpoint}`, () => !trial.cluster.process('slave1').alive);
      trial.start('slave1');
      await untilAllSucceed(trial);
      await assertStories(trial, STORIES[failpoint], 'task1');
      assert.ok((await executionsOf(trial, 'task1')).length <= 2);
      await conclude(trial, { slaveKills: { min: 1, max: 1 }, successes: { min: 1, max: 1 } });
    });

    test(`${failpoint}, and the master with it`, async (context) => {
      const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1, idle: ['slave1'] });
      await trial.insert(numberedTasks(1.5));
      trial.start('slave1', '--failpoint', failpoint);
      // What can only happen in a session happens before the master is killed; the end of a task happens without one.
      if (failpoint === 'finished') {
        await untilRunning(trial, 1);
        await trial.kill('master1');
      }
      await trial.until(`the slave dies when ${failpoint}`, () => !trial.cluster.process('slave1').alive);
      await trial.kill('master1');
      trial.start('slave1');
      trial.start('master1');
      await untilAllSucceed(trial);
      await assertStories(trial, STORIES[failpoint], 'task1');
      assert.ok((await executionsOf(trial, 'task1')).length <= 2);
      await untilLeads(trial, 'master1');
      const once = { min: 1, max: 1 };
      await conclude(trial, { slaveKills: once, masterKills: once, successes: once, epochs: { min: 2, max: 2 } });
    });
  }
});
