import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawTasks, wholeMilliseconds } from '../src/draw-tasks.ts';

describe('drawn tasks', () => {
  // A change in this table would break the promise that a seed gives the same tasks as it did before.
  const TABLE = [
    { seed: 0, first: ['task-dar3e0aq39', 270], second: ['task-js4n0wnkh6', 384] },
    { seed: 1, first: ['task-2xrhkg6b2v', 1_385], second: ['task-wdg9nfjyc2', 651] },
    { seed: 42, first: ['task-4xes8v6wtn', 1_674], second: ['task-0jgk06s0h0', 1_303] },
    { seed: 0xffff_ffff, first: ['task-yjghcdka5p', 672], second: ['task-8jpn3j2rmg', 1_195] },
  ];
  for (const { seed, first, second } of TABLE)
    test(`are the same for random seed ${seed} on every machine, for ever`, () => {
      const { drawName, drawSleepMs } = drawTasks(seed, 0.2, 2);
      assert.deepEqual(
        [
          [drawName(), drawSleepMs()],
          [drawName(), drawSleepMs()],
        ],
        [first, second],
      );
    });

  test('sleep from the shortest to the longest, both included, and in whole milliseconds', () => {
    const { drawSleepMs } = drawTasks(7, 1.1, 1.103);
    const drawn = new Set(Array.from({ length: 1_000 }, drawSleepMs));
    assert.deepEqual(
      [...drawn].toSorted((left, right) => left - right),
      [1_100, 1_101, 1_102, 1_103],
    );
  });

  const BOUNDS: [min: number, max: number, least: number, most: number][] = [
    [0, 0, 0, 0],
    [1.1, 2.2, 1_100, 2_200],
    [0.0001, 0.0029, 1, 2],
    [1.0004, 1.0006, 1_001, 1_000],
    [2_147_483, 2_147_483, 2_147_483_000, 2_147_483_000],
  ];
  for (const [min, max, least, most] of BOUNDS)
    test(`from ${min} s to ${max} s sleep ${least} to ${most} ms`, () => {
      assert.deepEqual(wholeMilliseconds(min, max), { least, most });
    });
});
