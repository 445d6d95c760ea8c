import type { ControlDocument } from '../core/control.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { revisionOf, type HistoryItem } from '../core/ledger/task-update.ts';
import type { TaskDocument } from '../core/leader/task-document.ts';
import type { Parked } from '../core/ledger/transitions.ts';

/** A task document in memory. */
export interface MemoryTask extends TaskDocument {
  readonly history?: readonly HistoryItem[];
  readonly parked?: Parked;
  /** What its last attempt returned, as JSON. */
  readonly result?: string;
  /** The database refuses to update it, as a schema validator would. */
  readonly refusesUpdates?: boolean;
}

/** The contents of a memory store. Tests inspect it, and several stores may share it. */
export interface MemoryData {
  readonly ledger: Map<number, Entry>;
  /** The number of the last entry; 0 if there is none. */
  lastNumber: number;
  readonly tasks: Map<string, MemoryTask>;
  /** Continues the tasks with documents that refuse updates. The one with the higher `rev` counts. */
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

/** Returns whether a detached document has overtaken the one in `tasks`. */
export function isAhead(other: MemoryTask, task: MemoryTask): boolean {
  return (revisionOf(other.rev) ?? 0) > (revisionOf(task.rev) ?? 0);
}

/** Returns the document of a task that counts: the one with the higher revision. */
export function currentTask({ tasks, detached }: MemoryData, taskId: string): MemoryTask | undefined {
  const [task, other] = [tasks.get(taskId), detached.get(taskId)];
  return task !== undefined && other !== undefined && isAhead(other, task) ? other : task;
}
