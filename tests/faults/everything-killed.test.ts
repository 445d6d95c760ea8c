import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsInProgress, executionsOf, logLines } from './support/observations.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts } from './support/stored-data.ts';
import { startTestbed } from './support/testbed.ts';
import { waitForAllSuccesses, waitForEpoch, waitForStarted } from './support/waits.ts';

const ALL_PROCESSES = ['mongod', 'master1', 'slave1', 'slave2', 'slave3'];
const TASKS = numberedTasks(...Array.from({ length: 36 }, (_, index) => 0.6 + (index % 4) * 0.2));

test('every task succeeds exactly once although all processes, including MongoDB, are killed at once three times', async (context) => {
  const testbed = await startTestbed(context);
  await testbed.insert(TASKS);
  for (const round of [1, 2, 3]) {
    await waitForEpoch(testbed, round);
    for (const name of ALL_PROCESSES.slice(1)) await waitForStarted(testbed, name);
    await testbed.waitUntil('two tasks are running', async () => (await executionsInProgress(testbed)).length >= 2);
    await testbed.kill(...ALL_PROCESSES);
    for (const name of ALL_PROCESSES) testbed.start(name);
  }
  await waitForAllSuccesses(testbed);

  const successes = await readFacts(testbed.database, 'task.success');
  assert.deepEqual(new Set(successes.map(({ taskname }) => taskname)).size, TASKS.length);
  assert.equal(successes.length, TASKS.length);
  const finished = (await executionsOf(testbed)).filter(({ end }) => end?.event === 'finished');
  assert.ok(finished.length >= TASKS.length);
  for (const name of ALL_PROCESSES.slice(1)) assert.equal((await logLines(testbed, name, 'process.started')).length, 4);
  await stopAndVerify(testbed, {
    masterKills: { min: 3, max: 3 },
    slaveKills: { min: 9, max: 9 },
    slaveKillsWhileBusy: { min: 3 },
    masterRelaunches: { min: 3 },
    slaveRelaunches: { min: 9 },
    // Not all of these are killed tasks: a task is returned if its start was not in the ledger yet.
    reruns: { min: 3 },
  });
});
