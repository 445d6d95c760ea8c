/**
 * The promises that are checked, each under the name by which a violation of it is reported. What holds for real runs
 * and for simulated ones is said here once.
 */
export const PROMISES = {
  'ledger-has-no-gap': 'Entries of the ledger are numbered 1, 2, 3 … without a gap',
  'reigns-in-order': 'Each reign has the next epoch, and only its own master writes in it, until it ends',
  'moves-are-legal': 'Every fact about a task is a move that the transition table allows; attempts count 1, 2, 3 …',
  'slaves-join-first': 'Only a slave that has joined in this reign is given tasks, reports or is lost',
  'one-success': 'A task succeeds exactly once',
  'success-is-backed': 'A recorded success has a finished execution of that very attempt by that very slave behind it',
  'running-is-backed': 'A task that is recorded as running was started by that very slave',
  'fact-before-effect': 'No effect is seen before its fact is durable',
  'started-once': 'An attempt is started at most once',
  'one-at-a-time': 'A slave runs one task at a time',
  'whole-sleep': 'An execution that finished slept its whole time, from scratch',
  'no-lower-epoch': 'No slave starts what a master of a lower epoch than it has seen pushes',
  'no-report-forgotten': 'Every report of a slave waits until it is acknowledged or refused',
  'recorded-is-acknowledged': 'A slave is never told to drop the report of a recorded success',
  'stops-in-order': 'A leader that stops in order has written everything, and last the end of its reign',
  'stopping-takes-nothing':
    'A slave that was asked to stop begins nothing new, and leaves when its reports are answered',
  'stale-work-stops': 'A slave that the leader can reach does not go on for long with what counts no more',
  'watermark-is-true': 'The watermark never counts an entry that some document does not reflect',
  'trimmed-is-old':
    'What is trimmed is reflected by the documents, and has been there for its time, whatever clocks say',
  'no-needless-rerun': 'With faults on masters and database alone, nothing that a slave has begun is begun again',
  'log-is-ledger': 'What is logged is what the ledger holds, and everything that it holds is logged',
  'leader-knows-the-ledger': 'What a leader holds in memory about its tasks is what the ledger says',
  'replay-agrees':
    'The ledger, read by a fresh core over the documents as they were inserted, gives the same documents',
  'memory-is-bounded': 'What a core holds in memory stays within its bounds',
  'never-impossible': 'No core meets what it holds to be impossible',
  heals:
    'When faults end, every task succeeds within a bounded time, one master leads, and every memory is empty again',
  'documents-follow':
    'A document is exactly what the ledger says up to its revision, history included, and never ahead of it',
} as const;

/** The name of a promise. */
export type PromiseName = keyof typeof PROMISES;
