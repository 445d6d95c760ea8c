import assert from 'node:assert/strict';
import { checkRun, collectEvidence, type Expectations, QUIET_RUN } from '@steadfast/checker';
import { aliveProcesses } from './observations.ts';
import { readFacts } from './stored-data.ts';
import type { Testbed } from './testbed.ts';
import { waitForAllSuccesses, waitForConnected, waitForStarted } from './waits.ts';

/** A graceful stop takes less than a second; a process that needs longer than this, however busy the machine, is stuck. */
const STOP_TIMEOUT_MS = 60_000;

const CLEAN_EXIT = { kind: 'code', code: 0 } as const;

/** The checker attributes what ends within its tolerance before a stop to that stop; this is twice the tolerance. */
const QUIET_MS = 100;

/** Waits until the last fact is too old to be attributed to a stop that begins now. */
function waitUntilQuiet(testbed: Testbed): Promise<boolean> {
  return testbed.waitUntil('no new facts are written', async () => {
    const last = (await readFacts(testbed.database)).at(-1);
    return last !== undefined && Date.now() - last.atMs > QUIET_MS;
  });
}

/**
 * Stops all processes except mongod, the slaves before the masters, and asserts that each exits cleanly. Slaves must have
 * a session before that: a slave that is stopped while it registers cannot tell the master that it leaves.
 */
async function stopAll(testbed: Testbed): Promise<void> {
  const { masters, slaves } = aliveProcesses(testbed);
  await Promise.all(masters.map(({ name }) => waitForStarted(testbed, name)));
  await Promise.all(slaves.map(({ name }) => waitForConnected(testbed, name)));
  await waitUntilQuiet(testbed);
  for (const group of [slaves, masters]) await Promise.all(group.map((each) => each.stop(STOP_TIMEOUT_MS)));
  for (const { name, incarnations } of [...slaves, ...masters])
    assert.deepEqual(incarnations.at(-1)?.exit, CLEAN_EXIT, `the exit of ${name}`);
}

/**
 * Stops a testbed and verifies the run: all tasks succeed, all processes exit cleanly, none has crashed, and the checker
 * finds no violation. `metrics` bounds how often something must, or may, have happened.
 */
export async function stopAndVerify(
  testbed: Testbed,
  metrics: Expectations['metrics'],
  exceptions: Partial<Omit<Expectations, 'metrics'>> = {},
): Promise<void> {
  await waitForAllSuccesses(testbed);
  await stopAll(testbed);
  assert.deepEqual(testbed.chaos.crashes, []);
  const evidence = await collectEvidence({ mongoUrl: testbed.cluster.mongoUrl, directory: testbed.directory });
  const expectations: Expectations = { ...QUIET_RUN, everyKillRelaunched: false, ...exceptions, metrics };
  const verdict = checkRun(evidence, expectations);
  const failed = verdict.results.filter(({ status }) => status === 'failed');
  assert.deepEqual(
    failed.map(({ title, violations }) => ({ title, violations: violations.messages })),
    [],
  );
}
