import { setTimeout as sleep } from 'node:timers/promises';
import { credentials, status, type ClientUnaryCall, type ServiceError } from '@grpc/grpc-js';
import { LEADER_METADATA, TASK_CHANNEL_OPTIONS, TaskServiceClient, type TaskClient } from '@steadfast/protocol/tasks';

/** How long one try of a call may take: a leader answers within milliseconds, unless its database is busy. */
const TRY_TIMEOUT_MS = 10_000;

/** How long a client waits between two rounds over the masters: a standby takes over within two seconds. */
const ROUND_PAUSE_MS = 200;

/** The statuses after which a call is repeated, also on another master. All calls of a client are idempotent. */
const REPEATABLE: ReadonlySet<status> = new Set([
  status.ABORTED,
  status.DEADLINE_EXCEEDED,
  status.FAILED_PRECONDITION,
  status.RESOURCE_EXHAUSTED,
  status.UNAVAILABLE,
]);

/** How a call may take. */
export interface CallOptions {
  /** How long the call may take in all, in milliseconds; a minute if absent. */
  readonly timeoutMs?: number;
  /** Ends the call with its reason. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 60_000;

/** Starts a call on a master. */
type StartCall<Response> = (
  client: TaskClient,
  deadline: { readonly deadline: number },
  callback: (error: ServiceError | null, response?: Response) => void,
) => ClientUnaryCall;

/** The masters of a cluster, of which one leads. */
export interface Masters {
  /**
   * Calls the leader. Repeats the call, on other masters as well, until one answers it.
   * @throws {ServiceError} the last error when the time is over, or when repeating would not help
   */
  readonly call: <Response>(start: StartCall<Response>, options?: CallOptions) => Promise<Response>;
  /** Returns the client of a master to read from, a different one each time. */
  readonly next: () => TaskClient;
  readonly close: () => void;
}

function tryOnce<Response>(start: StartCall<Response>, client: TaskClient, timeoutMs: number, signal?: AbortSignal) {
  return new Promise<Response>((resolve, reject) => {
    const call = start(client, { deadline: Date.now() + timeoutMs }, (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error !== null) reject(signal?.aborted === true ? (signal.reason as Error) : error);
      else resolve(response as Response);
    });
    const cancel = (): void => call.cancel();
    signal?.addEventListener('abort', cancel);
  });
}

/** Connects to the masters at these addresses, each HOST:PORT. A connection is made when it is first used. */
export function createMasters(addresses: readonly [string, ...string[]]): Masters {
  const clients = new Map<string, TaskClient>();
  const order = [...addresses];
  let reads = 0;

  const clientOf = (address: string): TaskClient => {
    const known = clients.get(address);
    if (known !== undefined) return known;
    const client = new TaskServiceClient(address, credentials.createInsecure(), TASK_CHANNEL_OPTIONS);
    clients.set(address, client);
    return client;
  };

  /** Returns the address to try after one that did not answer: that of the leader, if it was told, else the next one. */
  const addressAfter = (address: string, error: ServiceError): string => {
    const [leader] = error.metadata?.get(LEADER_METADATA) ?? [];
    if (typeof leader === 'string' && leader !== '' && leader !== address) return leader;
    return order[(order.indexOf(address) + 1) % order.length] ?? addresses[0];
  };

  let current = addresses[0];
  return {
    call: async (start, { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) => {
      const endMs = performance.now() + timeoutMs;
      for (let tries = 1; ; tries += 1) {
        signal?.throwIfAborted();
        const remainingMs = endMs - performance.now();
        const address = current;
        try {
          return await tryOnce(start, clientOf(address), Math.min(remainingMs, TRY_TIMEOUT_MS), signal);
        } catch (error) {
          const { code } = error as ServiceError;
          if (!REPEATABLE.has(code) || endMs - performance.now() <= ROUND_PAUSE_MS) throw error;
          current = addressAfter(address, error as ServiceError);
          if (tries % order.length === 0)
            await sleep(ROUND_PAUSE_MS, undefined, signal === undefined ? {} : { signal });
        }
      }
    },
    next: () => {
      reads += 1;
      return clientOf(order[reads % order.length] ?? addresses[0]);
    },
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}
