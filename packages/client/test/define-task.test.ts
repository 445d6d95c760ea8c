import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defineTask, toNewTask } from '../src/define-task.ts';
import { connect } from '../src/index.ts';

const TASK_ID = '6b0ec54aefc7ff20fa1920c5';

/** The wire's `notBefore` of a task that may start `ms` milliseconds after 1970. */
async function notBeforeOf(ms: number) {
  const task = await toNewTask(defineTask('f'), undefined, { taskId: TASK_ID, notBefore: new Date(ms) });
  return task.notBefore;
}

describe('the message that submits a task', () => {
  test('has the identifier that was drawn, unless there is a key', async () => {
    const task = defineTask('resize');
    assert.equal((await toNewTask(task, undefined, { taskId: TASK_ID })).taskId, TASK_ID);
    const named = await toNewTask(task, undefined, { taskId: TASK_ID, key: 'order-7' });
    assert.deepEqual([named.key, named.taskId], ['order-7', undefined]);
  });

  test('has the options of the definition, unless the call says otherwise', async () => {
    const task = defineTask('resize', {
      queue: 'images',
      priority: 1,
      timeout: 30,
      retry: { maxAttempts: 3, backoff: { max: 9 } },
    });
    const message = await toNewTask(task, { url: 'a' }, { taskId: TASK_ID, priority: 5, taskname: 'a picture' });
    assert.deepEqual(message, {
      taskId: TASK_ID,
      kind: 'resize',
      inputJson: '{"url":"a"}',
      taskname: 'a picture',
      queue: 'images',
      priority: 5,
      timeoutSeconds: 30,
      retry: { maxAttempts: 3, maxBackoffSeconds: 9 },
    });
  });

  test('has a time to the millisecond, also before 1970', async () => {
    assert.deepEqual(await notBeforeOf(1_500), { seconds: 1, nanos: 500_000_000 });
    assert.deepEqual(await notBeforeOf(-1), { seconds: -1, nanos: 999_000_000 });
  });
});

test('connecting needs an address', () => {
  assert.throws(() => connect(' '), /address of a master/);
});
