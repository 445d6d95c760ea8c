import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { credentials } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  encodeRegister,
  encodeReports,
  instanceOf,
  PLAIN_ABILITIES,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  SECRET_BYTES,
  type SessionRequest,
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
  const roundTrip = async (request: SessionRequest): Promise<void> => {
    const answered = once(call, 'data', { signal });
    call.write(request);
    await answered;
  };
  try {
    const identity = {
      ...PLAIN_ABILITIES,
      host: 'probe',
      instance: instanceOf(secret),
      protocolVersion: PROTOCOL_VERSION,
    };
    await roundTrip(encodeRegister({ kind: 'register', ...identity, otherMasters: false, held: [] }, secret));
    const roundTripMs: number[] = [];
    for (let done = 0; done < count; done += 1)
      roundTripMs.push(await timed(() => roundTrip(encodeReports([{ kind: 'started', ...UNKNOWN_ATTEMPT }]))));
    return roundTripMs;
  } finally {
    call.cancel();
    client.close();
  }
}
