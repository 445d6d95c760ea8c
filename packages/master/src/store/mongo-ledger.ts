import type { StoreRequest, StoreResponse } from '../core/events.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { entryFromRow, entryRow } from './documents.ts';
import { COMMITTED, DURABLE, isDuplicate, type Access } from './mongo-collections.ts';

const CONTROL_ID = 'leader';

/**
 * Compare-and-append: the unique `_id` lets one writer have each number. A number that is taken may be taken by this
 * very entry, written by an earlier try whose reply was lost.
 */
export async function append({ ledger, session }: Access, entry: Entry): Promise<StoreResponse> {
  try {
    await ledger.insertOne(entryRow(entry), { ...DURABLE, session });
    return { kind: 'appended', entry };
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const taken = await ledger.findOne(
      { _id: entry.number },
      { ...COMMITTED, session, projection: { by: 1, epoch: 1 } },
    );
    // Not yet durable, or rolled back since: the next try will tell.
    if (taken === null) throw error;
    const own = taken.by === entry.by && taken.epoch === entry.epoch;
    return own ? { kind: 'appended', entry } : { kind: 'append.collided', number: entry.number };
  }
}

export async function observe({ ledger, control, session }: Access): Promise<StoreResponse> {
  const last = await ledger.findOne({}, { ...COMMITTED, session, sort: { _id: -1 } });
  const row = await control.findOne({ _id: CONTROL_ID }, { ...COMMITTED, session, projection: { _id: 0 } });
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

export async function readLedger(
  { ledger, session }: Access,
  { after, limit }: { after: number; limit: number },
): Promise<StoreResponse> {
  const rows = await ledger.find({ _id: { $gt: after } }, { ...COMMITTED, session, sort: { _id: 1 }, limit }).toArray();
  return { kind: 'ledger', entries: rows.map(entryFromRow) };
}

/** Saves the beat and the watermark, unless a later epoch has saved its own. */
export async function writeControl(
  access: Access,
  request: Extract<StoreRequest, { kind: 'write.control' }>,
): Promise<StoreResponse> {
  const { control, session } = access;
  const { control: row } = request;
  try {
    const filter = { _id: CONTROL_ID, epoch: { $lte: row.epoch } };
    await control.updateOne(filter, { $set: { ...row } }, { upsert: true, ...DURABLE, session });
    return { kind: 'control.written', control: row };
  } catch (error) {
    // The filter missed the document, and so the upsert collided: it is of a later epoch, or has only just been made.
    if (!isDuplicate(error)) throw error;
    const later = await control.findOne({ _id: CONTROL_ID, epoch: { $gt: row.epoch } }, { session });
    return later === null ? writeControl(access, request) : { kind: 'control.superseded' };
  }
}

/** Entries with which no reign began. */
const NO_BEGINNING = { 'facts.kind': { $ne: 'epoch.began' } } as const;

/**
 * Deletes the oldest entries, as far as they are old and not needed any more. Those with which reigns began stay for
 * ever: such a number is what a leader that was deposed, however long it has been frozen, tries to have next.
 */
export async function trim(
  { ledger, session }: Access,
  { beforeMs, through, limit }: Extract<StoreRequest, { kind: 'trim' }>,
): Promise<StoreResponse> {
  const options = { session, sort: { _id: 1 }, limit, projection: { at: 1 } } as const;
  const oldest = await ledger.find({ _id: { $lte: through }, ...NO_BEGINNING }, options).toArray();
  const firstYoung = oldest.find(({ at }) => at.getTime() >= beforeMs)?._id ?? through + 1;
  const count = oldest.filter(({ _id }) => _id < firstYoung).length;
  if (count === 0) return { kind: 'trimmed', count };
  const last = oldest[count - 1]?._id ?? 0;
  const { deletedCount } = await ledger.deleteMany({ _id: { $lte: last }, ...NO_BEGINNING }, { ...DURABLE, session });
  return { kind: 'trimmed', count: deletedCount };
}
