import type { Mutant } from '../mutant.ts';

const CLIENT = 'packages/simulation/src/world/database-client.ts';
const SERVER = 'packages/simulation/src/world/database.ts';
const STORE = 'packages/master/src/store/memory-store.ts';

/** Slips in how the database is used. The simulated client stands for the real one, with the same requests and concerns. */
export const DATABASE_MUTANTS: readonly Mutant[] = [
  {
    name: 'append-without-majority',
    change: 'An entry counts as appended when the primary has it (w: 1)',
    consequence: 'an effect is seen whose entry no majority has yet',
    file: CLIENT,
    replace: [['if (opTime <= database.committedOpTime) {', 'if (opTime <= database.opTime) {']],
  },
  {
    name: 'reads-what-may-be-rolled-back',
    change: 'What no majority has is read (read concern local)',
    consequence: 'a master acts on an entry or a document that is rolled back',
    harness: 'exploration',
    file: SERVER,
    replace: [
      [
        'return { response: executeInMemory(database.committed, request), opTime: database.committedOpTime };',
        'return { response: executeInMemory(database.primary, request), opTime: database.committedOpTime };',
      ],
    ],
  },
  {
    name: 'reads-the-past',
    change: 'A read may show less than what the same master has seen before (no causally consistent session)',
    consequence: 'a finished task is read as runnable from a server that has lost its place',
    file: SERVER,
    replace: [['if ((lastSeen.get(`${master}.${incarnation}`) ?? 0) > stale.opTime) return null;', '']],
  },
  {
    name: 'taken-number-is-ours',
    change: 'A number that is taken is always held to be taken by the own entry, whose reply was lost',
    consequence: 'two masters have the same number, and one of them acts on what the ledger does not hold',
    file: STORE,
    replace: [['(taken.by === entry.by && taken.epoch === entry.epoch)', 'taken.number === entry.number']],
  },
  {
    name: 'taken-number-is-never-ours',
    change: 'A number that is taken is always held to be taken by another master',
    consequence: 'a leader whose reply was lost deposes itself, and nobody knows what it had decided',
    file: STORE,
    replace: [['(taken.by === entry.by && taken.epoch === entry.epoch)', 'false']],
  },
  {
    name: 'projection-without-guard',
    change: 'A document is updated whatever revision it has',
    consequence: 'a repeated or late update is written twice',
    file: STORE,
    replace: [['(task.rev ?? null) !== follows || ', '']],
  },
  {
    name: 'beat-of-any-reign',
    change: 'The beat and the watermark of an earlier reign overwrite those of a later one',
    consequence: 'a deposed leader with nothing to append never learns of it',
    file: STORE,
    replace: [['if ((data.control?.epoch ?? 0) > request.control.epoch)', 'if (false)']],
  },
  {
    name: 'request-not-repeated',
    change: 'A request that failed is not repeated',
    consequence: 'a master waits for ever for an answer',
    file: CLIENT,
    replace: [['operation.failures += 1;\n  cluster.schedule.operation(operation);', 'operation.failures += 1;']],
  },
];
