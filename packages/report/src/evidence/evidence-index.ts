import { ENTRY_FILES, ledgerLines, taskLines } from '@steadfast/checker/entries-text';
import type { ChaosLine, Evidence, LogLine, Place, TaskDocument } from '@steadfast/checker/evidence';
import { arrange, type Run } from '@steadfast/checker/run';
import type { FactAt } from '@steadfast/checker/task-histories';

/** Some lines of evidence that follow one another, mostly one, and what they show. */
export interface Exhibit {
  readonly caption: string;
  readonly places: readonly [first: Place, ...others: Place[]];
}

/** A run in which the line that shows a thing can be looked up. */
export interface Archive {
  readonly run: Run;
  /** The line of a master's log that tells a fact; where none does, that of its entry in the text of the ledger. */
  readonly factPlace: (fact: FactAt) => Place;
  /** The text of an entry of the ledger. */
  readonly entryPlace: (number: number) => Place;
  /** The lines of a task's document that hold its four fields. */
  readonly documentPlaces: (document: TaskDocument) => Exhibit['places'];
  /** The line with which a task was seeded; undefined when nobody wrote that down. */
  readonly seededPlace: (taskId: string) => Place | undefined;
  /** A line that a slave wrote about one execution, or about one attempt where it names no nonce. */
  readonly slaveLine: (event: string, key: string) => LogLine | undefined;
  /** The first line of the chaos record about a target, of some kind, at or after a moment. */
  readonly deed: (target: string, action: ChaosLine['action'], fromMs: number) => ChaosLine | undefined;
}

/** How many lines of a document's text hold its four fields. */
const FIELD_LINES = 4;

/** Names one attempt of one task, where no nonce does. */
export function attemptKey(taskId: string | undefined, attempt: number | undefined): string {
  return `${taskId} ${attempt}`;
}

function indexFacts({ log }: Evidence): Map<string, LogLine> {
  const lines = new Map<string, LogLine>();
  for (const line of log) {
    const key = `${line.entry}/${line.index}`;
    if (line.entry !== undefined && (line.reread !== true || !lines.has(key))) lines.set(key, line);
  }
  return lines;
}

function indexSlaveLines({ evidence, lives }: Run): Map<string, LogLine> {
  const lines = new Map<string, LogLine>();
  for (const line of evidence.log) {
    if (line.taskId === undefined || lives.ofLine.get(line)?.role !== 'slave') continue;
    for (const key of [line.nonce, attemptKey(line.taskId, line.attempt)])
      if (key !== undefined) lines.set(`${line.event} ${key}`, line);
  }
  return lines;
}

function documentLine(line: number): Place {
  return { file: ENTRY_FILES.tasks, line };
}

/** Puts a run in order so that the lines that show a thing can be looked up. */
export function openArchive(evidence: Evidence): Archive {
  const run = arrange(evidence);
  const factLines = indexFacts(evidence);
  const slaveLines = indexSlaveLines(run);
  const [inTasks, inLedger] = [taskLines(evidence), ledgerLines(evidence)];
  const seeded = new Map(evidence.seeded?.map(({ taskId }, index) => [taskId, index + 1]));
  const entryPlace = (number: number): Place => ({ file: ENTRY_FILES.ledger, line: inLedger.get(number) ?? 1 });
  return {
    run,
    factPlace: ({ entry, index }) => factLines.get(`${entry}/${index}`) ?? entryPlace(entry),
    entryPlace,
    documentPlaces: ({ taskId }) => {
      const first = inTasks.get(taskId) ?? 1;
      return [
        documentLine(first),
        ...Array.from({ length: FIELD_LINES - 1 }, (_, index) => documentLine(first + index + 1)),
      ];
    },
    seededPlace: (taskId) => {
      const line = seeded.get(taskId);
      return line === undefined ? undefined : { file: 'seeded.jsonl', line };
    },
    slaveLine: (event, key) => slaveLines.get(`${event} ${key}`),
    deed: (target, action, fromMs) =>
      evidence.chaos?.find((line) => line.target === target && line.action === action && line.atMs >= fromMs),
  };
}
