// Original file: proto/tasks.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelRequest as _steadfast_v1_CancelRequest, CancelRequest__Output as _steadfast_v1_CancelRequest__Output } from '../../steadfast/v1/CancelRequest.ts';
import type { CancelResponse as _steadfast_v1_CancelResponse, CancelResponse__Output as _steadfast_v1_CancelResponse__Output } from '../../steadfast/v1/CancelResponse.ts';
import type { GetRequest as _steadfast_v1_GetRequest, GetRequest__Output as _steadfast_v1_GetRequest__Output } from '../../steadfast/v1/GetRequest.ts';
import type { GetResponse as _steadfast_v1_GetResponse, GetResponse__Output as _steadfast_v1_GetResponse__Output } from '../../steadfast/v1/GetResponse.ts';
import type { ListRequest as _steadfast_v1_ListRequest, ListRequest__Output as _steadfast_v1_ListRequest__Output } from '../../steadfast/v1/ListRequest.ts';
import type { ListResponse as _steadfast_v1_ListResponse, ListResponse__Output as _steadfast_v1_ListResponse__Output } from '../../steadfast/v1/ListResponse.ts';
import type { ReleaseRequest as _steadfast_v1_ReleaseRequest, ReleaseRequest__Output as _steadfast_v1_ReleaseRequest__Output } from '../../steadfast/v1/ReleaseRequest.ts';
import type { ReleaseResponse as _steadfast_v1_ReleaseResponse, ReleaseResponse__Output as _steadfast_v1_ReleaseResponse__Output } from '../../steadfast/v1/ReleaseResponse.ts';
import type { SetPriorityRequest as _steadfast_v1_SetPriorityRequest, SetPriorityRequest__Output as _steadfast_v1_SetPriorityRequest__Output } from '../../steadfast/v1/SetPriorityRequest.ts';
import type { SetPriorityResponse as _steadfast_v1_SetPriorityResponse, SetPriorityResponse__Output as _steadfast_v1_SetPriorityResponse__Output } from '../../steadfast/v1/SetPriorityResponse.ts';
import type { SubmitRequest as _steadfast_v1_SubmitRequest, SubmitRequest__Output as _steadfast_v1_SubmitRequest__Output } from '../../steadfast/v1/SubmitRequest.ts';
import type { SubmitResponse as _steadfast_v1_SubmitResponse, SubmitResponse__Output as _steadfast_v1_SubmitResponse__Output } from '../../steadfast/v1/SubmitResponse.ts';
import type { WatchRequest as _steadfast_v1_WatchRequest, WatchRequest__Output as _steadfast_v1_WatchRequest__Output } from '../../steadfast/v1/WatchRequest.ts';
import type { WatchResponse as _steadfast_v1_WatchResponse, WatchResponse__Output as _steadfast_v1_WatchResponse__Output } from '../../steadfast/v1/WatchResponse.ts';

/**
 * TaskService submits tasks, and tells what becomes of them.
 * 
 * Get, List and Watch are answered by every master. All other methods write, so
 * only the leader answers them. Any other master fails them with one of the
 * statuses marked with *, and names the leader in the message. If it knows the
 * address of the leader, as HOST:PORT, that is also in the trailing metadata
 * `steadfast-leader`.
 * 
 * Every method may be repeated after any error, with the same effect as if it
 * was called once; Submit only if the request identifies each task with `key` or
 * `task_id`.
 * 
 * A call fails with one of these statuses:
 * 
 * ABORTED              the leader changed in the meantime, so that the outcome
 * is unknown; repeat the call
 * DEADLINE_EXCEEDED    the database took too long, or nothing of a stream was
 * read for a minute. If the call writes, the outcome is
 * unknown; repeat the call
 * FAILED_PRECONDITION* another master leads; call that one
 * INVALID_ARGUMENT     a field of the request is invalid; the message names it
 * NOT_FOUND            the task does not exist
 * RESOURCE_EXHAUSTED   too many concurrent calls, or a stream is read too
 * slowly; try again
 * UNAVAILABLE*         the database cannot be reached, or no leader is known;
 * try again, also on other masters. If the call writes,
 * the outcome is unknown
 */
