import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PROGRAMS } from '@steadfast/cluster';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { startTestbed } from './support/testbed.ts';
import { occupySlaves, waitForAllSuccesses, waitForJoined } from './support/waits.ts';

const mongod = sharedMongod();

const SLAVES = ['slave1', 'version1', 'version2', 'version3'];

test('slaves of protocol versions 1 to 3 work next to one of the present version, also when the master is killed', async (context) => {
  const slave = fileURLToPath(new URL('./support/old-slave/old-slave-program.ts', import.meta.url));
  const testbed = await startTestbed(context, {
    mongoUrl: mongod.freshDatabaseUrl(),
    slaves: SLAVES,
    programs: { ...PROGRAMS, slave },
  });
  await occupySlaves(testbed, SLAVES, numberedTasks(2, 2, 2, 2, ...Array.from({ length: 30 }, () => 0.02)));
  await testbed.kill('master1');
  testbed.start('master1');
  await waitForJoined(testbed, 2, ...SLAVES);
  await waitForAllSuccesses(testbed);
  const executions = await executionsOf(testbed);
  assert.equal(executions.length, 34);
  assert.ok(executions.every(({ end }) => end?.event === 'finished'));
  for (const host of SLAVES) {
    assert.ok(executions.filter((execution) => execution.host === host).length > 1, `${host} ran several tasks`);
    // Only the one that ended with the master: none ended because of a message that the slave does not know.
    assert.equal((await logLines(testbed, host, 'session.lost')).length, 1, host);
  }
  const none = { max: 0 };
  await stopAndVerify(testbed, { killedTasks: none, reruns: none });
});
