import type { PromiseName } from '@steadfast/invariants';

/** A promise was broken. Ends the world, or the exploration. */
export class PromiseViolation extends Error {
  override readonly name = 'PromiseViolation';
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.promise = promise;
  }
}
