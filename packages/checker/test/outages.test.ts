import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LocatedChaosLine } from '../src/evidence/evidence.ts';
import { findOutages } from '../src/run/outages.ts';

/** Returns a chaos record of actions on slave1, one second apart. */
function chaosRecord(...actions: LocatedChaosLine['action'][]): LocatedChaosLine[] {
  return actions.map((action, index) => ({
    action,
    target: 'slave1',
    atMs: 1_000 * index,
    file: 'chaos.jsonl',
    line: index + 1,
  }));
}

/** Returns the kind, the beginning and the end of each outage. */
function outagesOf(...actions: LocatedChaosLine['action'][]) {
  return findOutages(chaosRecord(...actions)).map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]);
}

describe('an outage', () => {
  test('lasts from the action that begins it to the one that ends it', () => {
    assert.deepEqual(outagesOf('kill', 'start'), [['kill', 0, 1_000]]);
    assert.deepEqual(outagesOf('freeze', 'thaw'), [['freeze', 0, 1_000]]);
    assert.deepEqual(outagesOf('cut', 'heal'), [['cut', 0, 1_000]]);
    assert.deepEqual(outagesOf('stop', 'start'), [['stop', 0, 1_000]]);
  });

  test('is a cut while the network loses packets', () => {
    assert.deepEqual(outagesOf('lossy', 'steady'), [['cut', 0, 1_000]]);
  });

  test('never ends without an action that ends it', () => {
    assert.deepEqual(outagesOf('kill', 'thaw'), [['kill', 0, Infinity]]);
  });
});
