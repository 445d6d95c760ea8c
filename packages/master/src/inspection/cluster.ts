import { readFileSync } from 'node:fs';
import type { GetClusterResponse, LeaderMessage } from '@steadfast/protocol/inspection';
import { PROTOCOL_VERSION } from '@steadfast/protocol';
import { TASK_STATES } from '../core/ledger/transitions.ts';
import { countTasks, type TaskCounts } from './count-tasks.ts';
import type { InspectionDatabase } from './database.ts';
import { findOldestWaiting } from './oldest-waiting.ts';
import { createSharedRead } from './shared-read.ts';
import { countConditions, leaderText, type LeaderView, type MasterView } from './snapshot.ts';
import { toTaskMessage, toOptionalTimestamp } from './task-message.ts';

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

/** Reads everything about the cluster that takes time: it counts up to two million keys of indexes. */
async function readClusterData(database: InspectionDatabase) {
  const [counts, oldest, mongodb] = await Promise.all([
    countTasks(database),
    findOldestWaiting(database),
    database.serverVersion(),
  ]);
  return { counts, oldest, mongodb };
}

/** Converts the numbers of tasks to a message. */
function toCountsMessage({ states, parked }: TaskCounts): NonNullable<GetClusterResponse['tasks']> {
  const all = [...TASK_STATES.map((state) => [state, states[state]] as const), ['parked', parked] as const];
  const numbers = Object.fromEntries(all.map(([field, { count }]) => [field, count]));
  return { ...numbers, capped: all.filter(([, { capped }]) => capped).map(([field]) => field) };
}

function backlogOf({ states, placed, parkedWaiting }: TaskCounts): number {
  return Math.max(0, states.created.count + states.killed.count - placed.count - parkedWaiting.count);
}

/**
 * Returns a function that returns an overview of the cluster, from this master's memory and the task documents. What it
 * reads is shared among callers for a second, or longer if it takes long.
 * @throws {StoreError} when the database is unavailable
 */
export function createGetCluster(database: InspectionDatabase, monotonicMs: () => number) {
  const read = createSharedRead(() => readClusterData(database), monotonicMs);
  return async (view: MasterView): Promise<GetClusterResponse> => {
    const { counts, oldest, mongodb } = await read();
    const { name, instance, role } = view;
    const slowNote = oldest === undefined ? 'the database took too long to find the oldest waiting task' : '';
    return {
      master: { name, instance, role },
      leader: toLeaderMessage(view.leader),
      tasks: toCountsMessage(counts),
      slaves: view.slaves === null ? null : countConditions(view.slaves),
      backlog: backlogOf(counts),
      oldestWaiting: oldest ? toTaskMessage(oldest) : null,
      versions: { steadfast: version, protocol: PROTOCOL_VERSION, node: process.versions.node, mongodb },
      note: [standbyNote(view), slowNote].filter((note) => note !== '').join('; '),
    };
  };
}
