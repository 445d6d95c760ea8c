import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { showProgress } from '../src/progress.ts';

/** A stream that keeps what is written, and a clock that is set by hand. */
function stage(isTTY: boolean, total: number) {
  const written: string[] = [];
  let nowMs = 0;
  const output = { isTTY, write: (text: string) => written.push(text) };
  return { written, setClock: (ms: number) => void (nowMs = ms), ...showProgress(output, total, () => nowMs) };
}

describe('progress', () => {
  test('is one line that is redrawn ten times a second at most, on a terminal', () => {
    const { written, setClock, update, end } = stage(true, 200);
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

  test('is a plain line every five seconds, in a pipe', () => {
    const { written, setClock, update, end } = stage(false, 10_000);
    update(1_000);
    setClock(5_000);
    update(5_000);
    setClock(6_000);
    update(10_000);
    end();
    assert.deepEqual(written, ['inserted 50%  5,000 of 10,000 tasks, 1,000/s\n']);
  });
});
