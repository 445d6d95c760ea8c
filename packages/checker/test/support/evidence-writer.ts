import type { JournalLine, LogLine } from '@steadfast/records';
import type {
  Evidence,
  HistoryLine,
  LedgerFact,
  LocatedChaosLine,
  Place,
  StoredDocument,
} from '../../src/evidence/evidence.ts';

/** A type with all of its parts made mutable. */
export type Mutable<Type> =
  Type extends ReadonlyMap<infer Key, infer Value>
    ? Map<Key, Value>
    : Type extends readonly (infer Item)[]
      ? Mutable<Item>[]
      : Type extends object
        ? { -readonly [Key in keyof Type]: Mutable<Type[Key]> }
        : Type;

/** Evidence that a test can tamper with. */
export type Draft = Mutable<Evidence>;

/** When every scenario begins. */
const BEGINNING_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** Applies a fact to its document in the simplest possible way, independently of the code under test. */
function project(document: Mutable<StoredDocument>, fact: LedgerFact, line: Omit<HistoryLine, 'event'>): void {
  const { kind, host = '', instance = '', attempt = 0 } = fact;
  const { atMs, epoch } = line;
  document.history = [...(document.history ?? []), { event: kind, ...line }];
  if (kind === 'task.placed') Object.assign(document, { host, attempt, assignment: { host, instance, epoch, atMs } });
  else if (kind === 'task.running') document.state = 'running';
  else delete document.assignment;
  if (kind === 'task.success') document.state = 'success';
  if (kind === 'task.killed') document.state = 'killed';
}

/** Creates a writer of evidence, with a clock of its own. */
export function createEvidenceWriter() {
  let nowMs = BEGINNING_MS;
  const lineNumbers = new Map<string, number>();
  const documents = new Map<string, Mutable<StoredDocument>>();
  const draft: Draft = { documents: [], ledger: [], journal: [], log: [], chaos: [], seeded: [], damage: [] };

  const nextLineOf = (file: string): Place => {
    const line = (lineNumbers.get(file) ?? 0) + 1;
    lineNumbers.set(file, line);
    return { file, line };
  };
  const documentOf = (taskId: string): Mutable<StoredDocument> => {
    const document = documents.get(taskId);
    if (document === undefined) throw new Error(`task ${taskId} was not seeded`);
    return document;
  };

  const writer = {
    get nowMs() {
      return nowMs;
    },
    wait: (ms: number): void => {
      nowMs += ms;
    },
    seed: (taskId: string, taskname: string, sleeptime: number): void => {
      documents.set(taskId, { taskId, taskname, sleeptime, state: 'created', odd: {} });
      draft.seeded?.push({ taskId, taskname, sleeptime });
    },
    log: (name: string, fields: Omit<LogLine, 'atMs' | 'level' | 'message'>): void => {
      const message = `${name} logs ${fields.event}`;
      draft.log.push({ ...nextLineOf(`${name}.log`), atMs: nowMs, level: 'info', message, ...fields });
    },
    journal: (fields: Omit<JournalLine, 'atMs'>): void => {
      draft.journal.push({ ...nextLineOf(`${fields.host}.journal.jsonl`), atMs: nowMs, ...fields });
    },
    recordChaos: (fields: Omit<LocatedChaosLine, keyof Place | 'atMs'>): void => {
      draft.chaos?.push({ ...nextLineOf('chaos.jsonl'), atMs: nowMs, ...fields });
    },
    /** Appends an entry to the ledger, projects it, and logs its facts in the master's log. */
    commit: (master: { name: string; instance: string; epoch: number }, facts: readonly LedgerFact[]): void => {
      const number = draft.ledger.length + 1;
      const { epoch, instance: by, name } = master;
      draft.ledger.push({ number, epoch, by, atMs: nowMs, facts: [...facts] });
      for (const [index, fact] of facts.entries()) {
        const { kind: event, task: taskId, taskname: task, ...others } = fact;
        const subject = taskId === undefined ? {} : { taskId, task: task ?? '' };
        writer.log(name, { event, entry: number, index, epoch, ...subject, ...others });
        if (taskId === undefined) continue;
        const { host, attempt, reason } = others;
        const line = { atMs: nowMs, epoch, host: host ?? '', attempt: attempt ?? 0 };
        const document = documentOf(taskId);
        project(document, fact, reason === undefined ? line : { ...line, reason });
        document.rev = number;
      }
    },
    /** Logs the last facts of the previous leader again, as a new leader does after its epoch began. */
    logAgain: (name: string, entries: number): void => {
      const began = draft.ledger.length;
      const logged = draft.log.filter(
        ({ entry, reread }) => entry !== undefined && entry < began && entry >= began - entries && reread !== true,
      );
      for (const { atMs: _atMs, file: _file, line: _line, ...fields } of logged)
        writer.log(name, { ...fields, reread: true });
    },
    /** Returns a copy of the evidence so far. */
    evidence: (): Draft => structuredClone({ ...draft, documents: [...documents.values()] }),
  };
  return writer;
}
