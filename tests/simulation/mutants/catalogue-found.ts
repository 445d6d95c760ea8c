import type { Mutant } from './mutant.ts';

const RECOVERY = 'packages/master/src/core/recovery.ts';

/** Slips that were in the product until the simulation found them, and that are not among the others. */
export const FOUND_MUTANTS: readonly Mutant[] = [
  {
    name: 'any-answer-is-contact',
    slip: 'A leader whose beat is stuck holds all for well as long as anything else is answered',
    shows: 'a standby leads, and the slaves never look for it',
    file: 'packages/master/src/core/outage.ts',
    replace: [["response.kind === 'control.written' || ", 'response !== undefined || ']],
  },
  {
    name: 'stall-while-catching-up',
    slip: 'A master that was frozen while it caught up has forgotten that when it leads',
    shows: 'slaves lose what they run, since their streams broke unseen',
    file: 'packages/master/src/core/leadership.ts',
    replace: [['if (turn.nowMs < state.stalledUntilMs) suspectStreams(reign, turn.nowMs, state.stalledUntilMs);', '']],
  },
  {
    name: 'lost-before-the-welcome',
    slip: 'A slave does not tell what it lost between registering and being welcomed',
    shows: 'the master takes for running for ever what nobody runs',
    file: 'packages/slave/src/core/session.ts',
    replace: [['if (said === null || ', 'if (said !== null || said === null || ']],
  },
  {
    name: 'blamed-before-the-welcome',
    slip: 'A slave that gives up because it is not welcomed in time loses its task',
    shows: 'what a slave has finished is begun again, for nothing but a slow database',
    file: 'packages/master/src/core/sessions.ts',
    replace: [[' || !slave.welcomed)', ')']],
  },
  {
    name: 'forged-assignment-adopted',
    slip: 'A new reign takes over an assignment that somebody wrote into a document that no master has touched',
    shows: 'a task comes back that was never placed',
    file: RECOVERY,
    replace: [['parsed.task.rev === null', 'false']],
  },
];
