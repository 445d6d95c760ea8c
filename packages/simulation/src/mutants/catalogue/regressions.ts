import type { Mutant } from '../mutant.ts';

const ADOPTION = 'packages/master/src/core/leader/adoption.ts';
const CONTACT = 'packages/master/src/core/contact.ts';

/** Bugs that the simulation found in the product, and that no other mutant covers. */
export const REGRESSION_MUTANTS: readonly Mutant[] = [
  {
    name: 'any-response-is-contact',
    change: 'A leader with a stuck heartbeat counts any other response as contact with the database',
    consequence: 'a standby leads, but the slaves never look for it',
    file: CONTACT,
    replace: [[`response.kind === 'control.written' || `, 'response !== undefined || ']],
  },
  {
    name: 'forged-assignment-adopted',
    change: 'A new leader adopts a forged assignment from a document that no master has written',
    consequence: 'a task is returned that was never placed',
    file: ADOPTION,
    replace: [[' || rev === null', '']],
  },
];
