import type { Mutant } from './mutant.ts';

const BEAT = 'packages/master/src/core/heartbeat.ts';
const FOLLOWING = 'packages/master/src/core/roles/following.ts';
const LEADERSHIP = 'packages/master/src/core/roles.ts';
const LEADING = 'packages/master/src/core/roles/leader.ts';
const MASTER = 'packages/master/src/core/step.ts';

/** Slips at the beginning and the end of a reign, and between two. */
export const REIGN_MUTANTS: readonly Mutant[] = [
  {
    name: 'reign-without-reading-to-the-end',
    slip: 'A claim that collides is tried again under the next number, without reading what stands in its place',
    shows: 'two masters that claim at once reign under the same epoch',
    file: MASTER,
    replace: [
      [
        `if (response.kind === 'append.collided' || response.kind === 'control.superseded')`,
        `if (response.kind === 'append.collided' && role.kind === 'candidate') {
    const entry = { ...role.entry, number: response.number + 1 };
    state.role = { ...role, entry };
    return ask(context, { kind: 'append', entry });
  }
  if (response.kind === 'append.collided' || response.kind === 'control.superseded')`,
      ],
    ],
  },
  {
    name: 'claim-not-looked-at',
    slip: 'A master that has appended the beginning of its reign does not look whether the ledger ends with it',
    shows: 'a claim that lingered takes the number of an entry that was trimmed, long behind the end',
    file: LEADERSHIP,
    replace: [['if (end.number !== number) return depose(state, context);', '']],
  },
  {
    name: 'epoch-from-the-beat',
    slip: 'The epoch of a new reign is counted from the beat, not from the ledger',
    shows: 'after a leader that died before its first beat, two reigns bear the same epoch',
    file: LEADERSHIP,
    replace: [['epoch: end.epoch + 1, by: instance', 'epoch: (control?.epoch ?? 0) + 1, by: instance']],
  },
  {
    name: 'first-entry-over-the-beginning',
    slip: 'The first entry of a reign bears the number of the beginning of that reign',
    shows: 'it is taken for the beginning, written by an earlier try, and its facts are nowhere',
    file: LEADERSHIP,
    replace: [
      [
        'createLeadership(state.config, epoch, catchUp.through, heartbeat, context.nowMs)',
        'createLeadership(state.config, epoch, catchUp.through - 1, heartbeat, context.nowMs)',
      ],
    ],
  },
  {
    name: 'deposed-keeps-memory',
    slip: 'A deposed master keeps what it held in memory, and goes on with it when it leads again',
    shows: 'it places what has succeeded under another master',
    file: LEADERSHIP,
    replace: [
      [
        'readonly waiting: Map<number, RegisterMessage>;',
        'readonly waiting: Map<number, RegisterMessage>;\n  kept?: Leadership;',
      ],
      ['const led =', `if (role.kind === 'leader') state.kept = role.leadership;\n  const led =`],
      [
        'const leadership = createLeadership(state.config, epoch, catchUp.through, heartbeat, context.nowMs);',
        `const made = createLeadership(state.config, epoch, catchUp.through, heartbeat, context.nowMs);
  const { groupCommit, projection } = made;
  const leadership = state.kept === undefined ? made : { ...state.kept, epoch, heartbeat, groupCommit, projection };`,
      ],
    ],
  },
  {
    name: 'deposed-keeps-sessions',
    slip: 'A deposed master does not end the sessions of its slaves',
    shows: 'they stay with it, and the tasks that they hold never end',
    file: LEADERSHIP,
    replace: [['endSessions(state, context, `${config.name} was deposed`);', '']],
  },
  {
    name: 'stale-answers-taken',
    slip: 'An answer to what was asked in an earlier role is taken for one to what was asked in this one',
    shows: 'a deposed master that claims again believes that it reigns, since its last entry was appended',
    file: MASTER,
    replace: [
      [
        'if (event.generation === state.generation) answered(state, context, event.response);',
        'answered(state, context, event.response);',
      ],
    ],
  },
  {
    name: 'reign-not-ended',
    slip: 'A master that stops does not write the end of its reign',
    shows: 'it has stopped in order, and its reign goes on in the ledger',
    file: LEADERSHIP,
    replace: [
      [`decide(role.leadership, context, [{ kind: 'epoch.ended', reason }]);`, 'decide(role.leadership, context, []);'],
    ],
  },
  {
    name: 'reign-ended-first',
    slip: 'The end of a reign is written before what was decided earlier',
    shows: 'facts follow the end of their reign',
    file: LEADERSHIP,
    replace: [
      [
        `decide(role.leadership, context, [{ kind: 'epoch.ended', reason }]);`,
        `decide(role.leadership, context, [{ kind: 'epoch.ended', reason }]);
    const { waiting } = role.leadership.groupCommit;
    waiting.unshift(...waiting.splice(-1));`,
      ],
    ],
  },
  {
    name: 'stops-before-all-is-written',
    slip: 'A master that stops does not wait for what it has decided and not yet written',
    shows: 'it has stopped in order, and its reign goes on in the ledger',
    file: LEADING,
    replace: [['isDrained(groupCommit) && projectedThrough(projection)', 'projectedThrough(projection)']],
  },
  {
    name: 'reports-after-the-end',
    slip: 'A master that stops still takes reports',
    shows: 'facts follow the end of their reign',
    file: MASTER,
    replace: [
      [
        `else if (state.role.kind === 'leader') report(`,
        `else if (state.role.kind === 'leader' || state.role.kind === 'stopping') report(`,
      ],
    ],
  },
  {
    name: 'beat-moves-once',
    slip: 'The beat of a leader moves once and never again',
    shows: 'a standby takes over while the leader is well, and an orderly stop never ends',
    file: BEAT,
    replace: [
      ['heartbeat.dueMs = nowMs + HEARTBEAT_MS;', 'heartbeat.dueMs = Math.max(heartbeat.dueMs, nowMs + HEARTBEAT_MS);'],
    ],
  },
  {
    name: 'silence-not-added-up',
    slip: 'A standby counts the silence of the leader anew each time that it looks',
    shows: 'a leader that never comes back is never replaced',
    file: FOLLOWING,
    replace: [['silent ? following.silentMs + Math.min(', 'silent ? Math.min(']],
  },
  {
    name: 'early-registration-forgotten',
    slip: 'A slave that registered before the reign was ready is never welcomed',
    shows: 'its task is taken from it when the grace ends, although it was back in time',
    file: LEADERSHIP,
    replace: [['for (const [session, message] of state.waiting) register(leadership, context, session, message);', '']],
  },
  {
    name: 'closed-session-registered',
    slip: 'A registration waits for the reign to be ready even when its session is over by then',
    shows: 'registrations pile up in the memory of a follower, and slaves that are gone join a reign',
    file: MASTER,
    replace: [['waiting.delete(session);', '']],
  },
];
