import type { Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import { copyData, type SimulatedDatabase } from '../world/database.ts';

/** Fields that hold immutable objects, which copies can share. */
const IMMUTABLE_FIELDS: ReadonlySet<string> = new Set([
  'addresses',
  'abilities',
  'config',
  'settings',
  'entry',
  'facts',
  'fact',
  'request',
  'response',
  'message',
  'page',
  'end',
  'control',
  'observation',
  'held',
  'assignment',
]);

/** Returns a deep copy of plain data that shares immutable fields. */
function deepCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deepCopy);
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    for (const [key, item] of value) map.set(key, deepCopy(item));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) fields[key] = IMMUTABLE_FIELDS.has(key) ? field : deepCopy(field);
  return fields;
}

/** Returns a copy of a process or a link that can be changed. */
export function copyPart<T extends MasterNode | SlaveNode | Link>(part: T): T {
  return deepCopy(part) as T;
}

/** Returns a copy of the database that can be changed. Entries and documents are shared, because they are immutable. */
export function copyDatabase(database: SimulatedDatabase): SimulatedDatabase {
  return {
    ...database,
    primary: copyData(database.primary),
    committed: copyData(database.committed),
    uncommitted: [...database.uncommitted],
    operations: new Map([...database.operations].map(([id, operation]) => [id, { ...operation }])),
    lastSeen: new Map(database.lastSeen),
  };
}

/** Returns a deep copy in which objects that had several references still have several. */
function copyGraph(value: unknown, copies: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    copies.set(value, map);
    for (const [key, item] of value) map.set(key, copyGraph(item, copies));
    return map;
  }
  if (value instanceof Set) return new Set(value);
  const copied: Record<string, unknown> = Array.isArray(value) ? ([] as unknown as Record<string, unknown>) : {};
  copies.set(value, copied);
  for (const [key, field] of Object.entries(value)) copied[key] = key === 'fact' ? field : copyGraph(field, copies);
  return copied;
}

/** Returns a copy of the observations that can be changed. */
export function copyObservations(observations: Observations): Observations {
  return copyGraph(observations, new Map()) as Observations;
}
