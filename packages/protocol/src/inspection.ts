import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ChannelOptions } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { DESCRIPTORS } from './generated/descriptors.ts';
import type { ProtoGrpcType as HealthTypes } from './generated/health.ts';
import type { ProtoGrpcType as InspectorTypes } from './generated/inspector.ts';
import type { ProtoGrpcType as ReflectionTypes } from './generated/reflection.ts';
import { MAX_LISTING_BYTES } from './limits.ts';

/*
 * The services that a master offers to people and tools: the inspector, health checks, and reflection in both versions.
 */

const folder = fileURLToPath(new URL('../../../proto', import.meta.url));

function load(...files: readonly string[]): unknown {
  return loadPackageDefinition(
    loadSync([...files], { includeDirs: [folder], longs: Number, enums: String, defaults: true, oneofs: true }),
  );
}

const inspector = (load('inspector.proto') as InspectorTypes).steadfast.v1.InspectorService;
const health = (load('grpc/health/v1/health.proto') as HealthTypes).grpc.health.v1.Health;
const reflection = (load('grpc/reflection/v1/reflection.proto') as ReflectionTypes).grpc.reflection.v1;
// The older version has the same messages in another package.
const alpha = load('grpc/reflection/v1alpha/reflection.proto') as {
  readonly grpc: { readonly reflection: { readonly v1alpha: ReflectionTypes['grpc']['reflection']['v1'] } };
};

/** The client class of InspectorService. */
export const InspectorServiceClient = inspector;

/** The client class of Health. */
export const HealthClient = health;

/** The client class of ServerReflection. */
export const ServerReflectionClient = reflection.ServerReflection;

/** The definition of InspectorService, for a server. */
export const inspectorServiceDefinition = inspector.service;

/** The definition of Health, for a server. */
export const healthDefinition = health.service;

/** The definitions of ServerReflection, v1 and v1alpha, for a server. */
export const reflectionDefinitions = [
  reflection.ServerReflection.service,
  alpha.grpc.reflection.v1alpha.ServerReflection.service,
] as const;

/** The options of an inspection client's channel. */
export const INSPECTOR_CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.max_receive_message_length': MAX_LISTING_BYTES,
  'grpc.use_local_subchannel_pool': 1,
};

/** A proto file, as reflection serves it. */
export interface FileDescriptor {
  /** Its path, as other proto files import it. */
  readonly name: string;
  /** The files that it imports. */
  readonly dependencies: readonly string[];
  /** The full names of its services. */
  readonly services: readonly string[];
  /** The full names of everything it declares. */
  readonly symbols: readonly string[];
  /** The serialized descriptor, with its comments, in base64. */
  readonly base64: string;
}

/** The proto files of all services of a master, and the files they import. */
export const fileDescriptors: readonly FileDescriptor[] = DESCRIPTORS;

export type { HealthHandlers } from './generated/grpc/health/v1/Health.ts';
export type { HealthCheckRequest__Output } from './generated/grpc/health/v1/HealthCheckRequest.ts';
export type { HealthCheckResponse } from './generated/grpc/health/v1/HealthCheckResponse.ts';
export type { ServerReflectionHandlers } from './generated/grpc/reflection/v1/ServerReflection.ts';
export type { ServerReflectionRequest__Output } from './generated/grpc/reflection/v1/ServerReflectionRequest.ts';
export type { ServerReflectionResponse } from './generated/grpc/reflection/v1/ServerReflectionResponse.ts';
export type { InspectorServiceHandlers } from './generated/steadfast/v1/InspectorService.ts';
export type { InspectorServiceClient as InspectorClient } from './generated/steadfast/v1/InspectorService.ts';
export type { Event as EventMessage } from './generated/steadfast/v1/Event.ts';
export type { GetClusterResponse } from './generated/steadfast/v1/GetClusterResponse.ts';
export type { GetTaskResponse } from './generated/steadfast/v1/GetTaskResponse.ts';
export type { Leader as LeaderMessage } from './generated/steadfast/v1/Leader.ts';
export type { ListSlavesResponse } from './generated/steadfast/v1/ListSlavesResponse.ts';
export type { ListTasksRequest__Output } from './generated/steadfast/v1/ListTasksRequest.ts';
export type { ListTasksResponse } from './generated/steadfast/v1/ListTasksResponse.ts';
export type { Slave as SlaveInfo } from './generated/steadfast/v1/Slave.ts';
export type { Task as TaskMessage } from './generated/steadfast/v1/Task.ts';
export type { WatchEventsRequest__Output } from './generated/steadfast/v1/WatchEventsRequest.ts';
export type { WatchEventsResponse } from './generated/steadfast/v1/WatchEventsResponse.ts';
export type { Timestamp } from './generated/google/protobuf/Timestamp.ts';
