import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { lastingSleeptime, waitForAllSuccesses } from './support/waits.ts';

const mongod = sharedMongod();

/** The tasks that are killed whenever they run, and those that must not wait for them. */
const LONG = new Set(['task1', 'task2']);
const SHORT = ['task3', 'task4'];

/** A task of each kind is placed in turn, and the first one twice: it was the only one that had been placed. */
const MAX_KILLS = 6;

async function countLongStarts(testbed: Testbed): Promise<number> {
  return (await executionsOf(testbed)).filter(({ taskname }) => LONG.has(taskname)).length;
}

function countShortSuccesses({ database }: Testbed): Promise<number> {
  return database.collection('tasks').countDocuments({ taskname: { $in: SHORT }, state: 'success' });
}

test('tasks that outlive every slave leave the others their turn', async (context) => {
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1, idle: ['slave1'] });
  const sleeptime = lastingSleeptime(testbed, 1.5);
  await testbed.insert(numberedTasks(sleeptime, sleeptime, 0.1, 0.1));
  testbed.start('slave1');
  for (let kills = 0; ; kills += 1) {
    const seen = await testbed.waitUntil('the slave runs a long task, or all short ones are done', async () => {
      if ((await countShortSuccesses(testbed)) === SHORT.length) return 'done';
      return (await countLongStarts(testbed)) > kills && 'long';
    });
    if (seen === 'done') break;
    assert.ok(kills < MAX_KILLS, 'long tasks were placed repeatedly while short ones waited');
    await testbed.kill('slave1');
    testbed.start('slave1');
  }
  await waitForAllSuccesses(testbed);
  await stopAndVerify(testbed, { slaveKills: { min: 1, max: MAX_KILLS }, successes: { min: 4, max: 4 } });
});
