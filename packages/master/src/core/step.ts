import { PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { RegisterMessage } from '@steadfast/protocol/messages';
import { createContact, CUT_OFF, isCutOff, noteResponse, noteTime } from './contact.ts';
import { endWith, type Effect, type StepContext } from './effects.ts';
import type { Event, Time } from './events.ts';
import { shiftDeadlines } from './leader/deadlines.ts';
import * as candidate from './roles/candidate.ts';
import * as catchingUp from './roles/catching-up.ts';
import * as follower from './roles/follower.ts';
import * as leader from './roles/leader.ts';
import { createFollower, type Outcome } from './roles/role-change.ts';
import * as stopping from './roles/stopping.ts';
import type { MasterConfig, MasterState, Role } from './state.ts';

/** Returns the state of a master that has just started. */
export function createMaster(config: MasterConfig, nowMs: number): MasterState {
  return {
    config,
    role: createFollower(true, nowMs),
    generation: 1,
    contact: createContact(nowMs),
    registered: new Set(),
    pending: new Map(),
  };
}

/** Lets the present role handle an event. */
function dispatch(state: MasterState, event: Event, context: StepContext): void {
  const { role } = state;
  switch (role.kind) {
    case 'follower':
      return change(state, follower.on(state, role, event, context), context);
    case 'candidate':
      return change(state, candidate.on(state, role, event, context), context);
    case 'catching-up':
      return change(state, catchingUp.on(state, role, event, context), context);
    case 'leader':
      return change(state, leader.on(state, role, event, context), context);
    case 'stopping':
      return change(state, stopping.on(state, role, event, context), context);
    case 'stopped':
  }
}

/** Applies a change of role, and lets the new role begin. */
function change(state: MasterState, outcome: Outcome, context: StepContext): void {
  if (outcome === null) return;
  const { role, requests } = outcome;
  state.role = role;
  if (requests === 'abandoned') {
    state.generation += 1;
    context.generation = state.generation;
  }
  switch (role.kind) {
    case 'candidate':
      return candidate.enter(state, role, context);
    case 'catching-up':
      return catchingUp.enter(role, context);
    case 'leader':
      return leader.enter(state, role, context);
    case 'stopped':
      return void context.effects.push({ kind: 'stopped' });
    case 'follower':
    case 'stopping':
  }
}

/** What the present role does once all events of a step are handled. */
function afterEvents(state: MasterState, context: StepContext): void {
  const { role } = state;
  switch (role.kind) {
    case 'catching-up':
      return catchingUp.afterEvents(state, role, context);
    case 'leader':
      return leader.afterEvents(role, context);
    case 'stopping':
      return change(state, stopping.afterEvents(state, role, context), context);
    case 'follower':
    case 'candidate':
    case 'stopped':
  }
}

/** Handles Register, the first message of a session. */
function registered(state: MasterState, session: number, message: RegisterMessage, context: StepContext): void {
  if (message.protocolVersion !== PROTOCOL_VERSION) {
    const detail = `protocol version ${message.protocolVersion} is not supported, only ${PROTOCOL_VERSION}`;
    const refusal = { kind: 'refuse', reason: 'unsupported version', detail, leader: '' } as const;
    context.effects.push({ kind: 'send', session, message: refusal });
    return endWith(context, session, 'failed precondition', detail);
  }
  if (message.otherMasters && isCutOff(state.contact, context.nowMs))
    return endWith(context, session, 'unavailable', CUT_OFF);
  state.registered.add(session);
  dispatch(state, { kind: 'session.message', session, message }, context);
}

/** Ends a session whose peer broke the protocol, and no other. */
function reject(state: MasterState, session: number, detail: string, context: StepContext): void {
  endWith(context, session, 'invalid argument', detail);
  closed(state, session, detail, context);
}

/** The handshake: Register first and only once, then reports, and those only after the Welcome. */
function received(state: MasterState, event: Extract<Event, { kind: 'session.message' }>, context: StepContext): void {
  const { session, message } = event;
  const known = state.registered.has(session);
  if (!known && message.kind !== 'register')
    return endWith(context, session, 'invalid argument', 'the first message of a session must be Register');
  if (!known && message.kind === 'register') return registered(state, session, message, context);
  if (message.kind === 'register') return reject(state, session, 'Register was sent twice', context);
  if (state.pending.has(session)) return reject(state, session, 'a report was sent before the Welcome', context);
  dispatch(state, event, context);
}

function forget({ registered: sessions, pending }: MasterState, session: number): void {
  sessions.delete(session);
  pending.delete(session);
}

function closed(state: MasterState, session: number, reason: string, context: StepContext): void {
  forget(state, session);
  dispatch(state, { kind: 'session.closed', session, reason }, context);
}

/** Lets slaves that wait for an answer look for another master while this one is cut off from the database. */
function releasePending({ contact, pending }: MasterState, context: StepContext): void {
  if (!isCutOff(contact, context.nowMs)) return;
  for (const [session, { otherMasters }] of pending)
    if (otherMasters) endWith(context, session, 'unavailable', CUT_OFF);
}

/** The roles whose heartbeat others watch. */
function owesHeartbeat({ kind }: Role): boolean {
  return kind === 'catching-up' || kind === 'leader' || kind === 'stopping';
}

function handle(state: MasterState, event: Event, context: StepContext): void {
  switch (event.kind) {
    case 'session.message':
      return received(state, event, context);
    case 'session.closed':
      return closed(state, event.session, event.reason, context);
    case 'tick':
      releasePending(state, context);
      return dispatch(state, event, context);
    case 'store':
      noteResponse(state.contact, event.response, owesHeartbeat(state.role), context.nowMs);
      if (event.generation === state.generation) dispatch(state, event, context);
      return;
    case 'watch.opened':
    case 'watch.fired':
      if (event.generation === state.generation) dispatch(state, event, context);
      return;
    case 'stop':
      return dispatch(state, event, context);
  }
}

/**
 * The whole of a master: takes what happened at one moment, changes the state, and returns what must be done about it,
 * in that order. It reads no clock, draws no random number and starts no timer. Events that arrive together are best
 * passed together: what follows from them is then decided, and appended, once.
 * @throws when an invariant is broken: the process must end, for its memory cannot be trusted
 */
export function stepAll(state: MasterState, events: readonly Event[], { nowMs, wallMs }: Time): readonly Effect[] {
  const { contact, generation } = state;
  const context: StepContext = { nowMs, wallMs, generation, contact, effects: [] };
  const stalledForMs = noteTime(contact, nowMs);
  if (stalledForMs > 0 && state.role.kind === 'leader') shiftDeadlines(state.role.leadership, nowMs, stalledForMs);
  const ended = new Set<number>();
  let inspected = 0;
  const forgetEnded = (): void => {
    for (; inspected < context.effects.length; inspected += 1) {
      const effect = context.effects[inspected];
      if (effect?.kind !== 'end') continue;
      ended.add(effect.session);
      forget(state, effect.session);
    }
  };
  for (const event of events) {
    // What arrived on a session before it could be ended is stale: its end would not be reported.
    if ('session' in event && ended.has(event.session)) continue;
    handle(state, event, context);
    forgetEnded();
  }
  afterEvents(state, context);
  forgetEnded();
  return context.effects;
}

/** Handles a single event; see `stepAll`. */
export function step(state: MasterState, event: Event, time: Time): readonly Effect[] {
  return stepAll(state, [event], time);
}
