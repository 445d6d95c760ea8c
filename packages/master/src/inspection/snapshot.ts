import { leaderIn } from '../core/roles/following.ts';
import type { MasterState, Role } from '../core/roles.ts';
import type { Leadership, Slave } from '../core/leader/leadership.ts';
import type { ReignNotes } from './leader-observations.ts';

/** What a slave can do at the moment, for its leader. */
export type Condition = 'idle' | 'busy' | 'leaving' | 'resting' | 'awaited';

/** The task of a slave, as its leader holds it in memory. */
export interface SlaveTaskView {
  readonly taskId: string;
  readonly taskname: string;
  readonly attempt: number;
  /** In milliseconds since 1970. */
  readonly placedAtMs: number;
  /** When it was known to run, in milliseconds since 1970; null where that is not known. */
  readonly runningSinceMs: number | null;
}

/** A slave, as its leader sees it. */
export interface SlaveView {
  readonly host: string;
  readonly instance: string;
  /** Its session; null while it is awaited. */
  readonly session: number | null;
  readonly condition: Condition;
  readonly task: SlaveTaskView | null;
  /** In milliseconds since 1970; null when it has not joined in this reign. */
  readonly joinedAtMs: number | null;
  readonly finished: number;
  readonly lost: number;
}

/** The master that leads, as far as it is known. */
export interface LeaderView {
  readonly name: string;
  readonly address: string;
  readonly epoch: number;
  /** When its reign began, in milliseconds since 1970; null where that is not known. */
  readonly sinceMs: number | null;
}

/** A master at one moment. */
export interface MasterView {
  readonly name: string;
  readonly instance: string;
  readonly role: 'standby' | 'claiming' | 'catching up' | 'leading' | 'stopping' | 'stopped';
  readonly leader: LeaderView | null;
  /** By name; null on a master that does not lead. */
  readonly slaves: readonly SlaveView[] | null;
}

function leaderOf({ role, config }: MasterState, { beganAtMs }: ReignNotes): LeaderView | null {
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
      const { end, control } = role.observation;
      const name = leaderIn(role.observation);
      const address = control?.epoch === end.epoch ? control.address : '';
      return name === null ? null : { name, address, epoch: end.epoch, sinceMs: null };
    }
    case 'candidate':
    case 'stopped':
      return null;
  }
}

function conditionOf({ assigned, idle }: Leadership, slave: Slave): Condition {
  if (slave.leaving) return 'leaving';
  if (assigned.has(slave.host)) return 'busy';
  return idle.has(slave.host) ? 'idle' : 'resting';
}

function slaveViews(leadership: Leadership, notes: ReignNotes): SlaveView[] {
  const hosts = new Set([...leadership.slaves.keys(), ...leadership.assigned.keys()]);
  return [...hosts].sort().map((host) => {
    const slave = leadership.slaves.get(host);
    const task = leadership.tasks.get(leadership.assigned.get(host) ?? '');
    const note = notes.slaves.get(host);
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
              runningSinceMs: task.state === 'running' ? (note?.runningSinceMs ?? null) : null,
            },
      joinedAtMs: slave === undefined ? null : (note?.joinedAtMs ?? null),
      finished: note?.finished ?? 0,
      lost: note?.lost ?? 0,
    };
  });
}

const ROLES = {
  follower: 'standby',
  candidate: 'claiming',
  'catching-up': 'catching up',
  leader: 'leading',
  stopping: 'stopping',
  stopped: 'stopped',
} as const satisfies Record<Role['kind'], MasterView['role']>;

/** What can be seen of a master from outside; it changes nothing, and later changes do not show in it. */
export function snapshotOf(state: MasterState, notes: ReignNotes): MasterView {
  const { role, config } = state;
  return {
    name: config.name,
    instance: config.instance,
    role: ROLES[role.kind],
    leader: leaderOf(state, notes),
    slaves: role.kind === 'leader' ? slaveViews(role.leadership, notes) : null,
  };
}

/** How many slaves there are in each condition. */
export function countConditions(slaves: readonly SlaveView[]): Record<Condition, number> {
  const counts = { idle: 0, busy: 0, leaving: 0, resting: 0, awaited: 0 };
  for (const { condition } of slaves) counts[condition] += 1;
  return counts;
}
