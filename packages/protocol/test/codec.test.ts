import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as protocol from '@steadfast/protocol';
import type { MasterMessage, OrderMessage, ReportMessage, Work } from '@steadfast/protocol';

const { requestSerialize, requestDeserialize, responseSerialize, responseDeserialize } =
  protocol.schedulerServiceDefinition.Session;

function receiveRequest(request: protocol.SessionRequest): readonly protocol.SlaveMessage[] {
  return protocol.decodeRequest(requestDeserialize(requestSerialize(request)));
}

function receiveResponse(response: protocol.SessionResponse): readonly MasterMessage[] {
  return protocol.decodeResponse(responseDeserialize(responseSerialize(response)));
}

const SECRET = Buffer.alloc(protocol.SECRET_BYTES, 'a secret');

const REGISTER = {
  kind: 'register',
  host: 'slave1',
  instance: protocol.instanceOf(SECRET),
  protocolVersion: protocol.PROTOCOL_VERSION,
  otherMasters: true,
  held: [],
  queues: ['default', 'images'],
  kinds: ['sleep', 'resize'],
} as const;

const JOB: Work = { kind: 'job', name: 'resize', input: '{"url":"https://example.org"}', timeoutSeconds: 1.5 };

describe('what a slave sends is decoded as it was encoded', () => {
  test('Register', () => {
    const held = [
      { taskId: 't1', attempt: 1, state: 'running' },
      { taskId: 't2', attempt: 2, state: 'finished' },
    ] as const;
    for (const message of [REGISTER, { ...REGISTER, held }])
      assert.deepEqual(receiveRequest(protocol.encodeRegister(message, SECRET)), [message]);
  });

  const attempt = { taskId: '6b04949868f9da77f3bfc101', attempt: 4_294_967_295 };
  const reports: readonly ReportMessage[] = [
    { kind: 'started', ...attempt },
    { kind: 'finished', ...attempt },
    { kind: 'finished', ...attempt, result: '{"bytes":7}' },
    { kind: 'failed', ...attempt, reason: 'exit code 1', permanent: false },
    { kind: 'failed', ...attempt, reason: 'no such file', permanent: true },
    { kind: 'aborted', ...attempt },
    { kind: 'declined', ...attempt, reason: 'busy' },
    { kind: 'declined', ...attempt, reason: 'draining' },
    { kind: 'declined', ...attempt, reason: 'lower epoch' },
    { kind: 'declined', ...attempt, reason: 'cannot run it' },
    { kind: 'leaving' },
  ];
  for (const report of reports)
    test(JSON.stringify(report), () => assert.deepEqual(receiveRequest(protocol.encodeReports([report])), [report]));

  test('several reports, in order', () => assert.deepEqual(receiveRequest(protocol.encodeReports(reports)), reports));
});

describe('what a slave of version 2 reports, in a message for each report, is decoded', () => {
  for (const request of [
    { started: { taskId: 't1', attempt: 1 } },
    { finished: { taskId: 't1', attempt: 1 } },
    { aborted: { taskId: 't1', attempt: 1 } },
    { declined: { taskId: 't1', attempt: 1, reason: 'DECLINE_REASON_BUSY' } },
    { leaving: {} },
  ] as const)
    test(JSON.stringify(request), () =>
      assert.deepEqual(
        receiveRequest(request).map(({ kind }) => kind),
        Object.keys(request),
      ),
    );
});

