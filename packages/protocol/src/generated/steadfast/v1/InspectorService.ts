// Original file: proto/inspector.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ExplainTaskRequest as _steadfast_v1_ExplainTaskRequest, ExplainTaskRequest__Output as _steadfast_v1_ExplainTaskRequest__Output } from '../../steadfast/v1/ExplainTaskRequest.ts';
import type { ExplainTaskResponse as _steadfast_v1_ExplainTaskResponse, ExplainTaskResponse__Output as _steadfast_v1_ExplainTaskResponse__Output } from '../../steadfast/v1/ExplainTaskResponse.ts';
import type { GetClusterRequest as _steadfast_v1_GetClusterRequest, GetClusterRequest__Output as _steadfast_v1_GetClusterRequest__Output } from '../../steadfast/v1/GetClusterRequest.ts';
import type { GetClusterResponse as _steadfast_v1_GetClusterResponse, GetClusterResponse__Output as _steadfast_v1_GetClusterResponse__Output } from '../../steadfast/v1/GetClusterResponse.ts';
import type { GetTaskRequest as _steadfast_v1_GetTaskRequest, GetTaskRequest__Output as _steadfast_v1_GetTaskRequest__Output } from '../../steadfast/v1/GetTaskRequest.ts';
import type { GetTaskResponse as _steadfast_v1_GetTaskResponse, GetTaskResponse__Output as _steadfast_v1_GetTaskResponse__Output } from '../../steadfast/v1/GetTaskResponse.ts';
import type { ListSlavesRequest as _steadfast_v1_ListSlavesRequest, ListSlavesRequest__Output as _steadfast_v1_ListSlavesRequest__Output } from '../../steadfast/v1/ListSlavesRequest.ts';
import type { ListSlavesResponse as _steadfast_v1_ListSlavesResponse, ListSlavesResponse__Output as _steadfast_v1_ListSlavesResponse__Output } from '../../steadfast/v1/ListSlavesResponse.ts';
import type { ListTasksRequest as _steadfast_v1_ListTasksRequest, ListTasksRequest__Output as _steadfast_v1_ListTasksRequest__Output } from '../../steadfast/v1/ListTasksRequest.ts';
import type { ListTasksResponse as _steadfast_v1_ListTasksResponse, ListTasksResponse__Output as _steadfast_v1_ListTasksResponse__Output } from '../../steadfast/v1/ListTasksResponse.ts';
import type { WatchEventsRequest as _steadfast_v1_WatchEventsRequest, WatchEventsRequest__Output as _steadfast_v1_WatchEventsRequest__Output } from '../../steadfast/v1/WatchEventsRequest.ts';
import type { WatchEventsResponse as _steadfast_v1_WatchEventsResponse, WatchEventsResponse__Output as _steadfast_v1_WatchEventsResponse__Output } from '../../steadfast/v1/WatchEventsResponse.ts';

/**
 * InspectorService shows the state of a cluster. It never changes anything.
 * 
 * Every master answers, whether it leads or not. The state of the slaves is
 * known only to the leader; any other master names the leader in `note`.
 * 
 * A call fails with one of these statuses:
 * 
 * INVALID_ARGUMENT    a field of the request is invalid; the message names it
 * NOT_FOUND           the task does not exist
 * DEADLINE_EXCEEDED   the database took too long, or nothing of a stream was
 * read for a minute
 * RESOURCE_EXHAUSTED  too many concurrent calls; try again
 * UNAVAILABLE         the database cannot be reached
 */
