import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { RegisterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import { isOverloaded } from './ledger/group-commit.ts';
import { writeHeartbeat } from './heartbeat.ts';
import {
  ask,
  type Effect,
  type EndCode,
  type Event,
  type StoreResponse,
  type Time,
  type StepContext,
} from './events.ts';
import { isObservationDue } from './roles/following.ts';
import * as leadership from './roles.ts';
import type { MasterState } from './roles.ts';
import { CUT_OFF, isCutOff, letGo, showsContact } from './outage.ts';
import { isWrittenOut, leaderAnswered, leaderTicked, advance, writeOut } from './roles/leader.ts';
import { afterStallMs, forgiveStall, hasStalled, startDeadlines } from './leader/deadlines.ts';
import { register, report, sessionClosed } from './leader/sessions.ts';
import { watchChanged } from './leader/ready-queue.ts';

function end(context: StepContext, session: number, code: EndCode, detail: string): void {
  context.effects.push({ kind: 'end', session, code, detail });
}

/** A session introduces itself. */
function introduce(state: MasterState, context: StepContext, session: number, message: RegisterMessage): void {
  const { role } = state;
  if (message.protocolVersion !== PROTOCOL_VERSION) {
    const detail = `protocol version ${message.protocolVersion} is not spoken here, only ${PROTOCOL_VERSION}`;
    const refusal = { kind: 'refuse', reason: 'unsupported version', detail, leader: '' } as const;
    context.effects.push({ kind: 'send', session, message: refusal });
    return end(context, session, 'failed precondition', detail);
  }
  if (message.otherMasters && isCutOff(state, context)) return end(context, session, 'unavailable', CUT_OFF);
  if (role.kind === 'leader' && isOverloaded(role.leadership.groupCommit))
    return end(context, session, 'unavailable', 'the database is away, and too much waits for it already');
  state.introduced.add(session);
  if (role.kind === 'leader') register(role.leadership, context, session, message);
  else if (role.kind === 'follower' && role.observation !== null)
    leadership.refuseAsFollower(context, session, role.observation);
  else state.waiting.set(session, message);
}

/** A message came over a session: Register first and once, then reports, and those only once it was welcomed. */
function received(state: MasterState, context: StepContext, session: number, message: SlaveMessage): void {
  const known = state.introduced.has(session);
  if (message.kind === 'register') {
    if (known) discard(state, context, session, 'Register comes once in a session');
    else introduce(state, context, session, message);
  } else if (!known) end(context, session, 'invalid argument', 'the first message of a session must be Register');
  else if (state.waiting.has(session)) discard(state, context, session, 'nothing may be reported before the Welcome');
  else if (state.role.kind === 'leader') report(state.role.leadership, context, session, message);
}

/** Ends a session whose peer broke the protocol, and nobody else's. */
function discard(state: MasterState, context: StepContext, session: number, detail: string): void {
  end(context, session, 'invalid argument', detail);
  closed(state, context, session, detail);
}

function forget({ introduced, waiting }: MasterState, session: number): void {
  introduced.delete(session);
  waiting.delete(session);
}

function closed(state: MasterState, context: StepContext, session: number, reason: string): void {
  forget(state, session);
  if (state.role.kind === 'leader') sessionClosed(state.role.leadership, context, session, reason);
}

/** The store answered. */
function answered(state: MasterState, context: StepContext, response: StoreResponse): void {
  const { role } = state;
  if (response.kind === 'append.collided' || response.kind === 'control.superseded')
    return leadership.depose(state, context);
  switch (role.kind) {
    case 'follower':
      if (response.kind === 'observed') leadership.observed(state, context, role, response);
      return;
    case 'candidate':
      if (response.kind === 'appended') ask(context, { kind: 'observe' });
      else if (response.kind === 'observed') leadership.beginEpoch(state, context, role, response);
      return;
    case 'catching-up':
      return leadership.catchUpAnswered(state, context, role, response);
    case 'stopping':
      // A page of tasks could lead to a decision, and nothing may follow the end of the reign.
      if (response.kind === 'runnable') return;
      return leaderAnswered(role.leadership, context, response);
    case 'leader':
      return leaderAnswered(role.leadership, context, response);
    case 'stopped':
  }
}

function ticked(state: MasterState, context: StepContext): void {
  const { role } = state;
  if (isCutOff(state, context)) letGo(state, context);
  if (role.kind === 'leader') leaderTicked(role.leadership, context);
  if (role.kind !== 'follower' || !isObservationDue(role, context.nowMs)) return;
  role.observing = true;
  ask(context, { kind: 'observe' });
}

function handle(state: MasterState, context: StepContext, event: Event): void {
  const { role } = state;
  switch (event.kind) {
    case 'tick':
      return ticked(state, context);
    case 'session.message':
      return received(state, context, event.session, event.message);
    case 'session.closed':
      return closed(state, context, event.session, event.reason);
    case 'store':
      if (showsContact(role, event.response)) state.heardMs = context.nowMs;
      if (event.generation === state.generation) answered(state, context, event.response);
      return;
    case 'watch.opened':
    case 'watch.fired':
      if (event.generation !== state.generation || role.kind !== 'leader') return;
      return watchChanged(role.leadership.readyQueue, event.kind === 'watch.opened' ? 'yes' : 'no');
    case 'stop':
      return leadership.stop(state, context, event.reason);
  }
}

/** What follows from any event, in the role that it left the master in. */
function settle(state: MasterState, context: StepContext): void {
  const { role } = state;
  if (role.kind === 'leader') {
    advance(role.leadership, context);
    startDeadlines(role.leadership, context);
  }
  if (role.kind === 'catching-up') {
    const { heartbeat, epoch, catchUp } = role;
    writeHeartbeat(heartbeat, context, epoch, state.config, catchUp.after);
  }
  if (role.kind !== 'stopping') return;
  writeOut(role.leadership, context);
  if (isWrittenOut(role.leadership)) leadership.finishStop(state, context);
}

/**
 * The whole of a master: takes what happened at one moment, changes the state, and gives what is to be done about it, in
 * this order. It reads no clock, draws no random number and starts no timer. Events that came together are best given
 * together: what follows from them is then decided, and written down, once.
 * @throws when an invariant is broken: the process must then end, for its memory cannot be trusted
 */
export function stepAll(state: MasterState, events: readonly Event[], { nowMs, wallMs }: Time): readonly Effect[] {
  const context: StepContext = { nowMs, wallMs, generation: state.generation, effects: [] };
  const gapMs = nowMs - state.lastEventMs;
  state.lastEventMs = nowMs;
  if (hasStalled(gapMs)) {
    state.heardMs += gapMs;
    state.stalledUntilMs = afterStallMs(nowMs);
    if (state.role.kind === 'leader') forgiveStall(state.role.leadership, nowMs, gapMs);
  }
  const ended = new Set<number>();
  let looked = 0;
  const forgetEnded = (): void => {
    for (; looked < context.effects.length; looked += 1) {
      const effect = context.effects[looked];
      if (effect?.kind !== 'end') continue;
      ended.add(effect.session);
      forget(state, effect.session);
    }
  };
  for (const event of events) {
    // What came over a session before it could be ended counts no more: nobody would be told of its end.
    if ('session' in event && ended.has(event.session)) continue;
    handle(state, context, event);
    forgetEnded();
  }
  settle(state, context);
  forgetEnded();
  return context.effects;
}

/** The same for one event. */
export function step(state: MasterState, event: Event, time: Time): readonly Effect[] {
  return stepAll(state, [event], time);
}
