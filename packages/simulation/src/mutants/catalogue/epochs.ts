import type { Mutant } from '../mutant.ts';

const CANDIDATE = 'packages/master/src/core/roles/candidate.ts';
const CATCHING_UP = 'packages/master/src/core/roles/catching-up.ts';
const CONTROL = 'packages/master/src/core/control.ts';
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
    replace: [['nextEpoch(end, control)]', '(control?.epoch ?? 0) + 1]']],
  },
  {
    name: 'epoch-from-ledger-alone',
    change: 'A later epoch in the control document is not taken into account',
    consequence: 'a leader cannot write its heartbeat, is deposed, and needs an epoch for each one that it is behind',
    file: FOLLOWER,
    replace: [['nextEpoch(end, control)]', 'end.epoch + 1]']],
  },
  {
    name: 'epoch-not-increased',
    change: 'A claim is made for the latest epoch, not for the next one',
    consequence: 'two masters lead under the same epoch',
    file: CONTROL,
    replace: [['Math.max(end.epoch, advised) + 1', 'Math.max(end.epoch, advised, 1)']],
  },
  {
    name: 'absurd-epoch-believed',
    change: 'An epoch in the control document is taken up however far it is ahead of the ledger',
    consequence: 'epochs reach the end of the safe integers, where they no longer increase',
    file: CONTROL,
    replace: [
      ['control.epoch > end.epoch + MAX_EPOCH_LEAD ?', 'control.epoch > end.epoch + Number.MAX_SAFE_INTEGER ?'],
    ],
  },
  {
    name: 'foreign-watermark-believed',
    change: 'The watermark of a control document is trusted even if its epoch is not in the ledger',
    consequence: 'a new leader takes documents for up to date that do not reflect the ledger',
    file: CONTROL,
    replace: [
      [
        'if (control === null || control.epoch > lastEpoch || control.projectedThrough >= number) return 0;',
        'if (control === null) return 0;',
      ],
    ],
  },
  {
    name: 'absurd-control-respected',
    change: 'A control document with an epoch that is too far ahead is never overwritten',
    consequence: 'no master can lead for longer than until its first heartbeat',
    file: CONTROL,
    replace: [[' && control.epoch <= epoch + MAX_EPOCH_LEAD + 1', '']],
  },
  {
    name: 'first-entry-reuses-number',
    change: 'The first entry of an epoch has the number of the entry that began the epoch',
    consequence: 'it is mistaken for that entry, appended by an earlier attempt, and its facts are lost',
    file: CATCHING_UP,
    replace: [
      [
        `last: catchUp.through, heartbeat }, context.nowMs);
  adoptAssignments`,
        `last: catchUp.through - 1, heartbeat }, context.nowMs);
  adoptAssignments`,
      ],
    ],
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
    name: 'epoch-not-ended-while-catching-up',
    change: 'A master that is asked to stop while it catches up does not write the end of its epoch',
    consequence: 'it has stopped in order, but the next master waits until it is silent',
    file: CATCHING_UP,
    replace: [["decide(leadership, context, { kind: 'epoch.ended', reason });", '']],
  },
  {
    name: 'catching-up-stop-advances-watermark',
    change: 'A master that is asked to stop while it catches up writes its heartbeat as if it had caught up',
    consequence: 'the watermark covers entries that the documents do not reflect',
    file: CATCHING_UP,
    replace: [['const heartbeat = createHeartbeat(Infinity);', 'const heartbeat = createHeartbeat(context.nowMs);']],
  },
  {
    name: 'superseded-stop-gives-up',
    change: 'A stopping leader with a superseded heartbeat stops before its last decisions are durable',
    consequence: 'it has stopped in order, but its epoch has not ended in the ledger',
    file: STOPPING,
    replace: [
      [
        "if (event.response.kind === 'control.superseded') role.awaits = 'ledger';",
        "if (event.response.kind === 'control.superseded') return finishStop(state, context);",
      ],
    ],
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
