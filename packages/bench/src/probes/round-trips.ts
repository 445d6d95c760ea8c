import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { credentials } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  encodeSlaveMessage,
  instanceOf,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  SECRET_BYTES,
  type SlaveMessage,
} from '@steadfast/protocol';
import { timed } from '../statistics.ts';

/** An attempt of a task that does not exist. */
const UNKNOWN_ATTEMPT = { taskId: '000000000000000000000000', attempt: 1 } as const;

/**
 * Measures how long sequential gRPC round trips to a real master take, in milliseconds. A session of its own reports
 * Started for an unknown attempt, which the master answers with Abort at once, without using the database.
 */
export async function measureRoundTrips(address: string, count: number, signal: AbortSignal): Promise<number[]> {
  const client = new SchedulerServiceClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  const call = client.session();
  call.on('error', () => undefined);
  const secret = randomBytes(SECRET_BYTES);
  const roundTrip = async (message: SlaveMessage): Promise<void> => {
    const answered = once(call, 'data', { signal });
    call.write(encodeSlaveMessage(message, secret));
    await answered;
  };
  try {
    await roundTrip({
      kind: 'register',
      host: 'probe',
      instance: instanceOf(secret),
      protocolVersion: PROTOCOL_VERSION,
      otherMasters: false,
      held: [],
    });
    const roundTripMs: number[] = [];
    for (let done = 0; done < count; done += 1)
      roundTripMs.push(await timed(() => roundTrip({ kind: 'started', ...UNKNOWN_ATTEMPT })));
    return roundTripMs;
  } finally {
    call.cancel();
    client.close();
  }
}
