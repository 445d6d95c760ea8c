import { randomBytes } from 'node:crypto';
import type { SubmitResponse__Output } from '@steadfast/protocol/tasks';
import { toNewTask, type SubmitOptions, type TaskDefinition } from './define-task.ts';
import { createMasters, type CallOptions } from './masters.ts';
import { createHandle, type TaskHandle } from './task-handle.ts';
import { createWatcher } from './watcher.ts';

/** A connection to a cluster. */
export interface SteadfastClient {
  /**
   * Submits a task. Once it returns, no failure can lose the task. Repeats the call until a leader has answered, without
   * creating the task twice.
   * @throws {InvalidInputError} when the schema of the task does not accept the input
   * @throws {ServiceError} when no leader has answered in time, or a field is not valid
   */
  readonly submit: <Input, Result>(
    definition: TaskDefinition<Input, Result>,
    input: Input,
    options?: SubmitOptions & CallOptions,
  ) => Promise<TaskHandle<Result>>;
  /** Returns the handle of a task that was submitted before, by its identifier. */
  readonly handle: <Result = unknown>(taskId: string) => TaskHandle<Result>;
  /** Ends the connections. What is awaited stays unanswered. */
  readonly close: () => void;
}

/** Draws an ObjectId: tasks of the same priority run roughly in the order in which these were drawn. */
function drawObjectId(): string {
  const seconds = Math.floor(Date.now() / 1_000)
    .toString(16)
    .padStart(8, '0');
  return seconds + randomBytes(8).toString('hex');
}

/**
 * Connects to the masters of a cluster.
 * @param masters their addresses, HOST:PORT, separated by commas
 */
export function connect(masters: string): SteadfastClient {
  const [first = '', ...others] = masters.split(',').map((address) => address.trim());
  if (first === '') throw new Error('connect needs the address of a master, for example 127.0.0.1:50051');
  const known = createMasters([first, ...others]);
  const context = { masters: known, watcher: createWatcher(known) };
  return {
    submit: async (definition, input, options = {}) => {
      const task = await toNewTask(definition, input, { ...options, taskId: drawObjectId() });
      const { tasks } = await known.call<SubmitResponse__Output>(
        (client, deadline, callback) => client.submit({ tasks: [task] }, deadline, callback),
        options,
      );
      const [submitted] = tasks;
      if (submitted === undefined) throw new Error('the master answered Submit without a task');
      return createHandle(context, submitted.taskId, submitted.isNew);
    },
    handle: (taskId) => createHandle(context, taskId, false),
    close: () => {
      context.watcher.close();
      known.close();
    },
  };
}
