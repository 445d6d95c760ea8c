// Original file: proto/scheduler.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { SessionRequest as _steadfast_v1_SessionRequest, SessionRequest__Output as _steadfast_v1_SessionRequest__Output } from './SessionRequest.ts';
import type { SessionResponse as _steadfast_v1_SessionResponse, SessionResponse__Output as _steadfast_v1_SessionResponse__Output } from './SessionResponse.ts';

/**
 * Where slaves get their work.
 */
export interface SchedulerServiceClient extends grpc.Client {
  /**
   * One session between a slave and a master, open for as long as both live.
   * 
   * The slave speaks first: Register, once. The master answers Welcome, or
   * Refuse and ends the session. From then on the master pushes assignments
   * and the slave reports what became of them. A session that breaks kills
   * the task of its slave, unless it is the master that failed.
   */
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  /**
   * One session between a slave and a master, open for as long as both live.
   * 
   * The slave speaks first: Register, once. The master answers Welcome, or
   * Refuse and ends the session. From then on the master pushes assignments
   * and the slave reports what became of them. A session that breaks kills
   * the task of its slave, unless it is the master that failed.
   */
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  
}

/**
 * Where slaves get their work.
 */
export interface SchedulerServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * One session between a slave and a master, open for as long as both live.
   * 
   * The slave speaks first: Register, once. The master answers Welcome, or
   * Refuse and ends the session. From then on the master pushes assignments
   * and the slave reports what became of them. A session that breaks kills
   * the task of its slave, unless it is the master that failed.
   */
  Session: grpc.handleBidiStreamingCall<_steadfast_v1_SessionRequest__Output, _steadfast_v1_SessionResponse>;
  
}

export interface SchedulerServiceDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse, _steadfast_v1_SessionRequest__Output, _steadfast_v1_SessionResponse__Output>
}
