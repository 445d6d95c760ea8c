import { FACT_KINDS } from '@steadfast/records';
import { UsageError } from '@steadfast/runtime';
import type { StoreRequest } from './core/store-requests.ts';
import type { StorePort } from './store/store-port.ts';

/** Longer than a short task and its projection, so that a slow read returns documents that are out of date. */
const SLOW_READ_MS = 1_000;

const REQUEST_KINDS = [
  'project',
  'write.control',
  'read.ledger',
  'read.revisions',
  'read.assigned',
] as const satisfies StoreRequest['kind'][];

/** The names that `--failpoint` accepts. */
export const FAILPOINTS: readonly string[] = [
  ...FACT_KINDS.flatMap((fact) => [`append.before/${fact}`, `append.during/${fact}`, `append.after/${fact}`]),
  ...REQUEST_KINDS.flatMap((kind) => [`${kind}/before`, `${kind}/during`, `${kind}/after`]),
  ...['welcome', 'assign', 'acknowledge', 'abort'].flatMap((message) => [
    `send.before/${message}`,
    `send.after/${message}`,
  ]),
  ...['register', 'started', 'finished', 'declined', 'aborted'].map((message) => `received/${message}`),
  'read.runnable/slow',
];

/**
 * A named point at which the process kills itself, for tests; has no effect unless `--failpoint` is given. The option's
 * value is `NAME`, or `NAME#3` to die when the point is hit for the third time.
 */
export interface Failpoint {
  /** Kills the process if one of these names is the enabled one. */
  hit(...names: readonly string[]): void;
  /** Returns a store that hits the points before, during and after each request. */
  wrap(store: StorePort): StorePort;
}

/** Returns the names of the points before, during or after a store request. */
function namesAt(moment: 'before' | 'during' | 'after', request: StoreRequest): readonly string[] {
  return request.kind === 'append'
    ? request.entry.facts.map(({ kind }) => `append.${moment}/${kind}`)
    : [`${request.kind}/${moment}`];
}

/**
 * Creates the failpoint that the option `--failpoint` enables.
 * @throws {UsageError} listing the valid names when the option holds none of them
 */
export function createFailpoint(option: string | undefined): Failpoint {
  const [enabled = '', count = '1'] = (option ?? '').split('#');
  if (option !== undefined && (!FAILPOINTS.includes(enabled) || !/^[1-9]\d{0,5}$/.test(count)))
    throw new UsageError(
      `--failpoint ${option} is unknown; use one of these names, optionally with #COUNT:\n${FAILPOINTS.join('\n')}`,
    );
  let remaining = Number(count);
  const hit = (...names: readonly string[]): void => {
    if (option === undefined || !names.includes(enabled)) return;
    remaining -= 1;
    if (remaining === 0) process.kill(process.pid, 'SIGKILL');
  };
  return {
    hit,
    wrap: (store) =>
      option === undefined
        ? store
        : {
            ...store,
            execute: (request, settle) => {
              hit(...namesAt('before', request));
              store.execute(request, (outcome) => {
                if (outcome.ok) hit(...namesAt('after', request));
                if (enabled === `${request.kind}/slow`) setTimeout(settle, SLOW_READ_MS, outcome);
                else settle(outcome);
              });
              // Die after the request has left the process, but before its response can arrive.
              if (namesAt('during', request).includes(enabled)) setImmediate(() => hit(...namesAt('during', request)));
            },
          },
  };
}
