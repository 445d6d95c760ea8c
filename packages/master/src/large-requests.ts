/**
 * Methods with larger requests than all others. A request occupies memory from its first byte on, so its call needs a slot
 * before any of it is read; what a peer sends before that stays in the buffers of HTTP/2, which are bounded.
 */
import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js';
import type { RequestSlot, RequestSlots } from './inspection/request-slots.ts';

/** How long a request may take to arrive once it is read: 1 MiB takes 8 s at 1 Mbit/s. */
const ARRIVAL_DEADLINE_MS = 10_000;

/** A method with requests that may be large, or that are worked on in the same slots as such. */
export interface LargeMethod {
  /** The slots that its calls need. */
  readonly slots: RequestSlots;
}

type Call = ConstructorParameters<typeof ServerInterceptingCall>[0];
type CallListener = Parameters<Call['start']>[0];

/** A call that reads nothing before it has a slot, which it keeps until its response was read. */
class SlottedCall extends ServerInterceptingCall {
  readonly #slots: RequestSlots;
  #state: 'new' | 'waiting' | 'reading' = 'new';
  #slot: RequestSlot | null = null;
  #withdraw = (): void => undefined;
  #arrivalTimer: NodeJS.Timeout | undefined;

  constructor(call: Call, slots: RequestSlots) {
    super(call);
    this.#slots = slots;
  }

  override start(listener: CallListener): void {
    super.start({
      onReceiveMetadata: (metadata) => listener.onReceiveMetadata(metadata),
      onReceiveMessage: (message) => listener.onReceiveMessage(message),
      onReceiveHalfClose: () => {
        clearTimeout(this.#arrivalTimer);
        listener.onReceiveHalfClose();
      },
      // Also at the end of a call that was not cancelled.
      onCancel: () => {
        clearTimeout(this.#arrivalTimer);
        this.#withdraw();
        this.#slot?.responded();
        this.#slot?.release();
        listener.onCancel();
      },
    });
  }

  override startRead(): void {
    if (this.#state === 'reading') return super.startRead();
    if (this.#state === 'waiting') return;
    this.#state = 'waiting';
    this.#withdraw = this.#slots.request(this.getPeer(), (slot) => {
      this.#slot = slot;
      this.#state = 'reading';
      this.#arrivalTimer = setTimeout(() => this.#expire(), ARRIVAL_DEADLINE_MS);
      super.startRead();
    });
  }

  override sendStatus(...parameters: Parameters<ServerInterceptingCall['sendStatus']>): void {
    this.#slot?.responded();
    super.sendStatus(...parameters);
  }

  #expire(): void {
    const details = `the request did not arrive within ${ARRIVAL_DEADLINE_MS / 1_000} s`;
    this.sendStatus({ code: status.DEADLINE_EXCEEDED, details });
  }
}

/** The part of a call of grpc-js 1.14 that holds the limit, which is otherwise the same for all methods of a server. */
interface LimitedCall {
  readonly decoder?: { maxReadMessageLength: number };
}

/**
 * Returns an interceptor that lets some methods of a server receive messages of up to the limit of the server, and all
 * others of `maxBytes`. `largeMethods` is by path, and read at each call.
 */
export function createLargeRequests(
  largeMethods: ReadonlyMap<string, LargeMethod>,
  maxBytes: number,
): ServerInterceptor {
  return ({ path }, call) => {
    const large = largeMethods.get(path);
    if (large !== undefined) return new SlottedCall(call, large.slots);
    const { decoder } = call as LimitedCall;
    if (decoder === undefined) throw new Error('this version of @grpc/grpc-js does not limit messages as expected');
    decoder.maxReadMessageLength = maxBytes;
    // Without a wrapper: a session receives thousands of messages a second.
    return call as ServerInterceptingCall;
  };
}
