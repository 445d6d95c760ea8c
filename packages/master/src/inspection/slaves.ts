import type { ListSlavesResponse, SlaveMessage } from '@steadfast/protocol/inspection';
import type { TaskRow } from '../store/documents.ts';
import { leaderMessage, standbyNote } from './cluster.ts';
import { READ, type InspectionDatabase } from './database.ts';
import type { MasterView, SlaveTaskView, SlaveView } from './snapshot.ts';
import { TASK_FIELDS, taskMessage, toOptionalTimestamp, toTimestamp } from './task-message.ts';

/** Open assignments that a standby lists: as many as a leader has sessions. */
const MAX_LISTED = 10_000;

function taskOf(task: SlaveTaskView | null, wallMs: number): NonNullable<SlaveMessage['task']> | null {
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

function slaveMessage(slave: SlaveView, peerOf: (session: number) => string): SlaveMessage {
  const { host, instance, session, condition, task, joinedAtMs, finished, lost } = slave;
  return {
    host,
    instance,
    address: session === null ? '' : peerOf(session),
    connectedSince: toOptionalTimestamp(joinedAtMs),
    condition,
    task: taskOf(task, Date.now()),
    finished,
    lost,
  };
}

/** A slave as the document of its task tells of it. */
function fromDocument(row: TaskRow): SlaveMessage {
  const { taskId = '', taskname = '', attempt = 0, assignment } = taskMessage(row);
  const { host = '', instance = '', placedAt = null } = assignment ?? {};
  const age = toTimestamp(Math.max(0, Date.now() - 1_000 * Number(placedAt?.seconds ?? 0)));
  const task = { taskId, taskname, attempt, placedAt, age: placedAt === null ? null : age };
  return { host, instance, condition: 'unknown', task };
}

/**
 * The slaves: of a leader, as it holds them in memory, whether the database answers or not; of any other master, those
 * that have an open assignment.
 * @throws {StoreError} when the database does not answer a master that does not lead
 */
export async function listSlaves(
  { tasks, read }: InspectionDatabase,
  view: MasterView,
  peerOf: (session: number) => string,
): Promise<ListSlavesResponse> {
  const [note, leader] = [standbyNote(view), leaderMessage(view.leader)];
  if (view.slaves !== null) return { slaves: view.slaves.map((slave) => slaveMessage(slave, peerOf)), note, leader };
  const order = { sort: { 'assignment.host': 1 }, hint: 'assigned' } as const;
  const options = { ...READ, ...order, limit: MAX_LISTED, projection: TASK_FIELDS } as const;
  const rows = await read(() => tasks.find({ 'assignment.host': { $exists: true } }, options).toArray());
  return { slaves: rows.map(fromDocument), note, leader };
}
