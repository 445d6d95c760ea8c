import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Db, Document } from 'mongodb';
import { conclude } from './support/conclude.ts';
import { executionsOf, logged, untilAllSucceed, untilLogged, untilLeading, untilTask } from './support/observations.ts';
import { numberedTasks, readFacts, readTasks } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, UNDISTURBED } from './support/stories.ts';
import { startTrial, type Trial } from './support/trial.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };

const VALID = { taskname: 'valid', sleeptime: 0.1, state: 'created' };
const GHOST = { host: 'ghost', instance: 'ghost-1', epoch: 1, at: new Date() };

/** Documents that are no tasks, by what is wrong with them. */
const INVALID: Record<string, Document> = {
  'a sleeptime that is NaN': { ...VALID, sleeptime: Number.NaN },
  'a negative sleeptime': { ...VALID, sleeptime: -1 },
  'an endless sleeptime': { ...VALID, sleeptime: Number.POSITIVE_INFINITY },
  'a sleeptime longer than any timer': { ...VALID, sleeptime: 1e300 },
  'a sleeptime in words': { ...VALID, sleeptime: '60 seconds' },
  'a sleeptime of nothing': { ...VALID, sleeptime: null },
  'no sleeptime': { taskname: 'no sleeptime', state: 'created' },
  'no name': { sleeptime: 0.1, state: 'created' },
  'an empty name': { ...VALID, taskname: '' },
  'a number for a name': { ...VALID, taskname: 42 },
  'an operator for a name': { ...VALID, taskname: { $gt: '' } },
  'a name that forges a line of the log': { ...VALID, taskname: 'x\n{"event":"task.success"}\u001b[2J' },
  'a name of 100 kB': { ...VALID, taskname: 'x'.repeat(100_000) },
  'an attempt in words': { ...VALID, attempt: 'first' },
  'a negative attempt': { ...VALID, attempt: -1 },
  'half an attempt': { ...VALID, attempt: 1.5 },
  'a history that is no list': { ...VALID, history: { event: 'task.placed' } },
  'a revision in words': { ...VALID, rev: 'latest' },
  'an assignment that is none': { ...VALID, assignment: 'slave1' },
  'an assignment that no master made': { ...VALID, assignment: GHOST },
};

/** So many documents at once are more than a master reads at once. */
const MANY = 1_200;

async function parkedIn(database: Db): Promise<number> {
  return (await readTasks(database)).filter(({ parked }) => parked !== undefined).length;
}

describe('a document that is no task is set aside with a reason, and stops nothing', { concurrency: true }, () => {
  test('whatever is wrong with it; and it runs once it is mended', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 2 });
    const tasks = trial.database.collection<Document & { _id: string }>('tasks');
    await untilLeading(trial, 1);
    await untilLogged(trial, 'master1', 'epoch.ready');
    const wrong = Object.entries(INVALID);
    for (const [what, document] of wrong) await tasks.insertOne({ _id: what, ...document });
    await trial.insert(numberedTasks(0.1, 0.1, 0.1, 0.1));
    await untilAllSucceed(trial);

    for (const what of Object.keys(INVALID)) {
      const document = await tasks.findOne({ _id: what });
      assert.match(document?.['parked']?.reason ?? '', /must|but no master/, `${what} must be set aside`);
      assert.equal(document?.['state'], 'created');
    }
    const facts = await readFacts(trial.database, 'task.parked');
    assert.equal(facts.length, wrong.length);
    assert.equal((await untilLogged(trial, 'master1', 'task.parked', wrong.length)).length, wrong.length);
    assert.equal((await executionsOf(trial)).length, 4);
    await assertStories(trial, UNDISTURBED, 'task1', 'task2', 'task3', 'task4');

    await tasks.updateOne(
      { _id: 'a negative sleeptime' },
      { $set: { sleeptime: 0.1, taskname: 'mended' }, $unset: { parked: '' } },
    );
    await untilTask(trial, 'mended', 'succeeds', ({ state }) => state === 'success');
    await assertStories(trial, UNDISTURBED, 'mended');
    assert.equal((await executionsOf(trial, 'mended')).length, 1);
    await conclude(trial, HARMLESS, { parkedAllowed: true });
  });

  test(`however many there are: ${MANY} of them before the first task`, async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), slaves: 1, idle: ['master1'] });
    const documents = Array.from({ length: MANY }, (_, index) => ({
      ...VALID,
      taskname: `bad${index}`,
      sleeptime: -1,
    }));
    await trial.database.collection('tasks').insertMany(documents);
    await trial.insert(numberedTasks(0.1, 0.1));
    trial.start('master1');
    await untilAllSucceed(trial);
    assert.equal(await parkedIn(trial.database), MANY);
    assert.equal((await logged(trial, 'master1', 'task.parked')).length, MANY);
    await assertStories(trial, UNDISTURBED, 'task1', 'task2');
    assert.equal((await executionsOf(trial)).length, 2);
    await conclude(trial, { ...HARMLESS, parkedTasks: { min: MANY, max: MANY } }, { parkedAllowed: true });
  });
});

