import type { Mutant } from '../mutant.ts';

const BEAT = 'packages/master/src/core/heartbeat.ts';
const CANDIDATE = 'packages/master/src/core/roles/candidate.ts';
const CATCHING_UP = 'packages/master/src/core/roles/catching-up.ts';
const FOLLOWER = 'packages/master/src/core/roles/follower.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const ROLE_CHANGE = 'packages/master/src/core/roles/role-change.ts';
const STEP = 'packages/master/src/core/step.ts';
const STOPPING = 'packages/master/src/core/roles/stopping.ts';
const WRITE_OUT = 'packages/master/src/core/leader/write-out.ts';

/** Slips at the beginning and the end of a reign, and between two. */
export const EPOCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'reign-without-reading-to-the-end',
    change: 'A claim that collides is tried again under the next number, without reading what stands in its place',
    consequence: 'two masters that claim at once reign under the same epoch',
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
    name: 'claim-not-looked-at',
    change: 'A master that has appended the beginning of its reign does not look whether the ledger ends with it',
    consequence: 'a claim that lingered takes the number of an entry that was trimmed, long behind the end',
    file: CANDIDATE,
    replace: [['if (end.number !== number) return depose(state, context, null);', '']],
  },
  {
    name: 'epoch-from-the-beat',
    change: 'The epoch of a new reign is counted from the beat, not from the ledger',
    consequence: 'after a leader that died before its first beat, two reigns bear the same epoch',
    file: FOLLOWER,
    replace: [['epoch: end.epoch + 1, by: instance', 'epoch: (control?.epoch ?? 0) + 1, by: instance']],
  },
  {
    name: 'first-entry-over-the-beginning',
    change: 'The first entry of a reign bears the number of the beginning of that reign',
    consequence: 'it is taken for the beginning, written by an earlier try, and its facts are nowhere',
    file: CATCHING_UP,
    replace: [['last: catchUp.through, heartbeat', 'last: catchUp.through - 1, heartbeat']],
  },
  {
    name: 'deposed-keeps-memory',
    change: 'A deposed master keeps what it held in memory, and goes on with it when it leads again',
    consequence: 'it places what has succeeded under another master',
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
    consequence: 'they stay with it, and the tasks that they hold never end',
    file: ROLE_CHANGE,
    replace: [['endSessions(state, context, `${name} was deposed`);', '']],
  },
  {
    name: 'stale-answers-taken',
    change: 'An answer to what was asked in an earlier role is taken for one to what was asked in this one',
    consequence: 'a deposed master that claims again believes that it reigns, since its last entry was appended',
    file: STEP,
    replace: [
      [
        `owesHeartbeat(state.role), context.nowMs);
      if (event.generation === state.generation) dispatch(`,
        `owesHeartbeat(state.role), context.nowMs);
      dispatch(`,
      ],
    ],
  },
  {
    name: 'reign-not-ended',
    change: 'A master that stops does not write the end of its reign',
    consequence: 'it has stopped in order, and its reign goes on in the ledger',
    file: LEADER,
    replace: [[`decide(leadership, context, { kind: 'epoch.ended', reason: event.reason });`, '']],
  },
  {
    name: 'reign-ended-first',
    change: 'The end of a reign is written before what was decided earlier',
    consequence: 'facts follow the end of their reign',
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
    change: 'A master that stops does not wait for what it has decided and not yet written',
    consequence: 'it has stopped in order, and its reign goes on in the ledger',
    file: WRITE_OUT,
    replace: [['isDrained(groupCommit) &&', '']],
  },
  {
    name: 'reports-after-the-end',
    change: 'A master that stops still takes reports',
    consequence: 'facts follow the end of their reign',
    file: STOPPING,
    replace: [
      [
        `import { finishStop, type Outcome } from './role-change.ts';`,
        `import { finishStop, type Outcome } from './role-change.ts';
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
    name: 'beat-moves-once',
    change: 'The beat of a leader moves once and never again',
    consequence: 'a standby takes over while the leader is well, and an orderly stop never ends',
    file: BEAT,
    replace: [
      ['heartbeat.dueMs = nowMs + HEARTBEAT_MS;', 'heartbeat.dueMs = Math.max(heartbeat.dueMs, nowMs + HEARTBEAT_MS);'],
    ],
  },
  {
    name: 'silence-not-added-up',
    change: 'A standby counts the silence of the leader anew each time that it looks',
    consequence: 'a leader that never comes back is never replaced',
    file: FOLLOWER,
    replace: [['silent ? role.silentMs + Math.min(', 'silent ? Math.min(']],
  },
  {
    name: 'early-registration-forgotten',
    change: 'A slave that registered before the reign was ready is never welcomed',
    consequence: 'its task is taken from it when the grace ends, although it was back in time',
    file: LEADER,
    replace: [['for (const [session, message] of state.pending) register(leadership, context, session, message);', '']],
  },
  {
    name: 'closed-session-registered',
    change: 'A registration waits for the reign to be ready even when its session is over by then',
    consequence: 'registrations pile up in the memory of a follower, and slaves that are gone join a reign',
    file: STEP,
    replace: [['pending.delete(session);', '']],
  },
];
