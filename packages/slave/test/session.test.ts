import { describe, test } from 'node:test';
import { converse, converseWelcomed } from './transcript.ts';

describe('a session', () => {
  test('begins with the registration', () => {
    converse().expect(`
      the slave starts
        connect to a:1
      the channel opens
        slave: register, holds nothing
        expect a welcome within 30000 ms
      master: welcome 7
        log session.opened
    `);
  });

  test('that breaks does not touch the running task, and the next one says what is held', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
    `);
    conversation.expect(`
      the session ends
        log session.lost (gone)
        connect to a:1
      the channel opens
        slave: register, holds t1#1 running
        expect a welcome within 30000 ms
      master: welcome 8
        log session.opened
      t1#1 ends
        log task.finished t1#1
        slave: finished t1#1
    `);
  });

  test('is looked for at once when one is lost, then after waits that grow up to a second', () => {
    converseWelcomed().expect(`
      the session ends
        log session.lost (gone)
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 100 ms
      the wait is over
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 200 ms
      the wait is over
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 400 ms
      the wait is over
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 800 ms
      the wait is over
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 1000 ms
      the wait is over
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 1000 ms
    `);
  });

  test('that breaks right after the welcome is not looked for again without a wait', () => {
    converseWelcomed().expect(`
      the session ends after 20 ms
        log session.lost (gone)
        wait at most 100 ms
      the wait is over
        connect to a:1
      the channel opens
        slave: register, holds nothing
        expect a welcome within 30000 ms
      master: welcome 7
        log session.opened
      the session ends after 20 ms
        log session.lost (gone)
        wait at most 200 ms
    `);
  });

  test('is looked for at every address in turn, and only then after a wait', () => {
    converse(['a:1', 'b:1', 'c:1']).expect(`
      the slave starts
        connect to a:1
      the session ends after 0 ms
        log session.failed (gone)
        connect to b:1
      the channel opens
        slave: register, holds nothing
        expect a welcome within 30000 ms
      master: refuse not leading
        log session.failed (refused: not leading)
        end the session
      the session ends after 5 ms
        connect to c:1
      the session ends after 0 ms
        log session.failed (gone)
        wait at most 100 ms
      the wait is over
        connect to a:1
    `);
  });

  test('is tried again after a wait when the name is taken', () => {
    const conversation = converse();
    conversation.given(`
      the slave starts
      the channel opens
    `);
    conversation.expect(`
      master: refuse name taken
        log session.failed (refused: name taken)
        end the session
      the session ends after 5 ms
        wait at most 100 ms
    `);
  });

  test('is given up when the welcome is overdue', () => {
    const conversation = converse(['a:1', 'b:1']);
    conversation.given(`
      the slave starts
      the channel opens
    `);
    conversation.expect(`
      the welcome is overdue
        log session.failed (the master did not welcome in time)
        end the session
      the session ends after 30000 ms
        connect to b:1
      the welcome is overdue
    `);
  });

  test('tells what was lost between the registration and the welcome, so that nobody waits for it for ever', () => {
    // Found by the simulation: the master had been told that it runs, and never that it came to no good.
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
      the session ends
      the channel opens
    `);
    conversation.expect(`
      t1#1 ends unproven
        log journal.failed (disk full)
        log task.killed t1#1 (its end could not be written to the journal)
      master: welcome 8
        log session.opened
        slave: aborted t1#1
    `);
  });
});

describe('a master', () => {
  test('of a lower epoch than the highest ever seen is refused, and what it assigns is declined', () => {
    const conversation = converseWelcomed(['a:1', 'b:1']);
    conversation.given(`
      the session ends
      the channel opens
    `);
    const advice = 'if the database was replaced, restart this slave';
    conversation.expect(`
      master: welcome 6
        log session.failed (its epoch 6 is over: this slave has obeyed epoch 7 (${advice}))
        end the session
      master: assign t1#1
        log task.placed t1#1
        log task.returned t1#1 (lower epoch)
        slave: declined t1#1: lower epoch
      master: acknowledge t1#1
      the session ends
        connect to b:1
    `);
  });

  test('of the same epoch is obeyed again', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      the session ends
      the channel opens
    `);
    conversation.expect(`
      master: welcome 7
        log session.opened
    `);
  });

  test('that speaks before it welcomes is given up', () => {
    for (const word of ['assign', 'acknowledge', 'abort']) {
      const conversation = converse();
      conversation.given(`
        the slave starts
        the channel opens
      `);
      conversation.expect(`
        master: ${word} t1#1
          log session.failed (the master said ${word} before welcome)
          end the session
        master: assign t2#1
        the session ends after 5 ms
          wait at most 100 ms
      `);
    }
  });

  test('that speaks before the slave could register is given up', () => {
    const conversation = converse();
    conversation.given('the slave starts');
    conversation.expect(`
      master: welcome 7
        log session.failed (the master said welcome before the slave registered)
        end the session
    `);
  });

  test('that welcomes twice is given up, and the running task is kept', () => {
    const conversation = converseWelcomed();
    conversation.given(`
      master: assign t1#1
      t1#1 runs
    `);
    conversation.expect(`
      master: welcome 8
        log session.lost (the master welcomed twice)
        end the session
      the session ends
        wait at most 100 ms
      the wait is over
        connect to a:1
      the channel opens
        slave: register, holds t1#1 running
        expect a welcome within 30000 ms
    `);
  });

  test('that refuses a slave which it has welcomed is left for another', () => {
    converseWelcomed(['a:1', 'b:1']).expect(`
      master: refuse not leading
        log session.lost (refused: not leading)
        end the session
      the session ends
        connect to b:1
    `);
  });
});
