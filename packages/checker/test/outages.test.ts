import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChaosLine } from '../src/evidence.ts';
import { findOutages } from '../src/outages.ts';

/** What a chaos record says was done to slave1, a second apart. */
function record(...actions: ChaosLine['action'][]): ChaosLine[] {
  return actions.map((action, index) => ({
    action,
    target: 'slave1',
    atMs: 1_000 * index,
    file: 'chaos.jsonl',
    line: index + 1,
  }));
}

/** The outages of a record: what, from when, until when. */
function outagesOf(...actions: ChaosLine['action'][]) {
  return findOutages(record(...actions)).map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]);
}

describe('the outages of a chaos record', () => {
  test('last from what hurt to what mended it', () => {
    assert.deepEqual(outagesOf('kill', 'start'), [['kill', 0, 1_000]]);
    assert.deepEqual(outagesOf('freeze', 'thaw'), [['freeze', 0, 1_000]]);
    assert.deepEqual(outagesOf('cut', 'heal'), [['cut', 0, 1_000]]);
    assert.deepEqual(outagesOf('stop', 'start'), [['stop', 0, 1_000]]);
  });

  test('count a network that loses packets as one that is cut, until it loses none', () => {
    assert.deepEqual(outagesOf('lossy', 'steady'), [['cut', 0, 1_000]]);
  });

  test('last for ever where nothing mends them', () => {
    assert.deepEqual(outagesOf('kill', 'thaw'), [['kill', 0, Infinity]]);
  });
});
