import { isDeepStrictEqual } from 'node:util';
import { isLaterEpoch, parseControl, type ControlDocument } from '../core/control.ts';
import type { DetachedDocument, PageStart, StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { followsAnotherLedger, HISTORY_LIMIT, type HistoryItem, type TaskUpdate } from '../core/ledger/task-update.ts';
import { parseTask, type TaskDocument } from '../core/leader/task-document.ts';
import type { Assignment, Parked, TaskState } from '../core/ledger/transitions.ts';
import type { Store } from './store.ts';

/** A task document in memory. */
export interface MemoryTask extends TaskDocument {
  readonly history?: readonly HistoryItem[];
  readonly parked?: Parked;
  /** The database refuses to update it, as a schema validator would. */
  readonly refusesUpdates?: boolean;
}

/** The contents of a memory store. Tests inspect it, and several stores may share it. */
export interface MemoryData {
  readonly ledger: Map<number, Entry>;
  /** The number of the last entry; 0 if there is none. */
  lastNumber: number;
  readonly tasks: Map<string, MemoryTask>;
  /** Continues the tasks whose documents refuse updates. The one with the higher `rev` counts. */
  readonly detached: Map<string, MemoryTask>;
  control: ControlDocument | null;
  /** The open task watches; each is called once, at the next inserted task. */
  readonly watches: Set<() => void>;
}

/** Creates an empty database. */
export function createMemoryData(): MemoryData {
  return {
    ledger: new Map(),
    lastNumber: 0,
    tasks: new Map(),
    detached: new Map(),
    control: null,
    watches: new Set(),
  };
}

/** Inserts task documents, as a user would. */
export function insertTasks({ tasks, watches }: MemoryData, ...documents: readonly MemoryTask[]): void {
  for (const document of documents) tasks.set(document.taskId, document);
  for (const fire of watches) fire();
  watches.clear();
}

/** Writes an entry to the ledger under its number. */
export function writeEntry(data: MemoryData, entry: Entry): void {
  data.ledger.set(entry.number, entry);
  data.lastNumber = Math.max(data.lastNumber, entry.number);
}

function append(data: MemoryData, entry: Entry): StoreResponse {
  const taken = data.ledger.get(entry.number);
  if (taken === undefined) writeEntry(data, entry);
  const own = taken === undefined || (taken.by === entry.by && taken.epoch === entry.epoch);
  return own ? { kind: 'appended', entry } : { kind: 'append.collided', number: entry.number };
}

function observe(data: MemoryData): StoreResponse {
  const last = data.ledger.get(data.lastNumber);
  const ended = last?.facts.some(({ kind }) => kind === 'epoch.ended') ?? false;
  const beganBy = last?.facts.find((fact) => fact.kind === 'epoch.began')?.name ?? null;
  const end = { number: last?.number ?? 0, epoch: last?.epoch ?? 0, ended, beganBy };
  return { kind: 'observed', end, control: parseControl(data.control) };
}

function readLedger(
  { ledger, lastNumber }: MemoryData,
  { after, limit }: Extract<StoreRequest, { kind: 'read.ledger' }>,
): StoreResponse {
  const entries: Entry[] = [];
  for (let number = after + 1; number <= lastNumber && entries.length < limit; number += 1) {
    const entry = ledger.get(number);
    if (entry !== undefined) entries.push(entry);
  }
  return { kind: 'ledger', entries };
}

/** Returns the revision of a document; null if it has none, or whatever a user put there. */
function revisionOf({ rev }: MemoryTask): number | null {
  return typeof rev === 'number' ? rev : null;
}

/** Returns whether an update follows the revision of a document, and its attempt if that matters. */
function matches(task: MemoryTask, { follows, followsAttempt }: TaskUpdate): boolean {
  const expected = followsAttempt === undefined || (task.attempt ?? 0) === followsAttempt;
  return Object.is(revisionOf(task), follows) && expected;
}

/** Applies an update that matches a document, and that the database accepts. */
function applyUpdate(task: MemoryTask, { rev, change, history }: TaskUpdate): MemoryTask {
  const { state, host, attempt, assignment, parked } = change;
  if (parked && history.length === 0) return { ...task, parked, rev };
  const { assignment: before, ...rest } = task;
  const after = assignment === undefined ? before : (assignment ?? undefined);
  return {
    ...rest,
    ...(state === undefined ? {} : { state }),
    ...(host === undefined ? {} : { host }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(after === undefined ? {} : { assignment: after }),
    ...(parked ? { parked } : {}),
    history: [...(task.history ?? []), ...history].slice(-HISTORY_LIMIT),
    rev,
  };
}

/** Returns the first version of a detached document: of an invalid one, no more than it takes to park it. */
function detachedBase(task: MemoryTask): MemoryTask {
  const { taskId, rev } = task;
  const base = { taskId, ...(rev === undefined ? {} : { rev: revisionOf(task) }) };
  const { rev: _rev, history: _history, ...fields } = task;
  const parsed = parseTask(fields);
  if (!parsed.valid) return { ...base, state: 'created' };
  const { taskname, sleepSeconds: sleeptime, state, attempt, host, assignment } = parsed.task;
  const assigned = assignment === null ? {} : { assignment };
  return { ...base, taskname, sleeptime, state, attempt, ...(host === null ? {} : { host }), ...assigned };
}

/** Returns whether the database can apply an update to a document; a history that is not an array cannot be extended. */
function accepts({ refusesUpdates = false, history = [] }: MemoryTask, update: TaskUpdate): boolean {
  return !refusesUpdates && (Array.isArray(history) || update.history.length === 0);
}

function project(data: MemoryData, updates: readonly TaskUpdate[]): StoreResponse {
  const { tasks, detached } = data;
  let complete = true;
  const refused: DetachedDocument[] = [];
  for (const update of updates) {
    const { taskId } = update;
    const task = tasks.get(taskId);
    const matched = task !== undefined && matches(task, update);
    if (matched && accepts(task, update)) {
      tasks.set(taskId, applyUpdate(task, update));
      continue;
    }
    complete = false;
    if (matched) refused.push({ taskId, reason: 'refused' });
    const other = detached.get(taskId);
    const counts = other !== undefined && currentTask(data, taskId) === other;
    const continues = matched && !counts && !followsAnotherLedger(update);
    const continued = continues ? detachedBase(task) : other;
    if (continued === undefined) continue;
    detached.set(taskId, matches(continued, update) ? applyUpdate(continued, update) : continued);
  }
  return { kind: 'projected', complete, detached: refused };
}

function attach({ tasks, detached }: MemoryData, limit: number): StoreResponse {
  const attached: string[] = [];
  for (const [taskId, other] of [...detached].slice(0, limit)) {
    const task = tasks.get(taskId);
    if (task !== undefined && (revisionOf(other) ?? 0) > (revisionOf(task) ?? 0)) {
      if (task.refusesUpdates === true || !Array.isArray(task.history ?? [])) {
        // It comes last the next time.
        detached.delete(taskId);
        detached.set(taskId, other);
        continue;
      }
      tasks.set(taskId, caughtUp(task, other));
    }
    detached.delete(taskId);
    attached.push(taskId);
  }
  return { kind: 'attached', taskIds: attached };
}

/** Returns a document with what it missed while its task was continued in another one. */
function caughtUp(task: MemoryTask, other: MemoryTask): MemoryTask {
  const { taskname: _taskname, sleeptime: _sleeptime, history: missed = [], ...fields } = other;
  const { assignment: _assignment, history, ...rest } = task;
  // A user may have written null there.
  const own = history ?? [];
  const missing = missed.filter((item) => !own.some((known) => isDeepStrictEqual(known, item)));
  return { ...rest, ...fields, history: [...own, ...missing].slice(-HISTORY_LIMIT) };
}

/** Returns the document of a task that counts: the one with the higher revision. */
export function currentTask({ tasks, detached }: MemoryData, taskId: string): MemoryTask | undefined {
  const [task, other] = [tasks.get(taskId), detached.get(taskId)];
  const ahead = task !== undefined && other !== undefined && (revisionOf(other) ?? 0) > (revisionOf(task) ?? 0);
  return ahead ? other : task;
}

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

/** The states in which a document without an assignment is runnable or finished. */
const NO_STRAYS: ReadonlySet<unknown> = new Set<TaskState>(['created', 'killed', 'success']);

/** Returns where the page after these documents begins; null if they are the last ones. */
function nextPage(documents: readonly MemoryTask[], limit: number, through: string | null): PageStart | null {
  const last = documents.at(-1);
  return last === undefined || documents.length < limit ? null : { after: last.taskId, skip: 0, through };
}

function readRunnable(
  data: MemoryData,
  { state, after, through: end, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): StoreResponse {
  const inState = [...data.tasks.values()]
    .filter((task) => task.state === state && task.parked === undefined)
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1));
  const through = end ?? inState.at(-1)?.taskId ?? '';
  const documents = inState
    .filter(({ taskId }) => (after === null || taskId > after) && taskId <= through)
    .slice(0, limit);
  const current = documents.filter((task) => currentTask(data, task.taskId) === task);
  return { kind: 'runnable', documents: current, unreadable: [], next: nextPage(documents, limit, through) };
}

/** Returns the runnable tasks whose documents cannot show it. */
function runnableDetached(data: MemoryData): readonly MemoryTask[] {
  const documents = [...data.detached.values()].filter((task) => currentTask(data, task.taskId) === task);
  return documents.filter(
    ({ state, assignment, parked }) =>
      (state === 'created' || state === 'killed') && assignment === undefined && parked === undefined,
  );
}

function readStrays(data: MemoryData, { limit }: Extract<StoreRequest, { kind: 'read.strays' }>): StoreResponse {
  const strays = [...data.tasks.values()].filter(
    (task) =>
      !NO_STRAYS.has(task.state) &&
      typeof hostOf(task) !== 'string' &&
      task.parked === undefined &&
      currentTask(data, task.taskId) === task,
  );
  const documents = [...strays.slice(0, limit), ...runnableDetached(data)];
  return { kind: 'runnable', documents, unreadable: [], next: nextPage(strays.slice(0, limit), limit, null) };
}

function beginsEpoch({ facts }: Entry): boolean {
  return facts.some(({ kind }) => kind === 'epoch.began');
}

function trim(
  data: MemoryData,
  { beforeMs, nowMs, through, limit }: Extract<StoreRequest, { kind: 'trim' }>,
): StoreResponse {
  const { ledger } = data;
  const candidates = [...ledger.values()]
    .filter((entry) => entry.number <= through && !beginsEpoch(entry))
    .sort((one, other) => one.number - other.number);
  const oldest = candidates.filter(({ atMs }) => atMs <= nowMs).slice(0, limit);
  const firstYoung = oldest.findIndex(({ atMs }) => atMs >= beforeMs);
  const last = oldest[(firstYoung === -1 ? oldest.length : firstYoung) - 1]?.number ?? 0;
  const old = candidates.filter(({ number }) => number <= last);
  for (const { number } of old) ledger.delete(number);
  while (data.lastNumber > 0 && !ledger.has(data.lastNumber)) data.lastNumber -= 1;
  return { kind: 'trimmed', count: old.length };
}

/** Executes a request synchronously, for callers that cannot await, such as the simulation. */
export function executeInMemory(data: MemoryData, request: StoreRequest): StoreResponse {
  switch (request.kind) {
    case 'observe':
      return observe(data);
    case 'append':
      return append(data, request.entry);
    case 'read.ledger':
      return readLedger(data, request);
    case 'read.revisions': {
      const revisions = new Map<string, number | null>();
      for (const task of request.taskIds.flatMap((id) => currentTask(data, id) ?? []))
        revisions.set(task.taskId, revisionOf(task));
      return { kind: 'revisions', revisions };
    }
    case 'read.assigned': {
      const documents = currentTasks(data)
        .filter((task) => typeof hostOf(task) === 'string' && task.parked === undefined)
        .sort((one, other) => (String(hostOf(one)) < String(hostOf(other)) ? -1 : 1));
      return { kind: 'assigned', documents: documents.slice(0, request.limit), unreadable: [] };
    }
    case 'read.runnable':
      return readRunnable(data, request);
    case 'read.strays':
      return readStrays(data, request);
    case 'read.report': {
      const { session, taskId, attempt } = request;
      const task = currentTask(data, taskId);
      const recorded = task?.state === 'success' && task.attempt === attempt;
      return { kind: 'report', session, taskId, attempt, recorded };
    }
    case 'project':
      return project(data, request.updates);
    case 'attach':
      return attach(data, request.limit);
    case 'write.control':
      if (isLaterEpoch(data.control, request.control.epoch)) return { kind: 'control.superseded' };
      data.control = { ...request.control };
      return { kind: 'control.written', control: request.control };
    case 'trim':
      return trim(data, request);
  }
}

/** Creates a store in memory that behaves like the one in MongoDB, for tests. */
export function createMemoryStore(data: MemoryData): Store {
  return {
    prepare: () => Promise.resolve(),
    execute: (request) => Promise.resolve(structuredClone(executeInMemory(data, request))),
    watchForTask: (onOpened, signal) =>
      new Promise((resolve) => {
        data.watches.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
        onOpened();
      }),
    close: () => Promise.resolve(),
  };
}
