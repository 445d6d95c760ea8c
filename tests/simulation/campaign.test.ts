import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { describe, test } from 'node:test';
import { renderReport } from '@steadfast/simulation/campaign/report/report';
import { runCampaign, type Campaign, type CampaignLimits } from '@steadfast/simulation/campaign/run-campaign';
import { checkVacuity } from '@steadfast/simulation/campaign/vacuity';

function run(limits: Partial<CampaignLimits>, signal = new AbortController().signal): Promise<Campaign> {
  return runCampaign(
    { from: 1, worlds: null, seconds: 10, workers: availableParallelism(), ...limits },
    {
      signal,
      progress: () => undefined,
    },
  );
}

describe('a campaign', () => {
  test('of fixed seeds keeps every promise, is not vacuous, and is told of in lines that fit onto a screen', async () => {
    const campaign = await run({ worlds: 600 });
    const { failure, totals } = campaign;
    assert.equal(failure, null);
    assert.equal(totals.worlds, 600);
    assert.deepEqual(checkVacuity(totals).missing, []);
    const lines = renderReport(campaign);
    assert.ok(lines.length < 90);
    assert.deepEqual(
      lines.filter((line) => line.length > 125 || line !== line.trimEnd()),
      [],
    );
  });

  test('of fresh seeds keeps every promise', async (context) => {
    const from = randomInt(2 ** 32 - 1_000);
    context.diagnostic(`worlds of the seeds from ${from} on`);
    const { failure, totals } = await run({ from, worlds: 400 });
    assert.equal(failure, null, `seed ${failure?.seed}`);
    assert.equal(totals.worlds, 400);
  });

  test('comes to the same, however many threads there are', async () => {
    const [one, two] = await Promise.all([run({ worlds: 21, workers: 1 }), run({ worlds: 21, workers: 2 })]);
    assert.equal(one.totals.events, two.totals.events);
    assert.deepEqual(one.totals.counts, two.totals.counts);
  });

  test('ends when its time is over, and when it is told to', async () => {
    const { seconds, totals } = await run({ seconds: 0.1, workers: 1 });
    assert.ok(totals.worlds > 0 && seconds < 10);
    const ended = await run({ worlds: 1_000_000 }, AbortSignal.timeout(300));
    assert.ok(ended.interrupted && ended.totals.worlds < 1_000_000);
  });
});
