import { connectivityState, status, type ChannelOptions, type Client, type ServiceError } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  decodeResponse,
  encodeRegister,
  encodeReports,
  ProtocolError,
  SchedulerServiceClient,
  type MasterMessage,
  type SessionResponse__Output,
} from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import { ClosableCredentials } from './closable-credentials.ts';
import type { MasterStream, MasterStreamListener, OpenStream } from './master-stream.ts';

const SLAVE_CHANNEL_OPTIONS: ChannelOptions = {
  ...CHANNEL_OPTIONS,
  // Masters are reached directly, never through a proxy from the environment.
  'grpc.enable_http_proxy': 0,
  // There is no service config in DNS, so looking it up would only delay the connection.
  'grpc.service_config_disable_resolution': 1,
  // Saves per-message statistics that nothing reads.
  'grpc.enable_channelz': 0,
};

function decode(raw: SessionResponse__Output): readonly MasterMessage[] | ProtocolError {
  try {
    return decodeResponse(raw);
  } catch (error) {
    return error instanceof ProtocolError ? error : new ProtocolError(messageOf(error));
  }
}

function describeError(error: ServiceError): string {
  const { code, details } = error;
  // Errors of the stream itself have neither.
  if (details === undefined) return messageOf(error);
  return code === status.ALREADY_EXISTS
    ? `refused: name taken. ${details} (another slave with this name is connected; retrying until it is gone)`
    : `${status[code]}: ${details.replace(/\.? Resolution note: $/, '')}`;
}

/**
 * Calls back when a channel is established, unless `isWanted` returns false before. `waitForReady` cannot be used: if the
 * channel is closed meanwhile, it makes it connect once more.
 */
function watchChannel(channel: ReturnType<Client['getChannel']>, isWanted: () => boolean, onReady: () => void): void {
  const watch = (): void => {
    if (!isWanted()) return;
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.READY) onReady();
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, watch);
  };
  watch();
}

/** Opens a channel to the master at HOST:PORT and a gRPC call on it; the channel is closed together with the call. */
function openGrpcStream(address: string, secrets: SlaveSecrets, listener: MasterStreamListener): MasterStream {
  const client = new SchedulerServiceClient(`dns:${address}`, new ClosableCredentials(), SLAVE_CHANNEL_OPTIONS);
  const call = client.session();
  let closed = false;
  call.on('error', (error: ServiceError) => listener.onEnd(describeError(error)));
  call.on('end', () => listener.onEnd('the master ended the session'));
  call.on('drain', listener.onDrain);
  call.on('data', (raw: SessionResponse__Output) => {
    if (closed) return;
    const messages = decode(raw);
    if (messages instanceof ProtocolError) listener.onEnd(`the master violated the protocol: ${messages.message}`);
    else listener.onMessages(messages);
  });
  watchChannel(client.getChannel(), () => !closed, listener.onReady);
  return {
    write: (message, onSent) => call.write(encodeRegister(message, secrets.own, secrets.kept), onSent),
    writeReports: (reports, onSent) => call.write(encodeReports(reports), onSent),
    end: () => void call.end(),
    close: () => {
      closed = true;
      call.cancel();
      client.close();
    },
  };
}

/** What proves the instance of a slave, and those of its earlier processes. */
export interface SlaveSecrets {
  readonly own: Uint8Array;
  /** By instance. */
  readonly kept: ReadonlyMap<string, Uint8Array>;
}

/** Returns a function that opens gRPC streams on which the secrets prove the instances of the slave. */
export function createStreamOpener(secrets: SlaveSecrets): OpenStream {
  return (address, listener) => openGrpcStream(address, secrets, listener);
}
