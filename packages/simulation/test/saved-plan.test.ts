import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { UsageError } from '@steadfast/runtime';
import { readPlan, replayCommand, savePlan } from '../src/campaign/saved-plan.ts';
import { drawPlan } from '../src/random/draw-plan.ts';
import { runWorld } from '../src/random/run-world.ts';

describe('a plan that is saved', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plans-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (text: string): string => {
    const path = join(folder, 'written.json');
    writeFileSync(path, text);
    return path;
  };

  test('goes the same way as before', () => {
    for (const seed of [11, 12, 13]) {
      const path = join(folder, 'deep', `seed-${seed}.json`);
      savePlan(path, drawPlan(seed));
      assert.deepEqual(readPlan(path), drawPlan(seed));
      assert.deepEqual(runWorld(readPlan(path)), runWorld(drawPlan(seed)));
    }
  });

  test('is played by the command that is printed', () => {
    assert.match(
      replayCommand({ path: join(folder, 'p.json') }),
      /node .*tests\/simulation\/main\.ts --plan .*p\.json$/,
    );
    assert.match(replayCommand({ seed: 7 }), /node .*tests\/simulation\/main\.ts --seed 7$/);
  });

  const plan = drawPlan(11);
  for (const [what, text, complaint] of [
    ['is no JSON', '{', /cannot read a plan from .*written\.json/],
    ['is no object', '7', /it is no object/],
    ['lacks a number', JSON.stringify({ ...plan, healAtMs: '7' }), /healAtMs is no number/],
    ['lacks a list', JSON.stringify({ ...plan, faults: {} }), /faults is no list/],
    ['has nobody in it', JSON.stringify({ ...plan, slaves: 0 }), /it needs a master, a slave and a task/],
    ['knows a fault that there is not', JSON.stringify({ ...plan, faults: [{ kind: 'flood' }] }), /no such fault/],
    [
      'harms somebody who is not there',
      JSON.stringify({ ...plan, faults: [{ kind: 'freeze', atMs: 1, node: 'slave99', forMs: 1 }] }),
      /no such fault.*slave99/,
    ],
  ] as const)
    test(`that ${what} is wrong usage`, () => {
      assert.throws(
        () => readPlan(write(text)),
        (error) => error instanceof UsageError && complaint.test(error.message),
      );
    });

  test('that is not there is wrong usage', () => {
    assert.throws(() => readPlan(join(folder, 'nowhere.json')), UsageError);
  });
});