describe('what a master sends is decoded as it was encoded', () => {
  const orders: readonly OrderMessage[] = [
    { kind: 'assign', taskId: 't1', taskname: 'tâche ✔', attempt: 1, work: { kind: 'sleep', sleepSeconds: 0.25 } },
    { kind: 'assign', taskId: 't1', taskname: '', attempt: 1, work: { kind: 'sleep', sleepSeconds: Number.NaN } },
    { kind: 'assign', taskId: 't1', taskname: 'a', attempt: 1, work: { ...JOB, input: '', timeoutSeconds: null } },
    { kind: 'assign', taskId: 't1', taskname: 'a', attempt: 1, work: JOB },
    { kind: 'acknowledge', taskId: 't1', attempt: 3 },
    { kind: 'abort', taskId: 't1', attempt: 3 },
  ];
  const messages: readonly MasterMessage[] = [
    ...orders,
    { kind: 'welcome', epoch: 2 ** 52 },
    { kind: 'refuse', reason: 'not leading', detail: 'connect to master2', leader: 'master2' },
    { kind: 'refuse', reason: 'name taken', detail: '', leader: '' },
    { kind: 'refuse', reason: 'unsupported version', detail: '', leader: '' },
  ];
  for (const message of messages)
    test(`alone: ${JSON.stringify(message)}`, () =>
      assert.deepEqual(receiveResponse(protocol.encodeSingle(message)), [message]));

  test('several orders, in order', () => assert.deepEqual(receiveResponse(protocol.encodeOrders(orders)), orders));
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
    ['for Reports without a report', { reports: {} }, /reports must have 1 to 24 entries, not 0/],
    ['for Reports with an empty report', { reports: { reports: [{ leaving: {} }, {}] } }, /no message/],
    [
      'for Reports of which the last is malformed',
      { reports: { reports: [{ leaving: {} }, { finished: { taskId: 't' } }] } },
      /attempt/,
    ],
    [
      'for more reports than a message may have',
      { reports: { reports: Array.from({ length: protocol.MAX_BATCH + 1 }, () => ({ leaving: {} })) } },
      /reports must have 1 to 24 entries, not 25/,
    ],
  ];
  for (const [name, request, message] of violations)
    test(name, () => {
      assert.throws(() => receiveRequest(request), { name: 'ProtocolError', message });
    });

  const orders = Array.from({ length: protocol.MAX_BATCH + 1 }, () => ({ abort: { taskId: 't', attempt: 1 } }));
  const falseResponses: readonly (readonly [name: string, response: protocol.SessionResponse, error: RegExp])[] = [
    ['for Welcome without an epoch', { welcome: {} }, /epoch/],
    ['for Orders without an order', { orders: {} }, /orders must have 1 to 24 entries, not 0/],
    ['for Orders with an empty order', { orders: { orders: [{}] } }, /no message/],
    ['for more orders than a message may have', { orders: { orders } }, /orders must have 1 to 24 entries, not 25/],
  ];
  for (const [name, response, message] of falseResponses)
    test(name, () => {
      assert.throws(() => receiveResponse(response), { name: 'ProtocolError', message });
    });
});

describe('the largest valid message is smaller than the maximum size of a message:', () => {
  /** UTF-8 takes at most three bytes for each unit of the length of a string, as for this character. */
  const attempt = { taskId: '✔'.repeat(protocol.MAX_TASK_ID_LENGTH), attempt: protocol.MAX_ATTEMPT };

  test('Register', () => {
    const held = Array.from({ length: protocol.MAX_HELD }, () => ({ ...attempt, state: 'running' as const }));
    const host = 'h'.repeat(protocol.MAX_HOST_LENGTH);
    const queues = Array.from({ length: protocol.MAX_QUEUES }, () => 'q'.repeat(protocol.MAX_NAME_LENGTH));
    const kinds = Array.from({ length: protocol.MAX_KINDS }, () => 'k'.repeat(protocol.MAX_NAME_LENGTH));
    const request = protocol.encodeRegister({ ...REGISTER, host, held, queues, kinds }, SECRET);
    assert.ok(requestSerialize(request).length < protocol.MAX_REQUEST_BYTES);
  });

  test('Reports', () => {
    const reports = Array.from({ length: protocol.MAX_BATCH }, () => ({ kind: 'finished' as const, ...attempt }));
    const [first, ...rest] = reports;
    assert.ok(first);
    const result = JSON.stringify('r'.repeat(protocol.MAX_RESULT_BYTES - 2));
    const { length } = requestSerialize(protocol.encodeReports([{ ...first, result }, ...rest]));
    assert.ok(length < protocol.MAX_REQUEST_BYTES, `${length}`);
  });

  test('Orders', () => {
    const taskname = '✔'.repeat(protocol.MAX_TASKNAME_LENGTH);
    const work = { kind: 'sleep', sleepSeconds: protocol.MAX_SLEEP_SECONDS } as const;
    const assign = { kind: 'assign' as const, ...attempt, taskname, work };
    const orders: OrderMessage[] = Array.from({ length: protocol.MAX_BATCH }, () => assign);
    const { length } = responseSerialize(protocol.encodeOrders(orders));
    assert.ok(length < 52 * 1024, `${length}`);
    const input = JSON.stringify('i'.repeat(protocol.MAX_INPUT_BYTES - 2));
    const name = 'k'.repeat(protocol.MAX_NAME_LENGTH);
    const jobOf = (text: string): OrderMessage => ({
      ...assign,
      work: { kind: 'job', name, input: text, timeoutSeconds: 1 },
    });
    const jobs = orders.map((_, index) => jobOf(index === 0 ? input : ''));
    const size = responseSerialize(protocol.encodeOrders(jobs)).length;
    assert.ok(size < protocol.MAX_RESPONSE_BYTES, `${size}`);
  });
});
