import assert from 'node:assert/strict';
import { collectEvidence, checkRun, QUIET_RUN, type Expectations } from '@steadfast/checker';
import { untilAllSucceed, untilConnected, untilStarted } from './observations.ts';
import { readFacts } from './records.ts';
import type { Trial } from './trial.ts';

/** An orderly stop takes less than a second; who needs longer than this is stuck, in milliseconds. */
const STOP_MS = 10_000;

const IN_ORDER = { kind: 'code', code: 0 } as const;

/** The checker blames a stop for whatever ended less than its tolerance before: twice that, in milliseconds. */
const SETTLED_MS = 100;

/** Waits until the last fact is so old that nobody can take the stop for its cause. */
function untilSettled(trial: Trial): Promise<boolean> {
  return trial.until('nothing happens any more', async () => {
    const last = (await readFacts(trial.database)).at(-1);
    return last !== undefined && Date.now() - last.atMs > SETTLED_MS;
  });
}

/**
 * Asks all processes but mongod to stop, the slaves first, and waits until they have. Each must be up for that: a slave
 * that is asked while it registers cannot say that it leaves.
 */
async function stopAll(trial: Trial): Promise<void> {
  const all = [...trial.cluster.processes.values()].filter(({ alive, name }) => alive && name !== 'mongod');
  const masters = all.filter(({ name }) => name.startsWith('master'));
  const slaves = all.filter((each) => !masters.includes(each));
  await Promise.all(masters.map(({ name }) => untilStarted(trial, name)));
  await Promise.all(slaves.map(({ name }) => untilConnected(trial, name)));
  await untilSettled(trial);
  for (const group of [slaves, masters]) await Promise.all(group.map((each) => each.stop(STOP_MS)));
  for (const { name, incarnations } of all) assert.deepEqual(incarnations.at(-1)?.exit, IN_ORDER, `the end of ${name}`);
}

/**
 * Ends a trial: every task must succeed, every process stop in order, none may have crashed, and the checker must find
 * every promise kept. `figures` says how much must, or may, have happened.
 */
export async function conclude(
  trial: Trial,
  figures: Expectations['metrics'],
  exceptions: Partial<Omit<Expectations, 'figures'>> = {},
): Promise<void> {
  await untilAllSucceed(trial);
  await stopAll(trial);
  assert.deepEqual(trial.chaos.crashes, []);
  const evidence = await collectEvidence({ mongoUrl: trial.cluster.mongoUrl, directory: trial.directory });
  const expectations = { ...QUIET_RUN, everyKillRelaunched: false, ...exceptions, figures };
  const verdict = checkRun(evidence, expectations);
  const broken = verdict.results.filter(({ status }) => status === 'broken');
  assert.deepEqual(
    broken.map(({ title, violations }) => ({ title, violations: violations.messages })),
    [],
  );
}
