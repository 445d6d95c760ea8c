import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { schedulerServiceDefinition, SERVER_OPTIONS, type SchedulerServiceHandlers } from '@steadfast/protocol';
import { createSessions, type SessionListener, type SessionPort } from './grpc-sessions.ts';

/** How long open calls may take to end during shutdown: enough to flush their status, short enough for an orderly stop. */
const SHUTDOWN_MS = 1_000;

/** A service that the server offers in addition to the scheduler. */
export type AdditionalService = readonly [definition: ServiceDefinition, handlers: UntypedServiceImplementation];

/** Optional settings of a server. */
interface GrpcServerOptions {
  /** Returns further services to register; `peerOf` maps a session to its peer's HOST:PORT. */
  readonly additionalServices?: (peerOf: (session: number) => string) => readonly AdditionalService[];
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
 * @throws when it cannot listen on the address
 */
export async function startGrpcServer(
  address: string,
  listener: SessionListener,
  { additionalServices, registerTimeoutMs }: GrpcServerOptions = {},
): Promise<GrpcServer> {
  const server = new Server(SERVER_OPTIONS);
  const sessions = createSessions(listener, registerTimeoutMs);
  const handlers: SchedulerServiceHandlers = { Session: sessions.open };
  server.addService(schedulerServiceDefinition, handlers);
  for (const [definition, implementation] of additionalServices?.(sessions.peerOf) ?? [])
    server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else
        reject(new Error(`cannot listen on ${address}: ${error.message}. If it is in use, choose another --listen.`));
    });
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      const force = setTimeout(() => server.forceShutdown(), SHUTDOWN_MS);
      server.tryShutdown(() => {
        clearTimeout(force);
        resolve();
      });
    });
  return { sessions: sessions.port, port, close };
}
