import { describe, test } from 'node:test';
import { leaderWithAssignedTask, leaderWithRunningTask } from './situations.ts';
import { startLeader } from './scripted-master.ts';

describe('when a stream breaks', () => {
  test('the running task of its slave is killed and placed elsewhere in the same entry', () => {
    leaderWithRunningTask().expect(`
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
    `);
  });

  test('a task with an unanswered assignment is returned and placed elsewhere', () => {
    leaderWithAssignedTask().expect(`
      slave1 disconnects
        append #5 e1: slave.lost slave1: connection broken; task.returned t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
    `);
  });

  test('a task without a durable placement yet is returned after that, and its assignment has no effect', () => {
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

  test('an idle slave is lost, and nothing else happens', () => {
    leaderWithRunningTask().expect(`
      slave2 disconnects
        append #6 e1: slave.lost slave2: connection broken
      answered: append
      slave1 → finished t1#1
        append #7 e1: task.success t1#1 on slave1
    `);
  });

  test('before its slave has registered, nothing happens', () => {
    leaderWithRunningTask().expect(`
      slave3 disconnects
    `);
  });
});

describe('a slave that reconnects', () => {
  test('as a new process registers without its former task', () => {
    const master = leaderWithRunningTask();
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

  test('as the same process with an attempt that was killed is sent an abort', () => {
    const master = leaderWithRunningTask();
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

  test('as the same process before the end of its old session was noticed replaces that session and keeps its task', () => {
    leaderWithRunningTask().expect(`
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

  test('as the same process without its assignment loses it, and the task is placed again', () => {
    leaderWithAssignedTask().expect(`
      slave1' → register
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
        append #5 e1: task.returned t1#1 on slave1: slave1 no longer holds it; task.placed t1#2 on slave2
    `);
  });

  test('as the same process with a finished attempt keeps it until its report arrives', () => {
    leaderWithRunningTask().expect(`
      slave1' → register, holds t1#1 finished
        end slave1: unavailable (replaced by a newer session of the same slave)
        master → slave1': welcome, epoch 1
      slave1' → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });

  test('as the same process with a finished attempt is lost if its report does not arrive within the placement deadline', () => {
    leaderWithRunningTask().expect(`
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

describe('the name of a slave', () => {
  test('is refused to another slave while it is in use, and its owner is not affected', () => {
    leaderWithRunningTask().expect(`
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another slave named slave1 is connected; choose another --name, or wait until it is gone)
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });

  test('is free again when the session of its owner has ended', () => {
    const master = leaderWithRunningTask();
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
  test('that is not answered within 5 s ends the session, and the task is placed elsewhere', () => {
    const master = leaderWithAssignedTask();
    master.expect(`
      4500 ms pass
      100 ms pass
        end slave1: deadline exceeded (assignment not answered in time)
        append #5 e1: slave.lost slave1: assignment not answered in time; task.returned t1#1 on slave1: slave1 was lost: assignment not answered in time; task.placed t1#2 on slave2
      answered: append
        master → slave2: assign t1#2
    `);
  });

  test('is not overdue while its placement is being appended', () => {
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

  test('has no deadline once its slave has reported the start', () => {
    leaderWithRunningTask().expect(`
      600000 ms pass
      slave1 → finished t1#1
        append #6 e1: task.success t1#1 on slave1
    `);
  });
});

describe('a session ends', () => {
  test('when its first message is a report', () => {
    leaderWithRunningTask().expect(`
      slave3 → finished t1#1
        end slave3: invalid argument (the first message of a session must be Register)
    `);
  });

  test('when Register is sent on it twice, and its slave is lost', () => {
    leaderWithRunningTask().expect(`
      slave1 → register
        end slave1: invalid argument (Register was sent twice)
        append #6 e1: slave.lost slave1: Register was sent twice; task.killed t1#1 on slave1: slave1 was lost: Register was sent twice; task.placed t1#2 on slave2
    `);
  });

  test('when its protocol version is not supported', () => {
    leaderWithRunningTask().expect(`
      slave3 → register, version 4
        append #6 e1: slave.joined slave3
      slave4 → register, version 0
        master → slave4: refuse, unsupported version
        end slave4: failed precondition (protocol version 0 is not supported (supported: 1 to 4))
    `);
  });
});

describe('a session that has ended', () => {
  test('has no effect on other slaves, whatever arrives on it', () => {
    leaderWithRunningTask().expect(`
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another slave named slave1 is connected; choose another --name, or wait until it is gone)
      slave1/b → finished t1#1
        end slave1/b: invalid argument (the first message of a session must be Register)
      slave1/b disconnects
    `);
  });
});

describe('while a slave is awaited with its task', () => {
  test('another slave of that name is refused, so that the first one can return', () => {
    leaderWithRunningTask().expect(`
      the master is frozen for 3000 ms
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken
      answered: append
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another instance of slave1 has a task and is expected back; its name is free in a few seconds)
      1500 ms pass
      slave1 → register, holds t1#1 running
        append #7 e1: slave.joined slave1
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another slave named slave1 is connected; choose another --name, or wait until it is gone)
      answered: append
        master → slave1: welcome, epoch 1
      slave1 → finished t1#1
        append #8 e1: task.success t1#1 on slave1
    `);
  });
});
