import type { Timers } from '@steadfast/runtime';
import { StoreError } from './store.ts';
import type { Outcome, Settle, StorePort } from './store-port.ts';

/**
 * How long a request may take. The longest on a healthy database, a bulk write of a thousand documents, takes about
 * 100 ms, and an election a few seconds; a leader that waits longer than this had better try again.
 */
export const REQUEST_DEADLINE_MS = 10_000;

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

  /** Starts an operation, and settles it once: with its outcome, or with `DeadlineExceeded` if there is none in time. */
  const settleInTime = <Result>(start: (settle: Settle<Result>) => void, settle: Settle<Result>): void => {
    let pending = true;
    const settleOnce = (outcome: Outcome<Result>): void => {
      if (!pending) return;
      pending = false;
      cancelTimer();
      settle(outcome);
    };
    const cancelTimer = timers.after(deadlineMs, () => settleOnce({ ok: false, error: new DeadlineExceeded() }));
    start(settleOnce);
  };

  return {
    // Without a deadline: building indexes on a large collection takes minutes.
    prepare: (settle) => current.prepare(settle),
    execute: (request, settle) => {
      const connection = current;
      const finish: typeof settle = (outcome) => {
        if (outcome.ok || !(outcome.error instanceof DeadlineExceeded)) return settle(outcome);
        replace(connection);
        const message = `no response to ${request.kind} within ${deadlineMs / 1_000} s`;
        settle({ ok: false, error: new StoreError(message, true, outcome.error) });
      };
      // Each has the whole time: a slow database must not wear out one connection after the other.
      settleInTime<void>(connection.prepare, (prepared) => {
        if (!prepared.ok) return finish(prepared);
        settleInTime((executed) => connection.port.execute(request, executed), finish);
      });
    },
    watchForTask: (onOpened, signal, settle) => {
      const { prepare, port } = current;
      prepare((prepared) => (prepared.ok ? port.watchForTask(onOpened, signal, settle) : settle(prepared)));
    },
    close: () => current.port.close(),
  };
}
