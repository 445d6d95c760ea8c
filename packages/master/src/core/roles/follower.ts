import { refuseCommand } from '../leader/commands.ts';
import { nextEpoch } from '../control.ts';
import { log, logInfo, requestEnd, requestStore, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Entry } from '../ledger/facts.ts';
import type { FollowerRole, LeaderObservation, MasterConfig, MasterState } from '../state.ts';
import { finishStop, OBSERVE_MS, type RoleChange } from './role-change.ts';

/** A leader that has been silent for this long is considered dead: three of its heartbeats are missing. */
const TAKEOVER_MS = 1_500;

/** Returns whether it is time to observe the leader again. */
export function isObservationDue({ observing, observedAtMs }: FollowerRole, nowMs: number): boolean {
  return !observing && nowMs - observedAtMs >= OBSERVE_MS;
}

/** Returns a text that keeps changing while the leader is alive. */
function livenessMarker({ end, control }: LeaderObservation): string {
  return `${end.number} ${control?.epoch ?? 0} ${control?.heartbeat ?? 0}`;
}

/**
 * Records an observation. The silence between two observations counts only up to a limit, so that a leader is not
 * considered dead because the database was slow to respond.
 */
export function noteObservation(role: FollowerRole, observation: LeaderObservation, nowMs: number): void {
  const silent = role.observation !== null && livenessMarker(role.observation) === livenessMarker(observation);
  role.silentMs = silent ? role.silentMs + Math.min(nowMs - role.observedAtMs, 2 * OBSERVE_MS) : 0;
  role.observation = observation;
  role.observedAtMs = nowMs;
  role.observing = false;
}

/** Returns the name of the master that leads the latest epoch; null if it is not known. */
export function leaderIn({ end, control }: LeaderObservation): string | null {
  return end.beganBy ?? (control?.epoch === end.epoch ? control.name : null);
}

/** Returns the address of the leader of the latest epoch; empty if it is not known, as before its first heartbeat. */
export function leaderAddressIn({ end, control }: LeaderObservation): string {
  return control?.epoch === end.epoch ? control.address : '';
}

/** Returns why this follower should claim leadership now; null if it should not. */
export function reasonToLead({ observation, silentMs, justStarted }: FollowerRole, ownName: string): string | null {
  if (observation === null) return null;
  if (observation.end.number === 0) return 'the ledger is empty';
  if (observation.end.ended) return 'the last epoch ended cleanly';
  if (justStarted && leaderIn(observation) === ownName) return 'it led the last epoch';
  return silentMs >= TAKEOVER_MS ? 'the leader is silent' : null;
}

/** Refuses a registration, naming the leader if it is known. */
function refuse(context: StepContext, session: number, observation: LeaderObservation): void {
  const leader = leaderIn(observation) ?? '';
  const address = leaderAddressIn(observation);
  const detail =
    leader === '' ? 'no leader is known' : `the leader is ${leader}${address === '' ? '' : ` at ${address}`}`;
  context.effects.push({ kind: 'send', session, message: { kind: 'refuse', reason: 'not leading', detail, leader } });
  requestEnd(context, session, 'unavailable', `not leading; ${detail}`);
}

/** Warns when the leader turns out to have version 0.1.0: it would depose every master of a later version. */
function warnOfOlderVersion(
  { name }: MasterConfig,
  { observation: previous }: FollowerRole,
  { end, control }: LeaderObservation,
  context: StepContext,
): void {
  if (control?.outdated !== true || control.epoch !== end.epoch || previous?.control?.outdated === true) return;
  const { epoch, instance } = control;
  const leader = `the leader, ${control.name}${control.address === '' ? '' : ` at ${control.address}`}`;
  const message = `${name}: ${leader}, has version 0.1.0 and deposes masters of later versions; stop all masters of that version`;
  log(context, 'warn', 'version.mixed', message, { epoch, instance });
}

/** Logs who leads, once in each epoch. */
function logLeader({ name }: MasterConfig, role: FollowerRole, observation: LeaderObservation, context: StepContext) {
  const { epoch } = observation.end;
  const leader = leaderIn(observation);
  if (leader === null || role.followedEpoch === epoch) return;
  role.followedEpoch = epoch;
  logInfo(context, 'epoch.followed', `${name}: standing by for ${leader}, which leads epoch ${epoch}`, { epoch });
}

/** Handles an observation: becomes a candidate if it is time, else refuses the registrations that waited for it. */
function observed(
  { config, pending }: MasterState,
  role: FollowerRole,
  { end, control }: LeaderObservation,
  context: StepContext,
): RoleChange | null {
  const observation = { end, control };
  warnOfOlderVersion(config, role, observation, context);
  noteObservation(role, observation, context.nowMs);
  const { name, instance } = config;
  const reason = reasonToLead(role, name);
  role.justStarted = false;
  if (reason === null) {
    logLeader(config, role, observation, context);
    for (const session of pending.keys()) refuse(context, session, observation);
    return null;
  }
  const facts = [{ kind: 'epoch.began', name, instance }] as const;
  const [number, epoch] = [end.number + 1, nextEpoch(end, control)];
  const entry: Entry = { number, epoch, by: instance, atMs: context.wallMs, facts };
  return { role: { kind: 'candidate', entry, lastEpoch: end.epoch, reason }, requests: 'abandoned' };
}

/** Handles an event as a follower. Returns the change of role that follows, or null. */
export function on(state: MasterState, role: FollowerRole, event: Event, context: StepContext): RoleChange | null {
  switch (event.kind) {
    case 'tick':
      if (!isObservationDue(role, context.nowMs)) return null;
      role.observing = true;
      requestStore(context, { kind: 'observe' });
      return null;
    case 'session.message':
      if (event.message.kind !== 'register') return null;
      if (role.observation === null) state.pending.set(event.session, event.message);
      else refuse(context, event.session, role.observation);
      return null;
    case 'store':
      return event.response.kind === 'observed' ? observed(state, role, event.response, context) : null;
    case 'command':
      refuseCommand(context, event.id, 'not leading');
      return null;
    case 'stop':
      return finishStop(state, context);
    case 'session.closed':
    case 'watch.opened':
    case 'watch.fired':
    case 'tasks.inserted':
      return null;
  }
}
