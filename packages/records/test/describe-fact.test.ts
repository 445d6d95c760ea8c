import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeFact, describeFactFields, FACT_KINDS, type FactRecord, type FactStyle } from '../src/index.ts';

const PLACEMENT = { task: '65f0', taskname: 'task7', attempt: 2, host: 'slave1', instance: '4f2a' } as const;
const REASON = { reason: 'its stream broke' } as const;

const FACTS: { readonly [Kind in FactRecord['kind']]: FactRecord & { readonly kind: Kind } } = {
  'epoch.began': { kind: 'epoch.began', name: 'master1', instance: '9b1c', epoch: 3 },
  'epoch.ended': { kind: 'epoch.ended', reason: 'master1 stopped', epoch: 3 },
  'slave.joined': { kind: 'slave.joined', host: 'slave1', instance: '4f2a' },
  'slave.lost': { kind: 'slave.lost', host: 'slave1', instance: '4f2a', ...REASON },
  'task.placed': { kind: 'task.placed', ...PLACEMENT },
  'task.running': { kind: 'task.running', ...PLACEMENT },
  'task.success': { kind: 'task.success', ...PLACEMENT },
  'task.killed': { kind: 'task.killed', ...PLACEMENT, ...REASON },
  'task.returned': { kind: 'task.returned', ...PLACEMENT, ...REASON },
  'task.adopted': {
    kind: 'task.adopted',
    task: '65f0',
    taskname: 'task7',
    attempt: 2,
    reason: 'its document is of another ledger',
  },
  'task.parked': { kind: 'task.parked', task: '65f0', taskname: null, reason: 'it has no taskname' },
  'task.failed': { kind: 'task.failed', ...PLACEMENT, reason: 'exit code 1', retryAtMs: 1_000 },
  'task.cancelled': { kind: 'task.cancelled', task: '65f0', taskname: 'task7', reason: 'obsolete' },
  'task.released': { kind: 'task.released', task: '65f0', taskname: 'task7' },
};

const EXPECTED: Readonly<Record<FactStyle, readonly string[]>> = {
  sentence: [
    'epoch 3 began: master1 leads',
    'epoch 3 ended: master1 stopped',
    'slave1 joined',
    'lost slave1: its stream broke',
    'task7 attempt 2 placed on slave1',
    'task7 attempt 2 running on slave1',
    'task7 attempt 2 succeeded on slave1',
    'task7 attempt 2 killed on slave1: its stream broke',
    'task7 attempt 2 returned from slave1 before it ran: its stream broke',
    'task7 continues after attempt 2: its document is of another ledger',
    'task7 attempt 2 failed on slave1: exit code 1; tried again from 1970-01-01T00:00:01.000Z on',
    'task 65f0 parked: it has no taskname. Fix its document and remove the field "parked".',
    'task7 cancelled: obsolete',
    'task7 released: it is no longer parked',
  ],
  history: [
    'epoch 3 began: master1 leads',
    'epoch 3 ended: master1 stopped',
    'slave1 joined',
    'lost slave1: its stream broke',
    'attempt 2 placed on slave1',
    'attempt 2 running on slave1',
    'attempt 2 succeeded on slave1',
    'attempt 2 killed on slave1: its stream broke',
    'attempt 2 returned from slave1 before it ran: its stream broke',
    'continues after attempt 2: its document is of another ledger',
    'attempt 2 failed on slave1: exit code 1; tried again from 1970-01-01T00:00:01.000Z on',
    'parked: it has no taskname. Fix its document and remove the field "parked".',
    'cancelled: obsolete',
    'released: it is no longer parked',
  ],
  short: [
    'epoch.began by 9b1c',
    'epoch.ended: master1 stopped',
    'slave.joined 4f2a',
    'slave.lost 4f2a: its stream broke',
    'task.placed 65f0#2 on 4f2a',
    'task.running 65f0#2 on 4f2a',
    'task.success 65f0#2 on 4f2a',
    'task.killed 65f0#2 on 4f2a: its stream broke',
    'task.returned 65f0#2 on 4f2a: its stream broke',
    'task.adopted 65f0#2: its document is of another ledger',
    'task.failed 65f0#2 on 4f2a: exit code 1',
    'task.parked 65f0: it has no taskname',
    'task.cancelled 65f0: obsolete',
    'task.released 65f0',
  ],
  full: [
    'epoch.began by master1/9b1c',
    'epoch.ended: master1 stopped',
    'slave.joined slave1/4f2a',
    'slave.lost slave1/4f2a: its stream broke',
    'task.placed task7 [65f0] attempt 2 on slave1/4f2a',
    'task.running task7 [65f0] attempt 2 on slave1/4f2a',
    'task.success task7 [65f0] attempt 2 on slave1/4f2a',
    'task.killed task7 [65f0] attempt 2 on slave1/4f2a: its stream broke',
    'task.returned task7 [65f0] attempt 2 on slave1/4f2a: its stream broke',
    'task.adopted task7 [65f0] attempt 2: its document is of another ledger',
    'task.failed task7 [65f0] attempt 2 on slave1/4f2a: exit code 1',
    'task.parked [65f0]: it has no taskname',
    'task.cancelled task7 [65f0]: obsolete',
    'task.released task7 [65f0]',
  ],
};

describe('describeFact', () => {
  for (const [style, expected] of Object.entries(EXPECTED) as [FactStyle, readonly string[]][])
    test(`describes every kind of fact in the style "${style}"`, () => {
      assert.deepEqual(
        FACT_KINDS.map((kind) => describeFact(FACTS[kind], style)),
        expected,
      );
    });

  test('falls back to the identifier of a task without a name', () => {
    const fact = { kind: 'task.placed', task: '65f0', attempt: 1, host: 'slave1' } as const;
    assert.equal(describeFact(fact, 'sentence'), 'task 65f0 attempt 1 placed on slave1');
  });
});

describe('describeFactFields', () => {
  test('describes fields that form a fact like the fact', () => {
    const fields = { kind: 'task.killed', attempt: 1, host: 'slave1', reason: 'slave1 left' };
    assert.equal(describeFactFields(fields, 'history'), 'attempt 1 killed on slave1: slave1 left');
  });

  test('describes an unknown kind, or a fact with missing fields, by the fields that are present', () => {
    assert.equal(describeFactFields({ kind: 'task.lent', task: '65f0' }, 'sentence'), 'task.lent [65f0]');
    assert.equal(describeFactFields({ kind: 'task.killed', host: 'slave1' }, 'history'), 'task.killed on slave1');
  });
});
