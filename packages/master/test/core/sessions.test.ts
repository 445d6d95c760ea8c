import { describe, test } from 'node:test';
import { placed, running } from './situations.ts';
import { startLeader } from './scripted-master.ts';

describe('a stream breaks', () => {
  test('while its slave runs a task: that is killed and placed elsewhere, in one entry', () => {
    running().expect(`
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
    `);
  });

  test('before its slave has answered the assignment: the task is returned, and placed elsewhere', () => {
    placed().expect(`
      slave1 disconnects
        append #5 e1: slave.lost slave1: connection broken; task.returned t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
    `);
  });

  test('before the placement is written: the assignment is sent to nobody who hears it', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        append #3 e1: task.placed t1#1 on slave1
      slave1 disconnects
      answered: append
        master → slave1: assign t1#1
        append #4 e1: slave.lost slave1: connection broken; task.returned t1#1 on slave1: slave1 was lost: connection broken
    `);
  });

  test('while its slave is idle: it is only lost', () => {
    running().expect(`
      slave2 disconnects
        append #6 e1: slave.lost slave2: connection broken
      answered: append
      slave1 → finished t1#1
        append #7 e1: task.success t1#1 on slave1
    `);
  });

  test('before it was introduced: nothing follows', () => {
    running().expect(`
      slave3 disconnects
    `);
  });
});

describe('a slave comes back', () => {
  test('as a new process: its old task is gone, and it gets another', () => {
    const master = running();
    master.expect(`
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
      slave1/b → register
        append #7 e1: slave.joined slave1/b
      answered: append
        master → slave1/b: welcome, epoch 1
    `);
  });

  test('as the same process with the attempt that it lost: it is told to stop', () => {
    const master = running();
    master.given('slave1 disconnects');
    master.expect(`
      slave1 → register, holds t1#1 running
        append #7 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
        master → slave1: abort t1#1
      slave1 → aborted t1#1
    `);
  });

  test('as the same process, before its old session was seen to break: it keeps its task, the old session ends', () => {
    running().expect(`
      slave1' → register, holds t1#1 running
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
      slave1 disconnects
      slave1' → finished t1#1
        append #6 e1: task.success t1#1 on slave1
      answered: append
        master → slave1': acknowledge t1#1
    `);
  });

  test('as the same process, and never got the assignment: it is placed anew', () => {
    placed().expect(`
      slave1' → register
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
        append #5 e1: task.returned t1#1 on slave1: slave1 no longer holds it; task.placed t1#2 on slave2
    `);
  });

  test('as the same process, and finished meanwhile: nothing is taken from it, its report is awaited', () => {
    running().expect(`
      slave1' → register, holds t1#1 finished
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
      slave1' → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });

  test('as the same process, and its report never comes: its session ends after the placement deadline', () => {
    running().expect(`
      slave1' → register, holds t1#1 finished
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
      4900 ms pass
      100 ms pass
        end slave1': deadline exceeded (assignment not answered in time)
        append #6 e1: slave.lost slave1: assignment not answered in time; task.killed t1#1 on slave1: slave1 was lost: assignment not answered in time; task.placed t1#2 on slave2
    `);
  });
});

describe('a name', () => {
  test('that a living slave has is refused to another, which disturbs nobody', () => {
    running().expect(`
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another slave named slave1 is connected; choose another --name, or wait until it is gone)
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });

  test('is free again when the session of its slave is over', () => {
    const master = running();
    master.given('slave2 disconnects');
    master.expect(`
      slave2/b → register
        append #7 e1: slave.joined slave2/b
      answered: append
        master → slave2/b: welcome, epoch 1
    `);
  });
});

describe('an assignment', () => {
  test('that is not answered within 5 s ends the session; the task is placed elsewhere', () => {
    const master = placed();
    master.expect(`
      4500 ms pass
      100 ms pass
        end slave1: deadline exceeded (assignment not answered in time)
        append #5 e1: slave.lost slave1: assignment not answered in time; task.returned t1#1 on slave1: slave1 was lost: assignment not answered in time; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
    `);
  });

  test('is not overdue while the database takes long to write it', () => {
    const master = startLeader();
    master.given('slave1 → register');
    master.expect(`
      inserted: t1
        append #3 e1: task.placed t1#1 on slave1
      30000 ms pass
      answered: append
        master → slave1: assign t1#1
      4900 ms pass
      100 ms pass
        end slave1: deadline exceeded (assignment not answered in time)
        append #4 e1: slave.lost slave1: assignment not answered in time; task.returned t1#1 on slave1: slave1 was lost: assignment not answered in time
    `);
  });

  test('that was answered may run for ever', () => {
    running().expect(`
      600000 ms pass
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });
});

describe('a message out of order ends the one session', () => {
  test('a report before the registration', () => {
    running().expect(`
      slave3 → finished t1#1
        end slave3: invalid argument (the first message of a session must be Register)
    `);
  });

  test('a second registration', () => {
    running().expect(`
      slave1 → register
        end slave1: invalid argument (Register was sent twice)
        append #6 e1: slave.lost slave1: Register was sent twice; task.killed t1#1 on slave1: slave1 was lost: Register was sent twice; task.placed t1#2 on slave2
    `);
  });

  test('a protocol version that is not spoken', () => {
    running().expect(`
      slave3 → register, version 2
        master → slave3: refuse, unsupported version
        end slave3: failed precondition (protocol version 2 is not supported (supported: 1))
    `);
  });

  test('anything on a session that is over is passed over, whatever it is', () => {
    running().expect(`
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another slave named slave1 is connected; choose another --name, or wait until it is gone)
      slave1/b → finished t1#1
        end slave1/b: invalid argument (the first message of a session must be Register)
      slave1/b disconnects
    `);
  });
});
