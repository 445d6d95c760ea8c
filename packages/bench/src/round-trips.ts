import { once } from 'node:events';
import { credentials } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  encodeSlaveMessage,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  type SlaveMessage,
} from '@steadfast/protocol';
import { timed } from './statistics.ts';

/** An attempt of a task that no master knows. */
const UNKNOWN = { taskId: '000000000000000000000000', attempt: 1 } as const;

/**
 * The milliseconds that gRPC round trips take, one after the other: on a session of its own with a real master, Started
 * for an attempt that the master does not know, which it answers at once with Abort and without the database.
 */
export async function measureRoundTrips(address: string, count: number, signal: AbortSignal): Promise<number[]> {
  const client = new SchedulerServiceClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
  const call = client.session();
  call.on('error', () => undefined);
  const ask = async (message: SlaveMessage): Promise<void> => {
    const answered = once(call, 'data', { signal });
    call.write(encodeSlaveMessage(message));
    await answered;
  };
  try {
    const instance = `probe-${process.pid}`;
    await ask({
      kind: 'register',
      host: 'probe',
      instance,
      protocolVersion: PROTOCOL_VERSION,
      otherMasters: false,
      held: [],
    });
    const roundTripMs: number[] = [];
    for (let done = 0; done < count; done += 1)
      roundTripMs.push(await timed(() => ask({ kind: 'started', ...UNKNOWN })));
    return roundTripMs;
  } finally {
    call.cancel();
    client.close();
  }
}
