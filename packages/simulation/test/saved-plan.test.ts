import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { UsageError } from '@steadfast/runtime';
import { readPlan, replayCommand, savePlan } from '../src/campaign/saved-plan.ts';
import { drawPlan } from '../src/random/draw-plan.ts';
import { runWorld } from '../src/random/run-world.ts';

describe('a saved plan', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plans-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (text: string): string => {
    const path = join(folder, 'written.json');
    writeFileSync(path, text);
    return path;
  };

  test('has the same outcome as the original plan', () => {
    for (const seed of [11, 12, 13]) {
      const path = join(folder, 'deep', `seed-${seed}.json`);
      savePlan(path, drawPlan(seed));
      assert.deepEqual(readPlan(path), drawPlan(seed));
      assert.deepEqual(runWorld(readPlan(path)), runWorld(drawPlan(seed)));
    }
  });

  test('is replayed by the printed command, as is a seed', () => {
    assert.match(
      replayCommand({ path: join(folder, 'p.json') }),
      /node .*packages\/simulation\/src\/main\.ts --plan .*p\.json$/,
    );
    const command = /node .*packages\/simulation\/src\/main\.ts --seed 7$/;
    assert.match(replayCommand({ seed: 7, drivers: 'half' }), command);
    assert.match(replayCommand({ seed: 7, drivers: 'on' }), /--seed 7 --drivers on$/);
  });

  const plan = drawPlan(11);
  const freezeOfUnknownSlave = { kind: 'freeze', atMs: 1, node: 'slave99', forMs: 1 };
  for (const [condition, text, message] of [
    ['is not JSON', '{', /cannot read a plan from .*written\.json/],
    ['is not an object', '7', /not an object/],
    ['lacks a number', JSON.stringify({ ...plan, healAtMs: '7' }), /healAtMs is not a number/],
    ['lacks a list', JSON.stringify({ ...plan, faults: {} }), /faults is not a list/],
    ['has no slaves', JSON.stringify({ ...plan, slaves: 0 }), /at least one master, one slave and one task/],
    [
      'has a fault of an unknown kind',
      JSON.stringify({ ...plan, faults: [{ kind: 'flood' }] }),
      /invalid fault: .*flood/,
    ],
    [
      'has a fault of an unknown process',
      JSON.stringify({ ...plan, faults: [freezeOfUnknownSlave] }),
      /invalid fault: .*slave99/,
    ],
  ] as const)
    test(`is rejected as a usage error when it ${condition}`, () => {
      assert.throws(
        () => readPlan(write(text)),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });

  test('is rejected as a usage error when the file does not exist', () => {
    assert.throws(() => readPlan(join(folder, 'nowhere.json')), UsageError);
  });
});
