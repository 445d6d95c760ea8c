import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { SCENARIOS } from '../src/exploration/scenario-catalogue.ts';
import { MUTANTS } from '../src/mutants/catalogue/catalogue.ts';
import { injectMutant, type Mutant } from '../src/mutants/mutant.ts';
import { runMutant, type MutantOutcome } from '../src/mutants/run-mutant.ts';

function urlOf(file: string): URL {
  return new URL(`../../../${file}`, import.meta.url);
}

function sourceOf(file: string): string {
  return readFileSync(urlOf(file), 'utf8');
}

function named(name: string): Mutant {
  const mutant = MUTANTS.find((each) => each.name === name);
  assert.ok(mutant);
  return mutant;
}

/** The source of a thread that loads a mutant, and then checks whether its module takes 1.5 s for a stall. */
const PROBE = `
  const { parentPort, workerData: { loader, mutant } } = require('node:worker_threads');
  import(loader).then(async ({ loadMutant }) => {
    const pending = mutant && loadMutant(mutant);
    const { createContact, noteTime } = await import('@steadfast/master/core/contact');
    const stalled = noteTime(createContact(0), 1500) > 0;
    parentPort.postMessage({ stalled, injected: pending?.isInjected() ?? false });
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

describe('the catalogue of mutants', () => {
  test('has unique names that need no quotes on the command line', () => {
    const names = MUTANTS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    assert.deepEqual(
      names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name)),
      [],
    );
  });

  test('refers only to scenarios that exist', () => {
    const scenarios = new Set(SCENARIOS.map(({ name }) => name));
    const unknown = MUTANTS.filter(({ scenario }) => scenario !== undefined && !scenarios.has(scenario));
    assert.deepEqual(unknown, []);
  });

  test('refers only to test files that exist', () => {
    const missing = MUTANTS.filter(({ test: file }) => file !== undefined && !existsSync(urlOf(file)));
    assert.deepEqual(missing, []);
  });

  for (const mutant of MUTANTS)
    test(`has a mutant ${mutant.name} that fits its source file`, () => {
      assert.notEqual(injectMutant(mutant, sourceOf(mutant.file)), '');
    });

  test('reports a mutant that does not fit because the source has changed', () => {
    const mutant = named('stall-not-noticed');
    assert.throws(
      () => injectMutant(mutant, ''),
      /mutant stall-not-noticed: expected exactly one occurrence in .*contact\.ts, found 0: gapMs <= STALL_MS/,
    );
    const twice = sourceOf(mutant.file).repeat(2);
    assert.throws(() => injectMutant(mutant, twice), /mutant stall-not-noticed: .* found 2: /);
  });
});

describe('a loaded mutant', () => {
  test('replaces its module', async () => {
    assert.deepEqual(await probe(named('stall-not-noticed')), { stalled: false, injected: true });
  });

  test('does not affect other threads', async () => {
    assert.deepEqual(await probe(null), { stalled: true, injected: false });
  });

  test('is known not to be injected when its module is not imported', async () => {
    assert.deepEqual(await probe(named('no-epoch-check')), { stalled: true, injected: false });
  });

  test('fails with its name when it does not fit the source', async () => {
    const mutant: Mutant = { ...named('stall-not-noticed'), replace: [['no such text', '']] };
    await assert.rejects(probe(mutant), /mutant stall-not-noticed/);
  });
});

/** Runs a test file of the core with a mutant of its ready queue. */
function runTestFile(file: string): Promise<MutantOutcome> {
  const mutant = { ...named('page-never-outdated'), test: `packages/master/test/core/${file}` };
  return runMutant({ mutant, scenario: null, drivers: false, seconds: 60, worlds: 1 });
}

describe('a mutant that a test must catch', () => {
  test('is caught by a test that fails because of it', async () => {
    const { caughtBy, detail } = await runTestFile('ready-queue.test.ts');
    assert.equal(caughtBy, 'ready-queue.test.ts');
    assert.equal(detail, 'makes the cursors read again if it opens or fires while a page is being read');
  });

  test('is not caught by a test that passes in spite of it', async () => {
    const { caughtBy, detail } = await runTestFile('stopping.test.ts');
    assert.deepEqual({ caughtBy, detail }, { caughtBy: null, detail: '' });
  });

  test('is not caught by a test that does not load its module', async () => {
    const { caughtBy, detail } = await runTestFile('transitions.test.ts');
    assert.equal(caughtBy, null);
    assert.match(detail, /ready-queue\.ts was not loaded/);
  });
});
