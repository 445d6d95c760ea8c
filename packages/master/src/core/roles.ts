import type { RegisterMessage } from '@steadfast/protocol/messages';
import { beginCatchUp, entriesRead, revisionsRead, updatesWritten } from './ledger/catch-up.ts';
import type { CatchUp, CatchUpRequest } from './ledger/catch-up.ts';
import { heartbeatWritten, createHeartbeat, type Heartbeat } from './heartbeat.ts';
import { ask, type Effect, type StoreResponse, type StepContext } from './events.ts';
import type { Entry } from './ledger/facts.ts';
import {
  createFollower,
  leaderIn,
  noteObservation,
  reasonToLead,
  type Follower,
  type LeaderObservation,
} from './roles/following.ts';
import { advance } from './roles/leader.ts';
import { adoptAssignments, suspectStreams } from './leader/deadlines.ts';
import { createLeadership, decide, type MasterConfig, type Leadership } from './leader/leadership.ts';
import { register } from './leader/sessions.ts';
import type { TaskDocument } from './leader/task-document.ts';

/** What a master is at the moment. */
export type Role =
  | ({ readonly kind: 'follower' } & Follower)
  /** It tries to append the beginning of its reign, and then to see it at the end of the ledger. */
  | { readonly kind: 'candidate'; readonly entry: Entry }
  /** It leads, and brings the documents up to date before it begins to work. */
  | { readonly kind: 'catching-up'; readonly epoch: number; readonly catchUp: CatchUp; readonly heartbeat: Heartbeat }
  | { readonly kind: 'leader'; readonly leadership: Leadership }
  /** It writes out what it decided, to end its reign in order. */
  | { readonly kind: 'stopping'; readonly leadership: Leadership }
  | { readonly kind: 'stopped' };

type Candidate = Extract<Role, { kind: 'candidate' }>;
type CatchingUp = Extract<Role, { kind: 'catching-up' }>;

/** The whole state of a master: plain data, changed by `step` alone. */
export interface MasterState {
  readonly config: MasterConfig;
  role: Role;
  generation: number;
  /** When the last event came. */
  lastEventMs: number;
  /** When the store last gave an answer that shows contact. */
  heardMs: number;
  /** Until this moment streams that break are blamed on this master, which had stalled. */
  stalledUntilMs: number;
  /** The sessions that have introduced themselves. */
  readonly introduced: Set<number>;
  /** Of these, the ones that wait until it is known who leads. */
  readonly waiting: Map<number, RegisterMessage>;
}

/** A master that has just started. */
export function createMaster(config: MasterConfig, nowMs: number): MasterState {
  return {
    config,
    role: { kind: 'follower', ...createFollower(true, nowMs) },
    generation: 1,
    lastEventMs: nowMs,
    heardMs: nowMs,
    stalledUntilMs: -Infinity,
    introduced: new Set(),
    waiting: new Map(),
  };
}

/** Changes the role; answers to what was asked before are of no interest any more. */
function become(state: MasterState, context: StepContext, role: Role): void {
  state.role = role;
  state.generation += 1;
  context.generation = state.generation;
}

function log(
  context: StepContext,
  event: string,
  message: string,
  fields: Extract<Effect, { kind: 'log' }>['fields'],
): void {
  context.effects.push({ kind: 'log', level: 'info', event, message, fields });
}

/** Ends every session that has introduced itself. */
function endSessions(state: MasterState, context: StepContext, detail: string): void {
  for (const session of state.introduced) context.effects.push({ kind: 'end', session, code: 'unavailable', detail });
}

/** Tells a slave that somebody else leads. */
export function refuseAsFollower(context: StepContext, session: number, observation: LeaderObservation): void {
  const leader = leaderIn(observation) ?? '';
  const detail = leader === '' ? 'this master does not lead' : `this master does not lead: ${leader} does`;
  context.effects.push({ kind: 'send', session, message: { kind: 'refuse', reason: 'not leading', detail, leader } });
  context.effects.push({ kind: 'end', session, code: 'unavailable', detail });
}

/** A follower saw the end of the ledger and the beat: it goes on watching, or tries to lead. */
export function observed(
  state: MasterState,
  context: StepContext,
  role: Follower,
  { end, control }: Extract<StoreResponse, { kind: 'observed' }>,
): void {
  noteObservation(role, end, control, context.nowMs);
  const { name, instance } = state.config;
  const reason = reasonToLead(role, name);
  role.fresh = false;
  if (reason === null) {
    for (const session of state.waiting.keys()) refuseAsFollower(context, session, { end, control });
    return;
  }
  const facts = [{ kind: 'epoch.began', name, instance }] as const;
  const entry: Entry = { number: end.number + 1, epoch: end.epoch + 1, by: instance, atMs: context.wallMs, facts };
  become(state, context, { kind: 'candidate', entry });
  log(context, 'epoch.claimed', `${name} tries to lead: ${reason}`, { epoch: entry.epoch, reason });
  ask(context, { kind: 'append', entry });
}

