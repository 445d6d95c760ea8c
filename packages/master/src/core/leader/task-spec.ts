/**
 * What the user of a task may say about how it is run, beyond the plain sleep: the fields of its document that masters
 * read and never write, except for `notBefore`.
 */
import { MAX_INPUT_BYTES, MAX_NAME_LENGTH, MAX_SLEEP_SECONDS } from '@steadfast/protocol/limits';
import { DEFAULT_QUEUE, isValidName, kindOf, SLEEP_KIND, type Work } from '@steadfast/protocol/messages';

/** The fields of a task document that say how the task is to be run. */
export interface SpecFields {
  readonly sleeptime?: unknown;
  readonly kind?: unknown;
  /** As relaxed extended JSON, if the document has one and it was read. */
  readonly input?: string;
  /** Why the input cannot be used, if that is so. */
  readonly inputFlaw?: string;
  readonly queue?: unknown;
  readonly priority?: unknown;
  /** Wall-clock time in milliseconds since 1970, if it is a date. */
  readonly notBeforeMs?: unknown;
  readonly retry?: unknown;
  readonly timeout?: unknown;
}

/** When a task that failed is tried again, and when no more. */
export interface RetryPolicy {
  /** How many attempts may fail or be killed; null if there is no limit. */
  readonly maxAttempts: number | null;
  /** How long the task waits after its first failure, in milliseconds. */
  readonly initialMs: number;
  /** By how much it waits longer after each further failure. */
  readonly factor: number;
  /** How long it waits at most, in milliseconds. */
  readonly maxMs: number;
}

/** How a task is to be run. */
export interface TaskSpec {
  /** The kind of its work. */
  readonly kind: string;
  readonly work: Work;
  /** The name of the queue in which it waits. */
  readonly queue: string;
  /** Higher ones are placed first. */
  readonly priority: number;
  readonly retry: RetryPolicy;
  /** Wall-clock time in milliseconds since 1970 before which it is not placed; null if there is none. */
  readonly notBeforeMs: number | null;
}

/** The policy of a task that names none: it is tried until it succeeds, at most a minute apart. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: null, initialMs: 1_000, factor: 2, maxMs: 60_000 };

/** What is wrong with an input that is too long. */
export const TOO_LONG_INPUT = `input must have at most ${MAX_INPUT_BYTES} bytes as JSON`;

/** Stands for what a task says about how it is to be run, if it is not going to be placed. */
export const NO_SPEC: Omit<TaskSpec, 'work'> & { readonly work: null } = {
  kind: SLEEP_KIND,
  work: null,
  queue: DEFAULT_QUEUE,
  priority: 0,
  retry: DEFAULT_RETRY,
  notBeforeMs: null,
};

/** The range of a priority: a signed integer of 32 bits, the integer type of BSON. */
const MAX_PRIORITY = 2 ** 31 - 1;

/** Highest number of attempts that a task may allow: more than any will have. */
const MAX_MAX_ATTEMPTS = 1_000_000;

/** Longest back-off, in seconds: a day. */
export const MAX_BACKOFF_SECONDS = 86_400;

/** Highest factor of a back-off: what grows faster might as well wait for the maximum at once. */
const MAX_FACTOR = 1_000;

function inRange(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameProblem(field: string, value: unknown): string | null {
  if (value === undefined || (typeof value === 'string' && isValidName(value))) return null;
  return `${field} must be 1 to ${MAX_NAME_LENGTH} letters, digits, dots, hyphens or underscores`;
}

function backoffProblem(backoff: unknown): string | null {
  if (backoff === undefined) return null;
  if (!isPlainObject(backoff)) return 'retry.backoff must contain initial, factor and max';
  const { initial, factor, max } = backoff;
  for (const [name, value] of Object.entries({ initial, max }))
    if (value !== undefined && !inRange(value, 0, MAX_BACKOFF_SECONDS))
      return `retry.backoff.${name} must be a number of seconds from 0 to ${MAX_BACKOFF_SECONDS}`;
  if (factor !== undefined && !inRange(factor, 1, MAX_FACTOR))
    return `retry.backoff.factor must be a number from 1 to ${MAX_FACTOR}`;
  return null;
}

function retryProblem(retry: unknown): string | null {
  if (retry === undefined) return null;
  if (!isPlainObject(retry)) return 'retry must contain maxAttempts, backoff or both';
  const { maxAttempts, backoff } = retry;
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && inRange(maxAttempts, 1, MAX_MAX_ATTEMPTS)))
    return `retry.maxAttempts must be an integer from 1 to ${MAX_MAX_ATTEMPTS}`;
  return backoffProblem(backoff);
}

