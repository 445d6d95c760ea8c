import { describe, test } from 'node:test';
import { converse, converseWelcomed } from './transcript.ts';

describe('a slave that is asked to stop', () => {
  test('leaves at once when it holds nothing', () => {
    converseWelcomed().expect(`
      a stop is requested
        log drain.began
        slave: leaving
        end the session
      master: assign t1#1
        log task.placed t1#1
        log task.returned t1#1 (draining)
        slave: declined t1#1: draining
      the session ends
        leave
    `);
  });

  test('finishes its task, waits for the acknowledgement, and takes nothing new', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
    `);
    conversation.expect(`
      a stop is requested
        log drain.began
        slave: leaving
      master: assign t2#1
        log task.placed t2#1
        log task.returned t2#1 (draining)
        slave: declined t2#1: draining
      t1#1 ends
        log task.finished t1#1
        slave: finished t1#1
      a stop is requested
      master: acknowledge t1#1
        log task.success t1#1
        end the session
      the session ends
        leave
    `);
  });

  test('hands back what still runs at the deadline', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
      a stop is requested
    `);
    conversation.expect(`
      the drain deadline passes
        stop executing
        log task.killed t1#1 (the slave leaves)
        slave: aborted t1#1
        end the session
      the session ends
        leave
    `);
  });

  test('gives up undelivered reports at the deadline', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
      t1#1 ends
      a stop is requested
    `);
    conversation.expect(`
      the drain deadline passes
        log report.abandoned t1#1
        end the session
      the session ends
        leave
    `);
  });

  test('keeps looking for a master until its report is delivered', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
      the session ends
      t1#1 ends
    `);
    conversation.expect(`
      a stop is requested
        log drain.began
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 100 ms
      the wait is over
        connect to a:1
      the channel opens
        slave: register, holds t1#1 finished
        expect a welcome within 30000 ms
      master: welcome 8
        log session.opened
        slave: finished t1#1
        slave: leaving
      master: acknowledge t1#1
        log task.success t1#1 (replayed)
        end the session
      the session ends
        leave
    `);
  });

  test('leaves without a master at the deadline', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
      the session ends
      the session ends after 0 ms
      a stop is requested
    `);
    conversation.expect(`
      the drain deadline passes
        stop executing
        log task.killed t1#1 (the slave leaves)
        leave
      the wait is over
    `);
  });

  test('leaves when its task is withdrawn, refused or lost', () => {
    for (const ending of ['master: abort t1#1', 't1#1 ends unproven']) {
      const conversation = converseWelcomed();
      conversation.given(`
        master: assign t1#1
        t1#1 runs
        a stop is requested
        ${ending}
      `);
      conversation.expect(`
        the session ends
          leave
      `);
    }
  });

  test('leaves at once while it waits for the next try', () => {
    const conversation = converse();
    conversation.given(`
      the slave starts
      the session ends after 0 ms
    `);
    conversation.expect(`
      a stop is requested
        log drain.began
        leave
      the wait is over
      the drain deadline passes
    `);
  });

  test('leaves at once while it connects or registers', () => {
    for (const progress of ['the slave starts', 'the slave starts\nthe channel opens']) {
      const conversation = converse();
      conversation.given(progress);
      conversation.expect(`
        a stop is requested
          log drain.began
          end the session
        the session ends
          leave
      `);
    }
  });

  test('leaves after a session that it was giving up already', () => {
    const conversation = converse();
    conversation.given(`
      the slave starts
      the channel opens
      master: refuse not leading
    `);
    conversation.expect(`
      a stop is requested
        log drain.began
      the session ends
        leave
    `);
  });
});
