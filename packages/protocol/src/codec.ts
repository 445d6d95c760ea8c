import type { SessionRequest } from './generated/steadfast/v1/SessionRequest.ts';
import type { SessionRequest__Output } from './generated/steadfast/v1/SessionRequest.ts';
import type { SessionResponse } from './generated/steadfast/v1/SessionResponse.ts';
import type { SessionResponse__Output } from './generated/steadfast/v1/SessionResponse.ts';
import { verifyInstance } from './instance-proof.ts';
import * as limits from './limits.ts';
import { ProtocolError } from './messages.ts';
import type { AttemptReference, DeclineReason, Held, MasterMessage, RefuseReason, SlaveMessage } from './messages.ts';

const DECLINE_REASONS = {
  busy: 'DECLINE_REASON_BUSY',
  draining: 'DECLINE_REASON_DRAINING',
  'lower epoch': 'DECLINE_REASON_LOWER_EPOCH',
  'cannot run it': 'DECLINE_REASON_CANNOT_RUN',
} as const satisfies Record<DeclineReason, string>;

const REFUSE_REASONS = {
  'not leading': 'REFUSE_REASON_NOT_LEADING',
  'name taken': 'REFUSE_REASON_NAME_TAKEN',
  'unsupported version': 'REFUSE_REASON_UNSUPPORTED_VERSION',
} as const satisfies Record<RefuseReason, string>;

const HELD_STATES = {
  running: 'HELD_STATE_RUNNING',
  finished: 'HELD_STATE_FINISHED',
} as const satisfies Record<Held['state'], string>;

/**
 * Returns the key of a value in a table.
 * @throws {ProtocolError} naming the field when the table does not have the value
 */
function fromWire<Key extends string>(table: Record<Key, string>, wire: string, field: string): Key {
  for (const key in table) if (table[key] === wire) return key;
  throw new ProtocolError(`${field} is missing or unknown`);
}

const HOST_PATTERN = /^[A-Za-z0-9._-]+$/;
const INSTANCE_PATTERN = /^[A-Za-z0-9._:-]+$/;

/** Whether a slave may have this name: 1 to 63 letters, digits, dots, hyphens or underscores. */
export function isValidHost(host: string): boolean {
  return host.length <= limits.MAX_HOST_LENGTH && HOST_PATTERN.test(host);
}

/** @throws {ProtocolError} when a field is missing or out of range */
function decodeAttempt(raw: { taskId: string; attempt: number }): AttemptReference {
  if (raw.taskId === '' || raw.taskId.length > limits.MAX_TASK_ID_LENGTH)
    throw new ProtocolError(`task_id must have 1 to ${limits.MAX_TASK_ID_LENGTH} characters`);
  if (raw.attempt < 1) throw new ProtocolError('attempt must be at least 1');
  return { taskId: raw.taskId, attempt: raw.attempt };
}

/**
 * @throws {UnprovenInstanceError} when the secret does not belong to the instance
 * @throws {ProtocolError} when a field is out of range or malformed
 */
function decodeRegister(raw: NonNullable<SessionRequest__Output['register']>): SlaveMessage {
  if (!isValidHost(raw.host))
    throw new ProtocolError(
      `host must be 1 to ${limits.MAX_HOST_LENGTH} letters, digits, dots, hyphens or underscores`,
    );
  if (raw.instance.length > limits.MAX_INSTANCE_LENGTH || !INSTANCE_PATTERN.test(raw.instance))
    throw new ProtocolError(`instance must be 1 to ${limits.MAX_INSTANCE_LENGTH} letters, digits or any of . _ : -`);
  if (raw.held.length > limits.MAX_HELD) throw new ProtocolError(`held must have at most ${limits.MAX_HELD} entries`);
  const held = raw.held.map((entry) => ({
    ...decodeAttempt(entry),
    state: fromWire(HELD_STATES, entry.state, 'held.state'),
  }));
  const { host, instance, protocolVersion, otherMasters } = raw;
  verifyInstance(raw);
  return { kind: 'register', host, instance, protocolVersion, otherMasters, held };
}

/**
 * Decodes and validates a message from a slave. A Register is returned only if its slave has proven its instance.
 * @throws {UnprovenInstanceError} when the secret of a Register does not belong to its instance
 * @throws {ProtocolError} when a field is missing, out of range or malformed
 */
export function decodeSlaveMessage(raw: SessionRequest__Output): SlaveMessage {
  if (raw.register) return decodeRegister(raw.register);
  if (raw.started) return { kind: 'started', ...decodeAttempt(raw.started) };
  if (raw.finished) return { kind: 'finished', ...decodeAttempt(raw.finished) };
  if (raw.aborted) return { kind: 'aborted', ...decodeAttempt(raw.aborted) };
  if (raw.declined) {
    const reason = fromWire(DECLINE_REASONS, raw.declined.reason, 'declined.reason');
    return { kind: 'declined', reason, ...decodeAttempt(raw.declined) };
  }
  if (raw.leaving) return { kind: 'leaving' };
  throw new ProtocolError('the request has no message');
}

/** Encodes a message from a slave. A Register proves its instance with the secret; no other message contains it. */
export function encodeSlaveMessage(message: SlaveMessage, secret: Uint8Array): SessionRequest {
  switch (message.kind) {
    case 'register': {
      const { host, instance, protocolVersion, otherMasters } = message;
      const held = message.held.map((entry) => ({ ...entry, state: HELD_STATES[entry.state] }));
      return { register: { host, instance, protocolVersion, otherMasters, held, secret } };
    }
    case 'started':
      return { started: message };
    case 'finished':
      return { finished: message };
    case 'aborted':
      return { aborted: message };
    case 'declined': {
      const { taskId, attempt } = message;
      return { declined: { taskId, attempt, reason: DECLINE_REASONS[message.reason] } };
    }
    case 'leaving':
      return { leaving: {} };
  }
}

/**
 * Decodes and validates a message from a master. The sleep time is not validated: the core of the slave declines what it
 * cannot run.
 * @throws {ProtocolError} when a field is missing, out of range or malformed
 */
export function decodeMasterMessage(raw: SessionResponse__Output): MasterMessage {
  if (raw.welcome) {
    const { epoch } = raw.welcome;
    if (!Number.isSafeInteger(epoch) || epoch < 1) throw new ProtocolError('welcome.epoch must be at least 1');
    return { kind: 'welcome', epoch };
  }
  if (raw.assign) {
    const { taskname, sleepSeconds } = raw.assign;
    return { kind: 'assign', ...decodeAttempt(raw.assign), taskname, sleepSeconds };
  }
  if (raw.acknowledge) return { kind: 'acknowledge', ...decodeAttempt(raw.acknowledge) };
  if (raw.abort) return { kind: 'abort', ...decodeAttempt(raw.abort) };
  if (raw.refuse) {
    const { detail, leader } = raw.refuse;
    return { kind: 'refuse', reason: fromWire(REFUSE_REASONS, raw.refuse.reason, 'refuse.reason'), detail, leader };
  }
  throw new ProtocolError('the response has no message');
}

/** Encodes a message from a master. */
export function encodeMasterMessage(message: MasterMessage): SessionResponse {
  switch (message.kind) {
    case 'welcome':
      return { welcome: message };
    case 'assign':
      return { assign: message };
    case 'acknowledge':
      return { acknowledge: message };
    case 'abort':
      return { abort: message };
    case 'refuse':
      return { refuse: { ...message, reason: REFUSE_REASONS[message.reason] } };
  }
}
