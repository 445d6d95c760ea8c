import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { conclude } from './support/conclude.ts';
import { executionsOf, logged, occupy, untilAllSucceed, untilLogged } from './support/observations.ts';
import { numberedTasks, readFacts } from './support/records.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { assertStories, UNDISTURBED } from './support/stories.ts';
import { startTrial } from './support/trial.ts';

const mongod = sharedMongod();

const HARMLESS = { killedTasks: { max: 0 }, returnedTasks: { max: 0 }, reruns: { max: 0 } };
const SLAVES = ['slave1', 'slave2', 'slave3'];

describe('a master that is killed', { concurrency: true }, () => {
  // Each pair: how long the master is away, and how long the tasks sleep, in seconds.
  for (const [awaySeconds, sleepSeconds] of [
    [0.1, 2],
    [2, 4],
    [8, 10],
  ] as const)
    test(`and comes back ${awaySeconds} s later does not affect the three tasks that run`, async (context) => {
      const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase() });
      const before = await occupy(trial, SLAVES, numberedTasks(sleepSeconds, sleepSeconds, sleepSeconds));
      const pids = SLAVES.map((name) => trial.cluster.process(name).pid);
      await trial.kill('master1');
      await sleep(1_000 * awaySeconds);
      trial.start('master1');
      await untilAllSucceed(trial);

      const executions = await executionsOf(trial);
      const identities = ({ nonce, pid, attempt }: (typeof executions)[number]) => ({ nonce, pid, attempt });
      assert.deepEqual(executions.map(identities), before.map(identities));
      for (const { end } of executions) assert.ok((end?.sleptMs ?? 0) >= 1_000 * sleepSeconds);
      assert.deepEqual(
        SLAVES.map((name) => trial.cluster.process(name).pid),
        pids,
      );
      await assertStories(trial, UNDISTURBED, 'task1', 'task2', 'task3');
      for (const name of SLAVES) {
        assert.equal((await logged(trial, name, 'session.lost')).length, 1);
        assert.deepEqual(
          (await logged(trial, name, 'session.opened')).map(({ epoch }) => epoch),
          [1, 2],
        );
      }
      await conclude(trial, { ...HARMLESS, runsAcrossMasterKill: { min: 3 }, masterRelaunches: { min: 1 } });
    });

  test('and stays away longer than every running task loses no report: all are replayed, and nothing is rerun', async (context) => {
    const trial = await startTrial(context, { mongoUrl: mongod.freshDatabase() });
    await occupy(trial, SLAVES, numberedTasks(1.5, 1.7, 1.9, 0.1, 0.1));
    await trial.kill('master1');
    await trial.until('all that ran has finished', async () =>
      (await executionsOf(trial)).every(({ end }) => end?.event === 'finished'),
    );
    trial.start('master1');
    await untilAllSucceed(trial);

    assert.equal((await executionsOf(trial)).length, 5);
    await assertStories(trial, UNDISTURBED, 'task1', 'task2', 'task3', 'task4', 'task5');
    for (const name of SLAVES) assert.equal((await untilLogged(trial, name, 'task.success'))[0]?.replayed, true);
    const successes = await readFacts(trial.database, 'task.success');
    assert.deepEqual(
      successes.map(({ epoch }) => epoch),
      [2, 2, 2, 2, 2],
    );
    await conclude(trial, { ...HARMLESS, reportsReplayed: { min: 3, max: 3 } });
  });
});
