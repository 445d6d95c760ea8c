import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_HELD, MAX_SLEEP_SECONDS, MAX_TASKNAME_LENGTH } from '@steadfast/protocol';
import { step } from '../src/core/step.ts';
import { converseWelcomed, type Conversation } from './transcript.ts';

function run(conversation: Conversation, attempt: string): void {
  conversation.given(`
    master: assign ${attempt}
    ${attempt} runs
  `);
}

function finish(conversation: Conversation, attempt: string): void {
  run(conversation, attempt);
  conversation.given(`${attempt} ends`);
}

describe('an assigned task', () => {
  test('is placed, runs, finishes, and is forgotten when it is acknowledged', () => {
    converseWelcomed().expect(`
      master: assign t1#1
        log task.placed t1#1
        execute t1#1
      t1#1 runs
        log task.running t1#1
        slave: started t1#1
      t1#1 ends
        log task.finished t1#1
        slave: finished t1#1
      master: acknowledge t1#1
        log task.success t1#1
      master: acknowledge t1#1
    `);
  });

  test('that runs already is not started again', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#1');
    conversation.expect(`
      master: assign t1#1
    `);
  });

  test('that is finished already is reported again', () => {
    const conversation = converseWelcomed();
    finish(conversation, 't1#1');
    conversation.expect(`
      master: assign t1#1
        slave: finished t1#1
    `);
  });

  test('is declined while another one runs, be it another attempt of the same task', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#1');
    conversation.expect(`
      master: assign t2#1
        log task.placed t2#1
        log task.returned t2#1 (busy)
        slave: declined t2#1: busy
      master: assign t1#2
        log task.placed t1#2
        log task.returned t1#2 (busy)
        slave: declined t1#2: busy
    `);
  });

  test('runs while earlier reports still wait', () => {
    const conversation = converseWelcomed();
    finish(conversation, 't1#1');
    conversation.expect(`
      master: assign t2#1
        log task.placed t2#1
        execute t2#1
    `);
  });

  test('is declined when its report would find no room', () => {
    const conversation = converseWelcomed();
    for (let number = 1; number < MAX_HELD; number += 1) finish(conversation, `t${number}#1`);
    conversation.expect(`
      master: assign last#1
        log task.placed last#1
        log task.returned last#1 (busy)
        slave: declined last#1: busy
      master: acknowledge t1#1
        log task.success t1#1
      master: assign last#1
        log task.placed last#1
        execute last#1
    `);
  });

  test('is declined when its start cannot be written to the journal', () => {
    const conversation = converseWelcomed();
    conversation.given('master: assign t1#1');
    conversation.expect(`
      t1#1 cannot start
        log journal.failed (disk full)
        log task.returned t1#1 (cannot run it)
        slave: declined t1#1: cannot run it
      master: assign t2#1
        log task.placed t2#1
        execute t2#1
    `);
  });

  test('is handed back when its end cannot be written to the journal', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#1');
    conversation.expect(`
      t1#1 ends unproven
        log journal.failed (disk full)
        log task.killed t1#1 (its end could not be written to the journal)
        slave: aborted t1#1
    `);
  });

  const invalid: readonly [what: string, taskname: string, sleepSeconds: number][] = [
    ['a sleep time that is not a number', 'task1', Number.NaN],
    ['a negative sleep time', 'task1', -0.001],
    ['an infinite sleep time', 'task1', Number.POSITIVE_INFINITY],
    ['a sleep time beyond the longest', 'task1', MAX_SLEEP_SECONDS + 1],
    ['no name', '', 1],
    ['a name that is too long', 'x'.repeat(MAX_TASKNAME_LENGTH + 1), 1],
  ];
  for (const [what, taskname, sleepSeconds] of invalid) {
    test(`is declined when it has ${what}`, () => {
      const { state } = converseWelcomed();
      const message = { kind: 'assign', taskId: 't1', attempt: 1, taskname, sleepSeconds } as const;
      const effects = step(state, { kind: 'message received', message });
      assert.deepEqual(effects.at(-1), {
        kind: 'send',
        message: { kind: 'declined', taskId: 't1', attempt: 1, reason: 'cannot run it' },
      });
      assert.equal(state.running, null);
    });
  }

  test('may sleep for nothing and for the longest time', () => {
    for (const sleepSeconds of [0, MAX_SLEEP_SECONDS]) {
      const { state } = converseWelcomed();
      const message = { kind: 'assign', taskId: 't1', attempt: 1, taskname: 'task1', sleepSeconds } as const;
      step(state, { kind: 'message received', message });
      assert.equal(state.running?.sleepSeconds, sleepSeconds);
    }
  });
});

describe('a finished report', () => {
  test('is replayed in every session until it is acknowledged', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#1');
    conversation.given('the session ends');
    conversation.expect(`
      t1#1 ends
        log task.finished t1#1
      the channel opens
        slave: register, holds t1#1 finished
        expect a welcome within 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t1#1
      the session ends
        log session.lost (gone)
        connect to a:1
      the channel opens
        slave: register, holds t1#1 finished
        expect a welcome within 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t1#1
      master: acknowledge t1#1
        log task.success t1#1 (replayed)
    `);
  });

  test('is replayed in the order of finishing, beside what runs', () => {
    const conversation = converseWelcomed();
    finish(conversation, 't9#1');
    finish(conversation, 't1#4');
    run(conversation, 't5#1');
    conversation.given('the session ends');
    conversation.expect(`
      the channel opens
        slave: register, holds t5#1 running, t9#1 finished, t1#4 finished
        expect a welcome within 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t9#1
        slave: finished t1#4
    `);
  });

  test('is kept when another attempt of its task is acknowledged or withdrawn', () => {
    const conversation = converseWelcomed();
    finish(conversation, 't1#2');
    conversation.expect(`
      master: acknowledge t1#1
      master: abort t1#3
      master: acknowledge t1#2
        log task.success t1#2
    `);
  });

  test('is dropped when the master refuses it', () => {
    const conversation = converseWelcomed();
    finish(conversation, 't1#1');
    conversation.expect(`
      master: abort t1#1
        log report.refused t1#1
      master: abort t1#1
    `);
  });
});

describe('a withdrawn attempt', () => {
  test('is stopped, and the slave is free', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#1');
    conversation.expect(`
      master: abort t1#1
        stop executing
        log task.killed t1#1 (the master withdrew it)
        slave: aborted t1#1
      master: assign t2#1
        log task.placed t2#1
        execute t2#1
    `);
  });

  test('does not stop another attempt of the same task', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#2');
    conversation.expect(`
      master: abort t1#1
    `);
  });

  test('that is not finished is not acknowledged by mistake', () => {
    const conversation = converseWelcomed();
    run(conversation, 't1#1');
    conversation.expect(`
      master: acknowledge t1#1
      t1#1 ends
        log task.finished t1#1
        slave: finished t1#1
    `);
  });
});
