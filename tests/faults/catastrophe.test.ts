import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conclude } from './support/conclude.ts';
import { executionsOf, inProgress, logged, untilAllSucceed, untilLeading } from './support/observations.ts';
import { numberedTasks, readFacts } from './support/records.ts';
import { startTrial } from './support/trial.ts';

const EVERYTHING = ['mongod', 'master1', 'slave1', 'slave2', 'slave3'];
const TASKS = numberedTasks(...Array.from({ length: 24 }, (_, index) => 0.6 + (index % 4) * 0.2));

test('everything is killed at once, MongoDB too, three times in a row: all tasks succeed, once each', async (context) => {
  const trial = await startTrial(context);
  await trial.insert(TASKS);
  for (const round of [1, 2, 3]) {
    await untilLeading(trial, round);
    await trial.until('two tasks run', async () => (await inProgress(trial)).length >= 2);
    await trial.kill(...EVERYTHING);
    for (const name of EVERYTHING) trial.start(name);
  }
  await untilAllSucceed(trial);

  const successes = await readFacts(trial.database, 'task.success');
  assert.deepEqual(new Set(successes.map(({ taskname }) => taskname)).size, TASKS.length);
  assert.equal(successes.length, TASKS.length);
  const finished = (await executionsOf(trial)).filter(({ end }) => end?.event === 'finished');
  assert.ok(finished.length >= TASKS.length);
  for (const name of EVERYTHING.slice(1)) assert.equal((await logged(trial, name, 'process.started')).length, 4);
  await conclude(trial, {
    masterKills: { min: 3, max: 3 },
    slaveKills: { min: 9, max: 9 },
    slaveKillsWhileBusy: { min: 3 },
    masterRelaunches: { min: 3 },
    slaveRelaunches: { min: 9 },
    // Not all are killed tasks: one whose beginning was not in the ledger yet when everything died is returned.
    reruns: { min: 3 },
  });
});
