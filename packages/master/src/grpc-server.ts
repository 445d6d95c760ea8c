import {
  logVerbosity,
  Server,
  ServerCredentials,
  setLogVerbosity,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { schedulerServiceDefinition, SERVER_OPTIONS, type SchedulerServiceHandlers } from '@steadfast/protocol';
import { describeListenError } from './listen-error.ts';
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

/** Binds a server to an address and returns the port. */
async function bind(server: Server, address: string): Promise<number> {
  // grpc-js would print a line of its own if this fails. Verbosity that the user chose is not changed.
  const quiet = !process.env['GRPC_VERBOSITY'] && !process.env['GRPC_NODE_VERBOSITY'];
  if (quiet) setLogVerbosity(logVerbosity.NONE);
  try {
    return await new Promise<number>((resolve, reject) => {
      server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
  } finally {
    if (quiet) setLogVerbosity(logVerbosity.ERROR);
  }
}

/**
 * Starts a server.
 * @throws when it cannot listen on the address, with the cause and what to do
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
  const port = await bind(server, address).catch(async (error: Error) => {
    throw new Error(await describeListenError(address, error), { cause: error });
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
