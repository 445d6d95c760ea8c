import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as protocol from '@steadfast/protocol';
import type { MasterMessage, SlaveMessage } from '@steadfast/protocol';

const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } =
  protocol.schedulerServiceDefinition.Session;

function transmitFromSlave(message: SlaveMessage): SlaveMessage {
  return protocol.decodeSlaveMessage(
    requestDeserialize(requestSerialize(protocol.encodeSlaveMessage(message, SECRET))),
  );
}

function transmitFromMaster(message: MasterMessage): MasterMessage {
  return protocol.decodeMasterMessage(responseDeserialize(responseSerialize(protocol.encodeMasterMessage(message))));
}

const SECRET = Buffer.alloc(protocol.SECRET_BYTES, 'a secret');

const REGISTER = {
  kind: 'register',
  host: 'slave1',
  instance: protocol.instanceOf(SECRET),
  protocolVersion: 2,
  otherMasters: true,
  held: [],
} as const;

describe('a message from a slave is decoded as it was encoded', () => {
  const attempt = { taskId: '6b04949868f9da77f3bfc101', attempt: 4_294_967_295 };
  const messages: readonly SlaveMessage[] = [
    REGISTER,
    {
      ...REGISTER,
      held: [
        { taskId: 't1', attempt: 1, state: 'running' },
        { taskId: 't2', attempt: 2, state: 'finished' },
      ],
    },
    { kind: 'started', ...attempt },
    { kind: 'finished', ...attempt },
    { kind: 'aborted', ...attempt },
    { kind: 'declined', ...attempt, reason: 'busy' },
    { kind: 'declined', ...attempt, reason: 'draining' },
    { kind: 'declined', ...attempt, reason: 'lower epoch' },
    { kind: 'declined', ...attempt, reason: 'cannot run it' },
    { kind: 'leaving' },
  ];
  for (const message of messages)
    test(JSON.stringify(message), () => assert.deepEqual(transmitFromSlave(message), message));
});

describe('a message from a master is decoded as it was encoded', () => {
  const messages: readonly MasterMessage[] = [
    { kind: 'welcome', epoch: 2 ** 52 },
    { kind: 'assign', taskId: 't1', taskname: 'tâche ✔', attempt: 1, sleepSeconds: 0.25 },
    { kind: 'assign', taskId: 't1', taskname: '', attempt: 1, sleepSeconds: Number.NaN },
    { kind: 'acknowledge', taskId: 't1', attempt: 3 },
    { kind: 'abort', taskId: 't1', attempt: 3 },
    { kind: 'refuse', reason: 'not leading', detail: 'connect to master2', leader: 'master2' },
    { kind: 'refuse', reason: 'name taken', detail: '', leader: '' },
    { kind: 'refuse', reason: 'unsupported version', detail: '', leader: '' },
  ];
  for (const message of messages)
    test(JSON.stringify(message), () => assert.deepEqual(transmitFromMaster(message), message));
});

function heldAttempts(count: number) {
  return Array.from({ length: count }, () => ({ taskId: 't', attempt: 1, state: 'HELD_STATE_RUNNING' as const }));
}

describe('decoding fails with a ProtocolError that names the field', () => {
  const register = { host: 'slave1', instance: 'a1', protocolVersion: 1, otherMasters: true, held: [] };
  const violations: readonly (readonly [name: string, request: protocol.SessionRequest, error: RegExp])[] = [
    ['for a request without a message', {}, /no message/],
    ['for an empty host', { register: { ...register, host: '' } }, /host/],
    ['for a host of 10 kB', { register: { ...register, host: 'x'.repeat(10_240) } }, /host/],
    ['for a host with control characters', { register: { ...register, host: 'slave\u001b[2J' } }, /host/],
    ['for a host with a line break', { register: { ...register, host: 'slave1\n' } }, /host/],
    ['for an empty instance', { register: { ...register, instance: '' } }, /instance/],
    ['for a thousand held attempts', { register: { ...register, held: heldAttempts(1_000) } }, /held/],
    [
      'for a held attempt without a state',
      { register: { ...register, held: [{ taskId: 't', attempt: 1 }] } },
      /held.state/,
    ],
    ['for an empty task identifier', { started: { taskId: '', attempt: 1 } }, /task_id/],
    ['for a task identifier of 10 kB', { finished: { taskId: 'x'.repeat(10_240), attempt: 1 } }, /task_id/],
    ['for attempt 0', { aborted: { taskId: 't', attempt: 0 } }, /attempt/],
    ['for Declined without a reason', { declined: { taskId: 't', attempt: 1 } }, /reason/],
    ['for Declined with an unknown reason', { declined: { taskId: 't', attempt: 1, reason: 99 as 0 } }, /reason/],
  ];
  for (const [name, request, message] of violations)
    test(name, () => {
      const received = requestDeserialize(requestSerialize(request));
      assert.throws(() => protocol.decodeSlaveMessage(received), { name: 'ProtocolError', message });
    });

  test('for Welcome without an epoch', () => {
    const received = responseDeserialize(responseSerialize({ welcome: {} }));
    assert.throws(() => protocol.decodeMasterMessage(received), { name: 'ProtocolError', message: /epoch/ });
  });
});

test('the largest valid Register is smaller than the maximum message size', () => {
  const held = Array.from({ length: protocol.MAX_HELD }, (_, index) => ({
    taskId: `${index}`.padStart(protocol.MAX_TASK_ID_LENGTH, 'x'),
    attempt: protocol.MAX_ATTEMPT,
    state: 'running' as const,
  }));
  const host = 'h'.repeat(protocol.MAX_HOST_LENGTH);
  const request = protocol.encodeSlaveMessage({ ...REGISTER, host, held }, SECRET);
  assert.ok(requestSerialize(request).length < protocol.MAX_MESSAGE_BYTES);
});
