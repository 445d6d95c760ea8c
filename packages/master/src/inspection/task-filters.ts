import type { ListTasksRequest__Output } from '@steadfast/protocol/inspection';
import { TASK_STATES } from '../core/ledger/transitions.ts';
import { invalidField } from './errors.ts';

/** The maximum keeps a response with ordinary tasks far below gRPC's default limit of 4 MiB. */
const PAGE_SIZE = { default: 100, max: 1_000 } as const;

/** The longest valid taskname; names of slaves are shorter. */
const MAX_FILTER_LENGTH = 200;

/** The filters of a list, by field name; an empty filter matches everything. */
export interface TaskFilters {
  readonly state: string;
  readonly host: string;
  readonly taskname_prefix: string;
  /** Whether only parked tasks match. */
  readonly parked: boolean;
  readonly queue: string;
  readonly kind: string;
}

/** The filters in a request. */
export type ListFilters = Pick<ListTasksRequest__Output, 'state' | 'host' | 'tasknamePrefix' | 'parked'> & {
  readonly queue?: string;
  readonly kind?: string;
};

/**
 * Validates and returns the filters.
 * @throws {InspectionError} naming an invalid field
 */
export function readFilters(filters: ListFilters): TaskFilters {
  const { state, host, tasknamePrefix, parked, queue = '', kind = '' } = filters;
  const texts = { state, host, taskname_prefix: tasknamePrefix, queue, kind };
  for (const [field, value] of Object.entries(texts))
    if (value.length > MAX_FILTER_LENGTH)
      throw invalidField(field, `must be at most ${MAX_FILTER_LENGTH} characters long`);
  if (state !== '' && !TASK_STATES.some((known) => known === state))
    throw invalidField('state', `must be one of ${TASK_STATES.join(', ')}`);
  return { ...texts, parked };
}

/**
 * Validates the page size and returns it, or the default if it is not set.
 * @throws {InspectionError} when it is too large
 */
export function readPageSize(size: number): number {
  if (size > PAGE_SIZE.max) throw invalidField('page_size', `must be 1 to ${PAGE_SIZE.max}`);
  return size === 0 ? PAGE_SIZE.default : size;
}
