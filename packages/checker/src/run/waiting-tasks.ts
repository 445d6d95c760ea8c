import { maxOvertaking } from '@steadfast/invariants';
import type { StoredDocument } from '../evidence/evidence.ts';
import type { IndexedRun } from './run.ts';
import type { LocatedFact } from './task-histories.ts';
import { STALL_MS } from './tolerances.ts';

/** How often a task was overtaken by placements of others within an epoch, and how often it may have been. */
export interface Overtaking {
  readonly placements: number;
  readonly max: number;
}

/** A span in which a task waited to be placed. */
export interface Wait {
  readonly taskId: string;
  /** Wall-clock time, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Wall-clock time, in milliseconds since 1970; Infinity when it still waits. */
  readonly toMs: number;
  /** Undefined when it was overtaken no more often than it may be. */
  readonly starved: Overtaking | undefined;
}

/** A wait that has not ended. */
interface OpenWait {
  readonly fromMs: number;
  /** The number of placements in this epoch when the wait or the epoch began. */
  placements: number;
  /** The number of unplaced tasks at that time. */
  waiting: number;
  starved: Overtaking | undefined;
}

/** What is known after some facts of the ledger. */
interface WaitState {
  readonly ended: Wait[];
  readonly open: Map<string, OpenWait>;
  /** The tasks that are not assigned, parked or done; includes those that are inserted later. */
  readonly unplaced: Set<string>;
  epochMs: number;
  /** The number of placements in this epoch. */
  placements: number;
  /** The number of attempts that were revoked while the leader may still have read its first pages. */
  revokedEarly: number;
}

/**
 * Compares a wait with its bound in this epoch. In the memory of a leader, a task is overtaken by each one that was ready
 * before it, and as often by the other kind, retries or fresh tasks, with which its own takes turns. While it is read from
 * the database, each may overtake it once more, and so may those that are revoked before the first pages are read.
 */
function judge({ placements, revokedEarly }: WaitState, wait: OpenWait): void {
  const [overtaken, max] = [placements - wait.placements, maxOvertaking(2 * wait.waiting + revokedEarly) + 1];
  if (overtaken > max) wait.starved ??= { placements: overtaken, max };
}

function beginWait({ open, placements, unplaced }: WaitState, taskId: string, fromMs: number): void {
  open.set(taskId, { fromMs, placements, waiting: unplaced.size, starved: undefined });
}

function endWait(state: WaitState, taskId: string, toMs: number): void {
  const wait = state.open.get(taskId);
  if (wait === undefined) return;
  judge(state, wait);
  state.open.delete(taskId);
  state.ended.push({ taskId, fromMs: wait.fromMs, toMs, starved: wait.starved });
}

/** A new leader does not know the order of its predecessor: the count begins again. */
function beginEpoch(state: WaitState, atMs: number): void {
  for (const wait of state.open.values()) {
    judge(state, wait);
    wait.placements = 0;
    wait.waiting = state.unplaced.size;
  }
  Object.assign(state, { epochMs: atMs, placements: 0, revokedEarly: 0 });
}

function follow(state: WaitState, { kind, task = '', atMs }: LocatedFact): void {
  if (kind === 'epoch.began') beginEpoch(state, atMs);
  if (kind === 'task.placed' || kind === 'task.parked' || kind === 'task.success') {
    endWait(state, task, atMs);
    state.unplaced.delete(task);
  }
  if (kind === 'task.placed') state.placements += 1;
  if (kind === 'task.killed' || kind === 'task.returned') {
    if (atMs <= state.epochMs + STALL_MS) state.revokedEarly += 1;
    state.unplaced.add(task);
    beginWait(state, task, atMs);
  }
}

/** Returns whether the document of a task from before the run shows that it waited for its first placement. */
function isFresh({ taskname, sleeptime, state, attempt = 0, rev, odd }: StoredDocument): boolean {
  const valid = taskname !== undefined && sleeptime !== undefined && Object.keys(odd).length === 0;
  return valid && state === 'created' && attempt === 0 && rev === undefined;
}

/**
 * Returns the waits of the tasks that certainly waited: those that were revoked, and those that were in the database
 * before the run. When others were inserted is not known.
 */
export function findWaits({ evidence, documents, facts }: IndexedRun): readonly Wait[] {
  const unparked = [...documents.values()].filter(({ parked }) => parked === undefined).map(({ taskId }) => taskId);
  const state: WaitState = {
    ended: [],
    open: new Map(),
    unplaced: new Set(unparked),
    epochMs: -Infinity,
    placements: 0,
    revokedEarly: 0,
  };
  const { before = [], startedAtMs = -Infinity } = evidence;
  const fresh = before.filter((document) => isFresh(document) && state.unplaced.has(document.taskId));
  const firstOfRun = facts.findIndex(({ atMs }) => atMs >= startedAtMs);
  for (const [index, fact] of facts.entries()) {
    if (index === firstOfRun) for (const { taskId } of fresh) beginWait(state, taskId, fact.atMs);
    follow(state, fact);
  }
  for (const taskId of state.open.keys()) endWait(state, taskId, Infinity);
  return state.ended;
}
