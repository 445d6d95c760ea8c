import type { MasterMessage } from '@steadfast/protocol/messages';
import { checkAbort, checkMessage } from '../src/index.ts';
import {
  BEGAN,
  describePromise,
  factOf,
  FIRST_ATTEMPT,
  JOINED,
  OTHER_INSTANCE,
  recordFacts,
  SECOND_ATTEMPT,
  type Records,
} from './promise-cases.ts';

const ASSIGN: MasterMessage = {
  kind: 'assign',
  taskId: 'task',
  taskname: 'name',
  attempt: 1,
  work: { kind: 'sleep', sleepSeconds: 1 },
};
const ACKNOWLEDGE: MasterMessage = { kind: 'acknowledge', taskId: 'task', attempt: 1 };
const WELCOME: MasterMessage = { kind: 'welcome', epoch: 1 };

function send({ ledger, report }: Records, message: MasterMessage, to = FIRST_ATTEMPT): void {
  checkMessage(ledger, message, to, report);
}

function abort({ ledger, report }: Records, to = FIRST_ATTEMPT): void {
  checkAbort(ledger, FIRST_ATTEMPT, to, report);
}

describePromise(
  'fact-before-effect',
  [
    [
      'a Welcome to an epoch that has begun',
      (records) => {
        recordFacts(records, BEGAN);
        send(records, WELCOME);
      },
    ],
    [
      'an Assign of a placed attempt to its slave',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'));
        send(records, ASSIGN);
      },
    ],
    [
      'an Acknowledge of a recorded success',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.success'));
        send(records, ACKNOWLEDGE);
      },
    ],
    [
      'an Abort of a returned attempt',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.returned'));
        abort(records);
      },
    ],
  ],
  [
    [
      'a Welcome to an epoch that has not begun',
      (records) => send(records, WELCOME),
      /slave-a was welcomed to epoch 1, which has not begun/,
    ],
    [
      'an Assign of an attempt that was not placed',
      (records) => send(records, ASSIGN),
      /task#1 on slave-a: no task\.placed of this attempt on this slave is in the ledger/,
    ],
    [
      'an Assign of an attempt that was placed on another slave',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'));
        send(records, ASSIGN, OTHER_INSTANCE);
      },
      /task#1 on slave-b: no task\.placed of this attempt on this slave/,
    ],
    [
      'an Acknowledge before the success is recorded',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'));
        send(records, ACKNOWLEDGE);
      },
      /task#1 was acknowledged, but the ledger has neither its task\.success nor its task\.failed/,
    ],
    [
      'an Acknowledge of a killed attempt',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.running'), factOf('task.killed'));
        recordFacts(records, factOf('task.placed', SECOND_ATTEMPT), factOf('task.success', SECOND_ATTEMPT));
        send(records, ACKNOWLEDGE);
      },
      /task#1 was acknowledged, but the ledger has neither its task\.success nor its task\.failed/,
    ],
    [
      'an Abort of an attempt that is still assigned to its slave',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'));
        abort(records);
      },
      /slave-a dropped task#1, which is still assigned to it/,
    ],
  ],
);

describePromise(
  'recorded-is-acknowledged',
  [
    [
      'an Abort of an attempt that is recorded as the success of another slave',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.success'));
        abort(records, OTHER_INSTANCE);
      },
    ],
  ],
  [
    [
      "an Abort of the slave's own recorded success",
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.success'));
        abort(records);
      },
      /slave-a dropped task#1, which is recorded as its success/,
    ],
  ],
);
