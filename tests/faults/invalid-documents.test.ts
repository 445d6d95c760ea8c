import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Db, Document } from 'mongodb';
import { numberedTasks } from './support/numbered-tasks.ts';
import { executionsOf, logLines } from './support/observations.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { stopAndVerify } from './support/stop-and-verify.ts';
import { readFacts, readTasks } from './support/stored-data.ts';
import { assertHistory, UNDISTURBED } from './support/task-history.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { waitForAllSuccesses, waitForEpoch, waitForLog, waitForTask } from './support/waits.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };

const VALID = { taskname: 'valid', sleeptime: 0.1, state: 'created' };
const GHOST = { host: 'ghost', instance: 'ghost-1', epoch: 1, at: new Date() };

/** Documents that are not valid tasks, by what is wrong with them. */
const INVALID: Record<string, Document> = {
  'a sleeptime that is NaN': { ...VALID, sleeptime: Number.NaN },
  'a negative sleeptime': { ...VALID, sleeptime: -1 },
  'an infinite sleeptime': { ...VALID, sleeptime: Number.POSITIVE_INFINITY },
  'a sleeptime longer than any timer': { ...VALID, sleeptime: 1e300 },
  'a sleeptime that is text': { ...VALID, sleeptime: '60 seconds' },
  'a sleeptime of null': { ...VALID, sleeptime: null },
  'no sleeptime': { taskname: 'no sleeptime', state: 'created' },
  'no name': { sleeptime: 0.1, state: 'created' },
  'an empty name': { ...VALID, taskname: '' },
  'a number for a name': { ...VALID, taskname: 42 },
  'a query operator for a name': { ...VALID, taskname: { $gt: '' } },
  'a name that forges a log line': { ...VALID, taskname: 'x\n{"event":"task.success"}\u001b[2J' },
  'a name of 100 kB': { ...VALID, taskname: 'x'.repeat(100_000) },
  'an attempt that is text': { ...VALID, attempt: 'first' },
  'a negative attempt': { ...VALID, attempt: -1 },
  'a fractional attempt': { ...VALID, attempt: 1.5 },
  'a history that is not an array': { ...VALID, history: { event: 'task.placed' } },
  'a revision that is text': { ...VALID, rev: 'latest' },
  'an assignment that is text': { ...VALID, assignment: 'slave1' },
  'an assignment that no master wrote': { ...VALID, assignment: GHOST },
};

/** More documents than a master reads in one batch. */
const MANY = 1_200;

async function countParked(database: Db): Promise<number> {
  return (await readTasks(database)).filter(({ parked }) => parked !== undefined).length;
}

describe(
  'a document that is not a valid task is parked with a reason and blocks no other task',
  { concurrency: true },
  () => {
    test('whichever field is invalid, and runs once it is fixed', async (context) => {
      const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 2 });
      const tasks = testbed.database.collection<Document & { _id: string }>('tasks');
      await waitForEpoch(testbed, 1);
      await waitForLog(testbed, 'master1', 'epoch.ready');
      const invalid = Object.entries(INVALID);
      for (const [what, document] of invalid) await tasks.insertOne({ _id: what, ...document });
      await testbed.insert(numberedTasks(0.1, 0.1, 0.1, 0.1));
      await waitForAllSuccesses(testbed);

      for (const what of Object.keys(INVALID)) {
        const document = await tasks.findOne({ _id: what });
        assert.match(document?.['parked']?.reason ?? '', /must|not made by a master/, `${what} must be parked`);
        assert.equal(document?.['state'], 'created');
      }
      const facts = await readFacts(testbed.database, 'task.parked');
      assert.equal(facts.length, invalid.length);
      assert.equal((await waitForLog(testbed, 'master1', 'task.parked', invalid.length)).length, invalid.length);
      assert.equal((await executionsOf(testbed)).length, 4);
      await assertHistory(testbed, UNDISTURBED, 'task1', 'task2', 'task3', 'task4');

      await tasks.updateOne(
        { _id: 'a negative sleeptime' },
        { $set: { sleeptime: 0.1, taskname: 'fixed' }, $unset: { parked: '' } },
      );
      await waitForTask(testbed, 'fixed', 'succeeds', ({ state }) => state === 'success');
      await assertHistory(testbed, UNDISTURBED, 'fixed');
      assert.equal((await executionsOf(testbed, 'fixed')).length, 1);
      await stopAndVerify(testbed, HARMLESS, { parkedAllowed: true });
    });

    test(`even if ${MANY} of them precede the first task`, async (context) => {
      const testbed = await startTestbed(context, {
        mongoUrl: mongod.freshDatabaseUrl(),
        slaves: 1,
        idle: ['master1'],
      });
      const documents = Array.from({ length: MANY }, (_, index) => ({
        ...VALID,
        taskname: `bad${index}`,
        sleeptime: -1,
      }));
      await testbed.database.collection('tasks').insertMany(documents);
      await testbed.insert(numberedTasks(0.1, 0.1));
      testbed.start('master1');
      await waitForAllSuccesses(testbed);
      assert.equal(await countParked(testbed.database), MANY);
      assert.equal((await logLines(testbed, 'master1', 'task.parked')).length, MANY);
      await assertHistory(testbed, UNDISTURBED, 'task1', 'task2');
      assert.equal((await executionsOf(testbed)).length, 2);
      await stopAndVerify(testbed, { ...HARMLESS, parkedTasks: { min: MANY, max: MANY } }, { parkedAllowed: true });
    });
  },
);

