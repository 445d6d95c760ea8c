import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createProgressReporter } from '../src/progress.ts';

/** Creates a reporter with an output that records what is written, and a manual clock. */
function recordProgress(isTTY: boolean, total: number) {
  const written: string[] = [];
  let nowMs = 0;
  const output = { isTTY, write: (text: string) => written.push(text) };
  return {
    written,
    setClock: (ms: number) => void (nowMs = ms),
    ...createProgressReporter(output, total, () => nowMs),
  };
}

describe('progress', () => {
  test('is a single line on a terminal, redrawn at most ten times per second', () => {
    const { written, setClock, update, end } = recordProgress(true, 200);
    update(0);
    setClock(50);
    update(10);
    setClock(100);
    update(100);
    update(200);
    end();
    assert.deepEqual(written, [
      `\r[${'.'.repeat(30)}]  0%  0 of 200 tasks, 0/s\u001b[K`,
      `\r[${'#'.repeat(15)}${'.'.repeat(15)}] 50%  100 of 200 tasks, 1,000/s\u001b[K`,
      `\r[${'#'.repeat(30)}]100%  200 of 200 tasks, 2,000/s\u001b[K`,
      '\n',
    ]);
  });

  test('is a plain line every five seconds in a pipe', () => {
    const { written, setClock, update, end } = recordProgress(false, 10_000);
    update(1_000);
    setClock(5_000);
    update(5_000);
    setClock(6_000);
    update(10_000);
    end();
    assert.deepEqual(written, ['inserted 50%  5,000 of 10,000 tasks, 1,000/s\n']);
  });
});
