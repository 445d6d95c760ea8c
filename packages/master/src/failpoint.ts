import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '@steadfast/runtime';
import type { StoreRequest } from './core/events.ts';
import type { Fact } from './core/ledger/facts.ts';

/** How long a slow read takes, in milliseconds: longer than a short task and its projection. */
const SLOW_READ_MS = 1_000;

const FACTS = [
  'epoch.began',
  'epoch.ended',
  'slave.joined',
  'slave.lost',
  'task.placed',
  'task.running',
  'task.success',
  'task.killed',
  'task.returned',
  'task.parked',
] as const satisfies Fact['kind'][];

const STORE_STEPS = ['project', 'write.control', 'read.ledger', 'read.revisions', 'read.assigned'] as const;

/** The places at which a master can be told to die. */
export const FAILPOINTS: readonly string[] = [
  ...FACTS.flatMap((fact) => [`append.before/${fact}`, `append.during/${fact}`, `append.after/${fact}`]),
  ...STORE_STEPS.flatMap((step) => [`${step}/before`, `${step}/during`, `${step}/after`]),
  ...['welcome', 'assign', 'acknowledge', 'abort'].flatMap((message) => [
    `send.before/${message}`,
    `send.after/${message}`,
  ]),
  ...['register', 'started', 'finished', 'declined', 'aborted'].map((message) => `received/${message}`),
  'read.runnable/slow',
];

/**
 * A named place at which the process kills itself, for tests; inert unless it is named on the command line. Written
 * `NAME` or `NAME#3`: there, the third time it is passed.
 */
export interface Failpoint {
  /** Passes the places that an event or effect has; dies if it is the one. */
  pass(...names: readonly string[]): void;
  /** Carries out a store request with the places before, during and after it. */
  around<Response>(request: StoreRequest, perform: () => Promise<Response>): Promise<Response>;
}

/** The names of the places at one stage of a store request. */
function stageNames(request: StoreRequest, stage: 'before' | 'during' | 'after'): readonly string[] {
  return request.kind === 'append'
    ? request.entry.facts.map(({ kind }) => `append.${stage}/${kind}`)
    : [`${request.kind}/${stage}`];
}

/**
 * Reads the option `--failpoint`.
 * @throws {UsageError} listing the names when it is none of them
 */
export function createFailpoint(option: string | undefined): Failpoint {
  const [name, count = '1'] = (option ?? '').split('#');
  if (option !== undefined && (!FAILPOINTS.includes(name ?? '') || !/^[1-9]\d{0,5}$/.test(count)))
    throw new UsageError(`--failpoint ${option} is none of these, or of these with #COUNT:\n${FAILPOINTS.join('\n')}`);
  let left = Number(count);
  const pass = (...names: readonly string[]): void => {
    if (option === undefined || !names.includes(name ?? '')) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
  return {
    pass,
    around: async (request, perform) => {
      if (option === undefined) return perform();
      pass(...stageNames(request, 'before'));
      const performing = perform();
      if (stageNames(request, 'during').includes(name ?? '')) {
        // The request must have left the process, and its answer must not have come.
        await new Promise(setImmediate);
        pass(...stageNames(request, 'during'));
      }
      const response = await performing;
      if (name === `${request.kind}/slow`) await delay(SLOW_READ_MS);
      pass(...stageNames(request, 'after'));
      return response;
    },
  };
}