test('a task with a document that a schema validator rejects runs once, and its document is updated when the validator is removed', async (context) => {
  const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 2, idle: ['master1'] });
  const { database } = testbed;
  await testbed.insert([{ taskname: 'refused', sleeptime: 0.1 }]);
  await database.command({ collMod: 'tasks', validator: { taskname: { $ne: 'refused' } } });
  await testbed.insert(numberedTasks(0.1, 0.1, 0.1));
  testbed.start('master1');
  await waitForLog(testbed, 'master1', 'task.detached');
  for (const taskname of ['task1', 'task2', 'task3'])
    await waitForTask(testbed, taskname, 'succeeds', ({ state }) => state === 'success');
  await testbed.waitUntil(
    'the success is recorded',
    async () => (await readFacts(database, 'task.success')).length === 4,
  );
  await testbed.kill('master1');
  testbed.start('master1');
  await waitForEpoch(testbed, 2);
  await testbed.insert([{ taskname: 'later', sleeptime: 0.1 }]);
  await waitForTask(testbed, 'later', 'succeeds', ({ state }) => state === 'success');
  assert.equal((await executionsOf(testbed, 'refused')).length, 1);
  await database.command({ collMod: 'tasks', validator: {} });
  await waitForAllSuccesses(testbed);
  assert.equal((await executionsOf(testbed, 'refused')).length, 1);
  await assertHistory(testbed, UNDISTURBED, 'refused');
  // It is deleted after its content was written to the document.
  await testbed.waitUntil(
    'nothing is detached',
    async () => (await database.collection('detached').countDocuments()) === 0,
  );
  await stopAndVerify(testbed, HARMLESS);
});

/** The failpoint delays the result of a read by this time, in which the documents may change. */
const READ_DELAY_MS = 1_000;

/** The first try usually succeeds; on a machine that is so busy that one in three does, this is enough. */
const MAX_TRIES = 20;

/** Returns when the database answered the reads that found runnable tasks, in milliseconds since 1970. */
async function runnableReadTimes(database: Db): Promise<number[]> {
  const reads = await database
    .collection('system.profile')
    .find({ op: 'query', appName: 'steadfast-master', 'command.filter.state': 'created', nreturned: { $gte: 1 } })
    .sort({ ts: 1 })
    .toArray();
  return reads.map((read) => (read['ts'] as Date).getTime());
}

/** Waits until the database has answered a read that found runnable tasks after `afterMs`; returns when. */
function waitForRead(testbed: Testbed, afterMs: number): Promise<number> {
  return testbed.waitUntil('the master reads the task again', async () =>
    (await runnableReadTimes(testbed.database)).find((atMs) => atMs > afterMs),
  );
}

/**
 * Lets a task run and succeed while the result of a read that returned it as runnable is delayed. Returns whether the
 * task was fast enough, since all of it must happen within a second.
 */
async function succeedDuringRead(testbed: Testbed, taskname: string): Promise<boolean> {
  testbed.freeze('slave1');
  await testbed.waitUntil('the slave is lost', async () => {
    const [slave] = (await readFacts(testbed.database, 'slave.joined', 'slave.lost')).slice(-1);
    return slave?.kind === 'slave.lost';
  });
  const insertedAtMs = Date.now();
  await testbed.insert([{ taskname, sleeptime: 0.05 }]);
  // The result of the first read brings the task into memory; the task must succeed during the second read.
  const firstAtMs = await waitForRead(testbed, insertedAtMs);
  const readAtMs = await waitForRead(testbed, firstAtMs + READ_DELAY_MS);
  testbed.thaw('slave1');
  await waitForTask(testbed, taskname, 'succeeds', ({ state }) => state === 'success');
  const succeededInTime = Date.now() < readAtMs + READ_DELAY_MS;
  await testbed.waitUntil('the read has returned', () => Date.now() > readAtMs + 2 * READ_DELAY_MS);
  return succeededInTime;
}

test('a task that succeeds while a delayed read still returns it as runnable is not placed again', async (context) => {
  const testbed = await startTestbed(context, {
    mongoUrl: mongod.freshDatabaseUrl(),
    slaves: 1,
    masterOptions: ['--failpoint', 'read.runnable/slow'],
  });
  await testbed.database.command({ profile: 2 });
  await testbed.waitUntil(
    'the slave has joined',
    async () => (await readFacts(testbed.database, 'slave.joined')).length > 0,
  );
  let succeededInTime = false;
  // On a busy machine it may take many tries until a task is fast enough.
  for (let tries = 1; tries <= MAX_TRIES && !succeededInTime; tries += 1) {
    const taskname = `task${tries}`;
    succeededInTime = await succeedDuringRead(testbed, taskname);
    await assertHistory(testbed, UNDISTURBED, taskname);
    assert.equal((await executionsOf(testbed, taskname)).length, 1);
  }
  assert.ok(succeededInTime, 'a task succeeded during a read');
  await testbed.database.command({ profile: 0 });
  await stopAndVerify(testbed, { ...HARMLESS, parkedTasks: { max: 0 } });
});
