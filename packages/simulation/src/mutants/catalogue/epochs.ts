import type { Mutant } from '../mutant.ts';

const BEAT = 'packages/master/src/core/heartbeat.ts';
const FOLLOWING = 'packages/master/src/core/roles/following.ts';
const LEADERSHIP = 'packages/master/src/core/roles.ts';
const LEADING = 'packages/master/src/core/roles/leader.ts';
const MASTER = 'packages/master/src/core/step.ts';

/** Slips at the beginning and the end of a reign, and between two. */
export const EPOCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'reign-without-reading-to-the-end',
    change: 'A claim that collides is tried again under the next number, without reading what stands in its place',
    consequence: 'two masters that claim at once reign under the same epoch',
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
    change: 'A master that has appended the beginning of its reign does not look whether the ledger ends with it',
    consequence: 'a claim that lingered takes the number of an entry that was trimmed, long behind the end',
    file: LEADERSHIP,
    replace: [['if (end.number !== number) return depose(state, context);', '']],
  },
  {
    name: 'epoch-from-the-beat',
    change: 'The epoch of a new reign is counted from the beat, not from the ledger',
    consequence: 'after a leader that died before its first beat, two reigns bear the same epoch',
    file: LEADERSHIP,
    replace: [['epoch: end.epoch + 1, by: instance', 'epoch: (control?.epoch ?? 0) + 1, by: instance']],
  },
  {
    name: 'first-entry-over-the-beginning',
    change: 'The first entry of a reign bears the number of the beginning of that reign',
    consequence: 'it is taken for the beginning, written by an earlier try, and its facts are nowhere',
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
    change: 'A deposed master keeps what it held in memory, and goes on with it when it leads again',
    consequence: 'it places what has succeeded under another master',
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
    change: 'A deposed master does not end the sessions of its slaves',
    consequence: 'they stay with it, and the tasks that they hold never end',
    file: LEADERSHIP,
    replace: [['endSessions(state, context, `${config.name} was deposed`);', '']],
  },
  {
    name: 'stale-answers-taken',
    change: 'An answer to what was asked in an earlier role is taken for one to what was asked in this one',
    consequence: 'a deposed master that claims again believes that it reigns, since its last entry was appended',
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
    change: 'A master that stops does not write the end of its reign',
    consequence: 'it has stopped in order, and its reign goes on in the ledger',
    file: LEADERSHIP,
    replace: [
      [`decide(role.leadership, context, [{ kind: 'epoch.ended', reason }]);`, 'decide(role.leadership, context, []);'],
    ],
  },
  {
    name: 'reign-ended-first',
    change: 'The end of a reign is written before what was decided earlier',
    consequence: 'facts follow the end of their reign',
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
    change: 'A master that stops does not wait for what it has decided and not yet written',
    consequence: 'it has stopped in order, and its reign goes on in the ledger',
    file: LEADING,
    replace: [['isDrained(groupCommit) && projectedThrough(projection)', 'projectedThrough(projection)']],
  },
  {
    name: 'reports-after-the-end',
    change: 'A master that stops still takes reports',
    consequence: 'facts follow the end of their reign',
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
    file: FOLLOWING,
    replace: [['silent ? following.silentMs + Math.min(', 'silent ? Math.min(']],
  },
  {
    name: 'early-registration-forgotten',
    change: 'A slave that registered before the reign was ready is never welcomed',
    consequence: 'its task is taken from it when the grace ends, although it was back in time',
    file: LEADERSHIP,
    replace: [['for (const [session, message] of state.waiting) register(leadership, context, session, message);', '']],
  },
  {
    name: 'closed-session-registered',
    change: 'A registration waits for the reign to be ready even when its session is over by then',
    consequence: 'registrations pile up in the memory of a follower, and slaves that are gone join a reign',
    file: MASTER,
    replace: [['waiting.delete(session);', '']],
  },
];
