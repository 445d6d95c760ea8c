import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { MUTANTS } from '../src/mutants/catalogue/catalogue.ts';
import { injectMutant, type Mutant } from '../src/mutants/mutant.ts';

function sourceOf(file: string): string {
  return readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
}

function named(name: string): Mutant {
  const mutant = MUTANTS.find((each) => each.name === name);
  assert.ok(mutant);
  return mutant;
}

/** The text of a thread that plants a mutant, and then asks its module whether a second and a half is a stall. */
const PROBE = `
  const { parentPort, workerData: { loader, mutant } } = require('node:worker_threads');
  import(loader).then(async ({ loadMutant }) => {
    const awaited = mutant && loadMutant(mutant);
    const { hasStalled } = await import('@steadfast/master/core/leader/deadlines');
    parentPort.postMessage({ stalled: hasStalled(1500), planted: awaited?.isPlanted() ?? false });
  });
`;

function probe(mutant: Mutant | null): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const loader = new URL('../src/mutants/load-mutant.ts', import.meta.url).href;
    const worker = new Worker(PROBE, { eval: true, workerData: { loader, mutant } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

describe('the mutants', () => {
  test('have names of their own, which the command line can take', () => {
    const names = MUTANTS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    assert.deepEqual(
      names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name)),
      [],
    );
  });

  for (const mutant of MUTANTS)
    test(`${mutant.name} can be planted into the source as it is`, () => {
      assert.notEqual(injectMutant(mutant, sourceOf(mutant.file)), '');
    });

  test('say so when the source has changed', () => {
    const mutant = named('stall-not-noticed');
    assert.throws(
      () => injectMutant(mutant, ''),
      /mutant stall-not-noticed: .*recovery\.ts .* 0 times: gapMs > STALL_MS/,
    );
    const twice = sourceOf(mutant.file).repeat(2);
    assert.throws(() => injectMutant(mutant, twice), /mutant stall-not-noticed: .* 2 times/);
  });
});

describe('a mutant in a thread', () => {
  test('is loaded in place of its module', async () => {
    assert.deepEqual(await probe(named('stall-not-noticed')), { stalled: false, planted: true });
  });

  test('leaves other threads alone', async () => {
    assert.deepEqual(await probe(null), { stalled: true, planted: false });
  });

  test('that was not planted is noticed', async () => {
    assert.deepEqual(await probe(named('no-epoch-check')), { stalled: true, planted: false });
  });

  test('that does not fit the source is an error with its name', async () => {
    const mutant: Mutant = { ...named('stall-not-noticed'), replace: [['no such text', '']] };
    await assert.rejects(probe(mutant), /mutant stall-not-noticed/);
  });
});
