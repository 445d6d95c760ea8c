import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareStores } from './differential/compare-stores.ts';
import { startTestServer } from './mongo-fixture.ts';

/** How long requests are compared for each seed, in seconds; `make fuzz` takes longer. */
const SECONDS = Number(process.env['SECONDS'] ?? 5);

/** `make test` always sends the same requests; `make fuzz` draws a new seed each time. */
const SEEDS = process.env['SEED'] === undefined ? [1, 25] : [Number(process.env['SEED'])];

test('the stores in MongoDB and in memory give the same responses to random requests, whatever fails', async (context) => {
  const server = await startTestServer();
  context.after(() => server.stop());
  for (const seed of SEEDS) {
    const result = await compareStores(context, server, seed, SECONDS * 1_000);
    context.diagnostic(`random seed ${seed}: ${JSON.stringify(result)}`);
    assert.ok(result.requests > 0);
  }
});
