import { readFileSync } from 'node:fs';
import type { GetClusterResponse, LeaderMessage } from '@steadfast/protocol/inspection';
import { PROTOCOL_VERSION } from '@steadfast/protocol';
import { TASK_STATES, type TaskState } from '../core/ledger/transitions.ts';
import type { TaskRow } from '../store/documents.ts';
import { READ, type InspectionDatabase } from './database.ts';
import { INDEXES } from './indexes.ts';
import { countConditions, type LeaderView, type MasterView } from './snapshot.ts';
import { taskMessage, toOptionalTimestamp } from './task-message.ts';

/** Counting stops here: so much of an index is read in half a second. */
const COUNT_LIMIT = 500_000;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** The leader as a message. */
export function leaderMessage(leader: LeaderView | null): LeaderMessage | null {
  return leader === null ? null : { ...leader, since: toOptionalTimestamp(leader.sinceMs) };
}

/** What a master that does not lead says about itself; empty for one that leads. */
export function standbyNote({ name, role, leader }: MasterView): string {
  if (role === 'leading') return '';
  const state = role === 'standby' ? `${name} is a standby` : `${name} is ${role}`;
  if (leader === null) return `${state}, and knows of no master that leads`;
  return leader.name === name ? state : `${state}: ask ${leader.name} at ${leader.address} about its slaves`;
}

async function countStates({ tasks, read }: InspectionDatabase): Promise<Record<TaskState, number>> {
  const options = { ...READ, limit: COUNT_LIMIT, hint: INDEXES.byState };
  const count = (state: TaskState): Promise<number> => read(() => tasks.countDocuments({ state }, options));
  const counts = await Promise.all(TASK_STATES.map(async (state) => [state, await count(state)] as const));
  return Object.fromEntries(counts) as Record<TaskState, number>;
}

/** Placed, and not yet known to run: they are in a state that waits, and do not wait. */
function countPlaced({ tasks, read }: InspectionDatabase): Promise<number> {
  const placed = { 'assignment.host': { $exists: true }, state: { $in: ['created', 'killed'] } };
  return read(() => tasks.countDocuments(placed, { ...READ, hint: 'assigned' }));
}

/** The first of those that wait, by identifier; the index of runnable tasks has it among its first. */
async function oldestWaiting({ tasks, read }: InspectionDatabase): Promise<TaskRow | null> {
  const first = (state: 'created' | 'killed'): Promise<TaskRow | null> =>
    read(() =>
      tasks.findOne({ state, parked: null, assignment: null }, { ...READ, sort: { _id: 1 }, hint: 'runnable' }),
    );
  const [killed, created] = await Promise.all([first('killed'), first('created')]);
  if (killed === null || created === null) return killed ?? created;
  return killed._id.toString() < created._id.toString() ? killed : created;
}

/**
 * A cluster at a glance, out of the memory of this master and the task documents.
 * @throws {StoreError} when the database does not answer
 */
export async function getCluster(database: InspectionDatabase, view: MasterView): Promise<GetClusterResponse> {
  const [tasks, placed, oldest, mongodb] = await Promise.all([
    countStates(database),
    countPlaced(database),
    oldestWaiting(database),
    database.serverVersion(),
  ]);
  const { name, instance, role } = view;
  return {
    master: { name, instance, role },
    leader: leaderMessage(view.leader),
    tasks: { ...tasks, capped: TASK_STATES.filter((state) => tasks[state] >= COUNT_LIMIT) },
    slaves: view.slaves === null ? null : countConditions(view.slaves),
    backlog: Math.max(0, tasks.created + tasks.killed - placed),
    oldestWaiting: oldest === null ? null : taskMessage(oldest),
    versions: { steadfast: version, protocol: PROTOCOL_VERSION, node: process.versions.node, mongodb },
    note: standbyNote(view),
  };
}
