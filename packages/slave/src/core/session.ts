import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type {
  AttemptReference,
  Held,
  MasterMessage,
  RegisterMessage,
  ReportMessage,
} from '@steadfast/protocol/messages';
import { log, send, type StepContext } from './effects.ts';
import { doubtEpoch } from './epoch-trust.ts';
import type { EventOf } from './events.ts';
import { findReport } from './outbox.ts';
import { dropQueue } from './queue.ts';
import { isLastOfRound, reconnect, tryNextAddress } from './reconnect.ts';
import { isSameAttempt, type EndingConnection, type SlaveState } from './state.ts';

/**
 * Time that a master has to answer Register. A leader cannot answer while it is catching up or its database is
 * unavailable, so this is long. It exists so that a master that never answers does not keep its slaves forever.
 */
const WELCOME_TIMEOUT_MS = 30_000;

/**
 * A session shorter than this counts as a failed try and is followed by backoff. Otherwise a master that breaks every
 * session right after Welcome would be reconnected to in a tight loop.
 */
const MIN_STABLE_SESSION_MS = 1000;

/** Returns the attempts to declare in Register: the running one, then those that have ended in this process. */
function heldAttempts({ running, outbox }: SlaveState): Held[] {
  const finished = [...outbox.values()]
    .filter(({ message }) => message.instance === undefined)
    .map(({ taskId, attempt }): Held => ({ taskId, attempt, state: 'finished' }));
  if (running === null) return finished;
  return [{ taskId: running.taskId, attempt: running.attempt, state: 'running' }, ...finished];
}

/** Returns the attempts that have ended in earlier processes; nothing if there are none. */
function keptAttempts({ outbox }: SlaveState): Pick<RegisterMessage, 'kept'> {
  const kept = [...outbox.values()].flatMap(({ taskId, attempt, message: { instance } }) =>
    instance === undefined ? [] : [{ taskId, attempt, instance }],
  );
  return kept.length === 0 ? {} : { kept };
}

/** Sends a report if the slave is registered. Otherwise the next Register declares what the slave holds. */
export function sendReport(state: SlaveState, context: StepContext, message: ReportMessage): void {
  if (state.connection.kind === 'registered') send(context, message);
}

/** Registers over the channel that was just established. */
export function sessionConnected(state: SlaveState, context: StepContext): void {
  if (state.connection.kind !== 'connecting') return;
  const { name: host, instance } = state.config;
  state.connection = { kind: 'registering', address: state.connection.address, heldRunning: state.running };
  send(context, {
    kind: 'register',
    host,
    instance,
    protocolVersion: PROTOCOL_VERSION,
    otherMasters: state.config.addresses.length > 1,
    held: heldAttempts(state),
    ...keptAttempts(state),
    queues: state.config.queues,
    kinds: state.config.kinds,
  });
  context.effects.push({ kind: 'welcome.await', timeoutMs: WELCOME_TIMEOUT_MS });
}

/** Ends the session, if there is one. Of one that is already ending, only a stop can change what comes next. */
function endSession(
  state: SlaveState,
  context: StepContext,
  reason: string,
  ending: Pick<EndingConnection, 'next' | 'declineReason'>,
): void {
  const { connection } = state;
  if (connection.kind === 'disconnected' || connection.kind === 'stopped') return;
  if (connection.kind === 'ending') {
    if (ending.next === 'stop') state.connection = { ...connection, next: 'stop' };
    return;
  }
  dropQueue(state, context);
  state.connection = { kind: 'ending', address: connection.address, ...ending };
  context.effects.push({ kind: 'end', reason });
}

/** Logs why there is no session, unless that was logged before. */
function logSessionEnd(state: SlaveState, context: StepContext, reason: string): void {
  const { connection, rotation } = state;
  if (connection.kind === 'disconnected' || connection.kind === 'stopped' || connection.kind === 'ending') return;
  const { address } = connection;
  if (connection.kind === 'registered') return log(context, { event: 'session.lost', address, reason });
  const lastOfRound = isLastOfRound(state);
  log(context, { event: 'session.failed', address, reason, rounds: rotation.failedRounds, lastOfRound });
}

/** Ends the session with this master in order to try the next address. */
export function abandonMaster(
  state: SlaveState,
  context: StepContext,
  reason: string,
  declineReason: EndingConnection['declineReason'] = null,
): void {
  logSessionEnd(state, context, reason);
  endSession(state, context, reason, { next: 'reconnect', declineReason });
}

/** Leaves: at once if there is no session, otherwise when the session has closed. */
export function leave(state: SlaveState, context: StepContext): void {
  if (state.connection.kind !== 'disconnected') {
    endSession(state, context, 'leaving', { next: 'stop', declineReason: 'draining' });
    return;
  }
  state.connection = { kind: 'stopped' };
  context.effects.push({ kind: 'stopped' });
}

/** Reconnects after the session was closed, or leaves. The running task is not affected. */
export function sessionClosed(
  state: SlaveState,
  context: StepContext,
  { reason, lastedMs }: EventOf<'session.closed'>,
): void {
  const { connection } = state;
  dropQueue(state, context);
  if (connection.kind === 'ending' && connection.next === 'stop') {
    state.connection = { kind: 'disconnected' };
    leave(state, context);
    return;
  }
  const wasStable = connection.kind === 'registered' && lastedMs >= MIN_STABLE_SESSION_MS;
  logSessionEnd(state, context, reason);
  if (wasStable) reconnect(state, context);
  else tryNextAddress(state, context);
}

/** Reports an attempt that Register declared as running and that was lost before Welcome. */
function reportLostExecution(state: SlaveState, context: StepContext, declared: AttemptReference | null): void {
  if (declared === null || findReport(state.outbox, declared) !== undefined) return;
  const { running } = state;
  if (running !== null && isSameAttempt(running, declared)) return;
  send(context, { kind: 'aborted', taskId: declared.taskId, attempt: declared.attempt });
}

/** Handles Welcome: replays all unacknowledged reports, unless the epoch of this master is not believed. */
export function welcomed(state: SlaveState, context: StepContext, epoch: number): void {
  if (state.connection.kind !== 'registering') return abandonMaster(state, context, 'the master sent a second welcome');
  const { address, heldRunning } = state.connection;
  const doubt = doubtEpoch(state, context, epoch);
  if (doubt !== null) return abandonMaster(state, context, doubt.reason, doubt.declineReason);
  state.connection = { kind: 'registered', address, epoch };
  log(context, { event: 'session.opened', address, epoch });
  reportLostExecution(state, context, heldRunning);
  for (const report of state.outbox.values()) {
    report.replayed = true;
    send(context, report.message);
  }
  if (state.draining) send(context, { kind: 'leaving' });
}

/** Formats a refusal for the log, on one line. Names the leader, unless the detail does. */
export function formatRefusal({ reason, detail, leader }: Extract<MasterMessage, { kind: 'refuse' }>): string {
  const leaderText = detail.includes(leader) ? '' : `the leader is ${leader}`;
  return [`refused: ${reason}`, detail, leaderText].filter((part) => part !== '').join('; ');
}
