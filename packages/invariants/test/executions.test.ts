import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '@steadfast/master/core/ledger/facts';
import { checkBacked, createExecutionRecord, takeDeath, takeEnd, takeStart, type Start } from '../src/index.ts';
import { about, ATTEMPT, entryOf, promise, SECOND, STRANGER, type Stage } from './table.ts';

function start({ executions, report }: Stage, which: Start = ATTEMPT): void {
  takeStart(executions, which, report);
}

function end({ executions, report }: Stage, how: 'finished' | 'aborted', missingMs = 0): void {
  takeEnd(executions, ATTEMPT.instance, how, missingMs, report);
}

function record({ executions, report }: Stage, fact: Fact): void {
  checkBacked(executions, entryOf(1, [fact]), report);
}

promise(
  'started-once',
  [
    [
      'one attempt is started, and then the next',
      (stage) => {
        start(stage);
        end(stage, 'aborted');
        start(stage, SECOND);
      },
    ],
  ],
  [
    [
      'one attempt is started on two slaves',
      (stage) => {
        start(stage);
        start(stage, STRANGER);
      },
      /started 2 times: task#1 on slave-a; task#1 on slave-b/,
    ],
  ],
);

promise(
  'one-at-a-time',
  [
    [
      'a slave starts something when the last has ended',
      (stage) => {
        start(stage);
        end(stage, 'finished');
        start(stage, SECOND);
      },
    ],
    [
      'a slave that died is started again',
      (stage) => {
        start(stage);
        takeDeath(stage.executions, ATTEMPT.instance);
        start(stage, SECOND);
      },
    ],
  ],
  [
    [
      'a slave starts something while something runs',
      (stage) => {
        start(stage);
        start(stage, SECOND);
      },
      /task#2 on slave-a began while task#1 on slave-a ran/,
    ],
    ['a slave ends what it did not start', (stage) => end(stage, 'finished'), /slave-a ends what it had not started/],
  ],
);

promise(
  'whole-sleep',
  [
    [
      'an execution finishes in its time',
      (stage) => {
        start(stage);
        end(stage, 'finished');
      },
    ],
    [
      'an execution is aborted before its time',
      (stage) => {
        start(stage);
        end(stage, 'aborted', 1);
      },
    ],
  ],
  [
    [
      'an execution finishes before its time',
      (stage) => {
        start(stage);
        end(stage, 'finished', 1);
      },
      /slept 1 ms too little/,
    ],
  ],
);

promise(
  'running-is-backed',
  [
    [
      'what is recorded as running was started',
      (stage) => {
        start(stage);
        record(stage, about('task.running'));
      },
    ],
  ],
  [
    [
      'nobody started it',
      (stage) => record(stage, about('task.running')),
      /no started execution by that slave is in the journals$/,
    ],
    [
      'another slave started it',
      (stage) => {
        start(stage, STRANGER);
        record(stage, about('task.running'));
      },
      /there is task#1 on slave-b/,
    ],
  ],
);

promise(
  'success-is-backed',
  [
    [
      'what is recorded as a success was finished',
      (stage) => {
        start(stage);
        end(stage, 'finished');
        record(stage, about('task.success'));
      },
    ],
  ],
  [
    [
      'it still runs',
      (stage) => {
        start(stage);
        record(stage, about('task.success'));
      },
      /no finished execution by that slave/,
    ],
    [
      'it was aborted',
      (stage) => {
        start(stage);
        end(stage, 'aborted');
        record(stage, about('task.success'));
      },
      /no finished execution by that slave/,
    ],
    [
      'another attempt of it was finished',
      (stage) => {
        start(stage);
        end(stage, 'finished');
        record(stage, about('task.success', SECOND));
      },
      /task\.success of task#2 .*no finished execution/,
    ],
  ],
);

test('the starts of each task are counted, for whoever promises that none is needless', () => {
  const executions = createExecutionRecord();
  for (const which of [ATTEMPT, SECOND]) {
    takeStart(executions, which, assert.fail);
    takeDeath(executions, which.instance);
  }
  assert.deepEqual([...executions.counts], [['task', 2]]);
});
