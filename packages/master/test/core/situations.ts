import type { Control } from '../../src/core/store-requests.ts';
import { createMemoryData, writeEntry, type MemoryData } from '../../src/store/memory-data.ts';
import { parseFact } from './parse-event.ts';
import { startLeader, type ScriptedMaster } from './scripted-master.ts';

/**
 * Returns a database whose ledger contains the given entries, from number 1. An entry is written as its epoch and its
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
