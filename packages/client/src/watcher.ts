import type { ClientDuplexStream } from '@grpc/grpc-js';
import {
  MAX_WATCHED,
  MAX_WATCHED_PER_REQUEST,
  type TaskChange__Output,
  type WatchRequest,
  type WatchResponse__Output,
} from '@steadfast/protocol/tasks';
import type { Masters } from './masters.ts';

/** What is known about a task: what it was when it was named, a change of it, or that it does not exist. */
export type TaskNews =
  | { readonly kind: 'state'; readonly state: string; readonly parked: TaskParked | null; readonly resultJson: string }
  | { readonly kind: 'change'; readonly change: TaskChange__Output }
  | { readonly kind: 'not found' };

/** Why a task is set aside. */
export interface TaskParked {
  readonly reason: string;
  readonly cancelled: boolean;
}

/** Receives what is known about a task. */
export type NewsListener = (news: TaskNews) => void;

/** Watches any number of tasks over one stream, which is opened again on another master when it ends. */
export interface Watcher {
  /**
   * Watches a task until the returned function is called.
   * @throws when 10,000 tasks are watched already
   */
  readonly watch: (taskId: string, listener: NewsListener) => () => void;
  readonly close: () => void;
}

/** How long a client waits before it opens the stream again: a master that has just died needs a moment. */
const REOPEN_MS = 200;

type WatchStream = ClientDuplexStream<WatchRequest, WatchResponse__Output>;

/** Returns what a response says, and about which task; null if it is about none. */
function newsOf({ task, change, notFound }: WatchResponse__Output): readonly [taskId: string, news: TaskNews] | null {
  if (task !== null && task !== undefined) {
    const { taskId = '', state = '', parked = null } = task.task ?? {};
    const mark = parked === null ? null : { reason: parked.reason, cancelled: parked.cancelled };
    return [taskId, { kind: 'state', state, parked: mark, resultJson: task.resultJson }];
  }
  if (change !== null && change !== undefined) return [change.taskId, { kind: 'change', change }];
  return notFound ? [notFound, { kind: 'not found' }] : null;
}

/** Creates a watcher. It has no stream while it watches nothing. */
export function createWatcher(masters: Masters): Watcher {
  const listeners = new Map<string, Set<NewsListener>>();
  let stream: WatchStream | null = null;
  let reopening: NodeJS.Timeout | null = null;
  let closed = false;

  const received = (response: WatchResponse__Output): void => {
    const news = newsOf(response);
    if (news === null) return;
    for (const listener of listeners.get(news[0]) ?? []) listener(news[1]);
  };

  const name = (taskIds: readonly string[]): void => {
    for (let from = 0; from < taskIds.length; from += MAX_WATCHED_PER_REQUEST)
      stream?.write({ taskIds: taskIds.slice(from, from + MAX_WATCHED_PER_REQUEST) });
  };

  const open = (): void => {
    const opened = masters.next().watch();
    stream = opened;
    opened.on('data', received);
    const ended = (): void => {
      if (stream !== opened) return;
      stream = null;
      if (closed || listeners.size === 0 || reopening !== null) return;
      reopening = setTimeout(() => {
        reopening = null;
        if (!closed && listeners.size > 0 && stream === null) open();
      }, REOPEN_MS);
    };
    opened.on('error', ended);
    opened.on('end', ended);
    name([...listeners.keys()]);
  };

  const forget = (taskId: string, listener: NewsListener): void => {
    const known = listeners.get(taskId);
    if (known?.delete(listener) !== true || known.size > 0) return;
    listeners.delete(taskId);
    if (listeners.size > 0) return void stream?.write({ forgetTaskIds: [taskId] });
    stream?.cancel();
    stream = null;
  };

  return {
    watch: (taskId, listener) => {
      if (listeners.size >= MAX_WATCHED) throw new Error(`a client can await at most ${MAX_WATCHED} tasks`);
      const known = listeners.get(taskId) ?? new Set();
      listeners.set(taskId, known.add(listener));
      // Named again even if it is watched already: the response tells the new listener where the task stands.
      if (stream === null && reopening === null) open();
      else name([taskId]);
      return () => forget(taskId, listener);
    },
    close: () => {
      closed = true;
      if (reopening !== null) clearTimeout(reopening);
      stream?.cancel();
      stream = null;
    },
  };
}
