import type { MasterMessage } from '@steadfast/protocol/messages';
import {
  attemptAborted,
  attemptAssigned,
  attemptRecalled,
  declineAssignment,
  executionAborted,
  executionEnded,
  executionRejected,
  executionStarted,
  executionUnrecorded,
  reportAcknowledged,
} from './attempt-lifecycle.ts';
import { drainExpired, leaveIfDrained, startDrain } from './drain.ts';
import type { Effect, StepContext } from './effects.ts';
import type { Event } from './events.ts';
import { connect } from './reconnect.ts';
import { abandonMaster, formatRefusal, sessionClosed, sessionConnected, welcomed } from './session.ts';
import type { SlaveState } from './state.ts';

/** Handles a message from the master that the slave is registered with. */
function receivedWhileRegistered(state: SlaveState, context: StepContext, message: MasterMessage): void {
  switch (message.kind) {
    case 'assign': {
      const { taskId, taskname, attempt, work } = message;
      return attemptAssigned(state, context, { taskId, taskname, attempt, work });
    }
    case 'acknowledge':
      return reportAcknowledged(state, context, message);
    case 'abort':
      return attemptAborted(state, context, message);
    case 'recall':
      return attemptRecalled(state, context, message);
    case 'welcome':
      return welcomed(state, context, message.epoch);
    case 'refuse':
      return abandonMaster(state, context, formatRefusal(message));
  }
}

/** Handles a message from a master. One that the state of the connection does not allow ends the session. */
function received(state: SlaveState, context: StepContext, message: MasterMessage): void {
  const { connection } = state;
  switch (connection.kind) {
    case 'registered':
      return receivedWhileRegistered(state, context, message);
    case 'registering':
      if (message.kind === 'welcome') {
        welcomed(state, context, message.epoch);
        // It may have forgotten all that it held, together with an epoch.
        return leaveIfDrained(state, context);
      }
      if (message.kind === 'refuse') return abandonMaster(state, context, formatRefusal(message));
      return abandonMaster(state, context, `the master sent ${message.kind} before welcome`);
    case 'connecting':
      return abandonMaster(state, context, `the master sent ${message.kind} before the slave registered`);
    case 'ending':
      if (message.kind === 'assign' && connection.declineReason !== null)
        declineAssignment(state, context, message, connection.declineReason);
      return;
    case 'disconnected':
    case 'stopped':
  }
}

function handle(state: SlaveState, context: StepContext, event: Event): void {
  switch (event.kind) {
    case 'start':
    case 'retry.due':
      if (state.connection.kind === 'disconnected') connect(state, context);
      return;
    case 'session.connected':
      return sessionConnected(state, context);
    case 'session.message':
      return received(state, context, event.message);
    case 'session.closed':
      return sessionClosed(state, context, event);
    case 'welcome.overdue':
      if (state.connection.kind === 'registering') abandonMaster(state, context, 'the master did not answer Register');
      return;
    case 'execution.started':
      return executionStarted(state, context, event);
    case 'execution.rejected':
      return executionRejected(state, context, event);
    case 'execution.finished':
    case 'execution.failed':
      return executionEnded(state, context, event);
    case 'execution.aborted':
      return executionAborted(state, context, event);
    case 'execution.unrecorded':
      return executionUnrecorded(state, context, event);
    case 'stop':
      return startDrain(state, context);
    case 'drain.expired':
      return drainExpired(state, context);
  }
}

/**
 * The whole slave as one deterministic function: applies an event to the state and returns the effects to execute, in
 * order. It reads no clock, draws no random number and performs no I/O.
 */
export function step(state: SlaveState, event: Event): readonly Effect[] {
  const context: StepContext = { effects: [] };
  handle(state, context, event);
  return context.effects;
}
