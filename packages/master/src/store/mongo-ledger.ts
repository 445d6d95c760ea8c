import type { Document } from 'mongodb';
import { MAX_EPOCH_LEAD, parseControl } from '../core/control.ts';
import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { entryFromRow, entryToRow, type ControlRow } from './documents.ts';
import { COMMITTED_READ, DURABLE_WRITE, isDuplicateKey, type RequestScope } from './mongo-collections.ts';
import { StoreError } from './store.ts';

const CONTROL_ID = 'leader';

/**
 * Appends an entry if its number is free: the unique `_id` admits one writer per number. If the number is taken, it may
 * be by this very entry, from an earlier try: only its reply was lost.
 */
export async function append({ ledger, session }: RequestScope, entry: Entry): Promise<StoreResponse> {
  try {
    await ledger.insertOne(entryToRow(entry), { ...DURABLE_WRITE, session });
    return { kind: 'appended', entry };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const taken = await ledger.findOne(
      { _id: entry.number },
      { ...COMMITTED_READ, session, projection: { by: 1, epoch: 1 } },
    );
    // Not yet majority-committed, or rolled back since: a retry will show which.
    if (taken === null) throw error;
    const own = taken.by === entry.by && taken.epoch === entry.epoch;
    return own ? { kind: 'appended', entry } : { kind: 'append.collided', number: entry.number };
  }
}

/**
 * Reads the last entry and the control document. That one comes first: a leader begins its epoch before it writes
 * there, so a later epoch than that of the ledger is not one that began in between.
 */
export async function observe({ ledger, control, session }: RequestScope): Promise<StoreResponse> {
  const row = await control.findOne({ _id: CONTROL_ID }, { ...COMMITTED_READ, session });
  const last = await ledger.findOne({}, { ...COMMITTED_READ, session, sort: { _id: -1 } });
  const entry = last === null ? null : entryFromRow(last);
  const began = entry?.facts.find((fact) => fact.kind === 'epoch.began');
  const end = {
    number: entry?.number ?? 0,
    epoch: entry?.epoch ?? 0,
    ended: entry?.facts.some((fact) => fact.kind === 'epoch.ended') ?? false,
    beganBy: began?.name ?? null,
  };
  return { kind: 'observed', end, control: parseControl(row) };
}

/** Reads up to `limit` entries after a number. */
export async function readLedger(
  { ledger, session }: RequestScope,
  { after, limit }: { after: number; limit: number },
): Promise<StoreResponse> {
  const rows = await ledger
    .find({ _id: { $gt: after } }, { ...COMMITTED_READ, session, sort: { _id: 1 }, limit })
    .toArray();
  return { kind: 'ledger', entries: rows.map(entryFromRow) };
}

/** Matches a control document with a later epoch; see `isLaterEpoch`. Expressions, because operators look into arrays. */
function laterEpoch(epoch: number): Document {
  const whole = { $convert: { input: '$epoch', to: 'long', onError: null, onNull: null } };
  return {
    $and: [
      { $isNumber: '$epoch' },
      { $eq: ['$epoch', whole] },
      { $gt: ['$epoch', epoch] },
      { $lte: ['$epoch', epoch + MAX_EPOCH_LEAD + 1] },
    ],
  };
}

/** Every try but the last needs another master that creates the document, or replaces its epoch, at that moment. */
const MAX_CONTROL_TRIES = 5;

/** Creates the control document. Returns whether it did; it does not if there is one already. */
async function createControl({ control, session }: RequestScope, row: ControlRow): Promise<boolean> {
  try {
    await control.insertOne(row, { ...DURABLE_WRITE, session });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

/**
 * Writes the heartbeat and the watermark, unless a later epoch has already written its own. Whatever else the document
 * holds is replaced. An upsert would not do: its filter may not contain expressions.
 * @throws {StoreError} when other masters interfere with every try
 */
export async function writeControl(
  scope: RequestScope,
  { control: written }: Extract<StoreRequest, { kind: 'write.control' }>,
): Promise<StoreResponse> {
  const { control, session } = scope;
  const later = laterEpoch(written.epoch);
  for (let tries = 0; tries < MAX_CONTROL_TRIES; tries += 1) {
    const filter = { _id: CONTROL_ID, $expr: { $not: [later] } };
    const { matchedCount } = await control.replaceOne(filter, { ...written }, { ...DURABLE_WRITE, session });
    if (matchedCount > 0 || (await createControl(scope, { _id: CONTROL_ID, ...written })))
      return { kind: 'control.written', control: written };
    const superseding = await control.findOne({ _id: CONTROL_ID, $expr: later }, { session });
    if (superseding !== null) return { kind: 'control.superseded' };
  }
  throw new StoreError('other masters keep replacing the control document', true);
}

/** Matches entries that do not begin an epoch. */
const NOT_EPOCH_BEGAN = { 'facts.kind': { $ne: 'epoch.began' } } as const;

/**
 * Deletes the oldest entries that are both expired and projected, and in between those with a date in the future.
 * Entries that begin an epoch are kept forever: the first number after a deposed leader's last entry is one of them, so
 * its next append collides however late it comes.
 */
export async function trim(
  { ledger, session }: RequestScope,
  { beforeMs, nowMs, through, limit }: Extract<StoreRequest, { kind: 'trim' }>,
): Promise<StoreResponse> {
  const options = { session, sort: { _id: 1 }, limit, projection: { at: 1 } } as const;
  const credible = { _id: { $lte: through }, at: { $lte: new Date(nowMs) }, ...NOT_EPOCH_BEGAN };
  const oldest = await ledger.find(credible, options).toArray();
  const firstYoung = oldest.find(({ at }) => at.getTime() >= beforeMs)?._id ?? through + 1;
  const count = oldest.filter(({ _id }) => _id < firstYoung).length;
  if (count === 0) return { kind: 'trimmed', count };
  const last = oldest[count - 1]?._id ?? 0;
  const { deletedCount } = await ledger.deleteMany(
    { _id: { $lte: last }, ...NOT_EPOCH_BEGAN },
    { ...DURABLE_WRITE, session },
  );
  return { kind: 'trimmed', count: deletedCount };
}
