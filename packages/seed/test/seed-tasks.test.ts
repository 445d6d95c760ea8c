import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MongoClient, type Collection, type WithId } from 'mongodb';
import { waitUntil } from '@steadfast/runtime/testing';
import { createTaskGenerator, type NewTask } from '../src/task-generator.ts';
import { SeedError } from '../src/batch-inserter.ts';
import { seedTasks, type SeedOptions } from '../src/seed-tasks.ts';
import { useMongod } from './support.ts';

const OPTIONS: SeedOptions = { count: 100, minSleepSeconds: 0.2, maxSleepSeconds: 2, randomSeed: 42 };

function stored(tasks: Collection<NewTask>): Promise<WithId<NewTask>[]> {
  return tasks.find().sort({ _id: 1 }).toArray();
}

/** Returns the names and sleep times, which do not differ between two insertions. */
async function namesAndSleepTimes(tasks: Collection<NewTask>) {
  return (await stored(tasks)).map(({ taskname, sleeptime }) => [taskname, sleeptime]);
}

describe('seedTasks', () => {
  const { database, mongod } = useMongod();

  test('inserts documents with taskname, sleeptime and state only', async () => {
    const { tasks, url } = database();
    const { inserted, totalSleepSeconds } = await seedTasks({ ...OPTIONS, url });
    const documents = await stored(tasks);
    assert.equal(inserted, 100);
    assert.equal(documents.length, 100);
    for (const { _id, ...task } of documents) {
      assert.deepEqual(Object.keys(task).sort(), ['sleeptime', 'state', 'taskname']);
      assert.match(task.taskname, /^task-[0-9a-z]{10}$/);
      assert.equal(task.state, 'created');
      assert.ok(task.sleeptime >= 0.2 && task.sleeptime <= 2);
      assert.equal(Math.round(task.sleeptime * 1_000) / 1_000, task.sleeptime);
    }
    const total = documents.reduce((sum, { sleeptime }) => sum + sleeptime, 0);
    assert.equal(totalSleepSeconds.toFixed(3), total.toFixed(3));
  });

  test('generates the same tasks for the same random seed, and different ones for another', async () => {
    const [first, second, other] = [database(), database(), database()];
    await seedTasks({ ...OPTIONS, url: first.url });
    await seedTasks({ ...OPTIONS, url: second.url });
    await seedTasks({ ...OPTIONS, url: other.url, randomSeed: 43 });
    assert.deepEqual(await namesAndSleepTimes(first.tasks), await namesAndSleepTimes(second.tasks));
    assert.notDeepEqual(await namesAndSleepTimes(first.tasks), await namesAndSleepTimes(other.tasks));
  });

  test('generates the same tasks in batches as one by one', async () => {
    const { tasks, url } = database();
    await seedTasks({ ...OPTIONS, count: 12_345, url });
    const { nextName, nextSleepMs } = createTaskGenerator(42, 0.2, 2);
    const expected = Array.from({ length: 12_345 }, () => [nextName(), nextSleepMs() / 1_000]);
    assert.deepEqual(await namesAndSleepTimes(tasks), expected);
  });

  test('draws new names when the same random seed is used again in the same database', async () => {
    const { tasks, url } = database();
    await seedTasks({ ...OPTIONS, count: 7_000, url });
    const { redrawnNames } = await seedTasks({ ...OPTIONS, count: 7_000, url });
    assert.equal(redrawnNames, 7_000);
    assert.equal((await tasks.distinct('taskname')).length, 14_000);
  });

  test('replaces a name that is in use, without changing any sleep time', async () => {
    const { tasks } = database();
    const { nextName, nextSleepMs } = createTaskGenerator(42, 0.2, 2);
    const names = Array.from({ length: 101 }, nextName);
    const taken = names[7] ?? '';
    const { insertedId } = await tasks.insertOne({ taskname: taken, sleeptime: 1, state: 'created' });
    const { redrawnNames } = await seedTasks({ ...OPTIONS, collection: tasks });
    assert.equal(redrawnNames, 1);
    await tasks.deleteOne({ _id: insertedId });
    const expected = names.filter((name) => name !== taken).map((name) => [name, nextSleepMs() / 1_000]);
    assert.deepEqual(await namesAndSleepTimes(tasks), expected);
  });

  test('does not make names unique, and accepts an existing index on names', async () => {
    const { tasks, url } = database();
    await tasks.createIndex({ taskname: 1 }, { name: 'mine', sparse: true });
    await seedTasks({ ...OPTIONS, url });
    const [{ taskname } = { taskname: '' }] = await stored(tasks);
    await tasks.insertOne({ taskname, sleeptime: 1, state: 'created' });
    assert.equal(await tasks.countDocuments({ taskname }), 2);
  });

  test('reports progress, and stops after the batches in flight when the signal aborts', async () => {
    const { tasks, url } = database();
    const stop = new AbortController();
    const progress: number[] = [];
    const { inserted, totalSleepSeconds } = await seedTasks({
      ...OPTIONS,
      count: 1_000_000,
      url,
      signal: stop.signal,
      onProgress: (done) => {
        progress.push(done);
        stop.abort();
      },
    });
    assert.equal(progress[0], 5_000);
    assert.equal(inserted, progress.at(-1));
    assert.ok(inserted <= 20_000);
    const documents = await stored(tasks);
    assert.equal(documents.length, inserted);
    assert.equal(documents.reduce((sum, { sleeptime }) => sum + sleeptime, 0).toFixed(2), totalSleepSeconds.toFixed(2));
  });

  // Must be the last test: it kills mongod.
  test('reports how many tasks are inserted when the database dies', async (context) => {
    // It gives up soon after mongod has died, but not if a busy machine takes long to connect.
    const client = new MongoClient(mongod().url, { serverSelectionTimeoutMS: 1_000 });
    context.after(() => client.close());
    const connect = (): Promise<boolean> =>
      client.connect().then(
        () => true,
        () => false,
      );
    await waitUntil('the client is connected', connect);
    const tasks = client.db('dies').collection<NewTask>('tasks');
    const seeding = seedTasks({
      ...OPTIONS,
      count: 1_000_000,
      collection: tasks,
      onProgress: (done) => {
        if (done === 10_000) mongod().kill('SIGKILL');
      },
    });
    await assert.rejects(seeding, (error) => error instanceof SeedError && /at least \d+000 tasks/.test(error.message));
  });
});
