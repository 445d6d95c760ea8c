import { BSON, type Document } from 'mongodb';
import { invalidField } from './errors.ts';
import type { TaskFilters } from './task-filters.ts';

/** More than a token needs, which holds a task's name and identifier. */
const MAX_TOKEN_LENGTH = 16_384;

/** Encodes a page token: the filters it belongs to, and the key at which the next page begins. */
export function writeToken(filters: TaskFilters, key: Document): string {
  return Buffer.from(BSON.EJSON.stringify([Object.values(filters), key], { relaxed: false })).toString('base64url');
}

function parseToken(token: string): unknown {
  try {
    return BSON.EJSON.parse(Buffer.from(token, 'base64url').toString(), { relaxed: false });
  } catch {
    return null;
  }
}

/**
 * Decodes a page token and returns its key.
 * @throws {InspectionError} when it is malformed, or belongs to other filters or another index
 */
export function readToken(token: string, filters: TaskFilters, fields: readonly string[]): Document {
  const value: unknown = token.length > MAX_TOKEN_LENGTH ? null : parseToken(token);
  const [own, key] = Array.isArray(value) ? (value as unknown[]) : [];
  const fits =
    JSON.stringify(own) === JSON.stringify(Object.values(filters)) &&
    typeof key === 'object' &&
    key !== null &&
    Object.keys(key).join() === fields.join();
  if (!fits) throw invalidField('page_token', 'must come from the previous page of the same request');
  return key;
}