export interface InspectorServiceClient extends grpc.Client {
  /**
   * Describes in sentences what happened to a task and what it is waiting
   * for.
   */
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Describes in sentences what happened to a task and what it is waiting
   * for.
   */
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Returns an overview: the leader, the tasks by state, the slaves by
   * condition, and the backlog.
   */
  GetCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _steadfast_v1_GetClusterRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _steadfast_v1_GetClusterRequest, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Returns an overview: the leader, the tasks by state, the slaves by
   * condition, and the backlog.
   */
  getCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _steadfast_v1_GetClusterRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _steadfast_v1_GetClusterRequest, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Returns one task with its history and its document.
   */
  GetTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  GetTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  GetTask(argument: _steadfast_v1_GetTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  GetTask(argument: _steadfast_v1_GetTaskRequest, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Returns one task with its history and its document.
   */
  getTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  getTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  getTask(argument: _steadfast_v1_GetTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  getTask(argument: _steadfast_v1_GetTaskRequest, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Lists all slaves with the task that is assigned to each. On the leader
   * this works even if the database is unavailable.
   */
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Lists all slaves with the task that is assigned to each. On the leader
   * this works even if the database is unavailable.
   */
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Lists tasks, filtered and page by page.
   */
  ListTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _steadfast_v1_ListTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _steadfast_v1_ListTasksRequest, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Lists tasks, filtered and page by page.
   */
  listTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _steadfast_v1_ListTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _steadfast_v1_ListTasksRequest, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Streams the facts of the ledger, past ones first if requested, until the
   * caller cancels.
   */
  WatchEvents(argument: _steadfast_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  WatchEvents(argument: _steadfast_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  /**
   * Streams the facts of the ledger, past ones first if requested, until the
   * caller cancels.
   */
  watchEvents(argument: _steadfast_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  watchEvents(argument: _steadfast_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  
}

/**
 * InspectorService shows the state of a cluster. It never changes anything.
 * 
 * Every master answers, whether it leads or not. The state of the slaves is
 * known only to the leader; any other master names the leader in `note`.
 * 
 * A call fails with one of these statuses:
 * 
 * INVALID_ARGUMENT    a field of the request is invalid; the message names it
 * NOT_FOUND           the task does not exist
 * DEADLINE_EXCEEDED   the database took too long, or nothing of a stream was
 * read for a minute
 * RESOURCE_EXHAUSTED  too many concurrent calls; try again
 * UNAVAILABLE         the database cannot be reached
 */
export interface InspectorServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Describes in sentences what happened to a task and what it is waiting
   * for.
   */
  ExplainTask: grpc.handleUnaryCall<_steadfast_v1_ExplainTaskRequest__Output, _steadfast_v1_ExplainTaskResponse>;
  
  /**
   * Returns an overview: the leader, the tasks by state, the slaves by
   * condition, and the backlog.
   */
  GetCluster: grpc.handleUnaryCall<_steadfast_v1_GetClusterRequest__Output, _steadfast_v1_GetClusterResponse>;
  
  /**
   * Returns one task with its history and its document.
   */
  GetTask: grpc.handleUnaryCall<_steadfast_v1_GetTaskRequest__Output, _steadfast_v1_GetTaskResponse>;
  
  /**
   * Lists all slaves with the task that is assigned to each. On the leader
   * this works even if the database is unavailable.
   */
  ListSlaves: grpc.handleUnaryCall<_steadfast_v1_ListSlavesRequest__Output, _steadfast_v1_ListSlavesResponse>;
  
  /**
   * Lists tasks, filtered and page by page.
   */
  ListTasks: grpc.handleUnaryCall<_steadfast_v1_ListTasksRequest__Output, _steadfast_v1_ListTasksResponse>;
  
  /**
   * Streams the facts of the ledger, past ones first if requested, until the
   * caller cancels.
   */
  WatchEvents: grpc.handleServerStreamingCall<_steadfast_v1_WatchEventsRequest__Output, _steadfast_v1_WatchEventsResponse>;
  
}

export interface InspectorServiceDefinition extends grpc.ServiceDefinition {
  ExplainTask: MethodDefinition<_steadfast_v1_ExplainTaskRequest, _steadfast_v1_ExplainTaskResponse, _steadfast_v1_ExplainTaskRequest__Output, _steadfast_v1_ExplainTaskResponse__Output>
  GetCluster: MethodDefinition<_steadfast_v1_GetClusterRequest, _steadfast_v1_GetClusterResponse, _steadfast_v1_GetClusterRequest__Output, _steadfast_v1_GetClusterResponse__Output>
  GetTask: MethodDefinition<_steadfast_v1_GetTaskRequest, _steadfast_v1_GetTaskResponse, _steadfast_v1_GetTaskRequest__Output, _steadfast_v1_GetTaskResponse__Output>
  ListSlaves: MethodDefinition<_steadfast_v1_ListSlavesRequest, _steadfast_v1_ListSlavesResponse, _steadfast_v1_ListSlavesRequest__Output, _steadfast_v1_ListSlavesResponse__Output>
  ListTasks: MethodDefinition<_steadfast_v1_ListTasksRequest, _steadfast_v1_ListTasksResponse, _steadfast_v1_ListTasksRequest__Output, _steadfast_v1_ListTasksResponse__Output>
  WatchEvents: MethodDefinition<_steadfast_v1_WatchEventsRequest, _steadfast_v1_WatchEventsResponse, _steadfast_v1_WatchEventsRequest__Output, _steadfast_v1_WatchEventsResponse__Output>
}
