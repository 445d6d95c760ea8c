import { readFileSync } from 'node:fs';
import type { GetClusterResponse, LeaderMessage } from '@steadfast/protocol/inspection';
import type { Filter } from 'mongodb';
import { PROTOCOL_VERSION } from '@steadfast/protocol';
import { TASK_STATES, type TaskState } from '../core/ledger/transitions.ts';
import type { TaskRow } from '../store/documents.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import { INDEXES, PARKED } from './indexes.ts';
import { createSharedRead } from './shared-read.ts';
import { countConditions, leaderText, type LeaderView, type MasterView } from './snapshot.ts';
import { toTaskMessage, toOptionalTimestamp } from './task-message.ts';

/** Counting stops here: reading this much of an index takes about half a second. */
const COUNT_LIMIT = 500_000;

/** The counts that stop at the limit. */
const CAPPED = [...TASK_STATES, 'parked'] as const;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** Converts the leader to a message. */
export function toLeaderMessage(leader: LeaderView | null): LeaderMessage | null {
  return leader === null ? null : { ...leader, since: toOptionalTimestamp(leader.sinceMs) };
}

/** Returns a note for readers of a master that is not leading; empty on the leader. */
export function standbyNote({ name, role, leader }: MasterView): string {
  if (role === 'leading') return '';
  const state = role === 'standby' ? `${name} is a standby` : `${name} is ${role}`;
  if (leader === null) return `${state}; no leader is known`;
  return leader.name === name ? state : `${state}; query the leader, ${leaderText(leader)}, for slaves`;
}

async function countStates({ tasks, read }: InspectionDatabase): Promise<Record<TaskState, number>> {
  const options = { ...READ_OPTIONS, limit: COUNT_LIMIT, hint: INDEXES.byState };
  const count = (state: TaskState): Promise<number> => read(() => tasks.countDocuments({ state }, options));
  const counts = await Promise.all(TASK_STATES.map(async (state) => [state, await count(state)] as const));
  return Object.fromEntries(counts) as Record<TaskState, number>;
}

/** Counts tasks that are assigned but not known to run: their state is that of a waiting task. */
function countPlaced({ tasks, read }: InspectionDatabase): Promise<number> {
  const placed = { 'assignment.host': { $exists: true }, state: { $in: ['created', 'killed'] }, parked: null };
  return read(() => tasks.countDocuments(placed, { ...READ_OPTIONS, hint: 'assigned' }));
}

/** Counts the parked tasks that a filter matches. */
function countParked({ tasks, read }: InspectionDatabase, filter: Filter<TaskRow> = {}): Promise<number> {
  const options = { ...READ_OPTIONS, limit: COUNT_LIMIT, hint: INDEXES.parked };
  return read(() => tasks.countDocuments({ ...PARKED, ...filter }, options));
}

/** Finds the waiting task with the lowest identifier: the server merges the first keys of both states. */
function findOldestWaiting({ tasks, read }: InspectionDatabase): Promise<TaskRow | null> {
  const waiting = { state: { $in: ['created', 'killed'] }, parked: null, assignment: null };
  return read(() => tasks.findOne(waiting, { ...READ_OPTIONS, sort: { _id: 1 }, hint: 'runnable' }));
}

/** Reads everything about the cluster that takes time: it counts up to two million keys of indexes. */
async function readClusterData(database: InspectionDatabase) {
  const [tasks, placed, parked, parkedWaiting, oldest, mongodb] = await Promise.all([
    countStates(database),
    countPlaced(database),
    countParked(database),
    countParked(database, { state: { $in: ['created', 'killed'] } }),
    findOldestWaiting(database),
    database.serverVersion(),
  ]);
  return { tasks, placed, parked, parkedWaiting, oldest, mongodb };
}

/**
 * Returns a function that returns an overview of the cluster, from this master's memory and the task documents. What it
 * reads is shared among callers for a second, or longer if it takes long.
 * @throws {StoreError} when the database is unavailable
 */
export function createGetCluster(database: InspectionDatabase, monotonicMs: () => number) {
  const read = createSharedRead(() => readClusterData(database), monotonicMs);
  return async (view: MasterView): Promise<GetClusterResponse> => {
    const { tasks, placed, parked, parkedWaiting, oldest, mongodb } = await read();
    const { name, instance, role } = view;
    const counts = { ...tasks, parked };
    return {
      master: { name, instance, role },
      leader: toLeaderMessage(view.leader),
      tasks: { ...counts, capped: CAPPED.filter((field) => counts[field] >= COUNT_LIMIT) },
      slaves: view.slaves === null ? null : countConditions(view.slaves),
      backlog: Math.max(0, tasks.created + tasks.killed - placed - parkedWaiting),
      oldestWaiting: oldest === null ? null : toTaskMessage(oldest),
      versions: { steadfast: version, protocol: PROTOCOL_VERSION, node: process.versions.node, mongodb },
      note: standbyNote(view),
    };
  };
}
