import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { renderTable } from '../src/table.ts';
import { measurement } from './measurement-fixture.ts';

const BENCHMARK = { name: 'throughput', title: 'tasks per second' };

describe('the table of measurements', () => {
  test('shows each measurement with its baseline, ratio and target, and whether the target is met', () => {
    const target = { of: 'ratio', relation: 'at least', bound: 2.5 } as const;
    const other = { ...measurement(1_234), baseline: { name: 'bulk updates', value: 12_340 } };
    const measurements = [measurement(1_234, target), other];
    const text = renderTable([{ benchmark: BENCHMARK, measurements, otherLoadShare: 0 }]);
    assert.match(text, /^ {2}tasks +1,234 \/s +inserts +100 \/s +12\.3 × +≥ 2\.5 × +yes$/m);
    assert.match(text, /^ +bulk updates +12,340 \/s +0\.100 ×$/m, 'the second row of a measurement does not repeat it');
    assert.doesNotMatch(text, /other programs/);
  });

  test('shows missed targets, failed benchmarks, and how busy other programs kept the machine', () => {
    const target = { of: 'value', relation: 'at most', bound: 50 } as const;
    const outcomes = [
      { benchmark: BENCHMARK, measurements: [measurement(51, target)], otherLoadShare: 0.234 },
      { benchmark: { ...BENCHMARK, name: 'kill' }, measurements: [], failure: 'no task ran', otherLoadShare: 0 },
    ];
    const text = renderTable(outcomes);
    assert.match(text, /MISSED$/m);
    assert.match(text, /other programs used 23 % of the CPU time/);
    assert.match(text, /FAILED: no task ran/);
  });
});
