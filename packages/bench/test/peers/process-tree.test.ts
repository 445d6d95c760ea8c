import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseProcessStat, processTree, treeCpuSeconds } from '../../src/probes/process-tree.ts';

function stat(pid: number, parent: number): ReturnType<typeof parseProcessStat> {
  return parseProcessStat(`${pid} (a (b) c) S ${parent} 0 0 0 0 0 0 0 0 0 100 20 3 1 0 0 0`);
}

describe('a tree of processes', () => {
  test('is read from lines of proc(5), whatever the names of the programs', () => {
    assert.deepEqual(stat(7, 3), { pid: 7, parent: 3, zombie: false, cpuSeconds: 1.24 });
  });

  test('contains the descendants of its roots only', () => {
    const all = [stat(5, 4), stat(4, 2), stat(2, 1), stat(3, 1)];
    assert.deepEqual(
      processTree([2], all).map(({ pid }) => pid),
      [2, 4, 5],
    );
  });

  test('includes this process', () => {
    assert.ok(treeCpuSeconds([process.pid]) > 0);
  });
});
