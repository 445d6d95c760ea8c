import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { entryFromRow, entryToRow } from './documents.ts';
import { COMMITTED_READ, DURABLE_WRITE, isDuplicateKey, type RequestScope } from './mongo-collections.ts';

const CONTROL_ID = 'leader';

/**
 * Appends an entry if its number is free: the unique `_id` admits one writer per number. If the number is taken, it may
 * be by this very entry, from an earlier try whose reply was lost.
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

/** Reads the last entry and the control document. */
export async function observe({ ledger, control, session }: RequestScope): Promise<StoreResponse> {
  const last = await ledger.findOne({}, { ...COMMITTED_READ, session, sort: { _id: -1 } });
  const row = await control.findOne({ _id: CONTROL_ID }, { ...COMMITTED_READ, session, projection: { _id: 0 } });
  const entry = last === null ? null : entryFromRow(last);
  const began = entry?.facts.find((fact) => fact.kind === 'epoch.began');
  const end = {
    number: entry?.number ?? 0,
    epoch: entry?.epoch ?? 0,
    ended: entry?.facts.some((fact) => fact.kind === 'epoch.ended') ?? false,
    beganBy: began?.name ?? null,
  };
  return { kind: 'observed', end, control: row };
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

/** Writes the heartbeat and the watermark, unless a later epoch has already written its own. */
export async function writeControl(
  scope: RequestScope,
  request: Extract<StoreRequest, { kind: 'write.control' }>,
): Promise<StoreResponse> {
  const { control, session } = scope;
  const { control: row } = request;
  try {
    const filter = { _id: CONTROL_ID, epoch: { $lte: row.epoch } };
    await control.updateOne(filter, { $set: { ...row } }, { upsert: true, ...DURABLE_WRITE, session });
    return { kind: 'control.written', control: row };
  } catch (error) {
    // The filter did not match, so the upsert collided: the document has a later epoch, or was created concurrently.
    if (!isDuplicateKey(error)) throw error;
    const later = await control.findOne({ _id: CONTROL_ID, epoch: { $gt: row.epoch } }, { session });
    return later === null ? writeControl(scope, request) : { kind: 'control.superseded' };
  }
}

/** Matches entries that do not begin an epoch. */
const NOT_EPOCH_BEGAN = { 'facts.kind': { $ne: 'epoch.began' } } as const;

/**
 * Deletes the oldest entries that are both expired and projected. Entries that begin an epoch are kept forever: the
 * first number after a deposed leader's last entry is one of them, so its next append collides however late it comes.
 */
export async function trim(
  { ledger, session }: RequestScope,
  { beforeMs, through, limit }: Extract<StoreRequest, { kind: 'trim' }>,
): Promise<StoreResponse> {
  const options = { session, sort: { _id: 1 }, limit, projection: { at: 1 } } as const;
  const oldest = await ledger.find({ _id: { $lte: through }, ...NOT_EPOCH_BEGAN }, options).toArray();
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
