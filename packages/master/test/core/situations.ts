import { createMemoryData, writeEntry, type MemoryData } from '../../src/store/memory-store.ts';
import { readFact } from './reading.ts';
import { converseLeading, type Conversation } from './transcript.ts';

/** A database whose ledger holds these entries, the first as number 1: `e7: epoch.began master2; slave.joined slave1`. */
export function databaseWith(...entries: readonly string[]): MemoryData {
  const data = createMemoryData();
  for (const [index, text] of entries.entries()) {
    const [epoch = '', facts = ''] = text.slice(1).split(/: (.*)/);
    const entry = { number: index + 1, epoch: Number(epoch), by: 'another master', atMs: index };
    writeEntry(data, { ...entry, facts: facts.split('; ').map(readFact) });
  }
  return data;
}

/** What a leader of that name writes beside the ledger. */
export function controlOf(name: string, epoch: number, projectedThrough: number): NonNullable<MemoryData['control']> {
  return {
    epoch,
    name,
    instance: `${name}-a`,
    address: '',
    heartbeat: 1,
    projectedThrough,
  };
}

/** Slave1 runs t1, and slave2 is idle; the ledger ends with entry 5. */
export function running(): Conversation {
  const conversation = converseLeading();
  conversation.given(`
    slave1 → register
    inserted: t1
    slave1 → started t1#1
    slave2 → register
  `);
  return conversation;
}

/** Slave1 was assigned t1 and has not answered yet; slave2 is idle. The ledger ends with entry 4. */
export function placed(): Conversation {
  const conversation = converseLeading();
  conversation.given(`
    slave1 → register
    inserted: t1
    slave2 → register
  `);
  return conversation;
}
