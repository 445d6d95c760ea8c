import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { credentials, Metadata } from '@grpc/grpc-js';
import { INSPECTOR_CHANNEL_OPTIONS, InspectorServiceClient } from '@steadfast/protocol/inspection';
import { residentMegabytes } from '../../packages/bench/src/probes/process-usage.ts';
import { numberedTasks } from './support/numbered-tasks.ts';
import { logLines } from './support/observations.ts';
import { openRawPeer } from './support/raw-peer.ts';
import { sharedMongod } from './support/shared-mongod.ts';
import { startTestbed, type Testbed } from './support/testbed.ts';
import { waitForAllSuccesses, waitForJoined } from './support/waits.ts';

const mongod = sharedMongod();

/** The same as in `make attack`, which also measures. */
const ATTACKER = fileURLToPath(new URL('../../packages/bench/src/attack/attacker.ts', import.meta.url));

const ATTACK_S = 4;

/** Far more than what attacks were seen to cause, and less than responses that are pinned without bound. */
const MAX_MEMORY_MB = 700;

/** How long a response may take during an attack; a master that does not respond at all fails the test. */
const LIST_DEADLINE_MS = 10_000;

/** Resolves to null, or to the reason why a new client may not list tasks. */
function listTasks(address: string): Promise<string | null> {
  const client = new InspectorServiceClient(address, credentials.createInsecure(), INSPECTOR_CHANNEL_OPTIONS);
  return new Promise<string | null>((resolve) => {
    client.listTasks({ pageSize: 10 }, new Metadata(), { deadline: Date.now() + LIST_DEADLINE_MS }, (error) =>
      resolve(error === null ? null : error.message),
    );
  }).finally(() => client.close());
}

/** Uses the master as new healthy peers do, until the attack is over. Returns its highest memory in megabytes. */
async function useWhile(testbed: Testbed, isAttacked: () => boolean): Promise<number> {
  const [address = ''] = testbed.cluster.masterAddresses;
  const pid = testbed.cluster.process('master1').pid ?? 0;
  let peak = 0;
  for (let round = 1; isAttacked(); round += 1) {
    const newcomer = openRawPeer(testbed);
    await newcomer.register(`newcomer${round}`, `newcomer${round}`);
    newcomer.close();
    assert.equal(await listTasks(address), null);
    peak = Math.max(peak, residentMegabytes(pid));
  }
  return peak;
}

describe('a hostile peer', { skip: process.platform !== 'linux' }, () => {
  for (const [what, attack] of [
    ['reads no response', 'unread'],
    ['reports attempts that never existed', 'reports'],
    ['opens sessions and never registers', 'silent'],
    ['registers and cancels in a loop', 'churn'],
    ['registers as a slave that is connected', 'forged'],
  ] as const)
    test(`that ${what} gets no other refused, and does not exhaust the memory of the master`, async (context) => {
      const testbed = await startTestbed(context, { mongoUrl: mongod.freshDatabaseUrl(), slaves: 1 });
      await waitForJoined(testbed, 1, 'slave1');
      const [address = ''] = testbed.cluster.masterAddresses;
      const attacker = fork(ATTACKER, [attack, address, `${ATTACK_S}`], { silent: true });
      context.after(() => attacker.kill('SIGKILL'));
      let output = '';
      attacker.stdout?.on('data', (data: Buffer) => (output += data.toString()));
      let attacked = true;
      const over = once(attacker, 'close').then(() => (attacked = false));
      await testbed.insert(numberedTasks(0.1, 0.1, 0.1));
      const peak = await useWhile(testbed, () => attacked);
      await over;
      assert.ok(peak < MAX_MEMORY_MB, `the master took ${peak} MB`);
      await waitForAllSuccesses(testbed);
      const done = JSON.parse(output) as Record<string, number>;
      assert.equal(done['accepted'], undefined, 'nobody took the place of a slave');
      const failures = await logLines(testbed, 'slave1', 'session.failed');
      assert.deepEqual(
        failures.filter(({ reason = '' }) => reason.includes('RESOURCE_EXHAUSTED')),
        [],
      );
    });
});
