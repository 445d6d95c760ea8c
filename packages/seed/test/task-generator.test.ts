import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTaskGenerator, wholeMilliseconds } from '../src/task-generator.ts';

describe('createTaskGenerator', () => {
  // Changing this table breaks the promise that a seed generates the same tasks in every version.
  const TABLE = [
    { seed: 0, first: ['task-dar3e0aq39', 270], second: ['task-js4n0wnkh6', 384] },
    { seed: 1, first: ['task-2xrhkg6b2v', 1_385], second: ['task-wdg9nfjyc2', 651] },
    { seed: 42, first: ['task-4xes8v6wtn', 1_674], second: ['task-0jgk06s0h0', 1_303] },
    { seed: 0xffff_ffff, first: ['task-yjghcdka5p', 672], second: ['task-8jpn3j2rmg', 1_195] },
  ];
  for (const { seed, first, second } of TABLE)
    test(`generates the same tasks for random seed ${seed} on every platform and in every version`, () => {
      const { nextName, nextSleepMs } = createTaskGenerator(seed, 0.2, 2);
      assert.deepEqual(
        [
          [nextName(), nextSleepMs()],
          [nextName(), nextSleepMs()],
        ],
        [first, second],
      );
    });

  test('draws sleep times in whole milliseconds from the minimum to the maximum, inclusive', () => {
    const { nextSleepMs } = createTaskGenerator(7, 1.1, 1.103);
    const drawn = new Set(Array.from({ length: 1_000 }, nextSleepMs));
    assert.deepEqual(
      [...drawn].toSorted((left, right) => left - right),
      [1_100, 1_101, 1_102, 1_103],
    );
  });

  const BOUNDS: [min: number, max: number, minMs: number, maxMs: number][] = [
    [0, 0, 0, 0],
    [1.1, 2.2, 1_100, 2_200],
    [0.0001, 0.0029, 1, 2],
    [1.0004, 1.0006, 1_001, 1_000],
    [2_147_483, 2_147_483, 2_147_483_000, 2_147_483_000],
  ];
  for (const [min, max, minMs, maxMs] of BOUNDS)
    test(`converts ${min} s to ${max} s into ${minMs} ms to ${maxMs} ms`, () => {
      assert.deepEqual(wholeMilliseconds(min, max), { minMs, maxMs });
    });
});
