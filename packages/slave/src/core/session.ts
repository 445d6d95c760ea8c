import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { AttemptReference, Held, MasterMessage, ReportMessage } from '@steadfast/protocol/messages';
import { log, send, type Effect } from './effects.ts';
import type { EventOf } from './events.ts';
import { findReport } from './outbox.ts';
import { connectAgain, isLastOfRound, tryNext } from './search.ts';
import { isSame, type Ending, type SlaveState } from './state.ts';

/**
 * How long a master may take to welcome a slave, in milliseconds. It cannot while its database is away, so this is
 * long; without it, a master that is alive but deaf would keep its slaves for ever.
 */
const WELCOME_DEADLINE_MS = 30_000;

/**
 * A session that stood for less, in milliseconds, counts as a failed try. A master that welcomes and then breaks the
 * session would otherwise be called again and again without a pause.
 */
const STABLE_SESSION_MS = 1000;

/** The attempts that a slave still answers for: what runs, then what waits to be acknowledged. */
function heldAttempts({ running, outbox }: SlaveState): Held[] {
  const finished = [...outbox.values()].map(({ taskId, attempt }): Held => ({ taskId, attempt, state: 'finished' }));
  if (running === null) return finished;
  return [{ taskId: running.taskId, attempt: running.attempt, state: 'running' }, ...finished];
}

/** Sends a report if there is a session that takes it; else `held` will tell the next master. */
export function report(state: SlaveState, message: ReportMessage): Effect[] {
  return state.phase.kind === 'welcomed' ? [send(message)] : [];
}

/** The channel stands: the slave introduces itself. */
export function register(state: SlaveState): Effect[] {
  if (state.phase.kind !== 'connecting') return [];
  const { name: host, instance } = state.config;
  state.phase = { kind: 'registering', address: state.phase.address, running: state.running };
  return [
    send({
      kind: 'register',
      host,
      instance,
      protocolVersion: PROTOCOL_VERSION,
      otherMasters: state.config.addresses.length > 1,
      held: heldAttempts(state),
    }),
    { kind: 'expect welcome', withinMs: WELCOME_DEADLINE_MS },
  ];
}

/** Ends the session, if there is one; `ending` says what is to follow. Asked again, only leaving overrides. */
function endSession(state: SlaveState, reason: string, ending: Pick<Ending, 'next' | 'declines'>): Effect[] {
  const { phase } = state;
  if (phase.kind === 'disconnected' || phase.kind === 'left') return [];
  if (phase.kind === 'ending') {
    if (ending.next === 'leave') state.phase = { ...phase, next: 'leave' };
    return [];
  }
  state.phase = { kind: 'ending', address: phase.address, ...ending };
  return [{ kind: 'end session', reason }];
}

/** Says why there is no session, or no longer. */
function logEnd(state: SlaveState, reason: string): Effect[] {
  const { phase, search } = state;
  if (phase.kind === 'disconnected' || phase.kind === 'left' || phase.kind === 'ending') return [];
  const { address } = phase;
  if (phase.kind === 'welcomed') return [log({ event: 'session.lost', address, reason })];
  const lastOfRound = isLastOfRound(state);
  return [log({ event: 'session.failed', address, reason, rounds: search.rounds, lastOfRound })];
}

/** Gives this master up and looks for another. */
export function giveUp(state: SlaveState, reason: string, declines: Ending['declines'] = null): Effect[] {
  return [...logEnd(state, reason), ...endSession(state, reason, { next: 'reconnect', declines })];
}

/** Leaves for good: at once, or when the session has ended. */
export function leave(state: SlaveState): Effect[] {
  if (state.phase.kind !== 'disconnected') return endSession(state, 'leaving', { next: 'leave', declines: 'draining' });
  state.phase = { kind: 'left' };
  return [{ kind: 'leave' }];
}

/** The session has ended, or none came about. What runs, runs on. */
export function sessionEnded(state: SlaveState, { reason, lastedMs }: EventOf<'session ended'>): Effect[] {
  const { phase } = state;
  if (phase.kind === 'ending' && phase.next === 'leave') {
    state.phase = { kind: 'disconnected' };
    return leave(state);
  }
  const lost = phase.kind === 'welcomed' && lastedMs >= STABLE_SESSION_MS;
  return [...logEnd(state, reason), ...(lost ? connectAgain(state) : tryNext(state))];
}

/** What was said to be running when the slave registered, and came to no good before it was welcomed: that must be told. */
function lostMeanwhile(state: SlaveState, said: AttemptReference | null): Effect[] {
  if (said === null || findReport(state.outbox, said) !== undefined) return [];
  const { running } = state;
  if (running !== null && isSame(running, said)) return [];
  return [send({ kind: 'aborted', taskId: said.taskId, attempt: said.attempt })];
}

/** The master takes the slave: every report that waits is sent again, unless the master's reign is a past one. */
export function welcomed(state: SlaveState, epoch: number): Effect[] {
  if (state.phase.kind !== 'registering') return giveUp(state, 'the master welcomed twice');
  const { address, running: said } = state.phase;
  if (epoch < state.highestEpoch) {
    const reason = `its epoch ${epoch} is over: this slave has obeyed epoch ${state.highestEpoch} (if the database was replaced, restart this slave)`;
    return giveUp(state, reason, 'lower epoch');
  }
  state.highestEpoch = epoch;
  state.phase = { kind: 'welcomed', address, epoch };
  const effects: Effect[] = [log({ event: 'session.opened', address, epoch }), ...lostMeanwhile(state, said)];
  for (const waiting of state.outbox.values()) {
    waiting.replayed = true;
    effects.push(send({ kind: 'finished', taskId: waiting.taskId, attempt: waiting.attempt }));
  }
  if (state.draining) effects.push(send({ kind: 'leaving' }));
  return effects;
}

/** What to do about a refusal, for people. */
export function refusalReason({ reason, detail, leader }: Extract<MasterMessage, { kind: 'refuse' }>): string {
  return [`refused: ${reason}`, detail, leader === '' ? '' : `(the leader is ${leader})`]
    .filter((part) => part !== '')
    .join(' ');
}
