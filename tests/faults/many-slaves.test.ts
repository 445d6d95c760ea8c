import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PROGRAMS } from '@steadfast/cluster';
import { conclude } from './support/conclude.ts';
import { executionsOf, logged, untilAllSucceed, untilJoined } from './support/observations.ts';
import { readFacts } from './support/records.ts';
import { startTrial } from './support/trial.ts';

const COUNT = 200;

/** All slaves must be back within this time from when there is a master to come back to, in milliseconds. */
const BACK_MS = 3_000;

const HOSTS = Array.from({ length: COUNT }, (_, index) => `slave-${index + 1}`);

test('200 slaves in one process are all back within 3 s of a master that was killed and started again, none lost', async (context) => {
  process.env['MANY_SLAVES'] = `${COUNT}`;
  const slave = fileURLToPath(new URL('./support/many-slaves.ts', import.meta.url));
  const trial = await startTrial(context, { slaves: ['slave'], programs: { ...PROGRAMS, slave } });
  await untilJoined(trial, 1, ...HOSTS);
  await trial.insert(HOSTS.map((host) => ({ taskname: `task of ${host}`, sleeptime: 5 })));
  await trial.until('200 tasks run', async () => (await executionsOf(trial)).length === COUNT);
  await trial.kill('master1');
  trial.start('master1');
  await untilJoined(trial, 2, ...HOSTS);
  const joined = (await readFacts(trial.database, 'slave.joined')).filter(({ epoch }) => epoch === 2);
  const [, listening] = await logged(trial, 'master1', 'master.listening');
  const tookMs = Math.max(...joined.map(({ atMs }) => atMs)) - (listening?.atMs ?? Number.NaN);
  assert.ok(tookMs <= BACK_MS, `it took ${tookMs} ms`);
  await untilAllSucceed(trial);

  const executions = await executionsOf(trial);
  assert.equal(executions.length, COUNT);
  assert.ok(executions.every(({ attempt, end }) => attempt === 1 && end?.event === 'finished'));
  assert.equal(joined.length, COUNT);
  assert.equal((await logged(trial, 'slave', 'session.lost')).length, COUNT);
  const none = { max: 0 };
  await conclude(trial, {
    killedTasks: none,
    returnedTasks: none,
    reruns: none,
    runsAcrossMasterKill: { min: COUNT },
  });
});
