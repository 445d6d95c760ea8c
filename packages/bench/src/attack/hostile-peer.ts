import { randomBytes } from 'node:crypto';
import { credentials } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  instanceOf,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  SECRET_BYTES,
  type SessionRequest,
} from '@steadfast/protocol';

/** Creates a client that shares its connection with no other. */
export function openClient(address: string): InstanceType<typeof SchedulerServiceClient> {
  return new SchedulerServiceClient(address, credentials.createInsecure(), CHANNEL_OPTIONS);
}

/** Returns the Register message of a slave with a new instance. */
export function registerRequest(host: string): SessionRequest {
  const secret = randomBytes(SECRET_BYTES);
  return { register: { host, instance: instanceOf(secret), secret, protocolVersion: PROTOCOL_VERSION, held: [] } };
}
