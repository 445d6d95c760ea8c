import type {
  ChaosLine,
  Evidence,
  HistoryLine,
  JournalLine,
  LedgerFact,
  LogLine,
  Place,
  TaskDocument,
} from '../src/evidence.ts';

/** A type whose every part may be changed. */
export type Mutable<Type> =
  Type extends ReadonlyMap<infer Key, infer Value>
    ? Map<Key, Value>
    : Type extends readonly (infer Item)[]
      ? Mutable<Item>[]
      : Type extends object
        ? { -readonly [Key in keyof Type]: Mutable<Type[Key]> }
        : Type;

/** Evidence that a test may doctor. */
export type Draft = Mutable<Evidence>;

/** The moment at which every story begins. */
const BEGINNING_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** The fields of a line apart from where and when it was written. */
type Fields<Line extends Place> = Omit<Line, 'file' | 'line' | 'atMs'>;

/** What a fact does to its document, in the plainest words. */
function project(document: Mutable<TaskDocument>, fact: LedgerFact, line: Omit<HistoryLine, 'event'>): void {
  const { kind, host = '', instance = '', attempt = 0 } = fact;
  const { atMs, epoch } = line;
  document.history = [...(document.history ?? []), { event: kind, ...line }];
  if (kind === 'task.placed') Object.assign(document, { host, attempt, assignment: { host, instance, epoch, atMs } });
  else if (kind === 'task.running') document.state = 'running';
  else delete document.assignment;
  if (kind === 'task.success') document.state = 'success';
  if (kind === 'task.killed') document.state = 'killed';
}

/** Writes the evidence of a run down, as time goes by. */
export function createScribe() {
  let nowMs = BEGINNING_MS;
  const lineNumbers = new Map<string, number>();
  const documents = new Map<string, Mutable<TaskDocument>>();
  const draft: Draft = { documents: [], ledger: [], journal: [], log: [], chaos: [], seeded: [], damage: [] };

  const placeIn = (file: string): Place => {
    const line = (lineNumbers.get(file) ?? 0) + 1;
    lineNumbers.set(file, line);
    return { file, line };
  };
  const documentOf = (taskId: string): Mutable<TaskDocument> => {
    const document = documents.get(taskId);
    if (document === undefined) throw new Error(`task ${taskId} was not seeded`);
    return document;
  };

  const scribe = {
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
    log: (name: string, fields: Fields<LogLine>): void => {
      draft.log.push({ ...placeIn(`${name}.log`), atMs: nowMs, ...fields });
    },
    journal: (fields: Fields<JournalLine>): void => {
      draft.journal.push({ ...placeIn(`${fields.host}.journal.jsonl`), atMs: nowMs, ...fields });
    },
    record: (fields: Fields<ChaosLine>): void => {
      draft.chaos?.push({ ...placeIn('chaos.jsonl'), atMs: nowMs, ...fields });
    },
    /** Appends an entry to the ledger, projects it, and logs its facts in a master's log. */
    commit: (master: { name: string; instance: string; epoch: number }, facts: readonly LedgerFact[]): void => {
      const number = draft.ledger.length + 1;
      const { epoch, instance: by, name } = master;
      draft.ledger.push({ number, epoch, by, atMs: nowMs, facts: [...facts] });
      for (const [index, fact] of facts.entries()) {
        const { kind: event, task: taskId, taskname: task, ...others } = fact;
        const about = taskId === undefined ? {} : { taskId, task: task ?? '' };
        scribe.log(name, { event, entry: number, index, epoch, ...about, ...others });
        if (taskId === undefined) continue;
        const { host, attempt, reason } = others;
        const line = { atMs: nowMs, epoch, host: host ?? '', attempt: attempt ?? 0 };
        const document = documentOf(taskId);
        project(document, fact, reason === undefined ? line : { ...line, reason });
        document.rev = number;
      }
    },
    /** A successor logs again, after the beginning of its reign, the last facts of its predecessor. */
    reread: (name: string, entries: number): void => {
      const began = draft.ledger.length;
      const told = draft.log.filter(
        ({ entry, reread }) => entry !== undefined && entry < began && entry >= began - entries && reread !== true,
      );
      for (const { atMs: _atMs, file: _file, line: _line, ...fields } of told)
        scribe.log(name, { ...fields, reread: true });
    },
    /** The evidence so far. */
    evidence: (): Draft => structuredClone({ ...draft, documents: [...documents.values()] }),
  };
  return scribe;
}
