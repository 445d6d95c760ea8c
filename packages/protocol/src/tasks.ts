import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, type ChannelOptions } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './generated/tasks.ts';
import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS, MAX_LISTING_BYTES } from './limits.ts';

/*
 * The services by which programs submit, await, watch and cancel tasks.
 */

const folder = fileURLToPath(new URL('../../../proto', import.meta.url));

const definition = loadSync('tasks.proto', {
  includeDirs: [folder],
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});

const { TaskService } = (loadPackageDefinition(definition) as unknown as ProtoGrpcType).steadfast.v1;

/** The client class of TaskService. */
export const TaskServiceClient = TaskService;

/** The definition of TaskService, for a server. */
export const taskServiceDefinition = TaskService.service;

/** Maximum number of tasks in a SubmitRequest: they are stored in one request to the database, within milliseconds. */
export const MAX_SUBMITTED = 1_000;

/** Maximum size of a SubmitRequest: a thousand tasks with an input of 800 bytes, or three with the largest input. */
export const MAX_SUBMIT_BYTES = 1024 * 1024;

/** Maximum length of a key: it is part of every fact about the task, of which a thousand may be in an entry. */
export const MAX_KEY_LENGTH = 128;

/** Maximum length of the reason of a cancellation: it is kept in the ledger and in the document. */
export const MAX_CANCEL_REASON_LENGTH = 200;

/** Maximum number of tasks in a WatchRequest: their documents are read in one request to the database. */
export const MAX_WATCHED_PER_REQUEST = 1_000;

/** Maximum number of tasks that a stream of Watch watches at the same time. */
export const MAX_WATCHED = 10_000;

/** The name of the trailing metadata with the address of the leader, as HOST:PORT. */
export const LEADER_METADATA = 'steadfast-leader';

/**
 * The options of a client's channel. It repeats nothing by itself, since only the caller knows which calls identify what
 * they submit.
 */
export const TASK_CHANNEL_OPTIONS: ChannelOptions = {
  'grpc.keepalive_time_ms': KEEPALIVE_TIME_MS,
  'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
  'grpc.max_receive_message_length': MAX_LISTING_BYTES,
  'grpc.max_send_message_length': MAX_SUBMIT_BYTES,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
};

export type { TaskServiceClient as TaskClient } from './generated/steadfast/v1/TaskService.ts';
export type { TaskServiceHandlers } from './generated/steadfast/v1/TaskService.ts';
export type { CancelRequest, CancelRequest__Output } from './generated/steadfast/v1/CancelRequest.ts';
export type { CancelResponse, CancelResponse__Output } from './generated/steadfast/v1/CancelResponse.ts';
export type { CancelOutcome } from './generated/steadfast/v1/CancelOutcome.ts';
export type { GetRequest, GetRequest__Output } from './generated/steadfast/v1/GetRequest.ts';
export type { GetResponse, GetResponse__Output } from './generated/steadfast/v1/GetResponse.ts';
export type { ListRequest, ListRequest__Output } from './generated/steadfast/v1/ListRequest.ts';
export type { ListResponse, ListResponse__Output } from './generated/steadfast/v1/ListResponse.ts';
export type { NewTask, NewTask__Output } from './generated/steadfast/v1/NewTask.ts';
export type { ReleaseRequest, ReleaseRequest__Output } from './generated/steadfast/v1/ReleaseRequest.ts';
export type { ReleaseResponse, ReleaseResponse__Output } from './generated/steadfast/v1/ReleaseResponse.ts';
export type { ReleaseOutcome } from './generated/steadfast/v1/ReleaseOutcome.ts';
export type { RetryPolicy, RetryPolicy__Output } from './generated/steadfast/v1/RetryPolicy.ts';
export type { SetPriorityRequest, SetPriorityRequest__Output } from './generated/steadfast/v1/SetPriorityRequest.ts';
export type { SetPriorityResponse, SetPriorityResponse__Output } from './generated/steadfast/v1/SetPriorityResponse.ts';
export type { SubmitRequest, SubmitRequest__Output } from './generated/steadfast/v1/SubmitRequest.ts';
export type { SubmitResponse, SubmitResponse__Output } from './generated/steadfast/v1/SubmitResponse.ts';
export type { SubmittedTask, SubmittedTask__Output } from './generated/steadfast/v1/SubmittedTask.ts';
export type { TaskChange, TaskChange__Output } from './generated/steadfast/v1/TaskChange.ts';
export type { Task__Output as TaskOutput } from './generated/steadfast/v1/Task.ts';
export type { WatchedTask } from './generated/steadfast/v1/WatchedTask.ts';
export type { WatchFilter__Output } from './generated/steadfast/v1/WatchFilter.ts';
export type { WatchRequest, WatchRequest__Output } from './generated/steadfast/v1/WatchRequest.ts';
export type { WatchResponse, WatchResponse__Output } from './generated/steadfast/v1/WatchResponse.ts';
