import assert from 'node:assert/strict';
import { collectEvidence, judge, QUIET_RUN, type Expectations } from '@steadfast/checker';
import { untilAllSucceed } from './observations.ts';
import type { Trial } from './trial.ts';

/** An orderly stop takes less than a second; who needs longer than this is stuck, in milliseconds. */
const STOP_MS = 10_000;

/** Asks all processes but mongod to stop, the slaves first, and waits until they have. */
const stopAll = async ({ cluster }: Trial): Promise<void> => {
  const all = [...cluster.processes.values()].filter(({ alive }) => alive);
  for (const role of ['slave', 'master'])
    await Promise.all(all.filter(({ name }) => name.startsWith(role)).map((each) => each.stop(STOP_MS)));
};

/**
 * Ends a trial: every task must succeed, every process stop in order, none may have crashed, and the checker must find
 * every promise kept. `figures` says how much must, or may, have happened.
 */
export const conclude = async (
  trial: Trial,
  figures: Expectations['figures'],
  exceptions: Partial<Omit<Expectations, 'figures'>> = {},
): Promise<void> => {
  await untilAllSucceed(trial);
  await stopAll(trial);
  assert.deepEqual(trial.chaos.crashes, []);
  const evidence = await collectEvidence({ mongoUrl: trial.cluster.mongoUrl, directory: trial.directory });
  const expectations = { ...QUIET_RUN, everyKillRelaunched: false, ...exceptions, figures };
  const verdict = judge(evidence, expectations);
  const broken = verdict.findings.filter(({ status }) => status === 'broken');
  assert.deepEqual(
    broken.map(({ title, violations }) => ({ title, violations: violations.messages })),
    [],
  );
};
