import type { Entry } from '../core/ledger/facts.ts';

/** How many facts are kept for those who are behind: at 40,000 a second, the last half second. About 10 MB. */
const MAX_FACTS_KEPT = 20_000;

/** The results in the entries that are kept may take much more than the facts themselves. */
const MAX_RESULT_CHARACTERS_KEPT = 16 * 1024 * 1024;

/** An entry, and where the facts about each task are in it. */
export interface IndexedEntry {
  readonly entry: Entry;
  /** By task, the indexes of the facts about it. */
  readonly byTask: ReadonlyMap<string, readonly number[]>;
}

/** Returns an entry with its index. */
export function indexEntry(entry: Entry): IndexedEntry {
  const byTask = new Map<string, number[]>();
  for (const [index, fact] of entry.facts.entries()) {
    if (!('task' in fact)) continue;
    const indexes = byTask.get(fact.task);
    if (indexes === undefined) byTask.set(fact.task, [index]);
    else indexes.push(index);
  }
  return { entry, byTask };
}

function resultLength({ facts }: Entry): number {
  const results = facts.map((fact) => ('result' in fact && typeof fact.result === 'string' ? fact.result : ''));
  return results.reduce((sum, { length }) => sum + length, 0);
}

/** The last entries of the ledger, without gaps, in bounded memory. */
export interface KeptEntries {
  readonly clear: () => void;
  /** Adds the next entry. */
  readonly add: (entry: Entry) => void;
  /** Returns up to `limit` entries after a position; null if some of these are not kept. */
  readonly after: (position: number, limit: number) => readonly IndexedEntry[] | null;
}

/** Creates an empty sequence of entries. */
export function createKeptEntries(): KeptEntries {
  let kept: IndexedEntry[] = [];
  let [facts, characters] = [0, 0];
  return {
    clear: () => {
      kept = [];
      [facts, characters] = [0, 0];
    },
    add: (entry) => {
      kept.push(indexEntry(entry));
      facts += entry.facts.length;
      characters += resultLength(entry);
      while (kept.length > 1 && (facts > MAX_FACTS_KEPT || characters > MAX_RESULT_CHARACTERS_KEPT)) {
        const oldest = kept.shift();
        facts -= oldest?.entry.facts.length ?? 0;
        characters -= oldest === undefined ? 0 : resultLength(oldest.entry);
      }
    },
    after: (position, limit) => {
      const first = kept[0]?.entry.number;
      if (first === undefined || position < first - 1) return null;
      const start = position + 1 - first;
      return kept.slice(start, start + limit);
    },
  };
}
