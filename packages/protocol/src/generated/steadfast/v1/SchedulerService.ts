// Original file: proto/scheduler.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { SessionRequest as _steadfast_v1_SessionRequest, SessionRequest__Output as _steadfast_v1_SessionRequest__Output } from '../../steadfast/v1/SessionRequest.ts';
import type { SessionResponse as _steadfast_v1_SessionResponse, SessionResponse__Output as _steadfast_v1_SessionResponse__Output } from '../../steadfast/v1/SessionResponse.ts';

/**
 * SchedulerService assigns tasks to slaves.
 * 
 * An attempt is one execution of a task, identified by `task_id` and
 * `attempt`. The attempts of a task are numbered from 1, and at any time at
 * most one of them is current: the one that the ledger assigns to a slave. All
 * other attempts are stale. An attempt that is reported as finished while it is
 * current is recorded as the success of its task.
 */
export interface SchedulerServiceClient extends grpc.Client {
  /**
   * Opens a session, which stays open for as long as both sides are running.
   * A slave has one session at a time and runs one task at a time.
   * 
   * Everything that a slave reports at the same moment travels in one Reports,
   * and everything that the master sends to it in one Orders, since a message
   * costs more than what it carries. This is version 4 of the protocol; earlier
   * versions differ only in what Register and the messages below say.
   * 
   * The slave sends Register, exactly once and as the first message. The
   * leader answers Welcome; a standby, or a leader that cannot accept the
   * slave, answers Refuse and ends the session. The answer may take a while
   * if the master is just becoming the leader or the database is
   * unavailable. The slave sends nothing else before Welcome.
   * 
   * From then on the master sends Assign, Acknowledge and Abort, and the
   * slave sends Started, Finished, Failed, Declined, Aborted and Leaving. A slave
   * must answer Assign with Started, Finished, Failed or Declined, within the placement
   * deadline of the master (5 s by default) after it arrived or, if it had to
   * wait behind other attempts, after the last of these ended.
   * 
   * When a session ends, the master considers the slave lost and assigns its
   * task again as a new attempt. A slave that loses its session keeps its
   * task running, reconnects, and declares in Register what it holds: if the
   * failure was that of the master, the attempt is still current and
   * continues.
   * 
   * The master ends a session with one of these statuses:
   * 
   * ALREADY_EXISTS       another slave with this name is connected
   * DEADLINE_EXCEEDED    Register, or an answer to Assign, took too long
   * FAILED_PRECONDITION  the protocol version is not supported
   * INVALID_ARGUMENT     the slave violated the protocol
   * RESOURCE_EXHAUSTED   too many sessions, or the slave reads too slowly
   * UNAUTHENTICATED      the secret in Register does not belong to the
   * instance
   * UNAVAILABLE          this master does not lead, cannot reach the
   * database, or has a newer session of this slave
   */
  Session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  Session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  /**
   * Opens a session, which stays open for as long as both sides are running.
   * A slave has one session at a time and runs one task at a time.
   * 
   * Everything that a slave reports at the same moment travels in one Reports,
   * and everything that the master sends to it in one Orders, since a message
   * costs more than what it carries. This is version 4 of the protocol; earlier
   * versions differ only in what Register and the messages below say.
   * 
   * The slave sends Register, exactly once and as the first message. The
   * leader answers Welcome; a standby, or a leader that cannot accept the
   * slave, answers Refuse and ends the session. The answer may take a while
   * if the master is just becoming the leader or the database is
   * unavailable. The slave sends nothing else before Welcome.
   * 
   * From then on the master sends Assign, Acknowledge and Abort, and the
   * slave sends Started, Finished, Failed, Declined, Aborted and Leaving. A slave
   * must answer Assign with Started, Finished, Failed or Declined, within the placement
   * deadline of the master (5 s by default) after it arrived or, if it had to
   * wait behind other attempts, after the last of these ended.
   * 
   * When a session ends, the master considers the slave lost and assigns its
   * task again as a new attempt. A slave that loses its session keeps its
   * task running, reconnects, and declares in Register what it holds: if the
   * failure was that of the master, the attempt is still current and
   * continues.
   * 
   * The master ends a session with one of these statuses:
   * 
   * ALREADY_EXISTS       another slave with this name is connected
   * DEADLINE_EXCEEDED    Register, or an answer to Assign, took too long
   * FAILED_PRECONDITION  the protocol version is not supported
   * INVALID_ARGUMENT     the slave violated the protocol
   * RESOURCE_EXHAUSTED   too many sessions, or the slave reads too slowly
   * UNAUTHENTICATED      the secret in Register does not belong to the
   * instance
   * UNAVAILABLE          this master does not lead, cannot reach the
   * database, or has a newer session of this slave
   */
  session(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  session(options?: grpc.CallOptions): grpc.ClientDuplexStream<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse__Output>;
  
}

/**
 * SchedulerService assigns tasks to slaves.
 * 
 * An attempt is one execution of a task, identified by `task_id` and
 * `attempt`. The attempts of a task are numbered from 1, and at any time at
 * most one of them is current: the one that the ledger assigns to a slave. All
 * other attempts are stale. An attempt that is reported as finished while it is
 * current is recorded as the success of its task.
 */
export interface SchedulerServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Opens a session, which stays open for as long as both sides are running.
   * A slave has one session at a time and runs one task at a time.
   * 
   * Everything that a slave reports at the same moment travels in one Reports,
   * and everything that the master sends to it in one Orders, since a message
   * costs more than what it carries. This is version 4 of the protocol; earlier
   * versions differ only in what Register and the messages below say.
   * 
   * The slave sends Register, exactly once and as the first message. The
   * leader answers Welcome; a standby, or a leader that cannot accept the
   * slave, answers Refuse and ends the session. The answer may take a while
   * if the master is just becoming the leader or the database is
   * unavailable. The slave sends nothing else before Welcome.
   * 
   * From then on the master sends Assign, Acknowledge and Abort, and the
   * slave sends Started, Finished, Failed, Declined, Aborted and Leaving. A slave
   * must answer Assign with Started, Finished, Failed or Declined, within the placement
   * deadline of the master (5 s by default) after it arrived or, if it had to
   * wait behind other attempts, after the last of these ended.
   * 
   * When a session ends, the master considers the slave lost and assigns its
   * task again as a new attempt. A slave that loses its session keeps its
   * task running, reconnects, and declares in Register what it holds: if the
   * failure was that of the master, the attempt is still current and
   * continues.
   * 
   * The master ends a session with one of these statuses:
   * 
   * ALREADY_EXISTS       another slave with this name is connected
   * DEADLINE_EXCEEDED    Register, or an answer to Assign, took too long
   * FAILED_PRECONDITION  the protocol version is not supported
   * INVALID_ARGUMENT     the slave violated the protocol
   * RESOURCE_EXHAUSTED   too many sessions, or the slave reads too slowly
   * UNAUTHENTICATED      the secret in Register does not belong to the
   * instance
   * UNAVAILABLE          this master does not lead, cannot reach the
   * database, or has a newer session of this slave
   */
  Session: grpc.handleBidiStreamingCall<_steadfast_v1_SessionRequest__Output, _steadfast_v1_SessionResponse>;
  
}

export interface SchedulerServiceDefinition extends grpc.ServiceDefinition {
  Session: MethodDefinition<_steadfast_v1_SessionRequest, _steadfast_v1_SessionResponse, _steadfast_v1_SessionRequest__Output, _steadfast_v1_SessionResponse__Output>
}
