import type { Document } from 'mongodb';
import type { LossyProxy } from '../lossy-proxy.ts';
import type { TestServer } from '../mongo-fixture.ts';
import type { Choices } from './random-values.ts';

/** Commands that the store sends. */
const COMMANDS = ['find', 'insert', 'update', 'delete', 'getMore'];

/** Errors that pass: HostUnreachable, InterruptedDueToReplStateChange, NotWritablePrimary, WriteConflict, ExceededTimeLimit. */
const PASSING_ERRORS = [6, 11_602, 10_107, 112, 262];

/** What can go wrong with the next commands. */
const FAULTS = ['error', 'closed connection', 'unconfirmed write', 'lost reply', 'stall'] as const;

/** A stall costs a whole deadline, so it is rare. */
const STALL_PROBABILITY = 0.1;

/** Makes the next commands of a store fail in a random way, and returns which. */
export async function injectFault(choices: Choices, server: TestServer, proxy: LossyProxy): Promise<string> {
  const { integer, pick, chance } = choices;
  const fault = chance(STALL_PROBABILITY) ? 'stall' : pick(FAULTS.filter((each) => each !== 'stall'));
  const times = 1 + integer(3);
  const command = pick(COMMANDS);
  const fail = (data: Document): Promise<unknown> =>
    server.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times },
      data: { appName: 'steadfast-master', failCommands: [command], ...data },
    });
  switch (fault) {
    case 'error':
      await fail({ errorCode: pick(PASSING_ERRORS) });
      break;
    case 'closed connection':
      await fail({ closeConnection: true });
      break;
    case 'unconfirmed write':
      await fail({ writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } });
      break;
    case 'lost reply':
      proxy.loseReplies(times, command);
      break;
    case 'stall':
      proxy.stall();
  }
  return `${fault} (${command}, ${times} times)`;
}

/** Ends the faults that have not struck. */
export async function endFaults(server: TestServer, proxy: LossyProxy): Promise<void> {
  proxy.loseReplies(0);
  await server.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
}
