import {
  ENTRY_FILES,
  type Evidence,
  ledgerLines,
  type LocatedChaosLine,
  type LocatedLogLine,
  type Place,
  type StoredDocument,
  taskLines,
} from '@steadfast/checker';
import { type IndexedRun, indexRun, type LocatedFact } from '@steadfast/checker/run';
import { SEEDED_FILE } from '@steadfast/records';

/** Lines that prove something: usually one, otherwise consecutive ones. */
export interface EvidenceItem {
  /** What they prove. */
  readonly caption: string;
  readonly places: readonly [first: Place, ...others: Place[]];
}

/** Finds the lines that prove something about a run. */
export interface EvidenceIndex {
  readonly run: IndexedRun;
  /** Returns the line of a master's log about a fact; if there is none, the line of its entry in the ledger's text. */
  readonly factPlace: (fact: LocatedFact) => Place;
  /** Returns the line of an entry in the ledger's text. */
  readonly entryPlace: (number: number) => Place;
  /** Returns the lines of a task document's four fields. */
  readonly documentPlaces: (document: StoredDocument) => EvidenceItem['places'];
  /** Returns the line of a task in the list of seeded tasks; undefined if the run has none. */
  readonly seededPlace: (taskId: string) => Place | undefined;
  /** Returns a slave's log line about an execution, by its nonce, or about an attempt, by its `attemptKey`. */
  readonly slaveLine: (event: string, key: string) => LocatedLogLine | undefined;
  /** Returns the first line of the chaos record about an action on a target, at or after a time. */
  readonly chaosLine: (
    target: string,
    action: LocatedChaosLine['action'],
    fromMs: number,
  ) => LocatedChaosLine | undefined;
}

/** The number of lines that a document's four fields take in the text of the tasks. */
const FIELD_LINES = 4;

/** Returns the key of an attempt for `slaveLine`. */
export function attemptKey(taskId: string | undefined, attempt: number | undefined): string {
  return `${taskId} ${attempt}`;
}

function indexFacts({ log }: Evidence): Map<string, LocatedLogLine> {
  const lines = new Map<string, LocatedLogLine>();
  for (const line of log) {
    const key = `${line.entry}/${line.index}`;
    if (line.entry !== undefined && (line.reread !== true || !lines.has(key))) lines.set(key, line);
  }
  return lines;
}

function indexSlaveLines({ evidence, incarnations }: IndexedRun): Map<string, LocatedLogLine> {
  const lines = new Map<string, LocatedLogLine>();
  for (const line of evidence.log) {
    if (line.taskId === undefined || incarnations.byLine.get(line)?.role !== 'slave') continue;
    for (const key of [line.nonce, attemptKey(line.taskId, line.attempt)])
      if (key !== undefined) lines.set(`${line.event} ${key}`, line);
  }
  return lines;
}

function documentLine(line: number): Place {
  return { file: ENTRY_FILES.tasks, line };
}

/** Indexes the evidence of a run. */
export function indexEvidence(evidence: Evidence): EvidenceIndex {
  const run = indexRun(evidence);
  const factLines = indexFacts(evidence);
  const slaveLines = indexSlaveLines(run);
  const [lineOfTask, lineOfEntry] = [taskLines(evidence), ledgerLines(evidence)];
  const seeded = new Map(evidence.seeded?.map(({ taskId }, index) => [taskId, index + 1]));
  const entryPlace = (number: number): Place => ({ file: ENTRY_FILES.ledger, line: lineOfEntry.get(number) ?? 1 });
  return {
    run,
    factPlace: ({ entry, index }) => factLines.get(`${entry}/${index}`) ?? entryPlace(entry),
    entryPlace,
    documentPlaces: ({ taskId }) => {
      const first = lineOfTask.get(taskId) ?? 1;
      return [
        documentLine(first),
        ...Array.from({ length: FIELD_LINES - 1 }, (_, index) => documentLine(first + index + 1)),
      ];
    },
    seededPlace: (taskId) => {
      const line = seeded.get(taskId);
      return line === undefined ? undefined : { file: SEEDED_FILE, line };
    },
    slaveLine: (event, key) => slaveLines.get(`${event} ${key}`),
    chaosLine: (target, action, fromMs) =>
      evidence.chaos?.find((line) => line.target === target && line.action === action && line.atMs >= fromMs),
  };
}