/** The ledger holds a newer reign: forgets everything that was held in memory, and follows. */
export function depose(state: MasterState, context: StepContext): void {
  const { role, config } = state;
  if (role.kind === 'stopping') return finishStop(state, context);
  const led = role.kind === 'leader' ? role.leadership.epoch : role.kind === 'catching-up' ? role.epoch : null;
  endSessions(state, context, `${config.name} was deposed`);
  if (led !== null) log(context, 'epoch.deposed', `${config.name} was deposed: a newer reign began`, { epoch: led });
  become(state, context, { kind: 'follower', ...createFollower(false, context.nowMs) });
}

/** Asks for what the catch-up wants next; when it is complete, for the open assignments. */
function proceed(context: StepContext, request: CatchUpRequest): void {
  ask(context, request ?? { kind: 'read.assigned' });
}

/**
 * The beginning of the reign was appended, and it was seen what the ledger ends with. If that is something else, the
 * number had been taken before, by an entry that was trimmed since: the reign is none.
 * First the documents are brought up to date with the reigns before.
 */
export function beginEpoch(
  state: MasterState,
  context: StepContext,
  { entry }: Candidate,
  { end, control }: Extract<StoreResponse, { kind: 'observed' }>,
): void {
  const { epoch, number } = entry;
  if (end.number !== number) return depose(state, context);
  context.effects.push({ kind: 'committed', entry, reread: false });
  const [catchUp, request] = beginCatchUp(control?.projectedThrough ?? 0, number);
  state.role = { kind: 'catching-up', epoch, catchUp, heartbeat: createHeartbeat(context.nowMs) };
  proceed(context, request);
}

/** The documents agree with the ledger: the work begins. */
function beginWork(
  state: MasterState,
  context: StepContext,
  role: CatchingUp,
  documents: readonly TaskDocument[],
): void {
  const { epoch, catchUp, heartbeat } = role;
  const leadership = createLeadership(state.config, epoch, catchUp.through, heartbeat, context.nowMs);
  state.role = { kind: 'leader', leadership };
  adoptAssignments(leadership, context, documents);
  log(
    context,
    'epoch.ready',
    `${state.config.name} leads; it waits for the slaves of ${leadership.assigned.size} tasks`,
    {
      epoch,
    },
  );
  for (const [session, message] of state.waiting) register(leadership, context, session, message);
  state.waiting.clear();
  // Sessions that waited while this master stood still may have broken unseen.
  if (context.nowMs < state.stalledUntilMs) suspectStreams(leadership, context.nowMs, state.stalledUntilMs);
  advance(leadership, context);
}

/** The store answered a master that catches up. */
export function catchUpAnswered(
  state: MasterState,
  context: StepContext,
  role: CatchingUp,
  response: StoreResponse,
): void {
  const { catchUp, heartbeat } = role;
  switch (response.kind) {
    case 'ledger':
      for (const entry of response.entries)
        if (entry.number < catchUp.through) context.effects.push({ kind: 'committed', entry, reread: true });
      return proceed(context, entriesRead(catchUp, response.entries));
    case 'revisions':
      return proceed(context, revisionsRead(catchUp, response.revisions));
    case 'projected':
      return proceed(context, updatesWritten(catchUp));
    case 'assigned':
      return beginWork(state, context, role, response.documents);
    case 'control.written':
      return heartbeatWritten(heartbeat, response.control, context.nowMs);
    case 'observed':
    case 'appended':
    case 'append.collided':
    case 'runnable':
    case 'report':
    case 'control.superseded':
    case 'trimmed':
      throw new Error(`a master that catches up was answered ${response.kind}, which it cannot have asked for`);
  }
}

/** Stops in order: a leader first writes out what it decided. */
export function stop(state: MasterState, context: StepContext, reason: string): void {
  const { role } = state;
  if (role.kind === 'stopping' || role.kind === 'stopped') return;
  if (role.kind === 'leader') {
    decide(role.leadership, context, [{ kind: 'epoch.ended', reason }]);
    state.role = { kind: 'stopping', leadership: role.leadership };
  } else finishStop(state, context);
}

/** Everything is written: ends the sessions, and is done. */
export function finishStop(state: MasterState, context: StepContext): void {
  endSessions(state, context, `${state.config.name} is stopping`);
  become(state, context, { kind: 'stopped' });
  context.effects.push({ kind: 'stopped' });
}