/** A slow read is held back for so long, in milliseconds: what happens meanwhile, its documents do not show. */
const SLOW_READ_MS = 1_000;

/** The times at which the database answered reads of runnable tasks that brought some, in milliseconds since 1970. */
async function readsOfTasks(database: Db): Promise<number[]> {
  const reads = await database
    .collection('system.profile')
    .find({ op: 'query', appName: 'steadfast-master', 'command.filter.state': 'created', nreturned: { $gte: 1 } })
    .sort({ ts: 1 })
    .toArray();
  return reads.map((read) => (read['ts'] as Date).getTime());
}

/** Waits until the database has answered a read of runnable tasks that brought some, after a moment; gives when. */
function untilRead(trial: Trial, afterMs: number): Promise<number> {
  return trial.until('the master reads the task again', async () =>
    (await readsOfTasks(trial.database)).find((atMs) => atMs > afterMs),
  );
}

/**
 * Lets a task run and succeed while a read that shows it as not yet run is held back. Gives whether that came about:
 * all of it must happen within a second.
 */
async function outrunRead(trial: Trial, taskname: string): Promise<boolean> {
  trial.freeze('slave1');
  await trial.until('the slave is gone', async () => {
    const [slave] = (await readFacts(trial.database, 'slave.joined', 'slave.lost')).slice(-1);
    return slave?.kind === 'slave.lost';
  });
  const insertedAtMs = Date.now();
  await trial.insert([{ taskname, sleeptime: 0.05 }]);
  // The first read brings it into memory when it comes back; the next one is the read to be outrun.
  const firstAtMs = await untilRead(trial, insertedAtMs);
  const readAtMs = await untilRead(trial, firstAtMs + SLOW_READ_MS);
  trial.thaw('slave1');
  await untilTask(trial, taskname, 'succeeds', ({ state }) => state === 'success');
  const outrun = Date.now() < readAtMs + SLOW_READ_MS;
  await trial.until('the read is back', () => Date.now() > readAtMs + 2 * SLOW_READ_MS);
  return outrun;
}

test('a task that is read by a slow load while it finishes and is projected is not placed again', async (context) => {
  const trial = await startTrial(context, {
    mongoUrl: mongod.freshDatabase(),
    slaves: 1,
    masterOptions: ['--failpoint', 'read.runnable/slow'],
  });
  await trial.database.command({ profile: 2 });
  await trial.until('the slave joined', async () => (await readFacts(trial.database, 'slave.joined')).length > 0);
  let outrun = false;
  // On a machine that is very busy it may take several tries until a task is fast enough.
  for (let tries = 1; tries <= 5 && !outrun; tries += 1) {
    const taskname = `task${tries}`;
    outrun = await outrunRead(trial, taskname);
    await assertStories(trial, UNDISTURBED, taskname);
    assert.equal((await executionsOf(trial, taskname)).length, 1);
  }
  assert.ok(outrun, 'a read was outrun');
  await trial.database.command({ profile: 0 });
  await conclude(trial, { ...HARMLESS, parkedTasks: { max: 0 } });
});
