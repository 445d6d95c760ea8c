/**
 * The promises that are checked. The key is the id under which a violation is reported; the sentence is shown to users.
 * Simulated and real runs are held to the same list.
 */
export const PROMISES = {
  'ledger-has-no-gap': 'Ledger entries are numbered 1, 2, 3 … without gaps',
  'epochs-in-order': 'Epochs increase, and only the leader of the current epoch writes, until that epoch ends',
  'moves-are-legal': 'Every task fact is a transition that the table allows, and attempts are numbered 1, 2, 3 …',
  'slaves-join-first': 'Only a slave that joined in the current epoch is assigned tasks, reports, or is lost',
  'one-success': 'A task succeeds exactly once',
  'success-is-backed': 'Every recorded success is backed by a finished execution of that attempt on that slave',
  'failure-is-backed': 'Every recorded failure is backed by a failed execution of that attempt on that slave',
  'retries-are-limited':
    'A task that failed for good, or as often as it may, is not run again, and any other waits for its back-off',
  'commands-are-durable':
    'A program is told the outcome of a command once it is durable, and it is what the ledger says',
  'cancelled-is-final': 'A cancelled task is not placed again unless it is released',
  'result-is-returned': 'A recorded result is what the execution of that attempt returned',
  'running-is-backed': 'Every task recorded as running was started by that slave',
  'fact-before-effect': 'No effect is visible before its fact is durable',
  'nothing-starves':
    'A waiting task is overtaken by a bounded number of placements: retries and fresh tasks take turns, each in order',
  'placed-where-it-can-run': 'A task is placed only on a slave that serves its queue and can run its kind',
  'no-needless-wait':
    'No task waits behind another one on a slave while a slave is idle, or while the one in front takes long',
  'started-once': 'An attempt is started at most once',
  'one-at-a-time': 'A slave runs one task at a time',
  'whole-sleep': 'A finished execution slept for its full duration, from the beginning',
  'no-lower-epoch':
    'A slave never starts a task pushed by a master with a lower epoch than the highest one it believes',
  'false-master-is-left':
    'A slave believes no epoch that is more than 10^9 too high, and forgets the highest after 30 masters in a row with a lower one',
  'starts-while-registered': 'A slave that has lost its session starts nothing that it was assigned before',
  'no-report-forgotten': 'A slave keeps every report until it is acknowledged or refused',
  'recorded-is-acknowledged': 'A slave is never told to drop the report of a recorded success',
  'stops-in-order': 'A leader that stops gracefully has written everything, and the end of its epoch last',
  'stopping-takes-nothing': 'A stopping slave starts nothing new, and exits once its reports are answered',
  'stale-work-stops': 'A slave connected to the leader soon stops an attempt that has become stale',
  'failing-slave-rests':
    'A slave that cannot run what it is assigned rests for a second, and each time for twice as long, up to 32 s',
  'watermark-is-true': 'The watermark never covers an entry that a document does not yet reflect',
  'trimmed-is-old':
    'Trimmed entries are reflected by the documents and were kept for a minimum time, regardless of clock jumps',
  'ledger-is-trimmed': 'Entries that are older than the retention are trimmed, even if a wrong clock has dated them',
  'no-needless-rerun':
    'With faults limited to masters and the database, a task that has started is never started again',
  'log-is-ledger': 'Masters log exactly the facts in the ledger: nothing else, and all of them',
  'leader-knows-the-ledger': 'What a leader holds in memory about its tasks and slaves agrees with the ledger',
  'replay-agrees': 'Replaying the ledger in a fresh core over the original documents produces the same documents',
  'memory-is-bounded': 'What a leader holds in memory stays within its bounds',
  'never-impossible': 'No core reaches a state that it considers impossible',
  heals:
    'After all faults end, every task succeeds within a bounded time, or has failed for good, exactly one master leads, and nothing is left in memory',
  'documents-follow':
    'A document is exactly what the ledger says up to its revision, history included, and never ahead',
} as const;

/** The id of a promise. */
export type PromiseName = keyof typeof PROMISES;
