import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { schedulerServiceDefinition, SERVER_OPTIONS, type SchedulerServiceHandlers } from '@steadfast/protocol';
import { createSessions, type SessionListener, type SessionPort } from './grpc-sessions.ts';

/** At the end, calls get so long to end by themselves, in milliseconds. */
const SHUTDOWN_MS = 1_000;

/** A service that is offered beside the scheduler. */
export type OfferedService = readonly [definition: ServiceDefinition, handlers: UntypedServiceImplementation];

/** What a server may be told beside the necessary. */
interface ServerExtras {
  /** Gives further services; it is told how to learn from where a session comes, HOST:PORT. */
  readonly offer?: (peerOf: (session: number) => string) => readonly OfferedService[];
  /** For tests: the time that a session has to introduce itself, in milliseconds. */
  readonly introductionMs?: number | undefined;
}

/** A gRPC server with the scheduler service. */
export interface GrpcServer {
  readonly sessions: SessionPort;
  /** The port that it listens on. */
  readonly port: number;
  /** Ends what is open and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 * @throws when the address cannot be listened on
 */
export async function startGrpcServer(
  address: string,
  listener: SessionListener,
  { offer, introductionMs }: ServerExtras = {},
): Promise<GrpcServer> {
  const server = new Server(SERVER_OPTIONS);
  const sessions = createSessions(listener, introductionMs);
  const handlers: SchedulerServiceHandlers = { Session: sessions.open };
  server.addService(schedulerServiceDefinition, handlers);
  for (const [definition, implementation] of offer?.(sessions.peerOf) ?? [])
    server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new Error(`cannot listen on ${address}: ${error.message}. Is it in use? Choose another --listen.`));
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
