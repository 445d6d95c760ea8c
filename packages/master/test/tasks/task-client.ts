import type { TestContext } from 'node:test';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import {
  TaskServiceClient,
  type NewTask,
  type SubmitRequest,
  type SubmitResponse__Output,
  type TaskClient,
  type WatchRequest,
  type WatchResponse__Output,
} from '@steadfast/protocol/tasks';
import { statusOf } from '../raw-session.ts';
import { callUnary, connect } from '../inspection/inspected-master.ts';

/** Creates a client of TaskService; it is closed after the test. */
export function connectTasks(context: TestContext, address: string): TaskClient {
  return connect(context, TaskServiceClient, address);
}

/** Submits tasks. */
export async function submit(client: TaskClient, ...tasks: readonly NewTask[]): Promise<SubmitResponse__Output> {
  return await callUnary<SubmitRequest, SubmitResponse__Output>(client.submit.bind(client), { tasks: [...tasks] });
}

/** A stream of Watch, and what it has received, one line for each response. */
export interface TestWatch {
  readonly call: ClientDuplexStream<WatchRequest, WatchResponse__Output>;
  readonly received: string[];
  readonly responses: WatchResponse__Output[];
  readonly ended: Promise<string>;
}

function describeResponse({ message, task, change, notFound, missed }: WatchResponse__Output): string {
  switch (message ?? 'caughtUp') {
    case 'task':
      return `${task?.task?.taskname} is ${task?.task?.state}`;
    case 'change':
      return `${change?.kind} ${change?.taskname}#${change?.attempt}`;
    case 'notFound':
      return `not found: ${notFound}`;
    case 'missed':
      return `missed ${missed}`;
    case 'caughtUp':
      return 'caught up';
  }
}

/** Opens a watch, which is cancelled after the test. */
export function openWatch(context: TestContext, client: TaskClient, request: WatchRequest): TestWatch {
  const call = client.watch();
  const received: string[] = [];
  const responses: WatchResponse__Output[] = [];
  const ended = statusOf(call);
  call.on('data', (response: WatchResponse__Output) => {
    responses.push(response);
    received.push(describeResponse(response));
  });
  call.write(request);
  context.after(() => call.cancel());
  return { call, received, responses, ended };
}
