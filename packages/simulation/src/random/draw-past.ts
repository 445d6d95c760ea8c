import type { ForeignPast } from './plan.ts';
import type { RandomStream } from './random-stream.ts';

/** Beyond the end of every ledger of a simulated world. */
const FAR_REVISION = 1_000_000;

/** Revisions that a ledger of a simulated world reaches soon. */
const MAX_NEAR_REVISION = 40;

const MAX_ATTEMPTS = 5;

/**
 * Draws what the document of a task says that was restored from another database. A task with attempts has a revision
 * that this ledger does not reach: of any other, nobody can tell that it is foreign, and the ledger would lack its
 * attempts.
 */
export function drawPast(random: RandomStream): ForeignPast {
  const attempt = random.integer(1, MAX_ATTEMPTS);
  const near = random.integer(1, MAX_NEAR_REVISION);
  return random.pick<ForeignPast>([
    { rev: near, attempt: 0, assigned: false },
    { rev: null, attempt, assigned: false },
    { rev: FAR_REVISION + near, attempt, assigned: false },
    { rev: FAR_REVISION + near, attempt, assigned: true },
  ]);
}
