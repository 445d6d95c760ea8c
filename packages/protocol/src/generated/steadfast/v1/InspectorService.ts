// Original file: proto/inspector.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { ExplainTaskRequest as _steadfast_v1_ExplainTaskRequest, ExplainTaskRequest__Output as _steadfast_v1_ExplainTaskRequest__Output } from './ExplainTaskRequest.ts';
import type { ExplainTaskResponse as _steadfast_v1_ExplainTaskResponse, ExplainTaskResponse__Output as _steadfast_v1_ExplainTaskResponse__Output } from './ExplainTaskResponse.ts';
import type { GetClusterRequest as _steadfast_v1_GetClusterRequest, GetClusterRequest__Output as _steadfast_v1_GetClusterRequest__Output } from './GetClusterRequest.ts';
import type { GetClusterResponse as _steadfast_v1_GetClusterResponse, GetClusterResponse__Output as _steadfast_v1_GetClusterResponse__Output } from './GetClusterResponse.ts';
import type { GetTaskRequest as _steadfast_v1_GetTaskRequest, GetTaskRequest__Output as _steadfast_v1_GetTaskRequest__Output } from './GetTaskRequest.ts';
import type { GetTaskResponse as _steadfast_v1_GetTaskResponse, GetTaskResponse__Output as _steadfast_v1_GetTaskResponse__Output } from './GetTaskResponse.ts';
import type { ListSlavesRequest as _steadfast_v1_ListSlavesRequest, ListSlavesRequest__Output as _steadfast_v1_ListSlavesRequest__Output } from './ListSlavesRequest.ts';
import type { ListSlavesResponse as _steadfast_v1_ListSlavesResponse, ListSlavesResponse__Output as _steadfast_v1_ListSlavesResponse__Output } from './ListSlavesResponse.ts';
import type { ListTasksRequest as _steadfast_v1_ListTasksRequest, ListTasksRequest__Output as _steadfast_v1_ListTasksRequest__Output } from './ListTasksRequest.ts';
import type { ListTasksResponse as _steadfast_v1_ListTasksResponse, ListTasksResponse__Output as _steadfast_v1_ListTasksResponse__Output } from './ListTasksResponse.ts';
import type { WatchEventsRequest as _steadfast_v1_WatchEventsRequest, WatchEventsRequest__Output as _steadfast_v1_WatchEventsRequest__Output } from './WatchEventsRequest.ts';
import type { WatchEventsResponse as _steadfast_v1_WatchEventsResponse, WatchEventsResponse__Output as _steadfast_v1_WatchEventsResponse__Output } from './WatchEventsResponse.ts';

/**
 * Looks into a master and its database, read-only. Leader and standby answer alike, as far as they can know.
 * 
 * Errors: INVALID_ARGUMENT names the field, NOT_FOUND what is missing, UNAVAILABLE says that the database does not
 * answer, RESOURCE_EXHAUSTED that too much is asked at once.
 */
export interface InspectorServiceClient extends grpc.Client {
  /**
   * The story of one task in sentences, and why it is where it is now.
   */
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  ExplainTask(argument: _steadfast_v1_ExplainTaskRequest, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The story of one task in sentences, and why it is where it is now.
   */
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  explainTask(argument: _steadfast_v1_ExplainTaskRequest, callback: grpc.requestCallback<_steadfast_v1_ExplainTaskResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Who leads, how many tasks there are in each state, how many slaves, what waits.
   */
  GetCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _steadfast_v1_GetClusterRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  GetCluster(argument: _steadfast_v1_GetClusterRequest, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Who leads, how many tasks there are in each state, how many slaves, what waits.
   */
  getCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _steadfast_v1_GetClusterRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _steadfast_v1_GetClusterRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  getCluster(argument: _steadfast_v1_GetClusterRequest, callback: grpc.requestCallback<_steadfast_v1_GetClusterResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * One task with its history.
   */
  GetTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  GetTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  GetTask(argument: _steadfast_v1_GetTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  GetTask(argument: _steadfast_v1_GetTaskRequest, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  /**
   * One task with its history.
   */
  getTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  getTask(argument: _steadfast_v1_GetTaskRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  getTask(argument: _steadfast_v1_GetTaskRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  getTask(argument: _steadfast_v1_GetTaskRequest, callback: grpc.requestCallback<_steadfast_v1_GetTaskResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The slaves, each with the task it is responsible for.
   */
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  ListSlaves(argument: _steadfast_v1_ListSlavesRequest, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The slaves, each with the task it is responsible for.
   */
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  listSlaves(argument: _steadfast_v1_ListSlavesRequest, callback: grpc.requestCallback<_steadfast_v1_ListSlavesResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The tasks, page by page.
   */
  ListTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _steadfast_v1_ListTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  ListTasks(argument: _steadfast_v1_ListTasksRequest, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The tasks, page by page.
   */
  listTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _steadfast_v1_ListTasksRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _steadfast_v1_ListTasksRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  listTasks(argument: _steadfast_v1_ListTasksRequest, callback: grpc.requestCallback<_steadfast_v1_ListTasksResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The facts of the ledger as they are committed, until the caller ends the call.
   */
  WatchEvents(argument: _steadfast_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  WatchEvents(argument: _steadfast_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  /**
   * The facts of the ledger as they are committed, until the caller ends the call.
   */
  watchEvents(argument: _steadfast_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  watchEvents(argument: _steadfast_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_steadfast_v1_WatchEventsResponse__Output>;
  
}

/**
 * Looks into a master and its database, read-only. Leader and standby answer alike, as far as they can know.
 * 
 * Errors: INVALID_ARGUMENT names the field, NOT_FOUND what is missing, UNAVAILABLE says that the database does not
 * answer, RESOURCE_EXHAUSTED that too much is asked at once.
 */
export interface InspectorServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * The story of one task in sentences, and why it is where it is now.
   */
  ExplainTask: grpc.handleUnaryCall<_steadfast_v1_ExplainTaskRequest__Output, _steadfast_v1_ExplainTaskResponse>;
  
  /**
   * Who leads, how many tasks there are in each state, how many slaves, what waits.
   */
  GetCluster: grpc.handleUnaryCall<_steadfast_v1_GetClusterRequest__Output, _steadfast_v1_GetClusterResponse>;
  
  /**
   * One task with its history.
   */
  GetTask: grpc.handleUnaryCall<_steadfast_v1_GetTaskRequest__Output, _steadfast_v1_GetTaskResponse>;
  
  /**
   * The slaves, each with the task it is responsible for.
   */
  ListSlaves: grpc.handleUnaryCall<_steadfast_v1_ListSlavesRequest__Output, _steadfast_v1_ListSlavesResponse>;
  
  /**
   * The tasks, page by page.
   */
  ListTasks: grpc.handleUnaryCall<_steadfast_v1_ListTasksRequest__Output, _steadfast_v1_ListTasksResponse>;
  
  /**
   * The facts of the ledger as they are committed, until the caller ends the call.
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
