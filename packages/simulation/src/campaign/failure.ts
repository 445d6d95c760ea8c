import { PROMISES } from '@steadfast/invariants';

/** A promise that was broken in a world. */
export interface Failure {
  readonly seed: number;
  /** The name of the promise: one of `@steadfast/invariants`, or one of the simulator's own. */
  readonly promise: string;
  readonly detail: string;
  /** When it was broken, in milliseconds of simulated time; null when that is unknown. */
  readonly atMs: number | null;
}

/** The seed in the failure of a worker thread that died while it ran no world. */
export const NO_SEED = -1;

/** The promises that the simulator itself must keep. */
export const NO_WORLD_FAILS = 'no-world-fails';
export const EVERY_WORLD_ENDS = 'every-world-ends';
export const NO_THREAD_DIES = 'no-thread-dies';

const SIMULATOR_PROMISES: Readonly<Record<string, string>> = {
  [NO_WORLD_FAILS]: 'No world throws an unexpected error',
  [EVERY_WORLD_ENDS]: 'Every world comes to an end',
  [NO_THREAD_DIES]: 'No worker thread dies',
};

/** Returns the sentence that a promise consists of. */
export function describePromise(promise: string): string {
  return { ...SIMULATOR_PROMISES, ...PROMISES }[promise] ?? `There is a promise named ${promise}`;
}

/** Returns whether the plan of a failure can be run again in this process without hanging it or ending it. */
export function isReproducible({ promise }: Failure): boolean {
  return promise !== EVERY_WORLD_ENDS && promise !== NO_THREAD_DIES;
}

/** Returns the failure with the lower seed, so that the result does not depend on which thread was faster. */
export function earlierFailure(one: Failure | null, other: Failure | null): Failure | null {
  return one === null || (other !== null && other.seed < one.seed) ? other : one;
}

/** Returns the description of a failure, as lines of text. */
export function failureLines({ seed, promise, detail, atMs }: Failure): string[] {
  const moment = atMs === null ? '' : ` at ${(atMs / 1_000).toFixed(3)} s of simulated time`;
  return [
    `BROKEN in the world of seed ${seed}${moment}:`,
    `  promise  ${describePromise(promise)} (${promise})`,
    ...detail.split('\n').map((line, index) => `  ${index === 0 ? 'detail' : '      '}   ${line}`),
  ];
}
