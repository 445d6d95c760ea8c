import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { RegisterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import { isOverloaded } from './appender.ts';
import { moveBeat } from './beat.ts';
import { ask, type Effect, type EndCode, type Event, type StoreResponse, type Time, type Turn } from './events.ts';
import { wantsToLook } from './following.ts';
import * as leadership from './leadership.ts';
import type { MasterState } from './leadership.ts';
import { CUT_OFF, isCutOff, letGo, showsContact } from './outage.ts';
import { isWrittenOut, leaderAnswered, leaderTicked, pursue, writeOut } from './leading.ts';
import { afterStallMs, forgiveStall, hasStalled, startDeadlines } from './recovery.ts';
import { register, report, sessionClosed } from './sessions.ts';
import { bellChanged } from './window.ts';

const end = (turn: Turn, session: number, code: EndCode, detail: string): void => {
  turn.effects.push({ kind: 'end', session, code, detail });
};

/** A session introduces itself. */
const introduce = (state: MasterState, turn: Turn, session: number, message: RegisterMessage): void => {
  const { role } = state;
  if (message.protocolVersion !== PROTOCOL_VERSION) {
    const detail = `protocol version ${message.protocolVersion} is not spoken here, only ${PROTOCOL_VERSION}`;
    const refusal = { kind: 'refuse', reason: 'unsupported version', detail, leader: '' } as const;
    turn.effects.push({ kind: 'send', session, message: refusal });
    return end(turn, session, 'failed precondition', detail);
  }
  if (message.otherMasters && isCutOff(state, turn)) return end(turn, session, 'unavailable', CUT_OFF);
  if (role.kind === 'leading' && isOverloaded(role.reign.appender))
    return end(turn, session, 'unavailable', 'the database is away, and too much waits for it already');
  state.introduced.add(session);
  if (role.kind === 'leading') register(role.reign, turn, session, message);
  else if (role.kind === 'following' && role.seen !== null) leadership.refuseAsFollower(turn, session, role.seen);
  else state.waiting.set(session, message);
};

/** A message came over a session: Register first and once, then reports, and those only once it was welcomed. */
const received = (state: MasterState, turn: Turn, session: number, message: SlaveMessage): void => {
  const known = state.introduced.has(session);
  if (message.kind === 'register') {
    if (known) discard(state, turn, session, 'Register comes once in a session');
    else introduce(state, turn, session, message);
  } else if (!known) end(turn, session, 'invalid argument', 'the first message of a session must be Register');
  else if (state.waiting.has(session)) discard(state, turn, session, 'nothing may be reported before the Welcome');
  else if (state.role.kind === 'leading') report(state.role.reign, turn, session, message);
};

/** Ends a session whose peer broke the protocol, and nobody else's. */
const discard = (state: MasterState, turn: Turn, session: number, detail: string): void => {
  end(turn, session, 'invalid argument', detail);
  closed(state, turn, session, detail);
};

const forget = ({ introduced, waiting }: MasterState, session: number): void => {
  introduced.delete(session);
  waiting.delete(session);
};

const closed = (state: MasterState, turn: Turn, session: number, reason: string): void => {
  forget(state, session);
  if (state.role.kind === 'leading') sessionClosed(state.role.reign, turn, session, reason);
};

/** The store answered. */
const answered = (state: MasterState, turn: Turn, response: StoreResponse): void => {
  const { role } = state;
  if (response.kind === 'append.collided' || response.kind === 'control.superseded')
    return leadership.depose(state, turn);
  switch (role.kind) {
    case 'following':
      if (response.kind === 'observed') leadership.observed(state, turn, role, response);
      return;
    case 'claiming':
      if (response.kind === 'appended') ask(turn, { kind: 'observe' });
      else if (response.kind === 'observed') leadership.beginReign(state, turn, role, response);
      return;
    case 'catching up':
      return leadership.catchUpAnswered(state, turn, role, response);
    case 'stopping':
      // A page of tasks could lead to a decision, and nothing may follow the end of the reign.
      if (response.kind === 'runnable') return;
      return leaderAnswered(role.reign, turn, response);
    case 'leading':
      return leaderAnswered(role.reign, turn, response);
    case 'stopped':
  }
};

const ticked = (state: MasterState, turn: Turn): void => {
  const { role } = state;
  if (isCutOff(state, turn)) letGo(state, turn);
  if (role.kind === 'leading') leaderTicked(role.reign, turn);
  if (role.kind !== 'following' || !wantsToLook(role, turn.nowMs)) return;
  role.looking = true;
  ask(turn, { kind: 'observe' });
};

const handle = (state: MasterState, turn: Turn, event: Event): void => {
  const { role } = state;
  switch (event.kind) {
    case 'tick':
      return ticked(state, turn);
    case 'session.message':
      return received(state, turn, event.session, event.message);
    case 'session.closed':
      return closed(state, turn, event.session, event.reason);
    case 'store':
      if (showsContact(role, event.response)) state.heardMs = turn.nowMs;
      if (event.term === state.term) answered(state, turn, event.response);
      return;
    case 'bell.set':
    case 'bell.rang':
      if (event.term !== state.term || role.kind !== 'leading') return;
      return bellChanged(role.reign.window, event.kind === 'bell.set' ? 'yes' : 'no');
    case 'stop':
      return leadership.stop(state, turn, event.reason);
  }
};

/** What follows from any event, in the role that it left the master in. */
const settle = (state: MasterState, turn: Turn): void => {
  const { role } = state;
  if (role.kind === 'leading') {
    pursue(role.reign, turn);
    startDeadlines(role.reign, turn);
  }
  if (role.kind === 'catching up') {
    const { beat, epoch, catchUp } = role;
    moveBeat(beat, turn, epoch, state.config, catchUp.after);
  }
  if (role.kind !== 'stopping') return;
  writeOut(role.reign, turn);
  if (isWrittenOut(role.reign)) leadership.finishStop(state, turn);
};

/**
 * The whole of a master: takes what happened at one moment, changes the state, and gives what is to be done about it, in
 * this order. It reads no clock, draws no random number and starts no timer. Events that came together are best given
 * together: what follows from them is then decided, and written down, once.
 * @throws when an invariant is broken: the process must then end, for its memory cannot be trusted
 */
export const stepAll = (state: MasterState, events: readonly Event[], { nowMs, wallMs }: Time): readonly Effect[] => {
  const turn: Turn = { nowMs, wallMs, term: state.term, effects: [] };
  const gapMs = nowMs - state.lastEventMs;
  state.lastEventMs = nowMs;
  if (hasStalled(gapMs)) {
    state.heardMs += gapMs;
    state.stalledUntilMs = afterStallMs(nowMs);
    if (state.role.kind === 'leading') forgiveStall(state.role.reign, nowMs, gapMs);
  }
  const ended = new Set<number>();
  let looked = 0;
  const forgetEnded = (): void => {
    for (; looked < turn.effects.length; looked += 1) {
      const effect = turn.effects[looked];
      if (effect?.kind !== 'end') continue;
      ended.add(effect.session);
      forget(state, effect.session);
    }
  };
  for (const event of events) {
    // What came over a session before it could be ended counts no more: nobody would be told of its end.
    if ('session' in event && ended.has(event.session)) continue;
    handle(state, turn, event);
    forgetEnded();
  }
  settle(state, turn);
  forgetEnded();
  return turn.effects;
};

/** The same for one event. */
export const step = (state: MasterState, event: Event, time: Time): readonly Effect[] => stepAll(state, [event], time);
