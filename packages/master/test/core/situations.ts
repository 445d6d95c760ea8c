import type { Control } from '../../src/core/store-requests.ts';
import { createMemoryData, writeEntry, type MemoryData } from '../../src/store/memory-data.ts';
import { parseFact } from './parse-event.ts';
import { newDocument, startLeader, type ScriptedMaster } from './scripted-master.ts';

/**
 * Returns a database with the given entries in its ledger, from number 1. An entry is written as its epoch and its
 * facts: `e7: epoch.began by master2-a; slave.joined slave1`.
 */
export function databaseWith(...entries: readonly string[]): MemoryData {
  const data = createMemoryData();
  for (const [index, text] of entries.entries()) {
    const [epoch = '', facts = ''] = text.slice(1).split(/: (.*)/);
    const entry = { number: index + 1, epoch: Number(epoch), by: 'another master', atMs: index };
    writeEntry(data, { ...entry, facts: facts.split('; ').map(parseFact) });
  }
  return data;
}

/** Returns the control document that a leader with this name has written. */
export function controlOf(name: string, epoch: number, projectedThrough: number): Control {
  return {
    epoch,
    name,
    instance: `${name}-a`,
    address: `${name}:50051`,
    heartbeat: 1,
    projectedThrough,
  };
}

/** Returns a database in which t1 was placed and succeeded, but the documents reflect only entry 1. */
export function databaseWithUnprojectedSuccess(): MemoryData {
  const data = databaseWith(
    'e4: epoch.began by master9-a; slave.joined slave1',
    'e4: task.placed t1#1 on slave1',
    'e4: task.running t1#1 on slave1',
    'e4: task.success t1#1 on slave1; epoch.ended: for the test',
  );
  data.tasks.set('t1', newDocument('t1'));
  data.control = controlOf('master9', 4, 1);
  return data;
}

/** Returns the fields of the document of a task that is assigned to a slave. */
function assignedTo(host: string) {
  return { host, assignment: { host, instance: host, epoch: 4, atMs: 2 }, history: [] };
}

/** Returns a database with the open assignments of an earlier leader: t1 runs on slave1, t2 is placed on slave2. */
export function databaseWithOpenAssignments(): MemoryData {
  const data = databaseWith(
    'e4: epoch.began by master9-a; slave.joined slave1; slave.joined slave2',
    'e4: task.placed t1#1 on slave1; task.placed t2#3 on slave2',
    'e4: task.running t1#1 on slave1; epoch.ended: for the test',
  );
  data.tasks.set('t1', { ...newDocument('t1'), state: 'running', attempt: 1, rev: 3, ...assignedTo('slave1') });
  data.tasks.set('t2', { ...newDocument('t2'), state: 'killed', attempt: 3, rev: 2, ...assignedTo('slave2') });
  data.control = controlOf('master9', 4, 3);
  return data;
}

/** Returns a new leader over that database, in epoch 5. Slave3 is idle, and the ledger ends with entry 5. */
export function successorWithIdleSlave(): ScriptedMaster {
  const master = startLeader({ data: databaseWithOpenAssignments() });
  master.given('slave3 → register');
  return master;
}

/** Returns a leader in epoch 1: slave1, its only slave, was assigned t1, and the ledger ends with entry 3. */
export function leaderWithOneSlave(): ScriptedMaster {
  const master = startLeader();
  master.given(`
    slave1 → register
    inserted: t1
  `);
  return master;
}

/** Returns a leader in epoch 1: slave1 runs t1, slave2 is idle, and the ledger ends with entry 5. */
export function leaderWithRunningTask(): ScriptedMaster {
  const master = startLeader();
  master.given(`
    slave1 → register
    inserted: t1
    slave1 → started t1#1
    slave2 → register
  `);
  return master;
}

/**
 * Returns a leader in epoch 1: slave1 was assigned t1 but has not answered yet, slave2 is idle, and the ledger ends
 * with entry 4.
 */
export function leaderWithAssignedTask(): ScriptedMaster {
  const master = startLeader();
  master.given(`
    slave1 → register
    inserted: t1
    slave2 → register
  `);
  return master;
}
