import type { MasterMessage } from '@steadfast/protocol/messages';
import { checkAbort, checkSaid } from '../src/index.ts';
import { about, ATTEMPT, BEGAN, JOINED, promise, SECOND, STRANGER, takeFacts, type Stage } from './table.ts';

const ASSIGN: MasterMessage = { kind: 'assign', taskId: 'task', taskname: 'name', attempt: 1, sleepSeconds: 1 };
const ACKNOWLEDGE: MasterMessage = { kind: 'acknowledge', taskId: 'task', attempt: 1 };
const WELCOME: MasterMessage = { kind: 'welcome', epoch: 1 };

function say({ ledger, report }: Stage, message: MasterMessage, to = ATTEMPT): void {
  checkSaid(ledger, message, to, report);
}

function drop({ ledger, report }: Stage, to = ATTEMPT): void {
  checkAbort(ledger, ATTEMPT, to, report);
}

promise(
  'fact-before-effect',
  [
    [
      'a slave is welcomed in a reign that has begun',
      (stage) => {
        takeFacts(stage, BEGAN);
        say(stage, WELCOME);
      },
    ],
    [
      'a slave is assigned what was placed on it',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'));
        say(stage, ASSIGN);
      },
    ],
    [
      'a recorded success is acknowledged',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.success'));
        say(stage, ACKNOWLEDGE);
      },
    ],
    [
      'a slave is made to drop what was taken from it',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.returned'));
        drop(stage);
      },
    ],
  ],
  [
    [
      'a slave is welcomed in a reign that has not begun',
      (stage) => say(stage, WELCOME),
      /slave-a is welcomed in reign 1, which has not begun/,
    ],
    [
      'a slave is assigned what was not placed',
      (stage) => say(stage, ASSIGN),
      /task#1 on slave-a: no task\.placed of this attempt on this slave is in the ledger/,
    ],
    [
      'a slave is assigned what was placed on another',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'));
        say(stage, ASSIGN, STRANGER);
      },
      /task#1 on slave-b: no task\.placed of this attempt on this slave/,
    ],
    [
      'a report is acknowledged before it is recorded',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'));
        say(stage, ACKNOWLEDGE);
      },
      /task#1 was acknowledged, but is no task\.success in the ledger/,
    ],
    [
      'a report is acknowledged whose attempt was killed',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.running'), about('task.killed'));
        takeFacts(stage, about('task.placed', SECOND), about('task.success', SECOND));
        say(stage, ACKNOWLEDGE);
      },
      /task#1 was acknowledged, but is no task\.success in the ledger/,
    ],
    [
      'a slave is made to drop what it answers for',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'));
        drop(stage);
      },
      /slave-a drops task#1, which it answers for/,
    ],
  ],
);

promise(
  'recorded-is-acknowledged',
  [
    [
      'a slave is made to drop what another was recorded for',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.success'));
        drop(stage, STRANGER);
      },
    ],
  ],
  [
    [
      'a slave is made to drop its recorded success',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.success'));
        drop(stage);
      },
      /slave-a drops task#1, which is a recorded success/,
    ],
  ],
);
