import { setTimeout as delay } from 'node:timers/promises';
import type { Db, Document } from 'mongodb';
import type { MemberView } from '../view/members.ts';
import type { RunProgress } from '../view/progress.ts';

/** The member that was started last needs about a second; a master that takes over from a frozen one needs longer. */
const DEADLINE_MS = 30_000;

const POLL_MS = 50;

/** The leader's own document, as far as it is needed here. */
interface Watermark extends Document {
  readonly _id: string;
  readonly projectedThrough?: number;
}

/** Returns why a member is not idle; an empty list if it is. */
function memberProblems({ name, role, status, activity }: MemberView): string[] {
  if (status.kind !== 'up') return [`${name} is ${status.kind}`];
  if (!activity.started) return [`${name} has not logged its start`];
  if (activity.epoch === undefined) return [`${name} ${role === 'master' ? 'does not lead' : 'has no master'}`];
  return activity.unacknowledged.size === 0 ? [] : [`${name} has unacknowledged reports`];
}

/** Returns how far the documents are behind the ledger; an empty list if they are up to date. */
async function projectionProblems(database: Db): Promise<string[]> {
  const last = await database
    .collection<{ _id: number }>('ledger')
    .findOne({ 'facts.task': { $exists: true } }, { sort: { _id: -1 }, projection: { _id: 1 } });
  const watermark = await database.collection<Watermark>('control').findOne({ _id: 'leader' });
  const [ledger, documents] = [last?._id ?? 0, watermark?.projectedThrough ?? 0];
  return documents >= ledger ? [] : [`the task documents reflect the ledger up to entry ${documents} of ${ledger}`];
}

/**
 * Waits until every member is up and idle, and the documents have caught up with the ledger. Returns what still prevents
 * that after half a minute; an empty list if nothing does.
 * @throws {Error} when the database does not respond, or the signal aborts
 */
export async function waitUntilIdle(
  progress: RunProgress,
  database: Db,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const problems = [...progress.members.flatMap(memberProblems), ...(await projectionProblems(database))];
    if (problems.length === 0 || performance.now() > deadline) return problems;
    await delay(POLL_MS, undefined, { signal });
  }
}
