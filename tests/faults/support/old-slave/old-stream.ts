/**
 * The streams of slaves of protocol versions 1 to 3, frozen as they were. In versions 1 and 2, each report and each order
 * is a message of its own. Any other message ends the session. They are written against the proto files of their time,
 * and use nothing of the present codec.
 */
import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { AttemptReference, MasterMessage, RegisterMessage, ReportMessage } from '@steadfast/protocol/messages';
import type { MasterStreamListener, OpenStream } from '@steadfast/slave/master-stream';

/** A message of that time, in either direction. */
type Raw = Readonly<Record<string, unknown>>;

interface OldClient {
  readonly session: () => ClientDuplexStream<Raw, Raw>;
  readonly close: () => void;
}

interface OldPackage {
  readonly steadfast: { readonly v1: { readonly SchedulerService: new (...options: unknown[]) => OldClient } };
}

/** A protocol version before the present one. */
export type OldVersion = 1 | 2 | 3;

function loadService(version: OldVersion) {
  const file = fileURLToPath(new URL(`scheduler-${Math.max(2, version)}.proto`, import.meta.url));
  const definition = loadSync(file, { longs: Number, enums: String, defaults: true, oneofs: true });
  return (loadPackageDefinition(definition) as unknown as OldPackage).steadfast.v1.SchedulerService;
}

function encodeRegister(message: RegisterMessage, version: OldVersion, secret: Uint8Array): Raw {
  const { host, instance, otherMasters } = message;
  const held = message.held.map(({ taskId, attempt, state }) => ({
    taskId,
    attempt,
    state: state === 'running' ? 'HELD_STATE_RUNNING' : 'HELD_STATE_FINISHED',
  }));
  const proof = version === 1 ? {} : { secret };
  return { register: { host, instance, protocolVersion: version, otherMasters, held, ...proof } };
}

function encodeReport(report: ReportMessage): Raw {
  if (report.kind === 'leaving') return { leaving: {} };
  const { kind, taskId, attempt } = report;
  if (kind === 'failed') throw new Error('a slave of that time could not fail');
  if (kind !== 'declined') return { [kind]: { taskId, attempt } };
  return { declined: { taskId, attempt, reason: `DECLINE_REASON_${report.reason.toUpperCase()}` } };
}

interface RawAssign extends AttemptReference {
  readonly taskname: string;
  readonly sleepSeconds: number;
}

/** @throws {Error} when this is no message of that time */
function decodeOne(raw: Raw, kind: unknown): MasterMessage {
  switch (kind) {
    case 'welcome':
      return { kind, epoch: (raw[kind] as { epoch: number }).epoch };
    case 'assign': {
      const { sleepSeconds, ...assign } = raw[kind] as RawAssign;
      return { kind, ...assign, work: { kind: 'sleep', sleepSeconds } };
    }
    case 'acknowledge':
    case 'abort':
    case 'recall':
      return { kind, ...(raw[kind] as AttemptReference) };
    default:
      throw new Error(`the master violated the protocol: ${JSON.stringify(raw)}`);
  }
}

/** @throws {Error} when this is no message of that time */
function decode(raw: Raw, version: OldVersion): readonly MasterMessage[] {
  if (version < 3 || raw['message'] !== 'orders') return [decodeOne(raw, raw['message'])];
  const { orders } = raw['orders'] as { readonly orders: readonly Raw[] };
  return orders.map((order) => decodeOne(order, order['order']));
}

/** Counts the attempts that the master has assigned and that have not been reported as over. */
function createAssignments(room: number) {
  let assigned = 0;
  return {
    /** @throws {Error} when more attempts are assigned than a slave of that time had room for */
    received: ({ kind }: MasterMessage): void => {
      if (kind === 'assign') assigned += 1;
      if (assigned > room)
        throw new Error(`the master assigned ${assigned} tasks to a slave that has room for ${room}`);
    },
    reported: ({ kind }: ReportMessage): void => {
      if (kind === 'finished' || kind === 'declined' || kind === 'aborted') assigned = Math.max(0, assigned - 1);
    },
  };
}

/** How many assignments a slave of version 3 had room for: one that runs, and 15 that wait. */
const ROOM_OF_VERSION_3 = 16;

function openOldStream(version: OldVersion, secret: Uint8Array, address: string, listener: MasterStreamListener) {
  const client = new (loadService(version))(address, credentials.createInsecure());
  const call = client.session();
  const assignments = createAssignments(version < 3 ? 1 : ROOM_OF_VERSION_3);
  call.on('error', (error: ServiceError) => listener.onEnd(error.message));
  call.on('end', () => listener.onEnd('the master ended the session'));
  call.on('drain', listener.onDrain);
  call.on('data', (raw: Raw) => {
    try {
      const messages = decode(raw, version);
      messages.forEach(assignments.received);
      listener.onMessages(messages);
    } catch (error) {
      listener.onEnd(String(error));
    }
  });
  // grpc-js buffers what is written before the channel is ready.
  setImmediate(listener.onReady);
  return {
    write: (message: RegisterMessage) => call.write(encodeRegister(message, version, secret)),
    writeReports: (reports: readonly ReportMessage[]) => {
      reports.forEach(assignments.reported);
      const encoded = reports.map(encodeReport);
      return version < 3
        ? encoded.map((report) => call.write(report)).every(Boolean)
        : call.write({ reports: { reports: encoded } });
    },
    end: () => void call.end(),
    close: () => {
      call.cancel();
      client.close();
    },
  };
}

/** Returns a function that opens streams as a slave of an earlier protocol version did. */
export function createOldStreamOpener(version: OldVersion, secret: Uint8Array): OpenStream {
  return (address, listener) => openOldStream(version, secret, address, listener);
}
