import type { Mutant } from '../mutant.ts';

const DATABASE = 'packages/simulation/src/world/database.ts';
const DATABASE_CLIENT = 'packages/simulation/src/world/database-client.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const MEMORY_STORE = 'packages/master/src/store/memory-store.ts';
const MEMORY_LEDGER = 'packages/master/src/store/memory-ledger.ts';
const MEMORY_READS = 'packages/master/src/store/memory-reads.ts';
const MEMORY_UPDATES = 'packages/master/src/store/memory-updates.ts';

/** Bugs in the use of the database. The simulated client stands for the real one. */
export const DATABASE_MUTANTS: readonly Mutant[] = [
  {
    name: 'append-without-majority',
    change: 'An entry counts as appended when the primary has it (w: 1)',
    consequence: 'an effect is visible before a majority has its entry',
    file: DATABASE_CLIENT,
    replace: [['if (opTime <= database.committedOpTime) {', 'if (opTime <= database.opTime) {']],
  },
  {
    name: 'reads-uncommitted',
    change: 'Reads return writes that no majority has (read concern local)',
    consequence: 'a master acts on an entry or a document that is rolled back',
    scenario: 'a rival, and the primary steps down',
    file: DATABASE,
    replace: [
      [
        'return { response: executeInMemory(database.committed, request), opTime: database.committedOpTime };',
        'return { response: executeInMemory(database.primary, request), opTime: database.committedOpTime };',
      ],
    ],
  },
  {
    name: 'reads-stale',
    change: 'A read may return older data than the same master has already seen (no causally consistent session)',
    consequence: 'a former primary returns a finished task as runnable',
    file: DATABASE,
    replace: [['if ((lastSeen.get(`${master}.${incarnation}`) ?? 0) > stale.opTime) return null;', '']],
  },
  {
    name: 'collision-always-own',
    change: 'A collision is always attributed to an earlier attempt of the same append',
    consequence: 'two masters append under the same number, and one acts on facts that are not in the ledger',
    file: MEMORY_LEDGER,
    replace: [['(taken.by === entry.by && taken.epoch === entry.epoch)', 'taken.number === entry.number']],
  },
  {
    name: 'collision-never-own',
    change: 'A collision is always attributed to another master',
    consequence: 'a leader deposes itself when a reply is lost, and the effects of that entry are never released',
    file: MEMORY_LEDGER,
    replace: [['(taken.by === entry.by && taken.epoch === entry.epoch)', 'false']],
  },
  {
    name: 'projection-without-guard',
    change: 'A document is updated regardless of its revision',
    consequence: 'a repeated or late update is applied twice',
    file: MEMORY_UPDATES,
    replace: [['return revisionOf(task.rev) === follows && expected;', 'return expected;']],
  },
  {
    name: 'refused-update-lost',
    change: 'An update that the database refuses is not continued in a detached document',
    consequence: 'the document says forever that the task was not run yet',
    file: MEMORY_UPDATES,
    replace: [['if (!counts && !followsAnotherLedger(update)) detached', 'if (false) detached']],
  },
  {
    name: 'detached-read-as-runnable',
    change: 'A document that refuses updates is read as it is, although a detached one is ahead of it',
    consequence: 'its task is placed again as attempt 1',
    file: MEMORY_READS,
    replace: [
      [
        'const current = documents.filter((task) => currentTask(data, task.taskId) === task);',
        'const current = documents;',
      ],
    ],
  },
  {
    name: 'detached-not-adopted',
    change: 'A new leader does not read the assignments in detached documents',
    consequence: 'their tasks never finish',
    file: MEMORY_READS,
    replace: [['const documents = currentTasks(data)\n', 'const documents = [...data.tasks.values()]\n']],
  },
  {
    name: 'detached-forever',
    change: 'Detached documents are never attached',
    consequence: 'a document that accepts updates again never shows that its task succeeded',
    file: LEADER,
    replace: [["  if (request.kind === 'read.strays') requestAttach(context);", '']],
  },
  {
    name: 'heartbeat-of-any-epoch',
    change: 'The heartbeat and watermark of an earlier epoch overwrite those of a later one',
    consequence: 'a deposed leader with nothing to append never learns that it was deposed',
    file: MEMORY_STORE,
    replace: [['if (isLaterEpoch(data.control, request.control.epoch))', 'if (false)']],
  },
  {
    name: 'request-not-retried',
    change: 'A failed request is not retried',
    consequence: 'a master waits for a response forever',
    file: DATABASE_CLIENT,
    replace: [['operation.failures += 1;\n  cluster.schedule.operation(operation);', 'operation.failures += 1;']],
  },
];
