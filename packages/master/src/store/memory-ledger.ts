import { parseControl } from '../core/control.ts';
import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { writeEntry, type MemoryData } from './memory-data.ts';

/** Appends an entry if its number is free, or taken by this very entry. */
export function append(data: MemoryData, entry: Entry): StoreResponse {
  const taken = data.ledger.get(entry.number);
  if (taken === undefined) writeEntry(data, entry);
  const own = taken === undefined || (taken.by === entry.by && taken.epoch === entry.epoch);
  return own ? { kind: 'appended', entry } : { kind: 'append.collided', number: entry.number };
}

/** Reads the last entry and the control document. */
export function observe(data: MemoryData): StoreResponse {
  const last = data.ledger.get(data.lastNumber);
  const ended = last?.facts.some(({ kind }) => kind === 'epoch.ended') ?? false;
  const beganBy = last?.facts.find((fact) => fact.kind === 'epoch.began')?.name ?? null;
  const end = { number: last?.number ?? 0, epoch: last?.epoch ?? 0, ended, beganBy };
  return { kind: 'observed', end, control: parseControl(data.control) };
}

/** Reads up to `limit` entries after a number. */
export function readLedger(
  { ledger, lastNumber }: MemoryData,
  { after, limit }: Extract<StoreRequest, { kind: 'read.ledger' }>,
): StoreResponse {
  const entries: Entry[] = [];
  for (let number = after + 1; number <= lastNumber && entries.length < limit; number += 1) {
    const entry = ledger.get(number);
    if (entry !== undefined) entries.push(entry);
  }
  return { kind: 'ledger', entries };
}

function beginsEpoch({ facts }: Entry): boolean {
  return facts.some(({ kind }) => kind === 'epoch.began');
}

/** Deletes the oldest entries that are both expired and projected. */
export function trim(
  data: MemoryData,
  { beforeMs, nowMs, through, limit }: Extract<StoreRequest, { kind: 'trim' }>,
): StoreResponse {
  const { ledger } = data;
  const candidates = [...ledger.values()]
    .filter((entry) => entry.number <= through && !beginsEpoch(entry))
    .sort((one, other) => one.number - other.number);
  const oldest = candidates.filter(({ atMs }) => atMs <= nowMs).slice(0, limit);
  const firstYoung = oldest.findIndex(({ atMs }) => atMs >= beforeMs);
  const last = oldest[(firstYoung === -1 ? oldest.length : firstYoung) - 1]?.number ?? 0;
  const old = candidates.filter(({ number }) => number <= last);
  for (const { number } of old) ledger.delete(number);
  while (data.lastNumber > 0 && !ledger.has(data.lastNumber)) data.lastNumber -= 1;
  return { kind: 'trimmed', count: old.length };
}
