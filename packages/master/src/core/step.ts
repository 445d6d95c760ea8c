import { isSupportedVersion, MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from '@steadfast/protocol/limits';
import type { RegisterMessage } from '@steadfast/protocol/messages';
import { createContact, CUT_OFF_DETAIL, isCutOff, noteResponse, noteTime } from './contact.ts';
import { requestEnd, type Effect, type StepContext } from './effects.ts';
import type { Event, Time } from './events.ts';
import { shiftDeadlines } from './leader/deadlines.ts';
import * as candidate from './roles/candidate.ts';
import * as catchingUp from './roles/catching-up.ts';
import * as follower from './roles/follower.ts';
import * as leader from './roles/leader.ts';
import { createFollower, type RoleChange } from './roles/role-change.ts';
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

/** Dispatches an event to the current role. */
function dispatch(state: MasterState, event: Event, context: StepContext): void {
  const { role } = state;
  switch (role.kind) {
    case 'follower':
      return changeRole(state, follower.on(state, role, event, context), context);
    case 'candidate':
      return changeRole(state, candidate.on(state, role, event, context), context);
    case 'catching-up':
      return changeRole(state, catchingUp.on(state, role, event, context), context);
    case 'leader':
      return changeRole(state, leader.on(state, role, event, context), context);
    case 'stopping':
      return changeRole(state, stopping.on(state, role, event, context), context);
    case 'stopped':
  }
}

/** Applies a change of role, if there is one, and runs the entry action of the new role. */
function changeRole(state: MasterState, roleChange: RoleChange | null, context: StepContext): void {
  if (roleChange === null) return;
  const { role, requests } = roleChange;
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

/** Runs what the current role does once per step, after all events. */
function afterEvents(state: MasterState, context: StepContext): void {
  const { role } = state;
  switch (role.kind) {
    case 'catching-up':
      return catchingUp.afterEvents(state, role, context);
    case 'leader':
      return leader.afterEvents(role, context);
    case 'stopping':
      return changeRole(state, stopping.afterEvents(state, role, context), context);
    case 'follower':
    case 'candidate':
    case 'stopped':
  }
}

/** Handles Register, the first message of a session. */
function handleRegister(state: MasterState, session: number, message: RegisterMessage, context: StepContext): void {
  if (!isSupportedVersion(message.protocolVersion)) {
    const supported = `${MIN_PROTOCOL_VERSION} to ${PROTOCOL_VERSION}`;
    const detail = `protocol version ${message.protocolVersion} is not supported (supported: ${supported})`;
    const refusal = { kind: 'refuse', reason: 'unsupported version', detail, leader: '' } as const;
    context.effects.push({ kind: 'send', session, message: refusal });
    return requestEnd(context, session, 'failed precondition', detail);
  }
  if (message.otherMasters && isCutOff(state.contact, context.nowMs))
    return requestEnd(context, session, 'unavailable', CUT_OFF_DETAIL);
  state.registered.add(session);
  dispatch(state, { kind: 'session.message', session, message }, context);
}

/** Ends the session of a peer that violated the protocol. Other sessions are not affected. */
function reject(state: MasterState, session: number, detail: string, context: StepContext): void {
  requestEnd(context, session, 'invalid argument', detail);
  handleClosed(state, session, detail, context);
}

/** Enforces the handshake: Register comes first and only once, and reports only after Welcome. */
function handleMessage(
  state: MasterState,
  event: Extract<Event, { kind: 'session.message' }>,
  context: StepContext,
): void {
  const { session, message } = event;
  const known = state.registered.has(session);
  if (!known && message.kind !== 'register')
    return requestEnd(context, session, 'invalid argument', 'the first message of a session must be Register');
  if (!known && message.kind === 'register') return handleRegister(state, session, message, context);
  if (message.kind === 'register') return reject(state, session, 'Register was sent twice', context);
  if (state.pending.has(session)) return reject(state, session, 'a report was sent before the Welcome', context);
  dispatch(state, event, context);
}

function forget({ registered: sessions, pending }: MasterState, session: number): void {
  sessions.delete(session);
  pending.delete(session);
}

function handleClosed(state: MasterState, session: number, reason: string, context: StepContext): void {
  forget(state, session);
  dispatch(state, { kind: 'session.closed', session, reason }, context);
}

/**
 * While this master is cut off from the database, releases the slaves that wait for an answer and know other masters.
 */
function releasePending({ contact, pending }: MasterState, context: StepContext): void {
  if (!isCutOff(contact, context.nowMs)) return;
  for (const [session, { otherMasters }] of pending)
    if (otherMasters) requestEnd(context, session, 'unavailable', CUT_OFF_DETAIL);
}

/** Returns whether a role writes the heartbeat that standbys watch. */
function writesHeartbeat({ kind }: Role): boolean {
  return kind === 'catching-up' || kind === 'leader' || kind === 'stopping';
}

function handle(state: MasterState, event: Event, context: StepContext): void {
  switch (event.kind) {
    case 'session.message':
      return handleMessage(state, event, context);
    case 'session.closed':
      return handleClosed(state, event.session, event.reason, context);
    case 'tick':
      releasePending(state, context);
      return dispatch(state, event, context);
    case 'store':
      noteResponse(state.contact, event.response, writesHeartbeat(state.role), context.nowMs);
      if (event.generation === state.generation) dispatch(state, event, context);
      return;
    case 'watch.opened':
    case 'watch.fired':
      if (event.generation === state.generation) dispatch(state, event, context);
      return;
    case 'tasks.inserted':
    case 'command':
    case 'stop':
      return dispatch(state, event, context);
  }
}

/**
 * Handles events that arrived at the same moment: changes the state, and returns the effects to execute, in order. It
 * reads no clock, draws no random numbers and starts no timers. Events that arrive together should be passed together,
 * because the decisions that follow from them then share one ledger entry.
 * @throws when an invariant is broken: the process must exit, because its memory cannot be trusted
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
    // The core has just ended this session and will not be notified when it closes, so a Register must not be handled.
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
