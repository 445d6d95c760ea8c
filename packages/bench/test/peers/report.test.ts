import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatSpread, renderReport, type PeerReport } from '../../src/peers/report.ts';

const REPORT: PeerReport = {
  machine: '2 cores',
  date: '2026-01-31',
  reference: 'own',
  rounds: 1,
  systems: [
    { system: { name: 'own', title: 'Own', settings: ['durable'], unequal: [] }, versions: '1.0' },
    { system: { name: 'peer', title: 'Peer', settings: ['always'], unequal: ['it keeps no record'] }, versions: '2.0' },
    { system: { name: 'absent', title: 'Absent', settings: [], unequal: [] }, skipped: 'no package' },
  ],
  results: [
    { system: 'own', round: 1, values: { noOpRate: { value: 3_000 } }, failures: [], otherLoadShare: 0.01 },
    {
      system: 'peer',
      round: 1,
      values: { noOpRate: { value: 1_000 }, kill: { value: 60, capped: true } },
      failures: ['gap: timed out'],
      otherLoadShare: 0.02,
    },
  ],
};

describe('the report on the peers', () => {
  test('shows medians with their range, and marks what reached its cap', () => {
    assert.equal(formatSpread({ median: 2, min: 1, max: 3, relation: 'equal' }), '2 (1–3)');
    assert.equal(formatSpread({ median: 1_234.5, min: 1_234.5, max: 1_234.5, relation: 'equal' }), '1,235');
    assert.equal(formatSpread({ median: 60, min: 60, max: 60, relation: 'at least' }), '> 60');
    assert.equal(formatSpread({ median: 0.000_25, min: 0.000_25, max: 0.000_25, relation: 'at most' }), '< 0.00025');
    assert.equal(formatSpread(undefined), '–');
  });

  test('has a table of values, a table of ratios, and says what is not equal, failed or skipped', () => {
    const text = renderReport(REPORT);
    assert.match(text, /^\| +\| +Own \| +Peer \|$/m);
    assert.match(text, /^\| no-op tasks\/s +\| +3,000 \| +1,000 \|$/m);
    assert.match(text, /^\| worker killed → task runs elsewhere, s +\| +– \| +> 60 \|$/m);
    assert.match(text, /^Own ÷ each/m);
    assert.match(text, /^\| no-op tasks\/s +\| +3 \|$/m);
    assert.match(text, /^Peer: 2\.0$/m);
    assert.match(text, /not equal: it keeps no record/);
    assert.match(text, /round 1 failed: gap: timed out/);
    assert.match(text, /^Absent: skipped: no package$/m);
  });

  test('has no ratios if the reference was not measured', () => {
    const text = renderReport({ ...REPORT, results: REPORT.results.slice(1) });
    assert.match(text, /^\| no-op tasks\/s/m);
    assert.doesNotMatch(text, /÷/);
  });

  test('says whether the machine was quiet', () => {
    assert.match(renderReport(REPORT), /quiet machine: .* at most 2 %/);
    const busy = { system: 'own', round: 2, values: {}, failures: [], otherLoadShare: 0.5 };
    const text = renderReport({ ...REPORT, results: [...REPORT.results, busy] });
    assert.match(text, /NOT A QUIET MACHINE: .* at most 50 %/);
  });
});
