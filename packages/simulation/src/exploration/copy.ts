import type { Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import type { MemoryData } from '@steadfast/master/memory-store';

/** The database as it is explored. */
export type Database = SimulatedDatabase;

/** What is never changed once it was made, and so may be in many copies at once: by the name of the field. */
const SHARED: ReadonlySet<string> = new Set(
  'addresses config settings entry facts fact request response message page end control seen held assignment'.split(
    ' ',
  ),
);

/** A deep copy of plain data; fields that are never changed are shared. */
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    for (const [key, item] of value) map.set(key, copy(item));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) fields[key] = SHARED.has(key) ? field : copy(field);
  return fields;
}

/** A copy of a process or a link, to be changed. */
export function copyPart<T extends MasterNode | SlaveNode | Link>(part: T): T {
  return copy(part) as T;
}

function copyData({ ledger, tasks, ...rest }: MemoryData): MemoryData {
  return {
    ...rest,
    ledger: new Map(ledger),
    tasks: new Map(tasks),
  };
}

/** A copy of the database, to be changed. Entries and documents are replaced, never changed. */
export function copyDatabase(database: Database): Database {
  return {
    ...database,
    primary: copyData(database.primary),
    committed: copyData(database.committed),
    uncommitted: [...database.uncommitted],
    operations: new Map([...database.operations].map(([id, operation]) => [id, { ...operation }])),
    lastSeen: new Map(database.lastSeen),
  };
}

/** A deep copy in which what was one thing under two names still is. */
function copyWhole(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    copies.set(value, map);
    for (const [key, item] of value) map.set(key, copyWhole(item, copies));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  const whole: Record<string, unknown> = Array.isArray(value) ? ([] as unknown as Record<string, unknown>) : {};
  copies.set(value, whole);
  for (const [key, field] of Object.entries(value)) whole[key] = key === 'fact' ? field : copyWhole(field, copies);
  return whole;
}

/** A copy of what an observer has seen, to be changed. */
export function copyObservations(observations: Observations): Observations {
  return copyWhole(observations, new Map()) as Observations;
}