export interface TaskServiceClient extends grpc.Client {
  /**
   * Cancels a task: it is never placed again, unless it is released. If it is
   * running, its attempt is revoked, and its slave is told to stop it.
   * 
   * The response arrives when the outcome is durable. A task that finishes at
   * the same moment either has succeeded or is cancelled, never both.
   */
  Cancel(argument: _steadfast_v1_CancelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _steadfast_v1_CancelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _steadfast_v1_CancelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  Cancel(argument: _steadfast_v1_CancelRequest, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Cancels a task: it is never placed again, unless it is released. If it is
   * running, its attempt is revoked, and its slave is told to stop it.
   * 
   * The response arrives when the outcome is durable. A task that finishes at
   * the same moment either has succeeded or is cancelled, never both.
   */
  cancel(argument: _steadfast_v1_CancelRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  cancel(argument: _steadfast_v1_CancelRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  cancel(argument: _steadfast_v1_CancelRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  cancel(argument: _steadfast_v1_CancelRequest, callback: grpc.requestCallback<_steadfast_v1_CancelResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Returns one task with its history, its input and its result.
   */
  Get(argument: _steadfast_v1_GetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  Get(argument: _steadfast_v1_GetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  Get(argument: _steadfast_v1_GetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  Get(argument: _steadfast_v1_GetRequest, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Returns one task with its history, its input and its result.
   */
  get(argument: _steadfast_v1_GetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  get(argument: _steadfast_v1_GetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  get(argument: _steadfast_v1_GetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  get(argument: _steadfast_v1_GetRequest, callback: grpc.requestCallback<_steadfast_v1_GetResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Lists tasks, filtered and page by page.
   */
  List(argument: _steadfast_v1_ListRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _steadfast_v1_ListRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _steadfast_v1_ListRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  List(argument: _steadfast_v1_ListRequest, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Lists tasks, filtered and page by page.
   */
  list(argument: _steadfast_v1_ListRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _steadfast_v1_ListRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _steadfast_v1_ListRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  list(argument: _steadfast_v1_ListRequest, callback: grpc.requestCallback<_steadfast_v1_ListResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Releases a parked task: one that was cancelled, failed too often, or had an
   * invalid document. It waits for a slave again, and its failures are
   * forgotten. If its document is still invalid, it is parked again.
   */
  Release(argument: _steadfast_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _steadfast_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _steadfast_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  Release(argument: _steadfast_v1_ReleaseRequest, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Releases a parked task: one that was cancelled, failed too often, or had an
   * invalid document. It waits for a slave again, and its failures are
   * forgotten. If its document is still invalid, it is parked again.
   */
  release(argument: _steadfast_v1_ReleaseRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _steadfast_v1_ReleaseRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _steadfast_v1_ReleaseRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  release(argument: _steadfast_v1_ReleaseRequest, callback: grpc.requestCallback<_steadfast_v1_ReleaseResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Changes the priority of a task that waits for a slave.
   */
  SetPriority(argument: _steadfast_v1_SetPriorityRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  SetPriority(argument: _steadfast_v1_SetPriorityRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  SetPriority(argument: _steadfast_v1_SetPriorityRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  SetPriority(argument: _steadfast_v1_SetPriorityRequest, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Changes the priority of a task that waits for a slave.
   */
  setPriority(argument: _steadfast_v1_SetPriorityRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  setPriority(argument: _steadfast_v1_SetPriorityRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  setPriority(argument: _steadfast_v1_SetPriorityRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  setPriority(argument: _steadfast_v1_SetPriorityRequest, callback: grpc.requestCallback<_steadfast_v1_SetPriorityResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Submits tasks. The response arrives when a majority of the replica set has
   * stored them, so that no failure can lose them.
   * 
   * The tasks are stored one by one: after an error, some of them may be stored.
   * But if a field of any task is invalid, none is.
   */
  Submit(argument: _steadfast_v1_SubmitRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  Submit(argument: _steadfast_v1_SubmitRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  Submit(argument: _steadfast_v1_SubmitRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  Submit(argument: _steadfast_v1_SubmitRequest, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Submits tasks. The response arrives when a majority of the replica set has
   * stored them, so that no failure can lose them.
   * 
   * The tasks are stored one by one: after an error, some of them may be stored.
   * But if a field of any task is invalid, none is.
   */
  submit(argument: _steadfast_v1_SubmitRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  submit(argument: _steadfast_v1_SubmitRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  submit(argument: _steadfast_v1_SubmitRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  submit(argument: _steadfast_v1_SubmitRequest, callback: grpc.requestCallback<_steadfast_v1_SubmitResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Streams what happens to tasks: to those that the requests name, or to all
   * that match a filter. Requests may be sent at any time, so that one stream is
   * enough for everything that a program waits for. The stream stays open when
   * the caller has sent its last request, until the caller cancels it.
   * 
   * No change is left out while the stream is open, and the changes of a task
   * arrive in the order in which they were decided. To continue on another
   * stream, of any master, see `after_entry`.
   */
  Watch(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_WatchRequest, _steadfast_v1_WatchResponse__Output>;
  Watch(options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_WatchRequest, _steadfast_v1_WatchResponse__Output>;
  /**
   * Streams what happens to tasks: to those that the requests name, or to all
   * that match a filter. Requests may be sent at any time, so that one stream is
   * enough for everything that a program waits for. The stream stays open when
   * the caller has sent its last request, until the caller cancels it.
   * 
   * No change is left out while the stream is open, and the changes of a task
   * arrive in the order in which they were decided. To continue on another
   * stream, of any master, see `after_entry`.
   */
  watch(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_WatchRequest, _steadfast_v1_WatchResponse__Output>;
  watch(options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_WatchRequest, _steadfast_v1_WatchResponse__Output>;
  
}

/**
 * TaskService submits tasks, and tells what becomes of them.
 * 
 * Get, List and Watch are answered by every master. All other methods write, so
 * only the leader answers them. Any other master fails them with one of the
 * statuses marked with *, and names the leader in the message. If it knows the
 * address of the leader, as HOST:PORT, that is also in the trailing metadata
 * `steadfast-leader`.
 * 
 * Every method may be repeated after any error, with the same effect as if it
 * was called once; Submit only if the request identifies each task with `key` or
 * `task_id`.
 * 
 * A call fails with one of these statuses:
 * 
 * ABORTED              the leader changed in the meantime, so that the outcome
 * is unknown; repeat the call
 * DEADLINE_EXCEEDED    the database took too long, or nothing of a stream was
 * read for a minute. If the call writes, the outcome is
 * unknown; repeat the call
 * FAILED_PRECONDITION* another master leads; call that one
 * INVALID_ARGUMENT     a field of the request is invalid; the message names it
 * NOT_FOUND            the task does not exist
 * RESOURCE_EXHAUSTED   too many concurrent calls, or a stream is read too
 * slowly; try again
 * UNAVAILABLE*         the database cannot be reached, or no leader is known;
 * try again, also on other masters. If the call writes,
 * the outcome is unknown
 */
export interface TaskServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Cancels a task: it is never placed again, unless it is released. If it is
   * running, its attempt is revoked, and its slave is told to stop it.
   * 
   * The response arrives when the outcome is durable. A task that finishes at
   * the same moment either has succeeded or is cancelled, never both.
   */
  Cancel: grpc.handleUnaryCall<_steadfast_v1_CancelRequest__Output, _steadfast_v1_CancelResponse>;
  
  /**
   * Returns one task with its history, its input and its result.
   */
  Get: grpc.handleUnaryCall<_steadfast_v1_GetRequest__Output, _steadfast_v1_GetResponse>;
  
  /**
   * Lists tasks, filtered and page by page.
   */
  List: grpc.handleUnaryCall<_steadfast_v1_ListRequest__Output, _steadfast_v1_ListResponse>;
  
  /**
   * Releases a parked task: one that was cancelled, failed too often, or had an
   * invalid document. It waits for a slave again, and its failures are
   * forgotten. If its document is still invalid, it is parked again.
   */
  Release: grpc.handleUnaryCall<_steadfast_v1_ReleaseRequest__Output, _steadfast_v1_ReleaseResponse>;
  
  /**
   * Changes the priority of a task that waits for a slave.
   */
  SetPriority: grpc.handleUnaryCall<_steadfast_v1_SetPriorityRequest__Output, _steadfast_v1_SetPriorityResponse>;
  
  /**
   * Submits tasks. The response arrives when a majority of the replica set has
   * stored them, so that no failure can lose them.
   * 
   * The tasks are stored one by one: after an error, some of them may be stored.
   * But if a field of any task is invalid, none is.
   */
  Submit: grpc.handleUnaryCall<_steadfast_v1_SubmitRequest__Output, _steadfast_v1_SubmitResponse>;
  
  /**
   * Streams what happens to tasks: to those that the requests name, or to all
   * that match a filter. Requests may be sent at any time, so that one stream is
   * enough for everything that a program waits for. The stream stays open when
   * the caller has sent its last request, until the caller cancels it.
   * 
   * No change is left out while the stream is open, and the changes of a task
   * arrive in the order in which they were decided. To continue on another
   * stream, of any master, see `after_entry`.
   */
  Watch: grpc.handleBidiStreamingCall<_steadfast_v1_WatchRequest__Output, _steadfast_v1_WatchResponse>;
  
}

export interface TaskServiceDefinition extends grpc.ServiceDefinition {
  Cancel: MethodDefinition<_steadfast_v1_CancelRequest, _steadfast_v1_CancelResponse, _steadfast_v1_CancelRequest__Output, _steadfast_v1_CancelResponse__Output>
  Get: MethodDefinition<_steadfast_v1_GetRequest, _steadfast_v1_GetResponse, _steadfast_v1_GetRequest__Output, _steadfast_v1_GetResponse__Output>
  List: MethodDefinition<_steadfast_v1_ListRequest, _steadfast_v1_ListResponse, _steadfast_v1_ListRequest__Output, _steadfast_v1_ListResponse__Output>
  Release: MethodDefinition<_steadfast_v1_ReleaseRequest, _steadfast_v1_ReleaseResponse, _steadfast_v1_ReleaseRequest__Output, _steadfast_v1_ReleaseResponse__Output>
  SetPriority: MethodDefinition<_steadfast_v1_SetPriorityRequest, _steadfast_v1_SetPriorityResponse, _steadfast_v1_SetPriorityRequest__Output, _steadfast_v1_SetPriorityResponse__Output>
  Submit: MethodDefinition<_steadfast_v1_SubmitRequest, _steadfast_v1_SubmitResponse, _steadfast_v1_SubmitRequest__Output, _steadfast_v1_SubmitResponse__Output>
  Watch: MethodDefinition<_steadfast_v1_WatchRequest, _steadfast_v1_WatchResponse, _steadfast_v1_WatchRequest__Output, _steadfast_v1_WatchResponse__Output>
}
