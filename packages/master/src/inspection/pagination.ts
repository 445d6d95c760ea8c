import { MaxKey, MinKey, type Document } from 'mongodb';
import { TASK_STATES } from '../core/ledger/transitions.ts';
import type { TaskRow } from '../store/documents.ts';
import { INDEXES } from './indexes.ts';
import type { Filters } from './task-filters.ts';

/** A stretch of an index: from its first key to the key behind its end. */
export interface Stretch {
  readonly from: Document;
  /** Null where it goes to the end of the index. */
  readonly before: Document | null;
}

/** How a page is found: stretches of one index, one after the other, and what is left to check on the documents. */
export interface Walk {
  /** The index, as the fields of its keys in order. */
  readonly index: Partial<Record<keyof TaskRow, 1>>;
  readonly stretches: readonly Stretch[];
  /** Null when there is nothing left to check. */
  readonly check: ((row: TaskRow) => boolean) | null;
}

/** The last character that there is: every text that begins with a prefix sorts before the prefix and this. */
const LAST_CHARACTER = '\u{10FFFF}';

const [FIRST, LAST] = [new MinKey(), new MaxKey()];

/** Plans which index is walked for a filter: that of names for a prefix, else that of states. */
export function planWalk({ state, host, taskname_prefix: prefix }: Filters): Walk {
  if (prefix !== '') {
    const from = { taskname: prefix, _id: FIRST };
    const before = { taskname: prefix + LAST_CHARACTER, _id: FIRST };
    const check = (row: TaskRow): boolean =>
      (state === '' || row.state === state) && (host === '' || row.host === host);
    return { index: INDEXES.byName, stretches: [{ from, before }], check: state === '' && host === '' ? null : check };
  }
  if (state === '' && host === '')
    return { index: { _id: 1 }, stretches: [{ from: { _id: FIRST }, before: null }], check: null };
  const stretches = (state === '' ? TASK_STATES : [state]).map((each) => ({
    from: { state: each, host: host === '' ? FIRST : host, _id: FIRST },
    before: { state: each, host: host === '' ? LAST : host, _id: LAST },
  }));
  return { index: INDEXES.byState, stretches, check: null };
}

/** The stretches from a key on; a key that lies in none gives none. */
export function stretchesFrom({ stretches }: Walk, key: Document): readonly Stretch[] {
  const at = stretches.findIndex(({ from }) => !('state' in from) || from['state'] === key['state']);
  const [first, ...others] = at === -1 ? [] : stretches.slice(at);
  return first === undefined ? [] : [{ from: key, before: first.before }, ...others];
}

/** The key of a document in the index. */
export function keyOf({ index }: Walk, row: TaskRow): Document {
  return Object.fromEntries(Object.keys(index).map((field) => [field, row[field as keyof TaskRow] ?? null]));
}
