import { describeFactFields } from '@steadfast/records';
import { formatSeconds } from '@steadfast/runtime/format';
import { ObjectId } from 'mongodb';
import type { TaskMessage, Timestamp } from '@steadfast/protocol/inspection';
import type { TaskRow } from '../store/documents.ts';
import { countConditions, leaderText, type MasterView } from './snapshot.ts';
import { toFullTaskMessage } from './task-message.ts';

type HistoryMessage = NonNullable<TaskMessage['history']>[number];

function msOf(time: Timestamp | null | undefined): number {
  return 1_000 * Number(time?.seconds ?? 0) + (time?.nanos ?? 0) / 1e6;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** Describes one line of a task's history. A document may hold anything in its place. */
function describeHistoryItem({ at, event = '', host, attempt, reason }: HistoryMessage): string {
  const fields = { kind: event, host, attempt, reason };
  return `${isoTime(msOf(at))} ${describeFactFields(fields, 'history')}`;
}

/** Describes the history of a task in sentences, oldest first. */
export function describeHistory(row: TaskRow): string[] {
  const { history = [], attempt = 0 } = toFullTaskMessage(row);
  const created = row._id instanceof ObjectId ? [`${isoTime(row._id.getTimestamp().getTime())} created`] : [];
  const first = history[0];
  const truncated =
    first !== undefined && attempt > 0 && first.event !== 'task.placed' ? ['(earlier history is in the ledger)'] : [];
  return [...created, ...truncated, ...history.map(describeHistoryItem)];
}

/** Describes why an unassigned task has not been assigned yet. */
function describeWaiting({ slaves, leader, name, role }: MasterView): string {
  if (slaves === null) {
    if (leader === null) return 'waiting for a leader: no master is leading';
    if (leader.name === name) return `waiting for the leader: ${name} is ${role}`;
    return `waiting; query the leader, ${leaderText(leader)}, for the reason`;
  }
  const { idle, busy, leaving, resting, awaited } = countConditions(slaves);
  const connected = slaves.length - awaited;
  if (connected === 0)
    return `waiting for a slave: none is connected${awaited === 0 ? '' : `, ${awaited} may reconnect`}`;
  if (idle > 0) return 'waiting for its turn: a slave is idle, and tasks are being assigned';
  if (busy === connected) return `waiting for a slave: ${busy === 1 ? 'the only one is' : `all ${busy} are`} busy`;
  return `waiting for a slave: ${connected} connected, of which ${busy} busy, ${leaving} leaving, ${resting} resting`;
}

/** Describes what a task is doing, or waiting for. `wallMs` is the current time, in milliseconds since 1970. */
export function describeCurrentState(row: TaskRow, view: MasterView, wallMs: number): string {
  const { state, host, attempt, assignment, parked, history = [] } = toFullTaskMessage(row);
  const last = history.at(-1);
  if (parked) return describeFactFields({ kind: 'task.parked', reason: parked.reason }, 'history');
  if (state === 'success' && !attempt) return 'not run: its document was inserted as success';
  if (state === 'success') return describeFactFields({ kind: 'task.success', host, attempt }, 'history');
  if (!assignment) return describeWaiting(view);
  const slave = view.slaves?.find((each) => each.host === assignment.host);
  const note = slave?.condition === 'awaited' ? `; ${assignment.host} is disconnected, but may still reconnect` : '';
  if (state === 'running' && last?.event === 'task.running')
    return `attempt ${attempt} running on ${assignment.host} for ${formatSeconds(wallMs - msOf(last.at))}${note}`;
  const assignedFor = formatSeconds(wallMs - msOf(assignment.placedAt));
  return `attempt ${attempt} assigned to ${assignment.host} for ${assignedFor}, not yet known to be running${note}`;
}
