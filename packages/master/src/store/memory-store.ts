import type { Control, PageStart, StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { HISTORY_LIMIT, type HistoryItem, type TaskUpdate } from '../core/ledger/task-update.ts';
import type { TaskDocument } from '../core/leader/task-document.ts';
import type { Assignment, Parked, TaskState } from '../core/ledger/transitions.ts';
import type { Store } from './store.ts';

/** A task document in memory. */
export interface MemoryTask extends TaskDocument {
  readonly history?: readonly HistoryItem[];
  readonly parked?: Parked;
}

/** The contents of a memory store. Tests inspect it, and several stores may share it. */
export interface MemoryData {
  readonly ledger: Map<number, Entry>;
  /** The number of the last entry; 0 if there is none. */
  lastNumber: number;
  readonly tasks: Map<string, MemoryTask>;
  control: Control | null;
  /** The open task watches; each is called once, at the next inserted task. */
  readonly watches: Set<() => void>;
}

/** Creates an empty database. */
export function createMemoryData(): MemoryData {
  return {
    ledger: new Map(),
    lastNumber: 0,
    tasks: new Map(),
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
  return { kind: 'observed', end, control: data.control };
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

function applyUpdate(task: MemoryTask, { follows, rev, change, history }: TaskUpdate): MemoryTask {
  const { state, host, attempt, assignment, parked } = change;
  if (parked && history.length === 0) {
    const revision = typeof task.rev === 'number' ? task.rev : null;
    return Object.is(revision, follows) && task.parked === undefined ? { ...task, parked, rev } : task;
  }
  // A history that is not an array cannot be appended to.
  if ((task.rev ?? null) !== follows || !Array.isArray(task.history ?? [])) return task;
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

function project({ tasks }: MemoryData, updates: readonly TaskUpdate[]): StoreResponse {
  let matched = 0;
  for (const each of updates) {
    const task = tasks.get(each.taskId);
    if (task === undefined) continue;
    const updated = applyUpdate(task, each);
    if (updated !== task) matched += 1;
    tasks.set(each.taskId, updated);
  }
  return { kind: 'projected', matched };
}

/** The states in which a document without an assignment is runnable or finished. */
const NO_STRAYS: ReadonlySet<unknown> = new Set<TaskState>(['created', 'killed', 'success']);

/** Returns where the page after these documents begins; null if they are the last ones. */
function nextPage(documents: readonly MemoryTask[], limit: number): PageStart | null {
  const last = documents.at(-1);
  return last === undefined || documents.length < limit ? null : { after: last.taskId, skip: 0 };
}

function readRunnable(
  { tasks }: MemoryData,
  { state, after, limit }: Extract<StoreRequest, { kind: 'read.runnable' }>,
): StoreResponse {
  const documents = [...tasks.values()]
    .filter((task) => task.state === state && task.parked === undefined && (after === null || task.taskId > after))
    .sort((one, other) => (one.taskId < other.taskId ? -1 : 1))
    .slice(0, limit);
  return { kind: 'runnable', documents, unreadable: [], next: nextPage(documents, limit) };
}

function readStrays({ tasks }: MemoryData, { limit }: Extract<StoreRequest, { kind: 'read.strays' }>): StoreResponse {
  const strays = [...tasks.values()].filter(
    ({ state, assignment, parked }) =>
      !NO_STRAYS.has(state) &&
      (assignment as Partial<Assignment> | undefined)?.host === undefined &&
      parked === undefined,
  );
  const documents = strays.slice(0, limit);
  return { kind: 'runnable', documents, unreadable: [], next: nextPage(documents, limit) };
}

function beginsEpoch({ facts }: Entry): boolean {
  return facts.some(({ kind }) => kind === 'epoch.began');
}

function trim(
  { ledger }: MemoryData,
  { beforeMs, through, limit }: Extract<StoreRequest, { kind: 'trim' }>,
): StoreResponse {
  const oldest = [...ledger.values()].filter((entry) => entry.number <= through && !beginsEpoch(entry)).slice(0, limit);
  const firstYoung = oldest.findIndex(({ atMs }) => atMs >= beforeMs);
  const old = firstYoung === -1 ? oldest : oldest.slice(0, firstYoung);
  for (const { number } of old) ledger.delete(number);
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
      for (const { taskId, rev } of request.taskIds.flatMap((id) => data.tasks.get(id) ?? []))
        if (rev === undefined || typeof rev === 'number') revisions.set(taskId, rev ?? null);
      return { kind: 'revisions', revisions };
    }
    case 'read.assigned': {
      const documents = [...data.tasks.values()].filter(({ assignment, parked }) => assignment && !parked);
      return { kind: 'assigned', documents, unreadable: [] };
    }
    case 'read.runnable':
      return readRunnable(data, request);
    case 'read.strays':
      return readStrays(data, request);
    case 'read.report': {
      const { session, taskId, attempt } = request;
      const task = data.tasks.get(taskId);
      const recorded = task?.state === 'success' && task.attempt === attempt;
      return { kind: 'report', session, taskId, attempt, recorded };
    }
    case 'project':
      return project(data, request.updates);
    case 'write.control':
      if ((data.control?.epoch ?? 0) > request.control.epoch) return { kind: 'control.superseded' };
      data.control = request.control;
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
