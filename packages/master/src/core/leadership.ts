import type { RegisterMessage } from '@steadfast/protocol/messages';
import { beginCatchUp, entriesRead, revisionsRead, updatesWritten } from './catch-up.ts';
import type { CatchUp, CatchUpRequest } from './catch-up.ts';
import { beatMoved, createBeat, type Beat } from './beat.ts';
import { ask, type Effect, type StoreResponse, type Turn } from './events.ts';
import type { Entry } from './facts.ts';
import { beginFollowing, leaderIn, look, reasonToLead, type Following, type Sight } from './following.ts';
import { pursue } from './leading.ts';
import { adoptAssignments, suspectStreams } from './recovery.ts';
import { createReign, decide, type MasterConfig, type Reign } from './reign.ts';
import { register } from './sessions.ts';
import type { TaskDocument } from './task-document.ts';

/** What a master is at the moment. */
export type Role =
  | ({ readonly kind: 'following' } & Following)
  /** It tries to append the beginning of its reign, and then to see it at the end of the ledger. */
  | { readonly kind: 'claiming'; readonly entry: Entry }
  /** It leads, and brings the documents up to date before it begins to work. */
  | { readonly kind: 'catching up'; readonly epoch: number; readonly catchUp: CatchUp; readonly beat: Beat }
  | { readonly kind: 'leading'; readonly reign: Reign }
  /** It writes out what it decided, to end its reign in order. */
  | { readonly kind: 'stopping'; readonly reign: Reign }
  | { readonly kind: 'stopped' };

type Claiming = Extract<Role, { kind: 'claiming' }>;
type CatchingUp = Extract<Role, { kind: 'catching up' }>;

