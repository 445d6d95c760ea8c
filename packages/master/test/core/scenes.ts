import { converseLeading, type Conversation } from './transcript.ts';

/** Slave1 runs t1, and slave2 is idle; the ledger ends with entry 5. */
export const running = (): Conversation => {
  const conversation = converseLeading();
  conversation.given(`
    slave1 → register
    inserted: t1
    slave1 → started t1#1
    slave2 → register
  `);
  return conversation;
};

/** Slave1 was assigned t1 and has not answered yet; slave2 is idle. The ledger ends with entry 4. */
export const placed = (): Conversation => {
  const conversation = converseLeading();
  conversation.given(`
    slave1 → register
    inserted: t1
    slave2 → register
  `);
  return conversation;
};
