import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRun, collectEvidence, PARTIAL_RUN } from '@steadfast/checker';
import { numberedTasks } from './support/numbered-tasks.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';

const mongod = sharedMongod();

/** Several tasks must start and end while the evidence is read, or else this test cannot fail. */
const SHORT_TASKS = 200;

function countSuccesses({ database }: Testbed): Promise<number> {
  return database.collection('tasks').countDocuments({ state: 'success' });
}

test('a cluster that is still running passes the checker at any moment', async (context) => {
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 4 });
  await testbed.insert(numberedTasks(...Array.from({ length: SHORT_TASKS }, () => 0.05)));
  await testbed.waitUntil('a task has finished', async () => (await countSuccesses(testbed)) > 0);
  do {
    const evidence = await collectEvidence({ mongoUrl: testbed.cluster.mongoUrl, directory: testbed.directory });
    const failed = checkRun(evidence, PARTIAL_RUN).results.filter(({ status }) => status === 'failed');
    assert.deepEqual(
      failed.map(({ id, violations }) => ({ id, violations: violations.messages })),
      [],
    );
  } while ((await countSuccesses(testbed)) < SHORT_TASKS);
  await stopAndVerify(testbed, { successes: { min: SHORT_TASKS, max: SHORT_TASKS } });
});
