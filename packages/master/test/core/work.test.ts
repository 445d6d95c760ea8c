import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryData, type MemoryTask } from '../../src/store/memory-data.ts';
import { leadershipOf } from './observations.ts';
import { newDocument, startLeader, type ScriptedMaster } from './scripted-master.ts';

/** Returns the document of a task that a handler runs. */
function job(taskId: string, fields: Partial<MemoryTask> = {}): MemoryTask {
  return { taskId, taskname: taskId, kind: 'resize', input: '{"url":"a"}', state: 'created', ...fields };
}

/** Returns a leader with slave1 and slave2, which knows these tasks. slave1 runs the first. */
function leaderWith(...documents: readonly MemoryTask[]): ScriptedMaster {
  const data = createMemoryData();
  for (const document of documents) data.tasks.set(document.taskId, document);
  const master = startLeader({ data });
  master.given(`
    slave1 → register, serves default/sleep,resize
    slave1 → started t1#1
    slave2 → register, serves default/sleep,resize
  `);
  return master;
}

describe('a task that fails', () => {
  test('is acknowledged once that is durable, and placed again after its back-off', () => {
    leaderWith(job('t1')).expect(`
      slave1 → failed t1#1: exit code 1
        append #6 e1: task.failed t1#1 on slave1: exit code 1
      answered: append
        master → slave1: acknowledge t1#1
      900 ms pass
      1300 ms pass
        append #7 e1: task.placed t1#2 on slave2
    `);
  });

  test('waits longer each time', () => {
    const master = leaderWith(job('t1', { retry: { backoff: { initial: 1, factor: 3, max: 5 } } }));
    master.given(`
      slave1 → failed t1#1: exit code 1
      2300 ms pass
      slave2 → started t1#2
      slave2 → failed t1#2: exit code 1
    `);
    assert.match(master.ledger(), /task\.failed t1#2/);
    master.expect(`
      2500 ms pass
      1800 ms pass
        append #10 e1: task.placed t1#3 on slave1
    `);
  });

  test('is parked in the same entry when it has failed as often as it may', () => {
    leaderWith(job('t1', { retry: { maxAttempts: 1 } })).expect(`
      slave1 → failed t1#1: exit code 1
        append #6 e1: task.failed t1#1 on slave1: exit code 1; task.parked t1: it failed or was killed once, as often as retry.maxAttempts allows; the last time: exit code 1
      answered: append
        master → slave1: acknowledge t1#1
      5000 ms pass
    `);
  });

  test('is parked in the same entry when another attempt would be pointless', () => {
    leaderWith(job('t1')).expect(`
      slave1 → failed t1#1 permanently: no such file
        append #6 e1: task.failed t1#1 on slave1: no such file; task.parked t1: it failed permanently: no such file
      answered: append
        master → slave1: acknowledge t1#1
      5000 ms pass
    `);
  });

  test('does not keep its slave from running others', () => {
    const master = leaderWith(job('t1'));
    master.given('inserted: t2 t3');
    master.expect(`
      slave1 → failed t1#1: exit code 1
        append #7 e1: task.failed t1#1 on slave1: exit code 1; task.placed t3#1 on slave1
    `);
  });
});

describe('a task that is killed as often as it may', () => {
  test('is parked in the same entry', () => {
    leaderWith(job('t1', { retry: { maxAttempts: 1 } })).expect(`
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.parked t1: it failed or was killed once, as often as retry.maxAttempts allows; the last time: slave1 was lost: connection broken
    `);
  });

  test('is rerun at once if it may be killed once more', () => {
    leaderWith(job('t1', { retry: { maxAttempts: 2 } })).expect(`
      slave1 disconnects
        append #6 e1: slave.lost slave1: connection broken; task.killed t1#1 on slave1: slave1 was lost: connection broken; task.placed t1#2 on slave2
    `);
  });
});

describe('a failed report', () => {
  test('of a stale attempt is refused', () => {
    const master = leaderWith(job('t1'));
    master.given('slave1 disconnects');
    master.expect(`
      slave1 → register, serves default/sleep,resize, holds t1#1 finished
        append #7 e1: slave.joined slave1
      answered: append
        master → slave1: welcome, epoch 1
      slave1 → failed t1#1: exit code 1
        master → slave1: abort t1#1
        log report.refused t1#1 slave1
    `);
  });
});

describe('a task that is not to be placed before a time', () => {
  test('waits until then', () => {
    leaderWith(newDocument('t1'), { ...newDocument('t2'), notBeforeMs: 1_700_000_010_000 }).expect(`
      3000 ms pass
      10000 ms pass
        append #5 e1: task.placed t2#1 on slave2
    `);
  });
});

describe('the result of a task', () => {
  test('is in its document', () => {
    const data = createMemoryData();
    data.tasks.set('t1', job('t1'));
    const master = startLeader({ data });
    master.given(`
      slave1 → register, serves default/sleep,resize
      slave1 → started t1#1
      slave1 → finished t1#1 with {"bytes":7}
    `);
    assert.equal(data.tasks.get('t1')?.result, '{"bytes":7}');
  });
});

/** Returns a new leader that awaits the first process of slave1, which has a task. */
function leaderAwaiting(): ScriptedMaster {
  const data = createMemoryData();
  data.tasks.set('t1', {
    ...job('t1'),
    state: 'running',
    host: 'slave1',
    attempt: 1,
    rev: 0,
    assignment: { host: 'slave1', instance: 'slave1', epoch: 0, atMs: 1 },
  });
  return startLeader({ data, holds: [] });
}

describe('a report that an earlier process of a slave has kept', () => {
  test('is accepted from the next one, although the name is reserved for the earlier one', () => {
    leaderAwaiting().expect(`
      slave1/b → register, has kept t1#1 of slave1
        master → slave1/b: welcome, epoch 1
      slave1/b → finished t1#1 of slave1
        master → slave1/b: acknowledge t1#1
    `);
  });

  test('is not accepted from another instance that does not prove that it comes after that process', () => {
    leaderAwaiting().expect(`
      slave1/b → register
        master → slave1/b: refuse, name taken
        end slave1/b: already exists (another instance of slave1 has a task and is expected back; its name is free in a few seconds)
      3100 ms pass
      slave1/b → register
        master → slave1/b: welcome, epoch 1
      slave1/b → finished t1#1 of slave1
        master → slave1/b: abort t1#1
        log report.refused t1#1 slave1/b
    `);
  });

  test('is awaited from a process that says that it has it', () => {
    leaderAwaiting().expect(`
      slave1/b → register, has kept t1#1 of slave1
        master → slave1/b: welcome, epoch 1
      5100 ms pass
        end slave1/b: deadline exceeded (assignment not answered in time)
    `);
  });
});

const IMAGES = { queue: 'images' } as const;

/** Returns a leader without slaves, which knows these tasks. */
function leaderOf(...documents: readonly MemoryTask[]): ScriptedMaster {
  const data = createMemoryData();
  for (const document of documents) data.tasks.set(document.taskId, document);
  return startLeader({ data, holds: [] });
}

describe('a task that only some slaves can run', () => {
  test('waits for one of them, and holds up no other', () => {
    leaderOf(job('t1'), { ...newDocument('t2'), ...IMAGES }, newDocument('t3')).expect(`
      slave1 → register
        master → slave1: welcome, epoch 1
        master → slave1: assign t3#1
      slave2 → register, serves images/sleep
        master → slave2: welcome, epoch 1
        master → slave2: assign t2#1
      slave3 → register, serves default/resize
        master → slave3: welcome, epoch 1
        master → slave3: assign t1#1
    `);
  });

  test('is placed on one of them when it is killed, although another slave is idle', () => {
    const master = leaderOf({ ...newDocument('t1'), ...IMAGES });
    master.given(`
      slave1 → register, serves images/sleep
      slave1 → started t1#1
      slave2 → register
    `);
    master.expect(`
      slave1 disconnects
      slave3 → register, serves default,images/sleep
        master → slave3: welcome, epoch 1
        master → slave3: assign t1#2
    `);
  });

  test('leaves the memory with the last of them, and is placed when there is one again', () => {
    const master = leaderOf({ ...newDocument('t1'), ...IMAGES }, { ...newDocument('t2'), ...IMAGES });
    master.given(`
      slave1 → register, serves images/sleep
      slave1 → started t1#1
      slave1 disconnects
      10500 ms pass
    `);
    assert.equal(leadershipOf(master).tasks.size, 0);
    master.expect(`
      slave2 → register, serves images/sleep
        master → slave2: welcome, epoch 1
        master → slave2: assign t1#2
    `);
  });

  test('is not recalled for an idle slave that cannot run it', () => {
    const tasks = Array.from({ length: 12 }, (_, index) => ({ ...newDocument(`t${10 + index}`), ...IMAGES }));
    const master = leaderOf(...tasks);
    master.given(`
      slave1 → register, serves images/sleep
      slave1 → started t10#1
      slave1 → finished t10#1
    `);
    master.expect(`
      slave2 → register
        master → slave2: welcome, epoch 1
    `);
  });
});
