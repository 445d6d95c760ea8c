import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '@steadfast/master/core/ledger/facts';
import {
  checkReportedFacts,
  createExecutionRecord,
  recordEnd,
  recordProcessDeath,
  recordStart,
  type ExecutionStart,
} from '../src/index.ts';
import {
  describePromise,
  entryOf,
  factOf,
  FIRST_ATTEMPT,
  OTHER_INSTANCE,
  SECOND_ATTEMPT,
  type Records,
} from './promise-cases.ts';

function start({ executions, report }: Records, which: ExecutionStart = FIRST_ATTEMPT): void {
  recordStart(executions, which, report);
}

function end({ executions, report }: Records, how: 'finished' | 'aborted', missingMs = 0): void {
  recordEnd(executions, FIRST_ATTEMPT.instance, { how }, missingMs, report);
}

function commit({ executions, report }: Records, fact: Fact): void {
  checkReportedFacts(executions, entryOf(1, [fact]), report);
}

describePromise(
  'started-once',
  [
    [
      'two attempts that are started one after the other',
      (records) => {
        start(records);
        end(records, 'aborted');
        start(records, SECOND_ATTEMPT);
      },
    ],
  ],
  [
    [
      'an attempt that is started on two slaves',
      (records) => {
        start(records);
        start(records, OTHER_INSTANCE);
      },
      /started 2 times: task#1 on slave-a; task#1 on slave-b/,
    ],
  ],
);

describePromise(
  'one-at-a-time',
  [
    [
      'a slave that starts an execution after the previous one has ended',
      (records) => {
        start(records);
        end(records, 'finished');
        start(records, SECOND_ATTEMPT);
      },
    ],
    [
      'a slave that starts an execution after its process has died',
      (records) => {
        start(records);
        recordProcessDeath(records.executions, FIRST_ATTEMPT.instance);
        start(records, SECOND_ATTEMPT);
      },
    ],
  ],
  [
    [
      'a slave that starts an execution while another is running',
      (records) => {
        start(records);
        start(records, SECOND_ATTEMPT);
      },
      /task#2 on slave-a started while task#1 on slave-a ran/,
    ],
    [
      'a slave that ends an execution which it had not started',
      (records) => end(records, 'finished'),
      /slave-a ended an execution that it had not started/,
    ],
  ],
);

describePromise(
  'whole-sleep',
  [
    [
      'an execution that finishes on time',
      (records) => {
        start(records);
        end(records, 'finished');
      },
    ],
    [
      'an execution that is aborted early',
      (records) => {
        start(records);
        end(records, 'aborted', 1);
      },
    ],
  ],
  [
    [
      'an execution that finishes early',
      (records) => {
        start(records);
        end(records, 'finished', 1);
      },
      /finished 1 ms too early/,
    ],
  ],
);

describePromise(
  'running-is-backed',
  [
    [
      'a task.running of a started execution',
      (records) => {
        start(records);
        commit(records, factOf('task.running'));
      },
    ],
  ],
  [
    [
      'a task.running without an execution',
      (records) => commit(records, factOf('task.running')),
      /no started execution by that slave is in the journals$/,
    ],
    [
      'a task.running of an execution on another slave',
      (records) => {
        start(records, OTHER_INSTANCE);
        commit(records, factOf('task.running'));
      },
      /found only task#1 on slave-b/,
    ],
  ],
);

describePromise(
  'success-is-backed',
  [
    [
      'a task.success of a finished execution',
      (records) => {
        start(records);
        end(records, 'finished');
        commit(records, factOf('task.success'));
      },
    ],
  ],
  [
    [
      'a task.success of an execution that is still running',
      (records) => {
        start(records);
        commit(records, factOf('task.success'));
      },
      /no finished execution by that slave/,
    ],
    [
      'a task.success of an aborted execution',
      (records) => {
        start(records);
        end(records, 'aborted');
        commit(records, factOf('task.success'));
      },
      /no finished execution by that slave/,
    ],
    [
      'a task.success of an attempt other than the finished one',
      (records) => {
        start(records);
        end(records, 'finished');
        commit(records, factOf('task.success', SECOND_ATTEMPT));
      },
      /task\.success of task#2 .*no finished execution/,
    ],
  ],
);

test('an execution record counts the starts of each task', () => {
  const executions = createExecutionRecord();
  for (const which of [FIRST_ATTEMPT, SECOND_ATTEMPT]) {
    recordStart(executions, which, assert.fail);
    recordProcessDeath(executions, which.instance);
  }
  assert.deepEqual([...executions.counts], [['task', 2]]);
});
