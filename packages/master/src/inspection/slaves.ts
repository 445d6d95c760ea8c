import type { ListSlavesResponse, SlaveInfo } from '@steadfast/protocol/inspection';
import type { TaskRow } from '../store/documents.ts';
import { toLeaderMessage, standbyNote } from './cluster.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import type { MasterView, SlaveTaskView, SlaveView } from './snapshot.ts';
import { TASK_FIELDS, toTaskMessage, toOptionalTimestamp, toTimestamp } from './task-message.ts';

/** Assignments that a standby reads at most: as many as a leader has sessions. */
const MAX_READ_ASSIGNMENTS = 10_000;

function toSlaveTask(task: SlaveTaskView | null, wallMs: number): NonNullable<SlaveInfo['task']> | null {
  if (task === null) return null;
  const { taskId, taskname, attempt, placedAtMs, runningSinceMs } = task;
  return {
    taskId,
    taskname,
    attempt,
    placedAt: toTimestamp(placedAtMs),
    runningSince: toOptionalTimestamp(runningSinceMs),
    age: toTimestamp(Math.max(0, wallMs - placedAtMs)),
  };
}

function toSlaveMessage(slave: SlaveView, peerOf: (session: number) => string): SlaveInfo {
  const { host, instance, session, condition, task, queued, joinedAtMs, finished, lost } = slave;
  return {
    host,
    instance,
    address: session === null ? '' : peerOf(session),
    connectedSince: toOptionalTimestamp(joinedAtMs),
    condition,
    task: toSlaveTask(task, Date.now()),
    queued,
    finished,
    lost,
  };
}

/** Returns what the documents of the tasks that are assigned to a slave reveal about it; at least one. */
function slaveFromDocuments(rows: readonly [TaskRow, ...TaskRow[]]): SlaveInfo {
  const row = rows.find(({ state }) => state === 'running') ?? rows[0];
  const { taskId = '', taskname = '', attempt = 0, assignment } = toTaskMessage(row);
  const { host = '', instance = '', placedAt = null } = assignment ?? {};
  const age = toTimestamp(Math.max(0, Date.now() - 1_000 * Number(placedAt?.seconds ?? 0)));
  const task = { taskId, taskname, attempt, placedAt, age: placedAt === null ? null : age };
  return { host, instance, condition: 'unknown', task, queued: rows.length - 1 };
}

/**
 * Lists the slaves. The leader lists those in its memory, even if the database is unavailable; any other master lists
 * those with an open assignment.
 * @throws {StoreError} when the database is unavailable and this master is not the leader
 */
export async function listSlaves(
  { tasks, read }: InspectionDatabase,
  view: MasterView,
  peerOf: (session: number) => string,
): Promise<ListSlavesResponse> {
  const [note, leader] = [standbyNote(view), toLeaderMessage(view.leader)];
  if (view.slaves !== null) return { slaves: view.slaves.map((slave) => toSlaveMessage(slave, peerOf)), note, leader };
  const order = { sort: { 'assignment.host': 1 }, hint: 'assigned' } as const;
  const options = { ...READ_OPTIONS, ...order, limit: MAX_READ_ASSIGNMENTS, projection: TASK_FIELDS } as const;
  const rows = await read(() => tasks.find({ 'assignment.host': { $exists: true } }, options).toArray());
  const byHost = Map.groupBy(rows, (row) => toTaskMessage(row).assignment?.host ?? '');
  const slaves = [...byHost.values()].map((group) => slaveFromDocuments(group as [TaskRow, ...TaskRow[]]));
  return { slaves, note, leader };
}