/** The whole state of a master: plain data, changed by `step` alone. */
export interface MasterState {
  readonly config: MasterConfig;
  role: Role;
  term: number;
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
export const createMaster = (config: MasterConfig, nowMs: number): MasterState => ({
  config,
  role: { kind: 'following', ...beginFollowing(true, nowMs) },
  term: 1,
  lastEventMs: nowMs,
  heardMs: nowMs,
  stalledUntilMs: -Infinity,
  introduced: new Set(),
  waiting: new Map(),
});

/** Changes the role; answers to what was asked before are of no interest any more. */
const become = (state: MasterState, turn: Turn, role: Role): void => {
  state.role = role;
  state.term += 1;
  turn.term = state.term;
};

const log = (turn: Turn, event: string, message: string, fields: Extract<Effect, { kind: 'log' }>['fields']): void => {
  turn.effects.push({ kind: 'log', level: 'info', event, message, fields });
};

/** Ends every session that has introduced itself. */
const endSessions = (state: MasterState, turn: Turn, detail: string): void => {
  for (const session of state.introduced) turn.effects.push({ kind: 'end', session, code: 'unavailable', detail });
};

/** Tells a slave that somebody else leads. */
export const refuseAsFollower = (turn: Turn, session: number, seen: Sight): void => {
  const leader = leaderIn(seen) ?? '';
  const detail = leader === '' ? 'this master does not lead' : `this master does not lead: ${leader} does`;
  turn.effects.push({ kind: 'send', session, message: { kind: 'refuse', reason: 'not leading', detail, leader } });
  turn.effects.push({ kind: 'end', session, code: 'unavailable', detail });
};

/** A follower saw the end of the ledger and the beat: it goes on watching, or tries to lead. */
export const observed = (
  state: MasterState,
  turn: Turn,
  role: Following,
  { end, control }: Extract<StoreResponse, { kind: 'observed' }>,
): void => {
  look(role, end, control, turn.nowMs);
  const { name, instance } = state.config;
  const reason = reasonToLead(role, name);
  role.fresh = false;
  if (reason === null) {
    for (const session of state.waiting.keys()) refuseAsFollower(turn, session, { end, control });
    return;
  }
  const facts = [{ kind: 'reign.began', name, instance }] as const;
  const entry: Entry = { number: end.number + 1, epoch: end.epoch + 1, by: instance, atMs: turn.wallMs, facts };
  become(state, turn, { kind: 'claiming', entry });
  log(turn, 'reign.claimed', `${name} tries to lead: ${reason}`, { epoch: entry.epoch, reason });
  ask(turn, { kind: 'append', entry });
};

/** The ledger holds a newer reign: forgets everything that was held in memory, and follows. */
export const depose = (state: MasterState, turn: Turn): void => {
  const { role, config } = state;
  if (role.kind === 'stopping') return finishStop(state, turn);
  const led = role.kind === 'leading' ? role.reign.epoch : role.kind === 'catching up' ? role.epoch : null;
  endSessions(state, turn, `${config.name} was deposed`);
  if (led !== null) log(turn, 'reign.deposed', `${config.name} was deposed: a newer reign began`, { epoch: led });
  become(state, turn, { kind: 'following', ...beginFollowing(false, turn.nowMs) });
};

/** Asks for what the catch-up wants next; when it is complete, for the open assignments. */
const proceed = (turn: Turn, request: CatchUpRequest): void => ask(turn, request ?? { kind: 'read.assigned' });

/**
 * The beginning of the reign was appended, and it was seen what the ledger ends with. If that is something else, the
 * number had been taken before, by an entry that was trimmed since: the reign is none.
 * First the documents are brought up to date with the reigns before.
 */
export const beginReign = (
  state: MasterState,
  turn: Turn,
  { entry }: Claiming,
  { end, control }: Extract<StoreResponse, { kind: 'observed' }>,
): void => {
  const { epoch, number } = entry;
  if (end.number !== number) return depose(state, turn);
  turn.effects.push({ kind: 'committed', entry, reread: false });
  const [catchUp, request] = beginCatchUp(control?.projectedThrough ?? 0, number);
  state.role = { kind: 'catching up', epoch, catchUp, beat: createBeat(turn.nowMs) };
  proceed(turn, request);
};

/** The documents agree with the ledger: the work begins. */
const beginWork = (state: MasterState, turn: Turn, role: CatchingUp, documents: readonly TaskDocument[]): void => {
  const { epoch, catchUp, beat } = role;
  const reign = createReign(state.config, epoch, catchUp.through, beat, turn.nowMs);
  state.role = { kind: 'leading', reign };
  adoptAssignments(reign, turn, documents);
  log(turn, 'reign.ready', `${state.config.name} leads; it waits for the slaves of ${reign.assigned.size} tasks`, {
    epoch,
  });
  for (const [session, message] of state.waiting) register(reign, turn, session, message);
  state.waiting.clear();
  // Sessions that waited while this master stood still may have broken unseen.
  if (turn.nowMs < state.stalledUntilMs) suspectStreams(reign, turn.nowMs, state.stalledUntilMs);
  pursue(reign, turn);
};

/** The store answered a master that catches up. */
export const catchUpAnswered = (state: MasterState, turn: Turn, role: CatchingUp, response: StoreResponse): void => {
  const { catchUp, beat } = role;
  switch (response.kind) {
    case 'ledger':
      for (const entry of response.entries)
        if (entry.number < catchUp.through) turn.effects.push({ kind: 'committed', entry, reread: true });
      return proceed(turn, entriesRead(catchUp, response.entries));
    case 'revisions':
      return proceed(turn, revisionsRead(catchUp, response.revisions));
    case 'projected':
      return proceed(turn, updatesWritten(catchUp));
    case 'assigned':
      return beginWork(state, turn, role, response.documents);
    case 'control.written':
      return beatMoved(beat, response.control, turn.nowMs);
    case 'observed':
    case 'appended':
    case 'append.collided':
    case 'runnable':
    case 'report':
    case 'control.superseded':
    case 'trimmed':
      throw new Error(`a master that catches up was answered ${response.kind}, which it cannot have asked for`);
  }
};

/** Stops in order: a leader first writes out what it decided. */
export const stop = (state: MasterState, turn: Turn, reason: string): void => {
  const { role } = state;
  if (role.kind === 'stopping' || role.kind === 'stopped') return;
  if (role.kind === 'leading') {
    decide(role.reign, turn, [{ kind: 'reign.ended', reason }]);
    state.role = { kind: 'stopping', reign: role.reign };
  } else finishStop(state, turn);
};

/** Everything is written: ends the sessions, and is done. */
export const finishStop = (state: MasterState, turn: Turn): void => {
  endSessions(state, turn, `${state.config.name} is stopping`);
  become(state, turn, { kind: 'stopped' });
  turn.effects.push({ kind: 'stopped' });
};
