import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ChannelOptions } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/scheduler.ts';
import * as limits from './limits.ts';

const PROTO_FILE = fileURLToPath(new URL('../../../proto/scheduler.proto', import.meta.url));

const definition = loadSync(PROTO_FILE, { longs: Number, enums: String, defaults: true, oneofs: true });

const { SchedulerService } = (loadPackageDefinition(definition) as unknown as ProtoGrpcType).steadfast.v1;

/** The client class of SchedulerService. */
export const SchedulerServiceClient = SchedulerService;

/** The definition of SchedulerService, for a server. */
export const schedulerServiceDefinition = SchedulerService.service;

const COMMON_OPTIONS = {
  'grpc.keepalive_time_ms': limits.KEEPALIVE_TIME_MS,
  'grpc.keepalive_timeout_ms': limits.KEEPALIVE_TIMEOUT_MS,
  'grpc.keepalive_permit_without_calls': 1,
} as const satisfies ChannelOptions;

/** The options of a master's gRPC server. */
export const SERVER_OPTIONS = {
  ...COMMON_OPTIONS,
  'grpc.max_receive_message_length': limits.MAX_REQUEST_BYTES,
  'grpc.max_send_message_length': limits.MAX_LISTING_BYTES,
  // Statistics that nobody reads, for each connection and stream.
  'grpc.enable_channelz': 0,
  'grpc.max_concurrent_streams': limits.MAX_STREAMS_PER_CONNECTION,
} as const satisfies ChannelOptions;

/**
 * The options of a slave's channel. A channel is used for one session only, so it shares no connection with others. It
 * retries nothing, because a retried stream would hide from the slave that the master has lost its session.
 */
export const CHANNEL_OPTIONS: ChannelOptions = {
  ...COMMON_OPTIONS,
  'grpc.max_receive_message_length': limits.MAX_RESPONSE_BYTES,
  'grpc.max_send_message_length': limits.MAX_REQUEST_BYTES,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
};
