import { BATCHING_VERSION } from '@steadfast/protocol/limits';
import { PLAIN_ABILITIES } from '@steadfast/protocol/messages';
import type { AttemptReference, Held, RegisterMessage } from '@steadfast/protocol/messages';
import { isAttributedToMaster } from '../contact.ts';
import type { JoinedFact } from '../ledger/facts.ts';
import { requestEnd, type EndCode, type SendEffect, type StepContext } from '../effects.ts';
import type { HeldTask, Leadership, MasterState, Slave } from '../state.ts';
import { decide, sendAfterCommit } from './leadership.ts';
import { joinAbility, leaveAbility } from './abilities.ts';
import { abilityKey } from './ability.ts';
import { isHeld, refreshHost, setPhase, tasksOn } from './task-index.ts';
import { revoke, start } from './task-lifecycle.ts';

/** Returns the message that answers a report about an attempt. */
export function answer(kind: 'acknowledge' | 'abort', session: number, attempt: AttemptReference): SendEffect {
  return { kind: 'send', session, message: { kind, taskId: attempt.taskId, attempt: attempt.attempt } };
}

/**
 * Returns the task that a report is about if the slave, or an earlier process of it that the report names, is responsible
 * for this attempt of it; else null.
 */
export function reportedTask(
  leadership: Leadership,
  slave: Slave,
  report: AttemptReference & { readonly instance?: string },
): HeldTask | null {
  const task = leadership.tasks.get(report.taskId);
  const { instance = slave.instance } = report;
  if (instance !== slave.instance && !slave.earlierInstances.has(instance)) return null;
  if (!isHeld(task) || task.phase.host !== slave.host) return null;
  return task.attempt === report.attempt && task.assignment.instance === instance ? task : null;
}

/** Ends a session from this side. Its slave is lost, as if it had closed the session itself. */
export function endSession(
  leadership: Leadership,
  context: StepContext,
  session: number,
  code: EndCode,
  detail: string,
): void {
  requestEnd(context, session, code, detail);
  sessionClosed(leadership, context, session, detail);
}

/**
 * Returns the sessions of the slaves that should look for another master. Slaves that know no other one have nowhere to
 * go, so they stay connected.
 */
export function releasableSessions({ registered }: MasterState, { slaves }: Leadership): number[] {
  const released = [...slaves.values()].filter(({ session, otherMasters }) => otherMasters && registered.has(session));
  return released.map(({ session }) => session);
}

/** Revokes the tasks of a slave after the end of its session, or awaits the slave when it is not at fault. */
function releaseTasks(leadership: Leadership, context: StepContext, slave: Slave, reason: string): void {
  const { host, leaving, welcomed } = slave;
  // A slave that was not welcomed in time gives up and looks for another master, but will return.
  const notAtFault = (isAttributedToMaster(context.contact, context.nowMs) || !welcomed) && !leaving;
  const untilMs = context.nowMs + leadership.config.recoveryGraceMs;
  for (const task of tasksOn(leadership, host))
    if (notAtFault) setPhase(leadership, task, { kind: 'awaiting', host, untilMs }, context.nowMs);
    else revoke(leadership, context, task, `${host} was lost: ${reason}`);
}

/**
 * Handles the end of a session: its slave is lost, and the slave's tasks are revoked unless the slave is not at fault.
 */
export function sessionClosed(leadership: Leadership, context: StepContext, session: number, reason: string): void {
  const host = leadership.hosts.get(session);
  leadership.hosts.delete(session);
  const slave = host === undefined ? undefined : leadership.slaves.get(host);
  if (slave?.session !== session) return;
  const { instance } = slave;
  const why = slave.leaving ? 'orderly stop' : reason;
  leadership.slaves.delete(slave.host);
  leaveAbility(leadership, slave, context.nowMs);
  decide(leadership, context, { kind: 'slave.lost', host: slave.host, instance, reason: why });
  releaseTasks(leadership, context, slave, why);
  refreshHost(leadership, slave.host, context.nowMs);
}

