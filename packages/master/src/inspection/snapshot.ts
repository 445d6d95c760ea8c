import { leaderIn } from '../core/following.ts';
import type { MasterState, Role } from '../core/leadership.ts';
import type { Reign, Slave } from '../core/reign.ts';
import type { ReignNotes } from './reign-notes.ts';

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

const leaderOf = ({ role, config }: MasterState, { beganAtMs }: ReignNotes): LeaderView | null => {
  const own = (epoch: number): LeaderView => ({
    name: config.name,
    address: config.address,
    epoch,
    sinceMs: beganAtMs,
  });
  switch (role.kind) {
    case 'catching up':
      return own(role.epoch);
    case 'leading':
    case 'stopping':
      return own(role.reign.epoch);
    case 'following': {
      if (role.seen === null || role.seen.end.ended) return null;
      const { end, control } = role.seen;
      const name = leaderIn(role.seen);
      const address = control?.epoch === end.epoch ? control.address : '';
      return name === null ? null : { name, address, epoch: end.epoch, sinceMs: null };
    }
    case 'claiming':
    case 'stopped':
      return null;
  }
};

const conditionOf = ({ assigned, idle }: Reign, slave: Slave): Condition => {
  if (slave.leaving) return 'leaving';
  if (assigned.has(slave.host)) return 'busy';
  return idle.has(slave.host) ? 'idle' : 'resting';
};

const slaveViews = (reign: Reign, notes: ReignNotes): SlaveView[] => {
  const hosts = new Set([...reign.slaves.keys(), ...reign.assigned.keys()]);
  return [...hosts].sort().map((host) => {
    const slave = reign.slaves.get(host);
    const task = reign.tasks.get(reign.assigned.get(host) ?? '');
    const note = notes.slaves.get(host);
    const placed = task?.assignment ?? null;
    return {
      host,
      instance: slave?.instance ?? placed?.instance ?? '',
      session: slave?.session ?? null,
      condition: slave === undefined ? 'awaited' : conditionOf(reign, slave),
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
};

const ROLES = {
  following: 'standby',
  claiming: 'claiming',
  'catching up': 'catching up',
  leading: 'leading',
  stopping: 'stopping',
  stopped: 'stopped',
} as const satisfies Record<Role['kind'], MasterView['role']>;

/** What can be seen of a master from outside; it changes nothing, and later changes do not show in it. */
export const snapshotOf = (state: MasterState, notes: ReignNotes): MasterView => {
  const { role, config } = state;
  return {
    name: config.name,
    instance: config.instance,
    role: ROLES[role.kind],
    leader: leaderOf(state, notes),
    slaves: role.kind === 'leading' ? slaveViews(role.reign, notes) : null,
  };
};

/** How many slaves there are in each condition. */
export const countConditions = (slaves: readonly SlaveView[]): Record<Condition, number> => {
  const counts = { idle: 0, busy: 0, leaving: 0, resting: 0, awaited: 0 };
  for (const { condition } of slaves) counts[condition] += 1;
  return counts;
};
