import { BSON, ObjectId } from 'mongodb';
import {
  CHAOS_ACTIONS,
  type ChaosLine,
  type HistoryLine,
  type JournalLine,
  type LedgerEntry,
  type LedgerFact,
  type LogLine,
  type Place,
  type SeededTask,
  type TaskDocument,
} from './evidence.ts';

/** A line or a document does not have the shape of its kind. The message says what is missing. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const flagOf = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const momentOf = (value: unknown): number | undefined => {
  const atMs = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs;
};

/** Insists on a field. @throws {Malformed} naming it, when it is absent or of the wrong type */
const need = <Value>(value: Value | undefined, field: string): Value => {
  if (value === undefined) throw new Malformed(`${field} is missing or of the wrong type`);
  return value;
};

/** An object without the fields that are undefined. */
type Present<Wide> = { [Key in keyof Wide]: Exclude<Wide[Key], undefined> };
const present = <Wide extends Fields>(wide: Wide): Partial<Present<Wide>> =>
  Object.fromEntries(Object.entries(wide).filter(([, value]) => value !== undefined)) as Partial<Present<Wide>>;

/** The identifier of a task as everybody writes it: an ObjectId as its 24 digits, anything else as extended JSON. */
export const taskIdText = (id: unknown): string =>
  id instanceof ObjectId ? id.toHexString() : BSON.EJSON.stringify(id, { relaxed: false });

const parseObject = (text: string): Fields => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('not JSON');
  }
  if (!isFields(value)) throw new Malformed('not an object');
  return value;
};

/** Reads a line of an execution journal. @throws {Malformed} */
export const parseJournalLine = (text: string, { file, line }: Place): JournalLine => {
  const raw = parseObject(text);
  const event = raw['event'];
  if (event !== 'started' && event !== 'finished' && event !== 'aborted')
    throw new Malformed(`event is ${JSON.stringify(event)}`);
  const sleptMs = numberOf(raw['sleptMs']);
  if (event !== 'started') need(sleptMs, 'sleptMs');
  return {
    file,
    line,
    event,
    taskId: need(textOf(raw['taskId']), 'taskId'),
    taskname: need(textOf(raw['taskname']), 'taskname'),
    attempt: need(numberOf(raw['attempt']), 'attempt'),
    nonce: need(textOf(raw['nonce']), 'nonce'),
    host: need(textOf(raw['host']), 'host'),
    instance: need(textOf(raw['instance']), 'instance'),
    pid: need(numberOf(raw['pid']), 'pid'),
    atMs: need(momentOf(raw['at']), 'at'),
    monotonicMs: need(numberOf(raw['monotonicMs']), 'monotonicMs'),
    ...(sleptMs === undefined ? {} : { sleptMs }),
  };
};

/** Reads a line of a log. @throws {Malformed} */
export const parseLogLine = (text: string, { file, line }: Place): LogLine => {
  const raw = parseObject(text);
  const fields = present({
    role: textOf(raw['role']),
    name: textOf(raw['name']),
    pid: numberOf(raw['pid']),
    instance: textOf(raw['instance']),
    host: textOf(raw['host']),
    task: textOf(raw['task']),
    taskId: textOf(raw['taskId']),
    attempt: numberOf(raw['attempt']),
    nonce: textOf(raw['nonce']),
    epoch: numberOf(raw['epoch']),
    entry: numberOf(raw['entry']),
    index: numberOf(raw['index']),
    reread: flagOf(raw['reread']),
    replayed: flagOf(raw['replayed']),
    reason: textOf(raw['reason']),
  });
  return {
    file,
    line,
    atMs: need(momentOf(raw['timestamp']), 'timestamp'),
    event: textOf(raw['event']) ?? '',
    ...fields,
  };
};

/** Reads a line of the chaos record. @throws {Malformed} */
export const parseChaosLine = (text: string, { file, line }: Place): ChaosLine => {
  const raw = parseObject(text);
  const action = need(
    CHAOS_ACTIONS.find((known) => known === raw['action']),
    'action',
  );
  const fields = present({
    signal: textOf(raw['signal']),
    pid: numberOf(raw['pid']),
    instance: textOf(raw['instance']),
  });
  return {
    file,
    line,
    atMs: need(momentOf(raw['at']), 'at'),
    action,
    target: need(textOf(raw['target']), 'target'),
    ...fields,
  };
};

