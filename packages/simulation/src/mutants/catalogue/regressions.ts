import type { Mutant } from '../mutant.ts';

const ADOPTION = 'packages/master/src/core/leader/adoption.ts';
const CONTACT = 'packages/master/src/core/contact.ts';

/** Slips that were in the product until the simulation found them, and that are not among the others. */
export const REGRESSION_MUTANTS: readonly Mutant[] = [
  {
    name: 'any-answer-is-contact',
    change: 'A leader whose beat is stuck holds all for well as long as anything else is answered',
    consequence: 'a standby leads, and the slaves never look for it',
    file: CONTACT,
    replace: [[`response.kind === 'control.written' || `, 'response !== undefined || ']],
  },
  {
    name: 'forged-assignment-adopted',
    change: 'A new reign takes over an assignment that somebody wrote into a document that no master has touched',
    consequence: 'a task comes back that was never placed',
    file: ADOPTION,
    replace: [[' || rev === null', '']],
  },
];
