import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { schedulerServiceDefinition, SERVER_OPTIONS, type SchedulerServiceHandlers } from '@steadfast/protocol';
import { MAX_SUBMIT_BYTES } from '@steadfast/protocol/tasks';
import { systemTimers } from '@steadfast/runtime';
import { createConnections } from './connections.ts';
import { acceptCall } from './grpc-stream.ts';
import { createLargeRequests, type LargeMethod } from './large-requests.ts';
import { describeListenError } from './listen-error.ts';
import type { RegistrationOptions } from './registrations.ts';
import type { SessionListener, SessionPort } from './session-table.ts';
import { createSessions } from './sessions.ts';

/** How long open calls may take to end during shutdown: enough to flush their status, short enough for an orderly stop. */
const SHUTDOWN_MS = 1_000;

/** A service that the server offers in addition to the scheduler. */
export interface AdditionalService {
  readonly definition: ServiceDefinition;
  readonly handlers: UntypedServiceImplementation;
  /** Its methods that receive large messages, by path. */
  readonly largeMethods?: ReadonlyMap<string, LargeMethod>;
}

/** Access to the other ends of connections, each identified by its HOST:PORT. */
export interface Peers {
  /** Returns the peer of a session; empty if the session has ended. */
  readonly peerOf: (session: number) => string;
  /** Destroys a connection, with everything that waits to be sent on it. */
  readonly disconnect: (peer: string) => void;
}

/** Optional settings of a server. */
interface GrpcServerOptions {
  /** Returns further services to register. */
  readonly additionalServices?: (peers: Peers) => readonly AdditionalService[];
  /** Returns whether a slave is connected, or responsible for a task; by default none is. */
  readonly isKnownSlave?: RegistrationOptions['isKnownSlave'];
  /** For tests: how long a session may take to register. */
  readonly registerTimeoutMs?: number | undefined;
}

/** A gRPC server with the scheduler service. */
export interface GrpcServer {
  readonly sessions: SessionPort;
  /** The port it listens on. */
  readonly port: number;
  /** Stops listening and ends open calls. */
  close(): Promise<void>;
}

/**
 * Starts a server.
 * @throws when it cannot listen on the address, with the cause and what to do
 */
export async function startGrpcServer(
  address: string,
  listener: SessionListener,
  { additionalServices, isKnownSlave = () => false, registerTimeoutMs }: GrpcServerOptions = {},
): Promise<GrpcServer> {
  const largeMethods = new Map<string, LargeMethod>();
  const server = new Server({
    ...SERVER_OPTIONS,
    'grpc.max_receive_message_length': MAX_SUBMIT_BYTES,
    interceptors: [createLargeRequests(largeMethods, SERVER_OPTIONS['grpc.max_receive_message_length'])],
  });
  const connections = createConnections();
  const sessions = createSessions({ listener, isKnownSlave, connections, timers: systemTimers, registerTimeoutMs });
  const handlers: SchedulerServiceHandlers = { Session: (call) => acceptCall(call, sessions.open) };
  server.addService(schedulerServiceDefinition, handlers);
  const peers = { peerOf: sessions.peerOf, disconnect: connections.destroy };
  for (const service of additionalServices?.(peers) ?? []) {
    server.addService(service.definition, service.handlers);
    for (const [path, method] of service.largeMethods ?? []) largeMethods.set(path, method);
  }
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const port = await connections
    .listen(address, (socket) => injector.injectConnection(socket))
    .catch(async (error: Error) => {
      throw new Error(await describeListenError(address, error), { cause: error });
    });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      connections.stopListening();
      const force = setTimeout(() => server.forceShutdown(), SHUTDOWN_MS);
      server.tryShutdown(() => {
        clearTimeout(force);
        resolve();
      });
    });
  return { sessions: sessions.port, port, close };
}
