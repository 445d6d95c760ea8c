import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PROGRAMS } from '@steadfast/cluster';
import { executionsOf, logLines } from './support/observations.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts } from './support/stored-data.ts';
import { startTestbed } from './support/testbed.ts';
import { waitForAllSuccesses, waitForJoined } from './support/waits.ts';

const COUNT = 200;

const HOSTS = Array.from({ length: COUNT }, (_, index) => `slave-${index + 1}`);

test('200 slaves reconnect to a master that was killed and restarted, and none loses its task', async (context) => {
  process.env['MANY_SLAVES'] = `${COUNT}`;
  const slave = fileURLToPath(new URL('./support/multi-slave-program.ts', import.meta.url));
  const testbed = await startTestbed(context, { slaves: ['slave'], programs: { ...PROGRAMS, slave } });
  await waitForJoined(testbed, 1, ...HOSTS);
  await testbed.insert(HOSTS.map((host) => ({ taskname: `task of ${host}`, sleeptime: 10 })));
  await testbed.waitUntil('200 tasks are running', async () => (await executionsOf(testbed)).length === COUNT);
  await testbed.kill('master1');
  testbed.start('master1');
  await waitForJoined(testbed, 2, ...HOSTS);
  const joined = (await readFacts(testbed.database, 'slave.joined')).filter(({ epoch }) => epoch === 2);
  await waitForAllSuccesses(testbed);

  const executions = await executionsOf(testbed);
  assert.equal(executions.length, COUNT);
  assert.ok(executions.every(({ attempt, end }) => attempt === 1 && end?.event === 'finished'));
  assert.equal(joined.length, COUNT);
  assert.equal((await logLines(testbed, 'slave', 'session.lost')).length, COUNT);
  const none = { max: 0 };
  await stopAndVerify(testbed, {
    killedTasks: none,
    returnedTasks: none,
    reruns: none,
    runsAcrossMasterKill: { min: COUNT },
  });
});
