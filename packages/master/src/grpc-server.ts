import { Server, ServerCredentials } from '@grpc/grpc-js';
import { schedulerServiceDefinition, SERVER_OPTIONS, type SchedulerServiceHandlers } from '@steadfast/protocol';
import { createSessions, type SessionListener, type SessionPort } from './grpc-sessions.ts';

/** At the end, calls get so long to end by themselves, in milliseconds. */
const SHUTDOWN_MS = 1_000;

/** A gRPC server with the scheduler service. */
export interface GrpcServer {
  readonly sessions: SessionPort;
  /** The port that it listens on. */
  readonly port: number;
  /** Ends what is open and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts to listen. `introductionMs` is for tests: the time that a session has to introduce itself.
 * @throws when the address cannot be listened on
 */
export const startGrpcServer = async (
  address: string,
  listener: SessionListener,
  introductionMs?: number,
): Promise<GrpcServer> => {
  const server = new Server(SERVER_OPTIONS);
  const sessions = createSessions(listener, introductionMs);
  const handlers: SchedulerServiceHandlers = { Session: sessions.open };
  server.addService(schedulerServiceDefinition, handlers);
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
};
