import assert from 'node:assert/strict';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import { describe, test } from 'node:test';
import type { MasterMessage, RegisterMessage } from '@steadfast/protocol/messages';
import { createSessions } from '../src/sessions.ts';
import { createManualClock } from './manual-clock.ts';

function registerOf(host: string, instance = host): RegisterMessage {
  return { kind: 'register', host, instance, protocolVersion: 2, otherMasters: false, held: [], ...PLAIN_ABILITIES };
}

/** Sessions of a master with slaves that nobody knows. Connections with a registered slave are listed by peer. */
function createFixture() {
  const registered: string[] = [];
  const ended = new Map<string, string>();
  const delivered: string[] = [];
  const sessions = createSessions({
    listener: {
      message: (_session, message) => void (message.kind === 'register' && delivered.push(message.host)),
      closed: () => undefined,
    },
    isKnownSlave: ({ host }) => host === 'known',
    timers: createManualClock().timers,
    connections: {
      registered: (peer) => void registered.push(peer),
      unregistered: (peer) => void registered.splice(registered.indexOf(peer), 1),
      discard: () => undefined,
    },
  });
  const register = (host: string, peer: string, instance?: string) => {
    const stream = {
      peer,
      write: (_message: MasterMessage) => true,
      writeOrders: () => true,
      end: (_code: string, detail: string) => void ended.set(peer, detail),
    };
    const listener = sessions.open(stream);
    listener.onMessage(registerOf(host, instance));
    return listener;
  };
  return { registered, ended, delivered, register };
}

describe('the sessions of a master', () => {
  test('that wait for their admission do not count as registered', () => {
    const { registered, delivered, register } = createFixture();
    for (let index = 0; index < 1_001; index += 1) register(`slave${index}`, `192.0.2.1:${index}`);
    assert.deepEqual([delivered.length, registered.length], [1_000, 1_000]);
    register('known', '192.0.2.1:9999').onClosed('closed');
    assert.deepEqual([delivered.length, registered.length], [1_001, 1_000]);
  });

  test('lose the oldest that waits for its admission to a new one when there are a thousand', () => {
    const { ended, register } = createFixture();
    for (let index = 0; index < 2_000; index += 1) register(`slave${index}`, `192.0.2.1:${index}`);
    assert.equal(ended.size, 0);
    register('another', '192.0.2.1:9999');
    assert.deepEqual([...ended], [['192.0.2.1:1000', 'too many slaves are registering; try again']]);
  });

  test('lose one that waits for its admission when the same slave registers again', () => {
    const { ended, register } = createFixture();
    for (let index = 0; index < 30; index += 1) register('known', `192.0.2.1:${index}`);
    assert.equal(ended.size, 19);
    assert.deepEqual(new Set(ended.values()), new Set(['the slave has registered in another session']));
  });
});
