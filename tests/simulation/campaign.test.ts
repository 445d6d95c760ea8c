import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import type { CampaignLimits } from '@steadfast/simulation/campaign/campaign-limits';
import { checkCoverage, expectedCounters } from '@steadfast/simulation/campaign/coverage';
import { renderReport } from '@steadfast/simulation/campaign/report/report';
import { runCampaign, type Campaign } from '@steadfast/simulation/campaign/run-campaign';

function run(limits: Partial<CampaignLimits>, signal = new AbortController().signal): Promise<Campaign> {
  return runCampaign(
    { from: 1, worlds: null, seconds: 10, workers: availableParallelism(), drivers: 'half', ...limits },
    {
      signal,
      progress: () => undefined,
    },
  );
}

describe('a simulation campaign', () => {
  test('with fixed seeds keeps every promise, has full coverage, and has a report that fits on a screen', async () => {
    const campaign = await run({ worlds: 600, drivers: 'off' });
    const { failure, totals } = campaign;
    assert.equal(failure, null);
    assert.equal(totals.worlds, 600);
    assert.deepEqual(checkCoverage(totals).missing, []);
    const lines = renderReport(campaign);
    assert.ok(lines.length < 90);
    assert.deepEqual(
      lines.filter((line) => line.length > 125 || line !== line.trimEnd()),
      [],
    );
  });

  test('with the real drivers keeps every promise, and has full coverage', async () => {
    const { failure, totals } = await run({ worlds: 250, drivers: 'on' });
    assert.equal(failure, null);
    assert.equal(totals.counts.get('world with real drivers'), 250);
    assert.deepEqual(
      expectedCounters(0, 250).filter((counter) => !totals.counts.has(counter)),
      [],
    );
  });

  test('with random seeds keeps every promise', async (context) => {
    const from = randomInt(2 ** 32 - 1_000);
    context.diagnostic(`worlds from seed ${from}`);
    const { failure, totals } = await run({ from, worlds: 400 });
    assert.equal(failure, null, `seed ${failure?.seed}`);
    assert.equal(totals.worlds, 400);
  });

  test('has the same result with any number of threads', async () => {
    const [one, two] = await Promise.all([run({ worlds: 21, workers: 1 }), run({ worlds: 21, workers: 2 })]);
    assert.equal(one.totals.events, two.totals.events);
    assert.deepEqual(one.totals.counts, two.totals.counts);
  });

  test('ends at its time limit, and when it is interrupted', { timeout: 600_000 }, async () => {
    const { totals } = await run({ seconds: 0.1, workers: 1 });
    assert.ok(totals.worlds > 0);
    const interrupted = await run({ worlds: 1_000_000 }, AbortSignal.timeout(300));
    assert.ok(interrupted.interrupted && interrupted.totals.worlds < 1_000_000);
  });
});
