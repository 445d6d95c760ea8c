import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ChannelOptions } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/scheduler.ts';
import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS, MAX_MESSAGE_BYTES, MAX_STREAMS_PER_CONNECTION } from './limits.ts';

/** Where the protocol is written down. */
const PROTO_FILE = fileURLToPath(new URL('../../../proto/scheduler.proto', import.meta.url));

const definition = loadSync(PROTO_FILE, { longs: Number, enums: String, defaults: true, oneofs: true });

const { SchedulerService } = (loadPackageDefinition(definition) as unknown as ProtoGrpcType).steadfast.v1;

/** The client class of the scheduler service. */
export const SchedulerServiceClient = SchedulerService;

/** The definition of the scheduler service, for a server. */
export const schedulerServiceDefinition = SchedulerService.service;

const COMMON_OPTIONS: ChannelOptions = {
  'grpc.keepalive_time_ms': KEEPALIVE_TIME_MS,
  'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
};

/** Options of a master's gRPC server. */
export const SERVER_OPTIONS: ChannelOptions = {
  ...COMMON_OPTIONS,
  'grpc.max_concurrent_streams': MAX_STREAMS_PER_CONNECTION,
};

/**
 * Options of a slave's channel. A channel serves one session and is then thrown away, so it shares nothing with
 * others and retries nothing by itself: a retried stream would hide that the master has lost it.
 */
export const CHANNEL_OPTIONS: ChannelOptions = {
  ...COMMON_OPTIONS,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
};
