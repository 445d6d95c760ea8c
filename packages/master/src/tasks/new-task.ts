/**
 * The validation of a task that is submitted, and the document that it becomes. What passes here is a valid task for the
 * scheduler, too; but here the caller learns which field is wrong.
 */
import { MAX_KEY_LENGTH, type NewTask__Output, type RetryPolicy__Output } from '@steadfast/protocol/tasks';
import { MAX_SLEEP_SECONDS, MAX_TASKNAME_LENGTH } from '@steadfast/protocol';
import { BSON, ObjectId, type Document } from 'mongodb';
import { invalidField } from '../inspection/errors.ts';
import { parseInput } from './json-input.ts';

const NAME = /^[A-Za-z0-9._-]{1,64}$/;

const NAME_RULE = 'must be 1 to 64 letters, digits, dots, hyphens or underscores';

const CONTROL_CHARACTER = /\p{Cc}/u;

const OBJECT_ID = /^[0-9a-f]{24}$/;

/** The range of a priority: a signed integer of 32 bits, and so that its negative is one, too. */
const MIN_PRIORITY = -(2 ** 31 - 1);

/** The ranges of a retry policy, which are those of the scheduler. */
const [MAX_ATTEMPTS, MAX_BACKOFF_SECONDS, MAX_FACTOR] = [1_000_000, 86_400, 1_000];

/** The latest time that a Date of JavaScript can hold, in seconds since 1970. */
const MAX_DATE_SECONDS = 8_640_000_000_000;

/** A task to be inserted. */
export interface NewTaskDocument {
  readonly document: Document & { readonly _id: unknown };
  /** Whether the caller chose the identifier, so that the task may be there already. */
  readonly named: boolean;
}

/**
 * Checks a text for people.
 * @throws {InspectionError} when it is too long, or contains control characters
 */
export function checkText(field: string, text: string, maxLength: number): void {
  if (text.length > maxLength) throw invalidField(field, `must have at most ${maxLength} characters`);
  if (CONTROL_CHARACTER.test(text)) throw invalidField(field, 'must not contain control characters');
}

/**
 * Checks a priority.
 * @throws {InspectionError} when it is too low
 */
export function checkPriority(field: string, priority: number): void {
  if (priority < MIN_PRIORITY) throw invalidField(field, `must be at least ${MIN_PRIORITY}`);
}

/**
 * Checks a key, which becomes an `_id`.
 * @throws {InspectionError} when it is empty, too long, or contains control characters
 */
export function checkKey(field: string, key: string): void {
  if (key === '') throw invalidField(field, 'must not be empty');
  checkText(field, key, MAX_KEY_LENGTH);
  // It is compared byte by byte in the database, where a lone surrogate would become another character.
  if (!key.isWellFormed()) throw invalidField(field, 'must be valid Unicode');
}

function checkRange(field: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw invalidField(field, `must be a number from ${min} to ${max}`);
}

function idOf({ id, key = '', taskId = '' }: NewTask__Output, field: (name: string) => string): unknown {
  if (id === 'key') {
    checkKey(field('key'), key);
    return key;
  }
  if (id !== 'taskId') return new ObjectId();
  if (!OBJECT_ID.test(taskId)) throw invalidField(field('task_id'), 'must be 24 hexadecimal digits, in lower case');
  return ObjectId.createFromHexString(taskId);
}

function nameField(field: string, value: string, fallback: string): string {
  if (value !== '' && !NAME.test(value)) throw invalidField(field, NAME_RULE);
  return value === '' ? fallback : value;
}

