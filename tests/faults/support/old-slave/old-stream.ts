/**
 * The stream of a slave of protocol version 1 or 2, frozen as it was before version 3: each report and each order is a
 * message of its own, and any other message ends the session. It is written against the proto file of that time, and uses
 * nothing of the present codec.
 */
import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { AttemptReference, MasterMessage, RegisterMessage, ReportMessage } from '@steadfast/protocol/messages';
import type { MasterStreamListener, OpenStream } from '@steadfast/slave/master-stream';

const PROTO_FILE = fileURLToPath(new URL('scheduler-2.proto', import.meta.url));

/** A message of that time, in either direction. */
type Raw = Readonly<Record<string, unknown>>;

interface OldClient {
  readonly session: () => ClientDuplexStream<Raw, Raw>;
  readonly close: () => void;
}

interface OldPackage {
  readonly steadfast: { readonly v1: { readonly SchedulerService: new (...options: unknown[]) => OldClient } };
}

const definition = loadSync(PROTO_FILE, { longs: Number, enums: String, defaults: true, oneofs: true });
const { SchedulerService } = (loadPackageDefinition(definition) as unknown as OldPackage).steadfast.v1;

/** A protocol version before the present one. */
export type OldVersion = 1 | 2;

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
  if (kind !== 'declined') return { [kind]: { taskId, attempt } };
  return { declined: { taskId, attempt, reason: `DECLINE_REASON_${report.reason.toUpperCase()}` } };
}

/** @throws {Error} when this is no message of that time */
function decode(raw: Raw): MasterMessage {
  const kind = raw['message'];
  switch (kind) {
    case 'welcome':
      return { kind, epoch: (raw[kind] as { epoch: number }).epoch };
    case 'assign':
      return {
        kind,
        ...(raw[kind] as AttemptReference & { taskname: string; work: { kind: 'sleep'; sleepSeconds: number } }),
      };
    case 'acknowledge':
    case 'abort':
      return { kind, ...(raw[kind] as AttemptReference) };
    default:
      throw new Error(`the master violated the protocol: ${JSON.stringify(raw)}`);
  }
}

/** Counts the attempts that the master has assigned and that have not been reported as over. */
function createAssignments() {
  let assigned = 0;
  return {
    /** @throws {Error} when another attempt is assigned: a slave of that time had room for one */
    received: ({ kind }: MasterMessage): void => {
      if (kind === 'assign') assigned += 1;
      if (assigned > 1) throw new Error('the master assigned another task to a slave that has one');
    },
    reported: ({ kind }: ReportMessage): void => {
      if (kind === 'finished' || kind === 'declined' || kind === 'aborted') assigned = Math.max(0, assigned - 1);
    },
  };
}

function openOldStream(version: OldVersion, secret: Uint8Array, address: string, listener: MasterStreamListener) {
  const client = new SchedulerService(address, credentials.createInsecure());
  const call = client.session();
  const assignments = createAssignments();
  call.on('error', (error: ServiceError) => listener.onEnd(error.message));
  call.on('end', () => listener.onEnd('the master ended the session'));
  call.on('drain', listener.onDrain);
  call.on('data', (raw: Raw) => {
    try {
      const message = decode(raw);
      assignments.received(message);
      listener.onMessages([message]);
    } catch (error) {
      listener.onEnd(String(error));
    }
  });
  // grpc-js buffers what is written before the channel is ready.
  setImmediate(listener.onReady);
  return {
    write: (message: RegisterMessage) => call.write(encodeRegister(message, version, secret)),
    writeReports: (reports: readonly ReportMessage[]) => {
      let writable = true;
      for (const report of reports) {
        assignments.reported(report);
        writable = call.write(encodeReport(report));
      }
      return writable;
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
