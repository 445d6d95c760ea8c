import type { Timers } from '@steadfast/runtime';
import { StoreError } from './store.ts';
import type { Outcome, Settle, StorePort } from './store-port.ts';

/**
 * How long a request may take. The longest on a healthy database, a bulk write of a thousand documents, takes about
 * 100 ms, and an election a few seconds; a leader that waits longer than this had better try again.
 */
export const REQUEST_DEADLINE_MS = 10_000;

/**
 * How long the preparation may take. Building indexes over ten million tasks takes minutes, so this is far above any
 * build on one machine; a server that is gone fails the heartbeats of the driver long before. What remains is a driver
 * that never settles, upon which the master would otherwise wait forever.
 */
const PREPARE_DEADLINE_MS = 3_600_000;

/**
 * How long a task watch stays open. One that has died silently then costs no more than the time until the next poll; the
 * core opens another one.
 */
const WATCH_LIFETIME_MS = 600_000;

/** How long closing may take. It only tells the server what it notices anyway. */
const CLOSE_DEADLINE_MS = 2_000;

class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** A port and its preparation, which is repeated until it succeeds once. */
function createConnection(port: StorePort) {
  let state: 'unprepared' | 'preparing' | 'prepared' = 'unprepared';
  const waiting: Settle<void>[] = [];
  return {
    port,
    prepare: (settle: Settle<void>): void => {
      if (state === 'prepared') return settle({ ok: true, result: undefined });
      waiting.push(settle);
      if (state === 'preparing') return;
      state = 'preparing';
      port.prepare((outcome) => {
        state = outcome.ok ? 'prepared' : 'unprepared';
        for (const each of waiting.splice(0)) each(outcome);
      });
    },
  };
}

/** Settles an operation once: with its outcome, or with `DeadlineExceeded` if there is none in time. */
function settleInTime<Result>(
  { after }: Timers,
  deadlineMs: number,
  start: (settle: Settle<Result>) => void,
  settle: Settle<Result>,
): void {
  let pending = true;
  const settleOnce = (outcome: Outcome<Result>): void => {
    if (!pending) return;
    pending = false;
    cancelTimer();
    settle(outcome);
  };
  const cancelTimer = after(deadlineMs, () => settleOnce({ ok: false, error: new DeadlineExceeded() }));
  start(settleOnce);
}

/**
 * Opens a task watch, which must be open before the deadline, and settles it as if it had fired at the end of its
 * lifetime. What it settles with later is ignored.
 */
function watchInTime(
  timers: Timers,
  deadlineMs: number,
  { watchForTask }: StorePort,
  ...[onOpened, signal, settle]: Parameters<StorePort['watchForTask']>
): void {
  const watch = new AbortController();
  // Also if the store does not notice: a timer would keep the process alive.
  const abort = (): void => settleOnce({ ok: true, result: undefined });
  let settled = false;
  const settleOnce = (outcome: Outcome<void>): void => {
    if (settled) return;
    settled = true;
    cancelTimer();
    signal.removeEventListener('abort', abort);
    watch.abort();
    settle(outcome);
  };
  let cancelTimer = timers.after(deadlineMs, () => settleOnce({ ok: false, error: new DeadlineExceeded() }));
  signal.addEventListener('abort', abort, { once: true });
  const opened = (): void => {
    if (settled) return;
    cancelTimer();
    cancelTimer = timers.after(WATCH_LIFETIME_MS, () => settleOnce({ ok: true, result: undefined }));
    onOpened();
  };
  watchForTask(opened, watch.signal, settleOnce);
}

/**
 * Adds a deadline to every request of a store. The MongoDB driver (7.9) may never settle one: after a short write it
 * waits for `drain`, and a socket that is destroyed meanwhile emits neither that nor an error. A request that exceeds
 * its deadline fails as one with an unknown outcome. Its connection may be lost for good, so the store is replaced by a
 * newly opened one. Every request settles exactly once; what it settles with later is ignored.
 */
export function createDeadlinePort(
  open: () => StorePort,
  timers: Timers,
  deadlineMs: number = REQUEST_DEADLINE_MS,
): StorePort {
  let current = createConnection(open());

  const replace = (expired: typeof current): void => {
    // Other requests may have exceeded their deadlines on the same store.
    if (current !== expired) return;
    current = createConnection(open());
    expired.port.close().catch(() => undefined);
  };

  /** Returns a callback that replaces the connection if its deadline was exceeded, and then settles `what`. */
  const replaceIfExpired =
    <Result>(connection: typeof current, what: string, limitMs: number, settle: Settle<Result>): Settle<Result> =>
    (outcome) => {
      if (outcome.ok || !(outcome.error instanceof DeadlineExceeded)) return settle(outcome);
      replace(connection);
      const message = `no response to ${what} within ${limitMs / 1_000} s`;
      settle({ ok: false, error: new StoreError(message, true, outcome.error) });
    };

  return {
    prepare: (settle) => {
      const connection = current;
      const finish = replaceIfExpired(connection, 'the preparation', PREPARE_DEADLINE_MS, settle);
      settleInTime(timers, PREPARE_DEADLINE_MS, connection.prepare, finish);
    },
    execute: (request, settle) => {
      const connection = current;
      const finish = replaceIfExpired(connection, request.kind, deadlineMs, settle);
      // Each has the whole time: a slow database must not wear out one connection after the other.
      settleInTime<void>(timers, deadlineMs, connection.prepare, (prepared) => {
        if (!prepared.ok) return finish(prepared);
        settleInTime(timers, deadlineMs, (executed) => connection.port.execute(request, executed), finish);
      });
    },
    watchForTask: (onOpened, signal, settle) => {
      const connection = current;
      const finish = replaceIfExpired(connection, 'the watch for new tasks', deadlineMs, settle);
      settleInTime<void>(timers, deadlineMs, connection.prepare, (prepared) => {
        if (!prepared.ok) return finish(prepared);
        watchInTime(timers, deadlineMs, connection.port, onOpened, signal, finish);
      });
    },
    close: () =>
      new Promise((resolve, reject) => {
        const cancelTimer = timers.after(CLOSE_DEADLINE_MS, resolve);
        current.port.close().finally(cancelTimer).then(resolve, reject);
      }),
  };
}
