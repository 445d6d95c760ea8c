import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Collection, WithId } from 'mongodb';
import { drawTasks, type NewTask } from '../src/draw-tasks.ts';
import { SeedError, seedTasks, type SeedOptions } from '../src/seed-tasks.ts';
import { useMongod } from './support.ts';

const OPTIONS: SeedOptions = { count: 100, minSleepSeconds: 0.2, maxSleepSeconds: 2, randomSeed: 42 };

function stored(tasks: Collection<NewTask>): Promise<WithId<NewTask>[]> {
  return tasks.find().sort({ _id: 1 }).toArray();
}

/** Names and sleep times, without what differs between two insertions. */
async function content(tasks: Collection<NewTask>) {
  return (await stored(tasks)).map(({ taskname, sleeptime }) => [taskname, sleeptime]);
}

describe('seedTasks', () => {
  const { database, mongod } = useMongod();

  test('inserts taskname, sleeptime and state, and nothing else', async () => {
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

  test('gives the same tasks for the same random seed, others for another', async () => {
    const [first, second, other] = [database(), database(), database()];
    await seedTasks({ ...OPTIONS, url: first.url });
    await seedTasks({ ...OPTIONS, url: second.url });
    await seedTasks({ ...OPTIONS, url: other.url, randomSeed: 43 });
    assert.deepEqual(await content(first.tasks), await content(second.tasks));
    assert.notDeepEqual(await content(first.tasks), await content(other.tasks));
  });

  test('gives the tasks that are drawn one by one, also over many batches', async () => {
    const { tasks, url } = database();
    await seedTasks({ ...OPTIONS, count: 12_345, url });
    const { drawName, drawSleepMs } = drawTasks(42, 0.2, 2);
    const expected = Array.from({ length: 12_345 }, () => [drawName(), drawSleepMs() / 1_000]);
    assert.deepEqual(await content(tasks), expected);
  });

  test('the same random seed again, on the same database, draws further names', async () => {
    const { tasks, url } = database();
    await seedTasks({ ...OPTIONS, count: 7_000, url });
    const { redrawnNames } = await seedTasks({ ...OPTIONS, count: 7_000, url });
    assert.equal(redrawnNames, 7_000);
    assert.equal((await tasks.distinct('taskname')).length, 14_000);
  });

  test('a name that somebody else uses is not used again, and shifts no sleep time', async () => {
    const { tasks } = database();
    const { drawName, drawSleepMs } = drawTasks(42, 0.2, 2);
    const names = Array.from({ length: 101 }, drawName);
    const taken = names[7] ?? '';
    const { insertedId } = await tasks.insertOne({ taskname: taken, sleeptime: 1, state: 'created' });
    const { redrawnNames } = await seedTasks({ ...OPTIONS, collection: tasks });
    assert.equal(redrawnNames, 1);
    await tasks.deleteOne({ _id: insertedId });
    const expected = names.filter((name) => name !== taken).map((name) => [name, drawSleepMs() / 1_000]);
    assert.deepEqual(await content(tasks), expected);
  });

  test('forbids nobody to use a name twice, and works with an index that is there already', async () => {
    const { tasks, url } = database();
    await tasks.createIndex({ taskname: 1 }, { name: 'mine', sparse: true });
    await seedTasks({ ...OPTIONS, url });
    const [{ taskname } = { taskname: '' }] = await stored(tasks);
    await tasks.insertOne({ taskname, sleeptime: 1, state: 'created' });
    assert.equal(await tasks.countDocuments({ taskname }), 2);
  });

  test('tells how far it is, and stops cleanly with what it has inserted when it is told to', async () => {
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

  // The last: it leaves no mongod.
  test('says how much is inserted when the database dies', async () => {
    const { tasks } = database();
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
