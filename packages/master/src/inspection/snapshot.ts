import { leaderAddressIn, leaderIn } from '../core/roles/follower.ts';
import { tasksOn } from '../core/leader/task-index.ts';
import type { Leadership, MasterState, Role, Slave } from '../core/state.ts';
import type { LeadershipStats } from './leadership-stats.ts';

/** The condition of a slave, from the leader's point of view; the proto file defines each. */
export type SlaveCondition = 'idle' | 'busy' | 'leaving' | 'resting' | 'awaited';

/** The task assigned to a slave, from the leader's memory. */
export interface SlaveTaskView {
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  /** In milliseconds since 1970. */
  readonly placedAtMs: number;
  /** When it was reported as running, in milliseconds since 1970; null if unknown. */
  readonly runningSinceMs: number | null;
}

/** A slave, from the leader's memory. */
export interface SlaveView {
  readonly host: string;
  readonly instance: string;
  /** Its session; null if it is awaited. */
  readonly session: number | null;
  readonly condition: SlaveCondition;
  /** The task that it runs, or else the first that is assigned to it. */
  readonly task: SlaveTaskView | null;
  /** How many more are assigned to it, and wait behind that one. */
  readonly queued: number;
  /** When it joined, in milliseconds since 1970; null if it has not joined in this epoch. */
  readonly joinedAtMs: number | null;
  readonly finished: number;
  readonly lost: number;
}

/** The leader, as far as it is known. */
export interface LeaderView {
  readonly name: string;
  /** Where others reach it; empty if unknown. */
  readonly address: string;
  readonly epoch: number;
  /** When its epoch began, in milliseconds since 1970; null if unknown. */
  readonly sinceMs: number | null;
}

/** Names a leader in a text, with its address if it is known. */
export function leaderText({ name, address }: LeaderView): string {
  return address === '' ? name : `${name} at ${address}`;
}

/** Which part a master plays, and who leads. */
export interface Standing {
  readonly name: string;
  readonly role: 'standby' | 'claiming' | 'catching up' | 'leading' | 'stopping' | 'stopped';
  readonly leader: LeaderView | null;
}

/** A snapshot of a master. */
export interface MasterView extends Standing {
  readonly instance: string;
  /** Sorted by name; null unless this master is leading. */
  readonly slaves: readonly SlaveView[] | null;
}

function leaderOf({ role, config }: MasterState, { beganAtMs }: LeadershipStats): LeaderView | null {
  const own = (epoch: number): LeaderView => ({
    name: config.name,
    address: config.address,
    epoch,
    sinceMs: beganAtMs,
  });
  switch (role.kind) {
    case 'catching-up':
      return own(role.epoch);
    case 'leader':
    case 'stopping':
      return own(role.leadership.epoch);
    case 'follower': {
      if (role.observation === null || role.observation.end.ended) return null;
      const name = leaderIn(role.observation);
      if (name === null) return null;
      return { name, address: leaderAddressIn(role.observation), epoch: role.observation.end.epoch, sinceMs: null };
    }
    case 'candidate':
    case 'stopped':
      return null;
  }
}

function conditionOf({ assigned, idle }: Leadership, slave: Slave): SlaveCondition {
  if (slave.leaving) return 'leaving';
  if (assigned.has(slave.host)) return 'busy';
  return idle.has(slave.host) ? 'idle' : 'resting';
}

function slaveViews(leadership: Leadership, stats: LeadershipStats): SlaveView[] {
  const hosts = new Set([...leadership.slaves.keys(), ...leadership.assigned.keys()]);
  return [...hosts].sort().map((host) => {
    const slave = leadership.slaves.get(host);
    const tasks = tasksOn(leadership, host);
    const task = tasks.find(({ state }) => state === 'running') ?? tasks[0];
    const slaveStats = stats.slaves.get(host);
    const placed = task?.assignment ?? null;
    return {
      host,
      instance: slave?.instance ?? placed?.instance ?? '',
      session: slave?.session ?? null,
      condition: slave === undefined ? 'awaited' : conditionOf(leadership, slave),
      task:
        task === undefined || placed === null
          ? null
          : {
              taskId: task.taskId,
              taskname: task.taskname,
              attempt: task.attempt,
              placedAtMs: placed.atMs,
              runningSinceMs: task.state === 'running' ? (slaveStats?.runningSinceMs ?? null) : null,
            },
      queued: Math.max(0, tasks.length - 1),
      joinedAtMs: slave === undefined ? null : (slaveStats?.joinedAtMs ?? null),
      finished: slaveStats?.finished ?? 0,
      lost: slaveStats?.lost ?? 0,
    };
  });
}

const ROLE_NAMES = {
  follower: 'standby',
  candidate: 'claiming',
  'catching-up': 'catching up',
  leader: 'leading',
  stopping: 'stopping',
  stopped: 'stopped',
} as const satisfies Record<Role['kind'], MasterView['role']>;

/** Returns which part a master plays, and who leads. */
export function standingOf(state: MasterState, stats: LeadershipStats): Standing {
  const { role, config } = state;
  return { name: config.name, role: ROLE_NAMES[role.kind], leader: leaderOf(state, stats) };
}

/** Returns a copy of what inspection shows of a master; it does not reflect later changes. */
export function snapshotOf(state: MasterState, stats: LeadershipStats): MasterView {
  const { role, config } = state;
  return {
    ...standingOf(state, stats),
    instance: config.instance,
    slaves: role.kind === 'leader' ? slaveViews(role.leadership, stats) : null,
  };
}

/** Counts the slaves in each condition. */
export function countConditions(slaves: readonly SlaveView[]): Record<SlaveCondition, number> {
  const counts = { idle: 0, busy: 0, leaving: 0, resting: 0, awaited: 0 };
  for (const { condition } of slaves) counts[condition] += 1;
  return counts;
}
