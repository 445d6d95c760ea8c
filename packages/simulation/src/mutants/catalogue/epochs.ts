import type { Mutant } from '../mutant.ts';

const CANDIDATE = 'packages/master/src/core/roles/candidate.ts';
const CATCHING_UP = 'packages/master/src/core/roles/catching-up.ts';
const FOLLOWER = 'packages/master/src/core/roles/follower.ts';
const HEARTBEAT = 'packages/master/src/core/heartbeat.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const ROLE_CHANGE = 'packages/master/src/core/roles/role-change.ts';
const STEP = 'packages/master/src/core/step.ts';
const STOPPING = 'packages/master/src/core/roles/stopping.ts';
const WRITE_OUT = 'packages/master/src/core/leader/write-out.ts';

/** Bugs at the beginning and the end of an epoch, and between two epochs. */
export const EPOCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'claim-retried-under-next-number',
    change: 'A claim that collides is retried under the next number, without reading the entry in its place',
    consequence: 'two masters that claim at the same time lead under the same epoch',
    file: CANDIDATE,
    replace: [
      [
        `if (event.response.kind === 'append.collided') return depose(state, context, null);`,
        `if (event.response.kind === 'append.collided') {
        const entry = { ...role.entry, number: event.response.number + 1 };
        return { role: { ...role, entry }, requests: 'kept' };
      }`,
      ],
    ],
  },
  {
    name: 'claim-not-verified',
    change: 'A master that has appended its claim does not check that it is the last entry of the ledger',
    consequence: 'a delayed claim takes the number of a trimmed entry, far behind the end of the ledger',
    file: CANDIDATE,
    replace: [['if (end.number !== number) return depose(state, context, null);', '']],
  },
  {
    name: 'epoch-from-heartbeat',
    change: 'The epoch of a claim is derived from the last heartbeat, not from the ledger',
    consequence: 'two masters lead under the same epoch when the first one died before its first heartbeat',
    file: FOLLOWER,
    replace: [['epoch: end.epoch + 1, by: instance', 'epoch: (control?.epoch ?? 0) + 1, by: instance']],
  },
  {
    name: 'first-entry-reuses-number',
    change: 'The first entry of an epoch has the number of the entry that began the epoch',
    consequence: 'it is mistaken for that entry, appended by an earlier attempt, and its facts are lost',
    file: CATCHING_UP,
    replace: [['last: catchUp.through, heartbeat', 'last: catchUp.through - 1, heartbeat']],
  },
  {
    name: 'deposed-keeps-memory',
    change: 'A deposed master keeps its memory, and uses it when it leads again',
    consequence: 'it places tasks that have succeeded under another master',
    file: STEP,
    replace: [
      [
        'state.role = role;',
        `const keeper = state as MasterState & { kept?: object };
  if (state.role.kind === 'leader' && role.kind === 'follower') keeper.kept = state.role.leadership;
  if (role.kind === 'leader' && keeper.kept !== undefined) {
    const { epoch, heartbeat, groupCommit, projection } = role.leadership;
    Object.assign(role, { leadership: { ...keeper.kept, epoch, heartbeat, groupCommit, projection } });
  }
  state.role = role;`,
      ],
    ],
  },
  {
    name: 'deposed-keeps-sessions',
    change: 'A deposed master does not end the sessions of its slaves',
    consequence: 'the slaves stay connected to it, and their tasks never finish',
    file: ROLE_CHANGE,
    replace: [['endSessions(state, context, `${name} was deposed`);', '']],
  },
  {
    name: 'stale-responses-accepted',
    change: 'A response to a request of an earlier role is accepted as one to a request of the current role',
    consequence: 'a candidate takes an observation from before its claim for one that shows its claim',
    file: STEP,
    replace: [
      [
        `writesHeartbeat(state.role), context.nowMs);
      if (event.generation === state.generation) dispatch(`,
        `writesHeartbeat(state.role), context.nowMs);
      if (/collided|superseded/.test(event.response.kind) && state.role.kind === 'follower')
        changeRole(state, { role: createFollower(false, context.nowMs), requests: 'abandoned' }, context);
      else dispatch(`,
      ],
    ],
  },
  {
    name: 'epoch-not-ended',
    change: 'A stopping leader does not write the end of its epoch',
    consequence: 'it has stopped in order, but its epoch has not ended in the ledger',
    file: LEADER,
    replace: [[`decide(leadership, context, { kind: 'epoch.ended', reason: event.reason });`, '']],
  },
  {
    name: 'epoch-ended-first',
    change: 'The end of an epoch is written before facts that were decided earlier',
    consequence: 'facts follow the end of their epoch',
    file: LEADER,
    replace: [
      [
        `decide(leadership, context, { kind: 'epoch.ended', reason: event.reason });`,
        `decide(leadership, context, { kind: 'epoch.ended', reason: event.reason });
      leadership.groupCommit.backlog.unshift(...leadership.groupCommit.backlog.splice(-1));`,
      ],
    ],
  },
  {
    name: 'stops-before-all-is-written',
    change: 'A stopping leader does not wait until everything that it has decided is written',
    consequence: 'it has stopped in order, but its epoch has not ended in the ledger',
    file: WRITE_OUT,
    replace: [['isDrained(groupCommit) &&', '']],
  },
  {
    name: 'reports-after-the-end',
    change: 'A stopping leader still accepts reports',
    consequence: 'facts follow the end of their epoch',
    file: STOPPING,
    replace: [
      [
        `import { finishStop, type RoleChange } from './role-change.ts';`,
        `import { finishStop, type RoleChange } from './role-change.ts';
import { handleReport } from '../leader/reports.ts';`,
      ],
      [
        `if (event.message.kind === 'register') state.pending.set(event.session, event.message);`,
        `if (event.message.kind === 'register') state.pending.set(event.session, event.message);
      else handleReport(leadership, context, event.session, event.message);`,
      ],
    ],
  },
  {
    name: 'heartbeat-written-once',
    change: 'A leader writes its heartbeat once and never again',
    consequence: 'a standby takes over from a healthy leader, and an orderly stop never completes',
    file: HEARTBEAT,
    replace: [
      ['heartbeat.dueMs = nowMs + HEARTBEAT_MS;', 'heartbeat.dueMs = Math.max(heartbeat.dueMs, nowMs + HEARTBEAT_MS);'],
    ],
  },
  {
    name: 'silence-not-accumulated',
    change: 'A standby restarts the time of silence with each observation',
    consequence: 'a leader that never comes back is never replaced',
    file: FOLLOWER,
    replace: [['silent ? role.silentMs + Math.min(', 'silent ? Math.min(']],
  },
  {
    name: 'early-registration-forgotten',
    change: 'A slave that registered before the leader was ready is never welcomed',
    consequence: 'its task is revoked when the recovery grace expires, although it reconnected in time',
    file: LEADER,
    replace: [['for (const [session, message] of state.pending) register(leadership, context, session, message);', '']],
  },
  {
    name: 'closed-session-registered',
    change: 'A pending registration is kept when its session closes',
    consequence: 'registrations accumulate in a follower, and slaves that are gone join when it leads',
    file: STEP,
    replace: [['pending.delete(session);', '']],
  },
];
