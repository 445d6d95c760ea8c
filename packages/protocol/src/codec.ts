import type { Assign } from './generated/steadfast/v1/Assign.ts';
import type { Order, Order__Output } from './generated/steadfast/v1/Order.ts';
import type { Report, Report__Output } from './generated/steadfast/v1/Report.ts';
import type { SessionRequest } from './generated/steadfast/v1/SessionRequest.ts';
import type { SessionRequest__Output } from './generated/steadfast/v1/SessionRequest.ts';
import type { SessionResponse } from './generated/steadfast/v1/SessionResponse.ts';
import type { SessionResponse__Output } from './generated/steadfast/v1/SessionResponse.ts';
import { verifyInstance } from './instance-proof.ts';
import * as limits from './limits.ts';
import { isValidName, kindOf, PLAIN_ABILITIES, ProtocolError, SLEEP_KIND } from './messages.ts';
import type {
  AssignMessage,
  AttemptReference,
  DeclineReason,
  FailedMessage,
  FinishedMessage,
  Held,
  KeptReference,
  MasterMessage,
  OrderMessage,
  RefuseReason,
  RegisterMessage,
  ReportMessage,
  SlaveMessage,
  Work,
} from './messages.ts';
import { resultProblem } from './result.ts';

const DECLINE_REASONS = {
  busy: 'DECLINE_REASON_BUSY',
  draining: 'DECLINE_REASON_DRAINING',
  'lower epoch': 'DECLINE_REASON_LOWER_EPOCH',
  'cannot run it': 'DECLINE_REASON_CANNOT_RUN',
  recalled: 'DECLINE_REASON_RECALLED',
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

/** @throws {ProtocolError} when there are too many names, or one is malformed or repeated */
function decodeNames(names: readonly string[], field: keyof typeof PLAIN_ABILITIES, max: number): readonly string[] {
  if (names.length === 0) return PLAIN_ABILITIES[field];
  if (names.length > max) throw new ProtocolError(`${field} must have at most ${max} entries`);
  if (!names.every(isValidName))
    throw new ProtocolError(
      `${field} must be names of 1 to ${limits.MAX_NAME_LENGTH} letters, digits, dots, hyphens or underscores`,
    );
  if (new Set(names).size < names.length) throw new ProtocolError(`${field} must not repeat a name`);
  return names;
}

/**
 * Decodes what a slave can run. Before WORK_VERSION, slaves did not say so.
 * @throws {ProtocolError} when a field is out of range or malformed
 */
function decodeAbilities(
  raw: NonNullable<SessionRequest__Output['register']>,
): Pick<RegisterMessage, 'queues' | 'kinds'> {
  if (raw.protocolVersion < limits.WORK_VERSION) return PLAIN_ABILITIES;
  return {
    queues: decodeNames(raw.queues, 'queues', limits.MAX_QUEUES),
    kinds: decodeNames(raw.kinds, 'kinds', limits.MAX_KINDS),
  };
}

/** @throws {ProtocolError} when a field is missing or out of range */
function decodeAttempt(raw: { taskId: string; attempt: number }): AttemptReference {
  if (raw.taskId === '' || raw.taskId.length > limits.MAX_TASK_ID_LENGTH)
    throw new ProtocolError(`task_id must have 1 to ${limits.MAX_TASK_ID_LENGTH} characters`);
  if (raw.attempt < 1) throw new ProtocolError('attempt must be at least 1');
  return { taskId: raw.taskId, attempt: raw.attempt };
}

/**
 * Decodes the reports of earlier processes.
 * @throws {UnprovenInstanceError} when one of the secrets does not belong to its instance
 * @throws {ProtocolError} when there are too many, or a field is out of range or malformed
 */
function decodeKept(raw: NonNullable<SessionRequest__Output['register']>): Pick<RegisterMessage, 'kept'> {
  const { host, kept, held, protocolVersion } = raw;
  if (kept.length === 0 || protocolVersion < limits.WORK_VERSION) return {};
  if (kept.length + held.length > limits.MAX_HELD)
    throw new ProtocolError(`held and kept must have at most ${limits.MAX_HELD} entries together`);
  const references: KeptReference[] = [];
  for (const entry of kept) {
    const { instance, secret } = entry;
    verifyInstance({ host, instance, secret, protocolVersion });
    references.push({ ...decodeAttempt(entry), instance });
  }
  return { kept: references };
}

/**
 * @throws {UnprovenInstanceError} when the secret does not belong to the instance
 * @throws {ProtocolError} when a field is out of range or malformed
 */
function decodeRegister(raw: NonNullable<SessionRequest__Output['register']>): RegisterMessage {
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
  if (held.filter(({ state }) => state === 'running').length > 1)
    throw new ProtocolError('held must have at most one running attempt');
  const { host, instance, protocolVersion, otherMasters } = raw;
  verifyInstance(raw);
  const kept = decodeKept(raw);
  return { kind: 'register', host, instance, protocolVersion, otherMasters, held, ...kept, ...decodeAbilities(raw) };
}

/**
 * Returns the parts of a batch.
 * @throws {ProtocolError} when there is none, or there are too many
 */
function checkBatch<Part>(parts: readonly Part[], field: string): readonly Part[] {
  if (parts.length >= 1 && parts.length <= limits.MAX_BATCH) return parts;
  throw new ProtocolError(`${field} must have 1 to ${limits.MAX_BATCH} entries, not ${parts.length}`);
}

/** Decodes which process has run an attempt; nothing if it was the one that has registered. */
function decodeRunner({ instance }: { instance: string }): { readonly instance?: string } {
  return instance === '' ? {} : { instance };
}

/** @throws {ProtocolError} when a field is missing or out of range, or the result cannot be stored */
function decodeFinished(raw: NonNullable<Report__Output['finished']>): FinishedMessage {
  const finished = { kind: 'finished', ...decodeAttempt(raw), ...decodeRunner(raw) } as const;
  if (raw.result === '') return finished;
  const problem = resultProblem(raw.result);
  if (problem !== null) throw new ProtocolError(`finished.result is not acceptable: ${problem}`);
  return { ...finished, result: raw.result };
}

/** @throws {ProtocolError} when a field is missing or out of range */
function decodeFailed(raw: NonNullable<Report__Output['failed']>): FailedMessage {
  const { reason, permanent } = raw;
  if (reason === '' || reason.length > limits.MAX_REASON_LENGTH)
    throw new ProtocolError(`failed.reason must have 1 to ${limits.MAX_REASON_LENGTH} characters`);
  return { kind: 'failed', ...decodeAttempt(raw), ...decodeRunner(raw), reason, permanent };
}

/** @throws {ProtocolError} when a field is missing, out of range or malformed */
function decodeReport(raw: Report__Output): ReportMessage {
  if (raw.started) return { kind: 'started', ...decodeAttempt(raw.started) };
  if (raw.finished) return decodeFinished(raw.finished);
  if (raw.failed) return decodeFailed(raw.failed);
  if (raw.aborted) return { kind: 'aborted', ...decodeAttempt(raw.aborted) };
  if (raw.declined) {
    const reason = fromWire(DECLINE_REASONS, raw.declined.reason, 'declined.reason');
    return { kind: 'declined', reason, ...decodeAttempt(raw.declined) };
  }
  if (raw.leaving) return { kind: 'leaving' };
  throw new ProtocolError('the request has no message, or one of its reports is empty');
}

/**
 * Decodes and validates what a slave sent. A Register is returned only if its slave has proven its instance.
 * @throws {UnprovenInstanceError} when the secret of a Register does not belong to its instance
 * @throws {ProtocolError} when a field is missing, out of range or malformed
 */
export function decodeRequest(raw: SessionRequest__Output): readonly SlaveMessage[] {
  if (raw.reports) return checkBatch(raw.reports.reports, 'reports').map(decodeReport);
  return [raw.register ? decodeRegister(raw.register) : decodeReport(raw)];
}

/**
 * Encodes a Register, in which the secret proves the instance, and those of earlier processes theirs, by their instance. No
 * other message contains a secret.
 * @throws when the secret of an earlier process is missing
 */
export function encodeRegister(
  message: RegisterMessage,
  secret: Uint8Array,
  keptSecrets: ReadonlyMap<string, Uint8Array> = new Map(),
): SessionRequest {
  const { host, instance, protocolVersion, otherMasters, queues, kinds } = message;
  const held = message.held.map((entry) => ({ ...entry, state: HELD_STATES[entry.state] }));
  const kept = (message.kept ?? []).map((entry) => {
    const proof = keptSecrets.get(entry.instance);
    if (proof === undefined) throw new Error(`there is no secret of ${entry.instance}`);
    return { taskId: entry.taskId, attempt: entry.attempt, instance: entry.instance, secret: proof };
  });
  const abilities = { queues: [...queues], kinds: [...kinds] };
  return { register: { host, instance, protocolVersion, otherMasters, held, kept, secret, ...abilities } };
}

function encodeReport(message: ReportMessage): Report {
  switch (message.kind) {
    case 'started':
      return { started: message };
    case 'finished':
      return { finished: message };
    case 'failed':
      return { failed: message };
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

/** Encodes 1 to MAX_BATCH reports. */
export function encodeReports(messages: readonly ReportMessage[]): SessionRequest {
  return { reports: { reports: messages.map(encodeReport) } };
}

/** @throws {ProtocolError} when a field is out of range or malformed */
function decodeWork(raw: NonNullable<Order__Output['assign']>): Work {
  const { sleepSeconds, kind, input, timeoutSeconds } = raw;
  if (kind === '' || kind === SLEEP_KIND) return { kind: 'sleep', sleepSeconds };
  if (!isValidName(kind)) throw new ProtocolError('assign.kind is malformed');
  if (Buffer.byteLength(input) > limits.MAX_INPUT_BYTES)
    throw new ProtocolError(`assign.input must have at most ${limits.MAX_INPUT_BYTES} bytes`);
  if (!(timeoutSeconds >= 0 && timeoutSeconds <= limits.MAX_SLEEP_SECONDS))
    throw new ProtocolError(`assign.timeout_seconds must be from 0 to ${limits.MAX_SLEEP_SECONDS}`);
  return { kind: 'job', name: kind, input, timeoutSeconds: timeoutSeconds === 0 ? null : timeoutSeconds };
}

function encodeWork(work: Work): Partial<Assign> {
  if (work.kind === 'sleep') return { sleepSeconds: work.sleepSeconds };
  return { kind: kindOf(work), input: work.input, timeoutSeconds: work.timeoutSeconds ?? 0 };
}

function encodeAssign({ taskId, attempt, taskname, work }: AssignMessage): Assign {
  return { taskId, attempt, taskname, ...encodeWork(work) };
}

/** @throws {ProtocolError} when a field is missing, out of range or malformed */
function decodeOrder(raw: Order__Output): OrderMessage {
  if (raw.assign) {
    const { taskname } = raw.assign;
    return { kind: 'assign', ...decodeAttempt(raw.assign), taskname, work: decodeWork(raw.assign) };
  }
  if (raw.acknowledge) return { kind: 'acknowledge', ...decodeAttempt(raw.acknowledge) };
  if (raw.abort) return { kind: 'abort', ...decodeAttempt(raw.abort) };
  if (raw.recall) return { kind: 'recall', ...decodeAttempt(raw.recall) };
  throw new ProtocolError('the response has no message, or one of its orders is empty');
}

/**
 * Decodes and validates what a master sent. The sleep time is not validated: the core of the slave declines what it
 * cannot run.
 * @throws {ProtocolError} when a field is missing, out of range or malformed
 */
export function decodeResponse(raw: SessionResponse__Output): readonly MasterMessage[] {
  if (raw.orders) return checkBatch(raw.orders.orders, 'orders').map(decodeOrder);
  if (raw.welcome) {
    const { epoch } = raw.welcome;
    if (!Number.isSafeInteger(epoch) || epoch < 1) throw new ProtocolError('welcome.epoch must be at least 1');
    return [{ kind: 'welcome', epoch }];
  }
  if (raw.refuse) {
    const { detail, leader } = raw.refuse;
    const reason = fromWire(REFUSE_REASONS, raw.refuse.reason, 'refuse.reason');
    return [{ kind: 'refuse', reason, detail, leader }];
  }
  return [decodeOrder(raw)];
}

function encodeOrder(message: OrderMessage): Order {
  switch (message.kind) {
    case 'assign':
      return { assign: encodeAssign(message) };
    case 'acknowledge':
      return { acknowledge: message };
    case 'abort':
      return { abort: message };
    case 'recall':
      return { recall: message };
  }
}

/**
 * Encodes a message that travels alone: Welcome, Refuse, or any message to a slave before BATCHING_VERSION.
 * @throws when it is a Recall, which such a slave does not know
 */
export function encodeSingle(message: MasterMessage): SessionResponse {
  switch (message.kind) {
    case 'welcome':
      return { welcome: message };
    case 'refuse':
      return { refuse: { ...message, reason: REFUSE_REASONS[message.reason] } };
    case 'assign':
    case 'acknowledge':
    case 'abort':
      return encodeOrder(message);
    case 'recall':
      throw new Error('nothing is recalled from a slave that has no queue');
  }
}

/** Encodes 1 to MAX_BATCH orders, for a slave from BATCHING_VERSION on. */
export function encodeOrders(messages: readonly OrderMessage[]): SessionResponse {
  return { orders: { orders: messages.map(encodeOrder) } };
}
