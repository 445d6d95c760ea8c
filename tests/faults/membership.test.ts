import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conclude } from './support/conclude.ts';
import {
  executionsOf,
  inProgress,
  logged,
  occupy,
  untilAllSucceed,
  untilJoined,
  untilLogged,
  untilLeading,
  untilRunning,
} from './support/observations.ts';
import { numberedTasks, readFacts, readTasks } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, RERUN, UNDISTURBED } from './support/stories.ts';
import { startTrial } from './support/trial.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };

/** New tasks are placed within this time while slaves are idle, in milliseconds. */
const NOTICE_MS = 250;

describe('slaves come and go as they like', { concurrency: true }, () => {
  test('with none at all tasks wait; who joins gets work, who leaves finishes it, who comes back gets work again', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase(), idle: ['slave1', 'slave2', 'slave3'] });
    await trial.insert(numberedTasks(1, 1, 1, 1, 1));
    await untilLogged(trial, 'master1', 'epoch.ready');
    assert.ok((await readTasks(trial.database)).every(({ state, attempt }) => state === 'created' && !attempt));

    trial.start('slave1');
    await untilRunning(trial, 1);
    trial.start('slave2');
    const taken = await trial.until('slave2 gets work', async () =>
      (await inProgress(trial)).find(({ host }) => host === 'slave2'),
    );
    await trial.stop('slave2');
    assert.equal((await executionsOf(trial, taken.taskname))[0]?.end?.event, 'finished', 'it finished, then left');
    await untilAllSucceed(trial);
    await trial.stop('slave1');

    await trial.insert([{ taskname: 'task6', sleeptime: 0.2 }]);
    trial.start('slave2');
    await untilAllSucceed(trial);
    assert.equal((await executionsOf(trial, 'task6'))[0]?.host, 'slave2');
    await assertStories(trial, UNDISTURBED, 'task1', 'task2', 'task3', 'task4', 'task5', 'task6');
    const lost = await readFacts(trial.database, 'slave.lost');
    assert.ok(lost.every(({ reason }) => reason === 'it left'));
    await untilLogged(trial, 'slave2', 'process.stopped');
    await conclude(trial, { ...HARMLESS, slavesThatWorked: { min: 2 } });
  });

  test('who leaves without the time to finish hands its task back, and another runs it from scratch', async (context) => {
    const trial = await startTrial(context, {
      mongoUrl: mongod.freshDatabase(),
      slaves: 2,
      slaveOptions: ['--drain-timeout', '0.2'],
    });
    const [first] = await occupy(trial, ['slave1', 'slave2'], numberedTasks(1.5));
    assert.ok(first);
    await trial.stop(first.host);
    await untilAllSucceed(trial);
    await assertStories(trial, RERUN, 'task1');
    const executions = (await executionsOf(trial)).map(({ host, end }) => [host === first.host, end?.event]);
    assert.deepEqual(executions, [
      [true, 'aborted'],
      [false, 'finished'],
    ]);
    assert.match((await logged(trial, first.host, 'task.killed'))[0]?.reason ?? '', /leaves/);
    await conclude(trial, { killedTasks: { min: 1, max: 1 }, reruns: { min: 1, max: 1 } });
  });

  test('a second live slave of a name is refused, disturbs nobody, and gets in when the first is dead', async (context) => {
    const trial = await startTrial(context, {
      mongoUrl: mongod.freshDatabase(),
      slaves: ['slave1', 'twin'],
      idle: ['twin'],
      slaveOptions: (name) => (name === 'twin' ? ['--name', 'slave1', '--log-level', 'debug'] : []),
    });
    await untilJoined(trial, 1, 'slave1');
    trial.start('twin');
    const refused = await trial.until('the twin is refused', async () => {
      const lines = await logged(trial, 'twin', 'session.failed');
      return lines.find(({ reason = '' }) => reason.includes('name taken'));
    });
    assert.match(refused.reason ?? '', /trying until it is free|choose another --name/);
    await trial.insert(numberedTasks(0.2, 1.5));
    await trial.until('the second task runs', async () => (await executionsOf(trial, 'task2')).length > 0);
    await untilRunning(trial, 1);
    assert.deepEqual(await logged(trial, 'slave1', 'session.lost'), []);
    assert.deepEqual(await logged(trial, 'twin', 'session.opened'), []);
    await trial.kill('slave1');
    await untilLogged(trial, 'twin', 'session.opened');
    await untilAllSucceed(trial);
    await assertStories(trial, UNDISTURBED, 'task1');
    await assertStories(trial, RERUN, 'task2');
    const instances = (await readFacts(trial.database, 'slave.joined')).map(({ instance }) => instance);
    assert.equal(new Set(instances).size, 2);
    await conclude(trial, { slaveKillsWhileBusy: { min: 1 }, killedTasks: { max: 1 } });
  });
});

test('a new task is placed within 250 ms while slaves are idle', async (context) => {
  const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase() });
  await untilLeading(trial, 1);
  await untilJoined(trial, 1, 'slave1', 'slave2', 'slave3');
  const tookMs: number[] = [];
  for (const { taskname } of numberedTasks(...Array.from({ length: 8 }, () => 0))) {
    const insertedAtMs = Date.now();
    await trial.insert([{ taskname, sleeptime: 0 }]);
    await untilAllSucceed(trial);
    const placed = (await readFacts(trial.database, 'task.placed')).find((fact) => fact.taskname === taskname);
    tookMs.push((placed?.atMs ?? Infinity) - insertedAtMs);
    await assertStories(trial, UNDISTURBED, taskname);
  }
  assert.ok(Math.max(...tookMs) <= NOTICE_MS, `it took ${tookMs.join(', ')} ms`);
  assert.equal((await executionsOf(trial)).length, tookMs.length);
  await conclude(trial, HARMLESS);
});
