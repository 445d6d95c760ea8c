/** Invalid command line or environment. `runMain` prints the message and exits with code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Returns the message of a caught value, which need not be an Error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Marks an unreachable case, so that the compiler checks that a switch is exhaustive.
 * @throws {Error} always: reaching it is a broken invariant
 */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
