import type { DueTimes, PageStart, StoreRequest, StoreResponse } from '../core/store-requests.ts';
import { revisionOf } from '../core/ledger/task-update.ts';
import type { Assignment, TaskState } from '../core/ledger/transitions.ts';
import { currentTask, type MemoryData, type MemoryTask } from './memory-data.ts';

/** Returns the documents that count, in the order of their insertion. */
function currentTasks(data: MemoryData): readonly MemoryTask[] {
  const { tasks, detached } = data;
  if (detached.size === 0) return [...tasks.values()];
  return [...tasks.keys()].flatMap((taskId) => currentTask(data, taskId) ?? []);
}

/** Returns the slave that a document is assigned to, or whatever is in its place; undefined if nothing is. */
function hostOf({ assignment }: MemoryTask): unknown {
  return (assignment as Partial<Assignment> | null | undefined)?.host;
}

/** Returns whether a document has an assignment as masters write it. */
function isAssigned({ assignment, rev }: MemoryTask): boolean {
  const { host, instance, epoch, atMs } = (assignment ?? {}) as Partial<Assignment>;
  const complete = typeof host === 'string' && typeof instance === 'string';
  return complete && [epoch, atMs, rev].every((value) => typeof value === 'number');
}

/** The states in which a document without an assignment is runnable or finished. */
const NO_STRAYS: ReadonlySet<unknown> = new Set<TaskState>(['created', 'killed', 'success']);

/** Returns where the page after these documents begins; null if they are the last ones. */
function nextPage(documents: readonly MemoryTask[], limit: number, through: string | null): PageStart | null {
  const last = documents.at(-1);
  return last === undefined || documents.length < limit ? null : { after: last.taskId, skip: 0, through };
}

/** Returns whether a task may be placed at a time. One with an invalid time may be read, to be parked. */
function isDue({ notBeforeMs }: MemoryTask, due: DueTimes | undefined): boolean {
  if (due === undefined || typeof notBeforeMs !== 'number' || notBeforeMs <= due.nowMs) return true;
  return due.doubtedMs !== null && notBeforeMs > due.doubtedMs;
}

/** Reads a page of the tasks in a state, in order of their identifiers. */
export function readRunnable(
  data: MemoryData,
  { state, after, through: end, due, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): StoreResponse {
  const inState = [...data.tasks.values()]
    .filter((task) => task.state === state && task.parked === undefined && isDue(task, due))
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1));
  const through = end ?? inState.at(-1)?.taskId ?? '';
  const documents = inState
    .filter(({ taskId }) => (after === null || taskId > after) && taskId <= through)
    .slice(0, limit);
  const current = documents.filter((task) => currentTask(data, task.taskId) === task);
  return { kind: 'runnable', documents: current, unreadable: [], next: nextPage(documents, limit, through) };
}

/** Returns the runnable tasks with documents that cannot show it. */
function runnableDetached(data: MemoryData): readonly MemoryTask[] {
  const documents = [...data.detached.values()].filter((task) => currentTask(data, task.taskId) === task);
  return documents.filter(
    ({ state, assignment, parked }) =>
      (state === 'created' || state === 'killed') && assignment === undefined && parked === undefined,
  );
}

/** Reads documents in an unknown state or running without a whole assignment, and runnable tasks that are detached. */
export function readStrays(data: MemoryData, { limit }: Extract<StoreRequest, { kind: 'read.strays' }>): StoreResponse {
  const strays = [...data.tasks.values()].filter(
    (task) =>
      !NO_STRAYS.has(task.state) &&
      !isAssigned(task) &&
      task.parked === undefined &&
      currentTask(data, task.taskId) === task,
  );
  const documents = [...strays.slice(0, limit), ...runnableDetached(data)];
  return { kind: 'runnable', documents, unreadable: [], next: nextPage(strays.slice(0, limit), limit, null) };
}

/** Reads the assigned tasks that are not finished, up to `limit`, in order of their slaves. */
export function readAssigned(
  data: MemoryData,
  { limit }: Extract<StoreRequest, { kind: 'read.assigned' }>,
): StoreResponse {
  const documents = currentTasks(data)
    .filter((task) => typeof hostOf(task) === 'string' && task.parked === undefined && task.state !== 'success')
    .sort((one, other) => (String(hostOf(one)) < String(hostOf(other)) ? -1 : 1));
  const more = documents.length >= limit;
  return { kind: 'assigned', documents: documents.slice(0, limit), unreadable: [], more };
}

/** Reads the `rev` of documents; those that do not exist are absent from the response. */
export function readRevisions(
  data: MemoryData,
  { taskIds }: Extract<StoreRequest, { kind: 'read.revisions' }>,
): StoreResponse {
  const documents = taskIds.flatMap((taskId) => currentTask(data, taskId) ?? []);
  return { kind: 'revisions', revisions: new Map(documents.map((task) => [task.taskId, revisionOf(task.rev)])) };
}

/** Checks whether a reported attempt is the one recorded as a success. */
export function readReport(
  data: MemoryData,
  { session, taskId, attempt }: Extract<StoreRequest, { kind: 'read.report' }>,
): StoreResponse {
  const task = currentTask(data, taskId);
  const recorded = task?.state === 'success' && task.attempt === attempt;
  return { kind: 'report', session, taskId, attempt, recorded };
}

/** Reads the document of one task, but not its input. */
export function readTaskDocument(
  data: MemoryData,
  { command, taskId }: Extract<StoreRequest, { kind: 'read.task' }>,
): StoreResponse {
  const task = currentTask(data, taskId);
  if (task === undefined) return { kind: 'task', command, document: null, parked: null };
  const { input: _input, parked, ...document } = task;
  return { kind: 'task', command, document, parked: parked?.reason ?? null };
}