/** Reconciles the attempts that a slave holds, and has kept reports of, with the assignments that it has in the ledger. */
function reconcile(
  leadership: Leadership,
  context: StepContext,
  slave: Slave,
  { held, kept: reports = [] }: Pick<RegisterMessage, 'held' | 'kept'>,
): void {
  const { host, session, instance } = slave;
  const kept = new Map<string, Held['state']>();
  for (const report of reports)
    if (reportedTask(leadership, slave, report) !== null) kept.set(report.taskId, 'finished');
  for (const attempt of held) {
    if (reportedTask(leadership, slave, attempt) !== null) kept.set(attempt.taskId, attempt.state);
    else if (attempt.state === 'running') sendAfterCommit(leadership, context, answer('abort', session, attempt));
  }
  for (const task of tasksOn(leadership, host)) {
    const state = kept.get(task.taskId);
    if (state === 'running') start(leadership, context, task, null);
    else if (state === 'finished')
      setPhase(leadership, task, { kind: 'finished', host, answerDueMs: Infinity }, context.nowMs);
    else {
      const same = task.assignment.instance === instance;
      revoke(leadership, context, task, same ? `${host} no longer holds it` : `${host} was restarted`);
    }
  }
}

/**
 * How long the name of an awaited slave is reserved for the instance that has the task. If that instance is alive, it
 * tries every address about once a second. If it is dead, its next life has to wait until this time has passed, which is
 * why the name is not reserved for the whole recovery grace.
 */
const NAME_RESERVATION_MS = 3_000;

/** Returns whether the name of a slave is reserved for another instance, which is awaited with its task. */
function isReserved(leadership: Leadership, { host, instance, kept = [] }: RegisterMessage, nowMs: number): boolean {
  const own = new Set([instance, ...kept.map((report) => report.instance)]);
  return tasksOn(leadership, host).some(({ phase, assignment }) => {
    if (phase.kind !== 'awaiting' || own.has(assignment.instance)) return false;
    return leadership.config.recoveryGraceMs - (phase.untilMs - nowMs) < NAME_RESERVATION_MS;
  });
}

/** Refuses a slave because of its name. */
function refuseName(context: StepContext, session: number, detail: string): void {
  const refusal = { kind: 'refuse', reason: 'name taken', detail, leader: '' } as const;
  context.effects.push({ kind: 'send', session, message: refusal });
  requestEnd(context, session, 'already exists', detail);
}

/** Returns what a slave can run, for the ledger; nothing if it is what any slave can run. */
function abilitiesOf({ queues, kinds }: RegisterMessage): Pick<JoinedFact, 'queues' | 'kinds'> {
  return abilityKey({ queues, kinds }) === abilityKey(PLAIN_ABILITIES) ? {} : { queues, kinds };
}

/**
 * Registers a slave. Refuses it if another slave with the same name is connected, or has just been and is awaited. If the
 * same instance is connected, the new session replaces the old one.
 */
export function register(
  leadership: Leadership,
  context: StepContext,
  session: number,
  message: RegisterMessage,
): void {
  const { host, instance, protocolVersion, otherMasters, kept = [], queues, kinds } = message;
  const current = leadership.slaves.get(host);
  if (current !== undefined && current.instance !== instance) {
    const detail = `another slave named ${host} is connected; choose another --name, or wait until it is gone`;
    return refuseName(context, session, detail);
  }
  if (isReserved(leadership, message, context.nowMs)) {
    const detail = `another instance of ${host} has a task and is expected back; its name is free in a few seconds`;
    return refuseName(context, session, detail);
  }
  if (current !== undefined) {
    leadership.hosts.delete(current.session);
    leaveAbility(leadership, current, context.nowMs);
    requestEnd(context, current.session, 'unavailable', 'replaced by a newer session of the same slave');
  }
  const slave: Slave = {
    host,
    instance,
    session,
    earlierInstances: new Set(kept.map((report) => report.instance)),
    otherMasters,
    welcomed: false,
    leaving: false,
    cooldownUntilMs: -Infinity,
    setbacks: 0,
    restUntilMs: -Infinity,
    queues,
    kinds,
    abilityKey: abilityKey(message),
    acceptsAhead: protocolVersion >= BATCHING_VERSION,
    paceMs: null,
    endedMs: -Infinity,
    lookups: 0,
  };
  leadership.slaves.set(host, slave);
  joinAbility(leadership, slave);
  leadership.hosts.set(session, host);
  const welcome: SendEffect = { kind: 'send', session, message: { kind: 'welcome', epoch: leadership.epoch } };
  if (current === undefined)
    decide(leadership, context, { kind: 'slave.joined', host, instance, ...abilitiesOf(message) }, [welcome]);
  else sendAfterCommit(leadership, context, welcome);
  reconcile(leadership, context, slave, message);
  refreshHost(leadership, host, context.nowMs);
}
