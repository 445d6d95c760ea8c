import type { MasterMessage } from '@steadfast/protocol/messages';
import {
  aborted,
  acknowledged,
  assigned,
  executionFinished,
  executionRefused,
  executionStarted,
  executionUnproven,
  turnAway,
} from './assignment.ts';
import { drain, endDrain } from './drain.ts';
import type { Effect } from './effects.ts';
import type { SlaveEvent } from './events.ts';
import { connect } from './search.ts';
import { giveUp, refusalReason, register, sessionEnded, welcomed } from './session.ts';
import type { SlaveState } from './state.ts';

/** A message of a master that has welcomed the slave. */
function obey(state: SlaveState, message: MasterMessage): Effect[] {
  switch (message.kind) {
    case 'assign': {
      const { taskId, taskname, attempt, sleepSeconds } = message;
      return assigned(state, { taskId, taskname, attempt, sleepSeconds });
    }
    case 'acknowledge':
      return acknowledged(state, message);
    case 'abort':
      return aborted(state, message);
    case 'welcome':
      return welcomed(state, message.epoch);
    case 'refuse':
      return giveUp(state, refusalReason(message));
  }
}

/** What a master says means something only in its phase; out of order, it is the master's fault and ends the session. */
function receive(state: SlaveState, message: MasterMessage): Effect[] {
  const { phase } = state;
  switch (phase.kind) {
    case 'welcomed':
      return obey(state, message);
    case 'registering':
      if (message.kind === 'welcome') return welcomed(state, message.epoch);
      if (message.kind === 'refuse') return giveUp(state, refusalReason(message));
      return giveUp(state, `the master said ${message.kind} before welcome`);
    case 'connecting':
      return giveUp(state, `the master said ${message.kind} before the slave registered`);
    case 'ending':
      return message.kind === 'assign' && phase.declines !== null ? turnAway(state, message, phase.declines) : [];
    case 'disconnected':
    case 'left':
      return [];
  }
}

/**
 * The whole of a slave as one deterministic function: something happens, the state changes, and what must be done about
 * it is returned, in order. Nothing else changes the state.
 */
export function step(state: SlaveState, event: SlaveEvent): Effect[] {
  switch (event.kind) {
    case 'started':
    case 'waited':
      return state.phase.kind === 'disconnected' ? connect(state) : [];
    case 'channel opened':
      return register(state);
    case 'message received':
      return receive(state, event.message);
    case 'session ended':
      return sessionEnded(state, event);
    case 'welcome overdue':
      return state.phase.kind === 'registering' ? giveUp(state, 'the master did not welcome in time') : [];
    case 'execution started':
      return executionStarted(state, event);
    case 'execution refused':
      return executionRefused(state, event);
    case 'execution finished':
      return executionFinished(state, event);
    case 'execution unproven':
      return executionUnproven(state, event);
    case 'stop requested':
      return drain(state);
    case 'drain deadline passed':
      return endDrain(state);
  }
}