/** Reads a line of the list of tasks as they were seeded. @throws {Malformed} */
export const parseSeededLine = (text: string): SeededTask => {
  const raw = parseObject(text);
  return {
    taskId: need(textOf(raw['taskId']), 'taskId'),
    taskname: need(textOf(raw['taskname']), 'taskname'),
    sleeptime: need(numberOf(raw['sleeptime']), 'sleeptime'),
  };
};

const parseFact = (value: unknown): LedgerFact => {
  if (!isFields(value)) throw new Malformed('a fact is not an object');
  const fields = present({
    taskname: textOf(value['taskname']),
    attempt: numberOf(value['attempt']),
    host: textOf(value['host']),
    instance: textOf(value['instance']),
    reason: textOf(value['reason']),
    name: textOf(value['name']),
  });
  const task = value['task'] === undefined ? {} : { task: taskIdText(value['task']) };
  return { kind: need(textOf(value['kind']), 'kind'), ...task, ...fields };
};

/** Reads a document of the ledger. @throws {Malformed} */
export const parseLedgerEntry = (raw: Fields): LedgerEntry => ({
  number: need(numberOf(raw['_id']), '_id'),
  epoch: need(numberOf(raw['epoch']), 'epoch'),
  by: need(textOf(raw['by']), 'by'),
  atMs: need(momentOf(raw['at']), 'at'),
  facts: need(Array.isArray(raw['facts']) ? (raw['facts'] as unknown[]) : undefined, 'facts').map(parseFact),
});

const parseAssignment = (value: unknown): TaskDocument['assignment'] => {
  if (!isFields(value)) return undefined;
  const [host, instance] = [textOf(value['host']), textOf(value['instance'])];
  const [epoch, atMs] = [numberOf(value['epoch']), momentOf(value['at'])];
  if (host === undefined || instance === undefined || epoch === undefined || atMs === undefined) return undefined;
  return { host, instance, epoch, atMs };
};

const parseParked = (value: unknown): TaskDocument['parked'] => {
  if (!isFields(value)) return undefined;
  const [reason, atMs] = [textOf(value['reason']), momentOf(value['at'])];
  return reason === undefined || atMs === undefined ? undefined : { reason, atMs };
};

const parseHistoryLine = (value: unknown): HistoryLine | undefined => {
  if (!isFields(value)) return undefined;
  const [event, atMs, epoch] = [textOf(value['event']), momentOf(value['at']), numberOf(value['epoch'])];
  if (event === undefined || atMs === undefined || epoch === undefined) return undefined;
  const fields = present({
    host: textOf(value['host']),
    attempt: numberOf(value['attempt']),
    reason: textOf(value['reason']),
  });
  return { event, atMs, epoch, ...fields };
};

const parseHistory = (value: unknown): readonly HistoryLine[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const lines = (value as unknown[]).map(parseHistoryLine);
  return lines.every((line) => line !== undefined) ? lines : undefined;
};

/** Reads a task document. Nothing is too odd for it: what it cannot use stands under `odd`. */
export const parseTaskDocument = (raw: Fields): TaskDocument => {
  const fields = present({
    taskname: textOf(raw['taskname']),
    sleeptime: numberOf(raw['sleeptime']),
    state: textOf(raw['state']),
    host: textOf(raw['host']),
    attempt: numberOf(raw['attempt']),
    assignment: parseAssignment(raw['assignment']),
    history: parseHistory(raw['history']),
    rev: numberOf(raw['rev']),
    parked: parseParked(raw['parked']),
  });
  const odd = Object.entries(raw)
    .filter(([field]) => field !== '_id' && !(field in fields))
    .map(([field, value]) => [field, JSON.stringify(value) ?? 'undefined'] as const);
  return { taskId: taskIdText(raw['_id']), ...fields, odd: Object.fromEntries(odd) };
};
