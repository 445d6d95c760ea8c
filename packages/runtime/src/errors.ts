/** The command line or the environment is wrong: the process says so and ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Marks a case that cannot be reached, so that the compiler proves a switch exhaustive.
 * @throws always: an invariant is broken if it is reached at all
 */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`);
}