/** Returns the fields that are set. */
function present(fields: Document): Document {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function retryOf(retry: RetryPolicy__Output | null, field: string): Document | undefined {
  if (retry === null) return undefined;
  const { maxAttempts, initialBackoffSeconds: initial, backoffFactor: factor, maxBackoffSeconds: max } = retry;
  checkRange(`${field}.max_attempts`, maxAttempts, 0, MAX_ATTEMPTS);
  if (initial !== undefined) checkRange(`${field}.initial_backoff_seconds`, initial, 0, MAX_BACKOFF_SECONDS);
  if (factor !== undefined) checkRange(`${field}.backoff_factor`, factor, 1, MAX_FACTOR);
  if (max !== undefined) checkRange(`${field}.max_backoff_seconds`, max, 0, MAX_BACKOFF_SECONDS);
  const backoff = present({ initial, factor, max });
  const fields = present({
    maxAttempts: maxAttempts === 0 ? undefined : maxAttempts,
    backoff: Object.keys(backoff).length === 0 ? undefined : backoff,
  });
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function notBeforeOf(notBefore: NewTask__Output['notBefore'], field: string): Date | undefined {
  if (notBefore === null) return undefined;
  const { seconds, nanos } = notBefore;
  if (Math.abs(seconds) > MAX_DATE_SECONDS - 1 || nanos < 0 || nanos >= 1e9)
    throw invalidField(field, 'must be a valid time');
  return new Date(seconds * 1_000 + Math.floor(nanos / 1e6));
}

/** The fields of a sleep, and of what a process of its own runs. */
function workOf(task: NewTask__Output, kind: string, field: (name: string) => string): Document {
  const { sleepSeconds, inputJson, timeoutSeconds } = task;
  if (kind === 'sleep') {
    if (sleepSeconds === undefined) throw invalidField(field('sleep_seconds'), 'is required for the kind "sleep"');
    checkRange(field('sleep_seconds'), sleepSeconds, 0, MAX_SLEEP_SECONDS);
    if (inputJson !== '') throw invalidField(field('input_json'), 'must be empty for the kind "sleep"');
    if (timeoutSeconds !== 0) throw invalidField(field('timeout_seconds'), 'must not be set for the kind "sleep"');
    return { sleeptime: sleepSeconds };
  }
  if (sleepSeconds !== undefined)
    throw invalidField(field('sleep_seconds'), 'must not be set for any kind but "sleep"');
  checkRange(field('timeout_seconds'), timeoutSeconds, 0, MAX_SLEEP_SECONDS);
  return {
    kind,
    input: inputJson === '' ? undefined : parseInput(field('input_json'), inputJson),
    timeout: timeoutSeconds === 0 ? undefined : timeoutSeconds,
  };
}

/**
 * Returns the document of a task that is submitted. Fields that have their default value are left out, so that a plain
 * sleep looks as if a user had inserted it. `index` is its position in the request.
 * @throws {InspectionError} naming an invalid field
 */
export function toDocument(task: NewTask__Output, index: number): NewTaskDocument {
  const field = (name: string): string => `tasks[${index}].${name}`;
  const kind = nameField(field('kind'), task.kind, 'sleep');
  const taskname = task.taskname === '' ? kind : task.taskname;
  checkText(field('taskname'), taskname, MAX_TASKNAME_LENGTH);
  checkPriority(field('priority'), task.priority);
  const queue = nameField(field('queue'), task.queue, 'default');
  const document = present({
    _id: idOf(task, field),
    taskname,
    state: 'created',
    ...workOf(task, kind, field),
    queue: queue === 'default' ? undefined : queue,
    priority: task.priority === 0 ? undefined : task.priority,
    notBefore: notBeforeOf(task.notBefore, field('not_before')),
    retry: retryOf(task.retry, field('retry')),
  });
  return { document: document as NewTaskDocument['document'], named: task.id !== undefined };
}

/** The fields that tell two submissions of a task apart, and how they are called in a request. */
export const COMPARED_FIELDS: Readonly<Record<string, string>> = {
  taskname: 'taskname',
  kind: 'kind',
  sleeptime: 'sleep_seconds',
  input: 'input_json',
  queue: 'queue',
  retry: 'retry',
  timeout: 'timeout_seconds',
};

function canonical(value: unknown): string {
  return value === undefined ? '' : BSON.EJSON.stringify(value, { relaxed: false });
}

/** Returns in which fields, as a request calls them, the document of a task differs from the one that is submitted. */
export function differingFields(submitted: Document, existing: Document): string[] {
  const fields = Object.entries(COMPARED_FIELDS);
  return fields.filter(([name]) => canonical(submitted[name]) !== canonical(existing[name])).map(([, field]) => field);
}
