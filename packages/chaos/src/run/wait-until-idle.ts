import { setTimeout as delay } from 'node:timers/promises';
import type { Db, Document } from 'mongodb';
import type { Member, Progress } from '../view/progress.ts';

/** A process that was started last needs a second to be at work; a master whose predecessor was frozen, some more. */
const DEADLINE_MS = 30_000;

/** How often it is looked whether all is settled, in milliseconds. */
const POLL_MS = 50;

/** A document of the master's own, as far as it is looked at. */
interface Watermark extends Document {
  readonly _id: string;
  readonly projectedThrough?: number;
}

/** What keeps a process from being at work; nothing when it is. */
function complaintAbout({ name, role, presence, activity }: Member): string[] {
  if (presence.kind !== 'up') return [`${name} is ${presence.kind}`];
  if (!activity.started) return [`${name} has not written that it started`];
  if (activity.epoch === undefined) return [`${name} ${role === 'master' ? 'does not lead' : 'has found no master'}`];
  return activity.reports.size === 0 ? [] : [`${name} has reports that nobody acknowledged`];
}

/** Whether the documents are behind the ledger. */
async function documentsBehind(database: Db): Promise<string[]> {
  const last = await database
    .collection<{ _id: number }>('ledger')
    .findOne({ 'facts.task': { $exists: true } }, { sort: { _id: -1 }, projection: { _id: 1 } });
  const watermark = await database.collection<Watermark>('control').findOne({ _id: 'leader' });
  const [ledger, documents] = [last?._id ?? 0, watermark?.projectedThrough ?? 0];
  return documents >= ledger ? [] : [`the documents reflect the ledger up to entry ${documents} of ${ledger}`];
}

/**
 * Waits until every process is at work again and the documents have caught up with the ledger; gives what is still
 * amiss after half a minute.
 * @throws {Error} when the database does not answer, or the signal aborts
 */
export async function settle(progress: Progress, database: Db, signal: AbortSignal): Promise<readonly string[]> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const complaints = [...progress.members.flatMap(complaintAbout), ...(await documentsBehind(database))];
    if (complaints.length === 0 || performance.now() > deadline) return complaints;
    await delay(POLL_MS, undefined, { signal });
  }
}