function inputProblem({ input, inputFlaw }: SpecFields): string | null {
  if (inputFlaw !== undefined) return inputFlaw;
  return input === undefined || input.length <= MAX_INPUT_BYTES ? null : TOO_LONG_INPUT;
}

function sleeptimeProblem({ kind = SLEEP_KIND, sleeptime }: SpecFields): string | null {
  return kind !== SLEEP_KIND || inRange(sleeptime, 0, MAX_SLEEP_SECONDS)
    ? null
    : `sleeptime must be a number of seconds from 0 to ${MAX_SLEEP_SECONDS}`;
}

/** Returns what is wrong with the fields that say how a task is to be run; null if nothing is. */
export function specProblem(document: SpecFields): string | null {
  const { kind, queue, priority, notBeforeMs, retry, timeout } = document;
  return (
    nameProblem('kind', kind) ??
    sleeptimeProblem(document) ??
    inputProblem(document) ??
    nameProblem('queue', queue) ??
    (priority === undefined || (Number.isInteger(priority) && inRange(priority, -MAX_PRIORITY, MAX_PRIORITY))
      ? null
      : `priority must be an integer from ${-MAX_PRIORITY} to ${MAX_PRIORITY}`) ??
    (notBeforeMs === undefined || Number.isSafeInteger(notBeforeMs) ? null : 'notBefore must be a date') ??
    retryProblem(retry) ??
    (timeout === undefined || (inRange(timeout, 0, MAX_SLEEP_SECONDS) && timeout > 0)
      ? null
      : `timeout must be a number of seconds above 0, at most ${MAX_SLEEP_SECONDS}`)
  );
}

function toRetryPolicy(retry: unknown): RetryPolicy {
  if (!isPlainObject(retry)) return DEFAULT_RETRY;
  const { maxAttempts = null, backoff = {} } = retry as { maxAttempts?: number; backoff?: Record<string, number> };
  const { initial, factor = DEFAULT_RETRY.factor, max } = backoff;
  const initialMs = initial === undefined ? DEFAULT_RETRY.initialMs : initial * 1_000;
  const maxMs = max === undefined ? Math.max(DEFAULT_RETRY.maxMs, initialMs) : max * 1_000;
  return { maxAttempts, initialMs, factor, maxMs };
}

function toWork({ kind, sleeptime, input, timeout }: SpecFields): Work {
  if (kind === undefined || kind === SLEEP_KIND) return { kind: 'sleep', sleepSeconds: sleeptime as number };
  const timeoutSeconds = (timeout as number | undefined) ?? null;
  return { kind: 'job', name: kind as string, input: input ?? '', timeoutSeconds };
}

/** Returns how a task is to be run. Call only if nothing is wrong with its document. */
export function toSpec(document: SpecFields): TaskSpec {
  const { queue, priority, notBeforeMs, retry } = document;
  const work = toWork(document);
  return {
    kind: kindOf(work),
    work,
    queue: (queue as string | undefined) ?? DEFAULT_QUEUE,
    priority: (priority as number | undefined) ?? 0,
    retry: toRetryPolicy(retry),
    notBeforeMs: (notBeforeMs as number | undefined) ?? null,
  };
}

/**
 * Returns whether the failures of a task are counted. A plain sleep never fails, and is killed and tried again as often as
 * it takes.
 */
export function countsFailures({ kind, retry }: Pick<TaskSpec, 'kind' | 'retry'>): boolean {
  return kind !== SLEEP_KIND || retry.maxAttempts !== null;
}

/** Returns how long a task waits after it has failed as often as `failures`, in milliseconds. */
export function backoffMs({ initialMs, factor, maxMs }: RetryPolicy, failures: number): number {
  return Math.min(maxMs, Math.round(initialMs * factor ** (failures - 1)));
}
