import type { LocatedChaosLine, Place, StoredDocument } from '@steadfast/checker';
import type { JournalExecution, LocatedFact } from '@steadfast/checker/run';
import { formatDuration } from '@steadfast/runtime/format';
import type { EvidenceIndex, EvidenceItem } from './evidence-index.ts';

/** Selects the evidence for one check. */
export type EvidenceSelector = (index: EvidenceIndex) => readonly EvidenceItem[];

/** Cites a line: a list of one item, or an empty list if there is no such line. */
export function cite(caption: string, place: Place | undefined): readonly EvidenceItem[] {
  return place === undefined ? [] : [{ caption, places: [place] }];
}

/** Cites the four fields of a task document. */
export function citeDocument(
  { documentPlaces }: EvidenceIndex,
  caption: string,
  document: StoredDocument | undefined,
): EvidenceItem[] {
  return document === undefined ? [] : [{ caption, places: documentPlaces(document) }];
}

/** Cites the journal line that starts an execution. */
export function citeStart(caption: string, execution: JournalExecution | undefined): readonly EvidenceItem[] {
  return cite(caption, execution?.started);
}

/** Cites the journal line that ends an execution. */
export function citeEnd(caption: string, execution: JournalExecution | undefined): readonly EvidenceItem[] {
  return cite(caption, execution?.end);
}

/** Cites the log line of a fact. */
export function citeFact(
  { factPlace }: EvidenceIndex,
  caption: string,
  fact: LocatedFact | undefined,
): readonly EvidenceItem[] {
  return fact === undefined ? [] : cite(caption, factPlace(fact));
}

/** Describes each action of chaos, to follow the name of its target. */
export const ACTION_TEXTS: Readonly<Record<LocatedChaosLine['action'], string>> = {
  kill: 'is killed',
  start: 'is restarted',
  freeze: 'is frozen',
  thaw: 'resumes',
  stop: 'is stopped',
  cut: 'is cut off',
  heal: 'is reconnected',
  lossy: 'loses packets',
  steady: 'no longer loses packets',
};

/** Formats how long an execution slept. */
export function formatSleep({ end }: JournalExecution): string {
  return formatDuration(end?.sleptMs ?? 0);
}
