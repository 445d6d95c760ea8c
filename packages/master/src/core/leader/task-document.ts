import { MAX_ATTEMPT, MAX_TASK_ID_LENGTH, MAX_TASKNAME_LENGTH } from '@steadfast/protocol/limits';
import { TASK_STATES, type Assignment, type TaskState } from '../ledger/transitions.ts';
import { specProblem, toSpec, type SpecFields, type TaskSpec } from './task-spec.ts';

/** A task document as it was read. Only the type of its identifier is known. */
export interface TaskDocument extends SpecFields {
  readonly taskId: string;
  /** The size of the whole document, in bytes, if it was read. */
  readonly size?: number;
  readonly taskname?: unknown;
  readonly state?: unknown;
  readonly host?: unknown;
  readonly attempt?: unknown;
  readonly failures?: unknown;
  readonly assignment?: unknown;
  readonly history?: unknown;
  readonly rev?: unknown;
}

/** The content of a valid task document. */
export interface ValidTask extends TaskSpec {
  readonly taskId: string;
  readonly taskname: string;
  readonly state: TaskState;
  readonly attempt: number;
  readonly host: string | null;
  readonly failures: number;
  readonly assignment: Assignment | null;
  /** The last ledger entry that the document reflects; null before the first. */
  readonly rev: number | null;
}

/** A parsed task document. `reason` tells the user what to fix. */
export type ParsedTask =
  | { readonly valid: true; readonly task: ValidTask }
  | { readonly valid: false; readonly reason: string };

/**
 * Maximum size of a document, in bytes. MongoDB allows 16 MiB; what masters write, above all the last 50 items of the
 * history, takes less than 100 KiB. The rest is room for what users add while the task runs.
 */
const MAX_DOCUMENT_BYTES = 15 * 1024 * 1024;

const CONTROL_CHARACTER = /\p{Cc}/u;

function isCount(value: unknown, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

function tasknameProblem(taskname: unknown): string | null {
  if (typeof taskname !== 'string' || taskname === '') return 'taskname must be a non-empty string';
  if (taskname.length > MAX_TASKNAME_LENGTH) return `taskname must have at most ${MAX_TASKNAME_LENGTH} characters`;
  return CONTROL_CHARACTER.test(taskname) ? 'taskname must not contain control characters' : null;
}

function sizeProblem({ taskId, size = 0 }: TaskDocument): string | null {
  if (taskId.length > MAX_TASK_ID_LENGTH) return `_id must have at most ${MAX_TASK_ID_LENGTH} characters`;
  return size > MAX_DOCUMENT_BYTES
    ? `the document must have at most ${MAX_DOCUMENT_BYTES} bytes, to leave room for what masters write`
    : null;
}

/** Returns what is wrong with the fields that only masters write; null if nothing is. */
function bookkeepingProblem({ attempt, failures, history, rev }: TaskDocument): string | null {
  if (attempt !== undefined && !isCount(attempt, MAX_ATTEMPT - 1))
    return `attempt must be an integer from 0 to ${MAX_ATTEMPT - 1}`;
  if (failures !== undefined && !isCount(failures, MAX_ATTEMPT))
    return `failures must be an integer from 0 to ${MAX_ATTEMPT}`;
  if (rev !== undefined && !isCount(rev, Number.MAX_SAFE_INTEGER))
    return `rev must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}`;
  return history === undefined || Array.isArray(history) ? null : 'history must be an array';
}

function isAssignment(value: unknown): value is Assignment {
  if (typeof value !== 'object' || value === null) return false;
  const { host, instance, epoch, atMs } = value as Record<string, unknown>;
  return (
    typeof host === 'string' && typeof instance === 'string' && typeof epoch === 'number' && typeof atMs === 'number'
  );
}

/** Validates a task document, which may contain anything. */
export function parseTask(document: TaskDocument): ParsedTask {
  const { taskId, taskname, state, host, attempt, failures, assignment, rev } = document;
  const problem =
    sizeProblem(document) ??
    tasknameProblem(taskname) ??
    specProblem(document) ??
    bookkeepingProblem(document) ??
    (TASK_STATES.some((known) => known === state) ? null : `state must be one of ${TASK_STATES.join(', ')}`) ??
    (assignment === undefined || isAssignment(assignment)
      ? null
      : 'assignment must contain host, instance, epoch and at');
  if (problem !== null) return { valid: false, reason: problem };
  const task: ValidTask = {
    taskId,
    taskname: taskname as string,
    ...toSpec(document),
    state: state as TaskState,
    attempt: (attempt as number | undefined) ?? 0,
    host: typeof host === 'string' ? host : null,
    failures: (failures as number | undefined) ?? 0,
    assignment: (assignment as Assignment | undefined) ?? null,
    rev: (rev as number | undefined) ?? null,
  };
  return { valid: true, task };
}
