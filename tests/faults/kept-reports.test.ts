import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { assertHistory, UNDISTURBED } from './support/task-history.ts';
import { startTestbed } from './support/testbed.ts';
import { occupySlaves, waitForAllSuccesses, waitForLog } from './support/waits.ts';

const mongod = sharedMongod();

test('a task that ended while no master was there is not run again, although its slave was killed, too', async (context) => {
  const slaveOptions = ['--keep-reports', 'all'];
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1, slaveOptions });
  await occupySlaves(testbed, ['slave1'], numberedTasks(1));
  await testbed.kill('master1');
  await waitForLog(testbed, 'slave1', 'task.finished');
  await testbed.kill('slave1');
  testbed.start('slave1');
  testbed.start('master1');
  await waitForAllSuccesses(testbed);

  assert.equal((await executionsOf(testbed)).length, 1);
  await assertHistory(testbed, UNDISTURBED, 'task1');
  await testbed.waitUntil('the report is no longer on disk', async () => {
    const folders = (await readdir(testbed.directory, { recursive: true })).filter((name) => name.endsWith('.reports'));
    const files = await Promise.all(folders.map((folder) => readdir(join(testbed.directory, folder))));
    return folders.length === 1 && files.flat().length === 0;
  });
  assert.equal((await logLines(testbed, 'slave1', 'task.success')).length, 1);
  await stopAndVerify(testbed, { killedTasks: { max: 0 }, reruns: { max: 0 } });
});
