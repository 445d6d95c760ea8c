import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@steadfast/runtime/testing';
import type { PeerReport } from '../../src/peers/report.ts';

const MAIN = fileURLToPath(new URL('../../src/peers/main.ts', import.meta.url));

/** Runs the benchmark in a process of its own. */
function benchPeers(...options: string[]) {
  return runCommand(process.execPath, [MAIN, ...options], { timeoutMs: 300_000 });
}

describe('the benchmark of the peers', () => {
  test('measures Steadfast alone, which needs no installation', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const json = join(folder, 'report.json');
    const selection = ['--systems', 'steadfast', '--only', 'noop,kill'];
    const counts = ['--rounds', '1', '--tasks', '3000', '--failovers', '1'];
    const { code, stdout, stderr } = await benchPeers(...selection, ...counts, '--json', json);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /no-op tasks\/s/);
    const { results } = JSON.parse(readFileSync(json, 'utf8')) as PeerReport;
    assert.equal(results.length, 1);
    const values = results[0]?.values;
    for (const name of ['noOpRate', 'cpuPerTask', 'busyGapP50', 'kill'] as const)
      assert.ok((values?.[name]?.value ?? 0) > 0, `${name} was measured`);
    assert.equal(values?.freeze, undefined, 'what was not selected is not measured');
  });

  test('rejects an unknown system or measurement and lists those that exist', async () => {
    const system = await benchPeers('--systems', 'steadfast,cron');
    assert.equal(system.code, 2);
    assert.match(system.stderr, /cron is not one of steadfast,bullmq/);
    const measurement = await benchPeers('--only', 'colour');
    assert.equal(measurement.code, 2);
    assert.match(measurement.stderr, /colour is not one of noop,sleep/);
  });
});
