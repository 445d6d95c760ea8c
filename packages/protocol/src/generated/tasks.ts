import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from './google/protobuf/Duration.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from './google/protobuf/Timestamp.ts';
import type { Assignment as _steadfast_v1_Assignment, Assignment__Output as _steadfast_v1_Assignment__Output } from './steadfast/v1/Assignment.ts';
import type { CancelRequest as _steadfast_v1_CancelRequest, CancelRequest__Output as _steadfast_v1_CancelRequest__Output } from './steadfast/v1/CancelRequest.ts';
import type { CancelResponse as _steadfast_v1_CancelResponse, CancelResponse__Output as _steadfast_v1_CancelResponse__Output } from './steadfast/v1/CancelResponse.ts';
import type { Event as _steadfast_v1_Event, Event__Output as _steadfast_v1_Event__Output } from './steadfast/v1/Event.ts';
import type { ExplainTaskRequest as _steadfast_v1_ExplainTaskRequest, ExplainTaskRequest__Output as _steadfast_v1_ExplainTaskRequest__Output } from './steadfast/v1/ExplainTaskRequest.ts';
import type { ExplainTaskResponse as _steadfast_v1_ExplainTaskResponse, ExplainTaskResponse__Output as _steadfast_v1_ExplainTaskResponse__Output } from './steadfast/v1/ExplainTaskResponse.ts';
import type { GetClusterRequest as _steadfast_v1_GetClusterRequest, GetClusterRequest__Output as _steadfast_v1_GetClusterRequest__Output } from './steadfast/v1/GetClusterRequest.ts';
import type { GetClusterResponse as _steadfast_v1_GetClusterResponse, GetClusterResponse__Output as _steadfast_v1_GetClusterResponse__Output } from './steadfast/v1/GetClusterResponse.ts';
import type { GetRequest as _steadfast_v1_GetRequest, GetRequest__Output as _steadfast_v1_GetRequest__Output } from './steadfast/v1/GetRequest.ts';
import type { GetResponse as _steadfast_v1_GetResponse, GetResponse__Output as _steadfast_v1_GetResponse__Output } from './steadfast/v1/GetResponse.ts';
import type { GetTaskRequest as _steadfast_v1_GetTaskRequest, GetTaskRequest__Output as _steadfast_v1_GetTaskRequest__Output } from './steadfast/v1/GetTaskRequest.ts';
import type { GetTaskResponse as _steadfast_v1_GetTaskResponse, GetTaskResponse__Output as _steadfast_v1_GetTaskResponse__Output } from './steadfast/v1/GetTaskResponse.ts';
import type { HistoryItem as _steadfast_v1_HistoryItem, HistoryItem__Output as _steadfast_v1_HistoryItem__Output } from './steadfast/v1/HistoryItem.ts';
import type { InspectorServiceClient as _steadfast_v1_InspectorServiceClient, InspectorServiceDefinition as _steadfast_v1_InspectorServiceDefinition } from './steadfast/v1/InspectorService.ts';
import type { Leader as _steadfast_v1_Leader, Leader__Output as _steadfast_v1_Leader__Output } from './steadfast/v1/Leader.ts';
import type { ListRequest as _steadfast_v1_ListRequest, ListRequest__Output as _steadfast_v1_ListRequest__Output } from './steadfast/v1/ListRequest.ts';
import type { ListResponse as _steadfast_v1_ListResponse, ListResponse__Output as _steadfast_v1_ListResponse__Output } from './steadfast/v1/ListResponse.ts';
import type { ListSlavesRequest as _steadfast_v1_ListSlavesRequest, ListSlavesRequest__Output as _steadfast_v1_ListSlavesRequest__Output } from './steadfast/v1/ListSlavesRequest.ts';
import type { ListSlavesResponse as _steadfast_v1_ListSlavesResponse, ListSlavesResponse__Output as _steadfast_v1_ListSlavesResponse__Output } from './steadfast/v1/ListSlavesResponse.ts';
import type { ListTasksRequest as _steadfast_v1_ListTasksRequest, ListTasksRequest__Output as _steadfast_v1_ListTasksRequest__Output } from './steadfast/v1/ListTasksRequest.ts';
import type { ListTasksResponse as _steadfast_v1_ListTasksResponse, ListTasksResponse__Output as _steadfast_v1_ListTasksResponse__Output } from './steadfast/v1/ListTasksResponse.ts';
import type { Master as _steadfast_v1_Master, Master__Output as _steadfast_v1_Master__Output } from './steadfast/v1/Master.ts';
import type { NewTask as _steadfast_v1_NewTask, NewTask__Output as _steadfast_v1_NewTask__Output } from './steadfast/v1/NewTask.ts';
import type { Parked as _steadfast_v1_Parked, Parked__Output as _steadfast_v1_Parked__Output } from './steadfast/v1/Parked.ts';
import type { ReleaseRequest as _steadfast_v1_ReleaseRequest, ReleaseRequest__Output as _steadfast_v1_ReleaseRequest__Output } from './steadfast/v1/ReleaseRequest.ts';
import type { ReleaseResponse as _steadfast_v1_ReleaseResponse, ReleaseResponse__Output as _steadfast_v1_ReleaseResponse__Output } from './steadfast/v1/ReleaseResponse.ts';
import type { RetryPolicy as _steadfast_v1_RetryPolicy, RetryPolicy__Output as _steadfast_v1_RetryPolicy__Output } from './steadfast/v1/RetryPolicy.ts';
import type { SetPriorityRequest as _steadfast_v1_SetPriorityRequest, SetPriorityRequest__Output as _steadfast_v1_SetPriorityRequest__Output } from './steadfast/v1/SetPriorityRequest.ts';
import type { SetPriorityResponse as _steadfast_v1_SetPriorityResponse, SetPriorityResponse__Output as _steadfast_v1_SetPriorityResponse__Output } from './steadfast/v1/SetPriorityResponse.ts';
import type { Slave as _steadfast_v1_Slave, Slave__Output as _steadfast_v1_Slave__Output } from './steadfast/v1/Slave.ts';
import type { SlaveCounts as _steadfast_v1_SlaveCounts, SlaveCounts__Output as _steadfast_v1_SlaveCounts__Output } from './steadfast/v1/SlaveCounts.ts';
import type { SlaveTask as _steadfast_v1_SlaveTask, SlaveTask__Output as _steadfast_v1_SlaveTask__Output } from './steadfast/v1/SlaveTask.ts';
import type { SubmitRequest as _steadfast_v1_SubmitRequest, SubmitRequest__Output as _steadfast_v1_SubmitRequest__Output } from './steadfast/v1/SubmitRequest.ts';
import type { SubmitResponse as _steadfast_v1_SubmitResponse, SubmitResponse__Output as _steadfast_v1_SubmitResponse__Output } from './steadfast/v1/SubmitResponse.ts';
import type { SubmittedTask as _steadfast_v1_SubmittedTask, SubmittedTask__Output as _steadfast_v1_SubmittedTask__Output } from './steadfast/v1/SubmittedTask.ts';
import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from './steadfast/v1/Task.ts';
import type { TaskChange as _steadfast_v1_TaskChange, TaskChange__Output as _steadfast_v1_TaskChange__Output } from './steadfast/v1/TaskChange.ts';
import type { TaskCounts as _steadfast_v1_TaskCounts, TaskCounts__Output as _steadfast_v1_TaskCounts__Output } from './steadfast/v1/TaskCounts.ts';
import type { TaskServiceClient as _steadfast_v1_TaskServiceClient, TaskServiceDefinition as _steadfast_v1_TaskServiceDefinition } from './steadfast/v1/TaskService.ts';
import type { Versions as _steadfast_v1_Versions, Versions__Output as _steadfast_v1_Versions__Output } from './steadfast/v1/Versions.ts';
import type { WatchEventsRequest as _steadfast_v1_WatchEventsRequest, WatchEventsRequest__Output as _steadfast_v1_WatchEventsRequest__Output } from './steadfast/v1/WatchEventsRequest.ts';
import type { WatchEventsResponse as _steadfast_v1_WatchEventsResponse, WatchEventsResponse__Output as _steadfast_v1_WatchEventsResponse__Output } from './steadfast/v1/WatchEventsResponse.ts';
import type { WatchFilter as _steadfast_v1_WatchFilter, WatchFilter__Output as _steadfast_v1_WatchFilter__Output } from './steadfast/v1/WatchFilter.ts';
import type { WatchRequest as _steadfast_v1_WatchRequest, WatchRequest__Output as _steadfast_v1_WatchRequest__Output } from './steadfast/v1/WatchRequest.ts';
import type { WatchResponse as _steadfast_v1_WatchResponse, WatchResponse__Output as _steadfast_v1_WatchResponse__Output } from './steadfast/v1/WatchResponse.ts';
import type { WatchedTask as _steadfast_v1_WatchedTask, WatchedTask__Output as _steadfast_v1_WatchedTask__Output } from './steadfast/v1/WatchedTask.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_Duration, _google_protobuf_Duration__Output>
      Timestamp: MessageTypeDefinition<_google_protobuf_Timestamp, _google_protobuf_Timestamp__Output>
    }
  }
  steadfast: {
    v1: {
      Assignment: MessageTypeDefinition<_steadfast_v1_Assignment, _steadfast_v1_Assignment__Output>
      CancelOutcome: EnumTypeDefinition
      CancelRequest: MessageTypeDefinition<_steadfast_v1_CancelRequest, _steadfast_v1_CancelRequest__Output>
      CancelResponse: MessageTypeDefinition<_steadfast_v1_CancelResponse, _steadfast_v1_CancelResponse__Output>
      Event: MessageTypeDefinition<_steadfast_v1_Event, _steadfast_v1_Event__Output>
      ExplainTaskRequest: MessageTypeDefinition<_steadfast_v1_ExplainTaskRequest, _steadfast_v1_ExplainTaskRequest__Output>
      ExplainTaskResponse: MessageTypeDefinition<_steadfast_v1_ExplainTaskResponse, _steadfast_v1_ExplainTaskResponse__Output>
      GetClusterRequest: MessageTypeDefinition<_steadfast_v1_GetClusterRequest, _steadfast_v1_GetClusterRequest__Output>
      GetClusterResponse: MessageTypeDefinition<_steadfast_v1_GetClusterResponse, _steadfast_v1_GetClusterResponse__Output>
      GetRequest: MessageTypeDefinition<_steadfast_v1_GetRequest, _steadfast_v1_GetRequest__Output>
      GetResponse: MessageTypeDefinition<_steadfast_v1_GetResponse, _steadfast_v1_GetResponse__Output>
      GetTaskRequest: MessageTypeDefinition<_steadfast_v1_GetTaskRequest, _steadfast_v1_GetTaskRequest__Output>
      GetTaskResponse: MessageTypeDefinition<_steadfast_v1_GetTaskResponse, _steadfast_v1_GetTaskResponse__Output>
      HistoryItem: MessageTypeDefinition<_steadfast_v1_HistoryItem, _steadfast_v1_HistoryItem__Output>
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
      InspectorService: SubtypeConstructor<typeof grpc.Client, _steadfast_v1_InspectorServiceClient> & { service: _steadfast_v1_InspectorServiceDefinition }
      Leader: MessageTypeDefinition<_steadfast_v1_Leader, _steadfast_v1_Leader__Output>
      ListRequest: MessageTypeDefinition<_steadfast_v1_ListRequest, _steadfast_v1_ListRequest__Output>
      ListResponse: MessageTypeDefinition<_steadfast_v1_ListResponse, _steadfast_v1_ListResponse__Output>
      ListSlavesRequest: MessageTypeDefinition<_steadfast_v1_ListSlavesRequest, _steadfast_v1_ListSlavesRequest__Output>
      ListSlavesResponse: MessageTypeDefinition<_steadfast_v1_ListSlavesResponse, _steadfast_v1_ListSlavesResponse__Output>
      ListTasksRequest: MessageTypeDefinition<_steadfast_v1_ListTasksRequest, _steadfast_v1_ListTasksRequest__Output>
      ListTasksResponse: MessageTypeDefinition<_steadfast_v1_ListTasksResponse, _steadfast_v1_ListTasksResponse__Output>
      Master: MessageTypeDefinition<_steadfast_v1_Master, _steadfast_v1_Master__Output>
      NewTask: MessageTypeDefinition<_steadfast_v1_NewTask, _steadfast_v1_NewTask__Output>
      Parked: MessageTypeDefinition<_steadfast_v1_Parked, _steadfast_v1_Parked__Output>
      ReleaseOutcome: EnumTypeDefinition
      ReleaseRequest: MessageTypeDefinition<_steadfast_v1_ReleaseRequest, _steadfast_v1_ReleaseRequest__Output>
      ReleaseResponse: MessageTypeDefinition<_steadfast_v1_ReleaseResponse, _steadfast_v1_ReleaseResponse__Output>
      RetryPolicy: MessageTypeDefinition<_steadfast_v1_RetryPolicy, _steadfast_v1_RetryPolicy__Output>
      SetPriorityRequest: MessageTypeDefinition<_steadfast_v1_SetPriorityRequest, _steadfast_v1_SetPriorityRequest__Output>
      SetPriorityResponse: MessageTypeDefinition<_steadfast_v1_SetPriorityResponse, _steadfast_v1_SetPriorityResponse__Output>
      Slave: MessageTypeDefinition<_steadfast_v1_Slave, _steadfast_v1_Slave__Output>
      SlaveCounts: MessageTypeDefinition<_steadfast_v1_SlaveCounts, _steadfast_v1_SlaveCounts__Output>
      SlaveTask: MessageTypeDefinition<_steadfast_v1_SlaveTask, _steadfast_v1_SlaveTask__Output>
      SubmitRequest: MessageTypeDefinition<_steadfast_v1_SubmitRequest, _steadfast_v1_SubmitRequest__Output>
      SubmitResponse: MessageTypeDefinition<_steadfast_v1_SubmitResponse, _steadfast_v1_SubmitResponse__Output>
      SubmittedTask: MessageTypeDefinition<_steadfast_v1_SubmittedTask, _steadfast_v1_SubmittedTask__Output>
      Task: MessageTypeDefinition<_steadfast_v1_Task, _steadfast_v1_Task__Output>
      TaskChange: MessageTypeDefinition<_steadfast_v1_TaskChange, _steadfast_v1_TaskChange__Output>
      TaskCounts: MessageTypeDefinition<_steadfast_v1_TaskCounts, _steadfast_v1_TaskCounts__Output>
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
      TaskService: SubtypeConstructor<typeof grpc.Client, _steadfast_v1_TaskServiceClient> & { service: _steadfast_v1_TaskServiceDefinition }
      Versions: MessageTypeDefinition<_steadfast_v1_Versions, _steadfast_v1_Versions__Output>
      WatchEventsRequest: MessageTypeDefinition<_steadfast_v1_WatchEventsRequest, _steadfast_v1_WatchEventsRequest__Output>
      WatchEventsResponse: MessageTypeDefinition<_steadfast_v1_WatchEventsResponse, _steadfast_v1_WatchEventsResponse__Output>
      WatchFilter: MessageTypeDefinition<_steadfast_v1_WatchFilter, _steadfast_v1_WatchFilter__Output>
      WatchRequest: MessageTypeDefinition<_steadfast_v1_WatchRequest, _steadfast_v1_WatchRequest__Output>
      WatchResponse: MessageTypeDefinition<_steadfast_v1_WatchResponse, _steadfast_v1_WatchResponse__Output>
      WatchedTask: MessageTypeDefinition<_steadfast_v1_WatchedTask, _steadfast_v1_WatchedTask__Output>
    }
  }
}

