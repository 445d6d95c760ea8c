import { BSON, type Document } from 'mongodb';
import type { ListTasksRequest__Output } from '@steadfast/protocol/inspection';
import { TASK_STATES } from '../core/ledger/transitions.ts';
import { invalid } from './unary-handler.ts';

const PAGE_SIZE = { standard: 100, most: 1_000 } as const;

/** Characters in a filter: no name is longer. */
const MAX_FILTER_LENGTH = 200;

/** Characters in a page token: one holds a name and an identifier. */
const MAX_TOKEN_LENGTH = 16_384;

/** The filters of a list, by the names of their fields; an empty one asks for nothing. */
export interface Filters {
  readonly state: string;
  readonly host: string;
  readonly taskname_prefix: string;
}

/**
 * Reads the filters.
 * @throws {InspectionError} naming a field that is wrong
 */
export function readFilters({ state, host, tasknamePrefix }: ListTasksRequest__Output): Filters {
  const filters = { state, host, taskname_prefix: tasknamePrefix };
  for (const [field, value] of Object.entries(filters))
    if (value.length > MAX_FILTER_LENGTH) throw invalid(field, `must have at most ${MAX_FILTER_LENGTH} characters`);
  if (state !== '' && !TASK_STATES.some((known) => known === state))
    throw invalid('state', `must be one of ${TASK_STATES.join(', ')}`);
  return filters;
}

/**
 * Reads how many tasks a page has.
 * @throws {InspectionError} when there may not be so many
 */
export function readPageSize(size: number): number {
  if (size > PAGE_SIZE.most) throw invalid('page_size', `must be 1 to ${PAGE_SIZE.most}`);
  return size === 0 ? PAGE_SIZE.standard : size;
}

/** A token that holds the filters it belongs to, and the key at which the next page begins. */
export function writeToken(filters: Filters, key: Document): string {
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
 * The key that a token holds.
 * @throws {InspectionError} when it is none for these filters, or its key has other fields
 */
export function readToken(token: string, filters: Filters, fields: readonly string[]): Document {
  const value: unknown = token.length > MAX_TOKEN_LENGTH ? null : parseToken(token);
  const [own, key] = Array.isArray(value) ? (value as unknown[]) : [];
  const fits =
    JSON.stringify(own) === JSON.stringify(Object.values(filters)) &&
    typeof key === 'object' &&
    key !== null &&
    Object.keys(key).join() === fields.join();
  if (!fits) throw invalid('page_token', 'must be that of the page before, with all other fields as they were');
  return key;
}
