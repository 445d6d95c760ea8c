import { MaxKey, MinKey, type Document } from 'mongodb';
import { TASK_STATES } from '../core/ledger/transitions.ts';
import type { TaskRow } from '../store/documents.ts';
import { INDEXES, PARKED } from './indexes.ts';
import type { TaskFilters } from './task-filters.ts';

/** A range of index keys, including `from` and excluding `before`. */
export interface IndexRange {
  readonly from: Document;
  /** Null if the range extends to the end of the index. */
  readonly before: Document | null;
}

/** How to read pages: which ranges of one index to scan in order, and which filters to apply to the documents. */
export interface PagePlan {
  /** The key pattern of the index. */
  readonly index: Partial<Record<keyof TaskRow, 1>>;
  readonly ranges: readonly IndexRange[];
  /** The query, which selects everything in the ranges, except in the index of parked tasks. */
  readonly query: Document;
  /** Applies the filters that the index does not cover; null if it covers all. */
  readonly matches: ((row: TaskRow) => boolean) | null;
}

/** The highest code point: every string that starts with a prefix sorts before the prefix followed by it. */
const LAST_CHARACTER = '\u{10FFFF}';

const [FIRST, LAST] = [new MinKey(), new MaxKey()];

/** Returns whether a document is selected by `PARKED`. */
function isParked({ parked }: TaskRow): boolean {
  return parked !== undefined && parked !== null;
}

/**
 * Plans a list: scans the index of names if there is a prefix, that of parked tasks if only those match, otherwise the
 * index of states.
 */
export function planPages(filters: TaskFilters): PagePlan {
  const { queue, kind } = filters;
  const plan = planByIndex(filters);
  if (queue === '' && kind === '') return plan;
  const { matches } = plan;
  return {
    ...plan,
    matches: (row) =>
      (matches === null || matches(row)) && isIn(queue, 'default', row.queue) && isIn(kind, 'sleep', row.kind),
  };
}

/** Returns whether a field has the value that a filter requires; a document without it has the default. */
function isIn(filter: string, byDefault: string, value: unknown = byDefault): boolean {
  return filter === '' || value === filter;
}

/** Plans a list without regard to queues and kinds, for which there is no index. */
function planByIndex({ state, host, taskname_prefix: prefix, parked }: TaskFilters): PagePlan {
  const hasStateAndHost = (row: TaskRow): boolean =>
    (state === '' || row.state === state) && (host === '' || row.host === host);
  const anyStateAndHost = state === '' && host === '';
  if (prefix !== '') {
    const from = { taskname: prefix, _id: FIRST };
    const before = { taskname: prefix + LAST_CHARACTER, _id: FIRST };
    const matches = (row: TaskRow): boolean => hasStateAndHost(row) && (!parked || isParked(row));
    const all = anyStateAndHost && !parked;
    return { index: INDEXES.byName, ranges: [{ from, before }], query: {}, matches: all ? null : matches };
  }
  if (parked) {
    const ranges = [{ from: { rev: FIRST, _id: FIRST }, before: null }];
    return { index: INDEXES.parked, ranges, query: PARKED, matches: anyStateAndHost ? null : hasStateAndHost };
  }
  if (anyStateAndHost)
    return { index: { _id: 1 }, ranges: [{ from: { _id: FIRST }, before: null }], query: {}, matches: null };
  const ranges = (state === '' ? TASK_STATES : [state]).map((each) => ({
    from: { state: each, host: host === '' ? FIRST : host, _id: FIRST },
    before: { state: each, host: host === '' ? LAST : host, _id: LAST },
  }));
  return { index: INDEXES.byState, ranges, query: {}, matches: null };
}

/** Returns what remains of the ranges from a key on; nothing if the key lies in none of them. */
export function rangesFrom({ ranges }: PagePlan, key: Document): readonly IndexRange[] {
  const at = ranges.findIndex(({ from }) => !('state' in from) || from['state'] === key['state']);
  const [first, ...others] = at === -1 ? [] : ranges.slice(at);
  return first === undefined ? [] : [{ from: key, before: first.before }, ...others];
}

/** Returns the index key of a document. */
export function indexKeyOf({ index }: PagePlan, row: TaskRow): Document {
  return Object.fromEntries(Object.keys(index).map((field) => [field, row[field as keyof TaskRow] ?? null]));
}
