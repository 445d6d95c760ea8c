import type { AttemptReference, Held, RegisterMessage, ReportMessage } from '@steadfast/protocol/messages';
import { ask, type Effect, type EndCode, type StepContext } from '../events.ts';
import { recordRunning, recordSuccess, revoke } from './placement.ts';
import { decide, refreshIdle, sendAfterCommit, type Leadership, type Slave, type TrackedTask } from './leadership.ts';

/** A slave that declined gets nothing for so long, in milliseconds: whatever was in its way is over by then. */
const REST_AFTER_DECLINE_MS = 1_000;

/** Reports of one slave that may be looked up at once: an honest one has an outbox of a few. */
const MAX_LOOKUPS = 64;

type Send = Extract<Effect, { kind: 'send' }>;

function answer(kind: 'acknowledge' | 'abort', session: number, { taskId, attempt }: AttemptReference): Send {
  return {
    kind: 'send',
    session,
    message: { kind, taskId, attempt },
  };
}

/** The task of a slave that a report speaks of, if that very attempt is the one the slave is responsible for. */
function currentTask(leadership: Leadership, { host, instance }: Slave, report: AttemptReference): TrackedTask | null {
  const task = leadership.tasks.get(report.taskId);
  const assignment = task?.assignment;
  const current = assignment?.host === host && assignment.instance === instance && task?.attempt === report.attempt;
  return current ? (task ?? null) : null;
}

/** The task that a host is responsible for. */
function taskOf({ assigned, tasks }: Leadership, host: string): TrackedTask | undefined {
  const taskId = assigned.get(host);
  return taskId === undefined ? undefined : tasks.get(taskId);
}

function refuseReport(context: StepContext, { host, instance }: Slave, { taskId, attempt }: AttemptReference): void {
  const message = `Refused a report of ${host}: attempt ${attempt} of task ${taskId} counts no more`;
  const fields = { taskId, attempt, host, instance };
  context.effects.push({ kind: 'log', level: 'info', event: 'report.refused', message, fields });
}

/** Answers a report about an attempt that is not current: acknowledged if it is the recorded success, else aborted. */
function answerReport(
  leadership: Leadership,
  context: StepContext,
  slave: Slave,
  report: AttemptReference,
  recorded: boolean,
): void {
  sendAfterCommit(leadership, context, answer(recorded ? 'acknowledge' : 'abort', slave.session, report));
  if (!recorded) return refuseReport(context, slave, report);
  const { taskId, attempt } = report;
  const message = `Confirmed a report of ${slave.host} again: attempt ${attempt} of task ${taskId} is recorded`;
  const fields = { taskId, attempt, host: slave.host, instance: slave.instance };
  context.effects.push({ kind: 'log', level: 'info', event: 'report.confirmed', message, fields });
}

/** Ends a session from this side, with everything that follows for its slave. */
export function endSession(
  leadership: Leadership,
  context: StepContext,
  session: number,
  code: EndCode,
  detail: string,
): void {
  context.effects.push({ kind: 'end', session, code, detail });
  sessionClosed(leadership, context, session, detail);
}

/** What happens to the task of a slave whose session is over. */
function sessionLost(leadership: Leadership, context: StepContext, slave: Slave, reason: string): void {
  const task = taskOf(leadership, slave.host);
  if (task === undefined) return;
  task.answerDueMs = null;
  // Who left because it was not welcomed in time looks for another master, and will be back.
  const blameSelf = (context.nowMs < leadership.stalledUntilMs || !slave.welcomed) && !slave.leaving;
  if (blameSelf) task.awaitedUntilMs = context.nowMs + leadership.config.recoveryGraceMs;
  else revoke(leadership, context, task, `${slave.host} is lost: ${reason}`);
}

/** A session is over: its slave is lost, and so is the task of that slave. */
export function sessionClosed(leadership: Leadership, context: StepContext, session: number, reason: string): void {
  const host = leadership.hosts.get(session);
  leadership.hosts.delete(session);
  const slave = host === undefined ? undefined : leadership.slaves.get(host);
  if (slave?.session !== session) return;
  const { instance } = slave;
  const why = slave.leaving ? 'it left' : reason;
  leadership.slaves.delete(slave.host);
  decide(leadership, context, [{ kind: 'slave.lost', host: slave.host, instance, reason: why }]);
  sessionLost(leadership, context, slave, why);
  refreshIdle(leadership, slave.host, context.nowMs);
}

/** Compares what a slave holds with what the ledger says it is responsible for. */
function reconcile(leadership: Leadership, context: StepContext, slave: Slave, held: readonly Held[]): void {
  const task = taskOf(leadership, slave.host);
  let kept: Held['state'] | null = null;
  for (const entry of held) {
    if (task !== undefined && currentTask(leadership, slave, entry) === task) kept = entry.state;
    else if (entry.state === 'running') sendAfterCommit(leadership, context, answer('abort', slave.session, entry));
  }
  if (task === undefined) return;
  if (kept === null) {
    const same = task.assignment?.instance === slave.instance;
    revoke(leadership, context, task, same ? `${slave.host} no longer holds it` : `${slave.host} was restarted`);
    return;
  }
  task.awaitedUntilMs = null;
  if (kept === 'running') recordRunning(leadership, context, task);
  else task.answerDueMs = Infinity;
}

/** A slave registers. A second living slave of its name is refused; the same instance replaces its older session. */
export function register(
  leadership: Leadership,
  context: StepContext,
  session: number,
  message: RegisterMessage,
): void {
  const { host, instance, otherMasters, held } = message;
  const current = leadership.slaves.get(host);
  if (current !== undefined && current.instance !== instance) {
    const detail = `a living slave is named ${host} already; choose another --name, or wait until it is gone`;
    context.effects.push({
      kind: 'send',
      session,
      message: { kind: 'refuse', reason: 'name taken', detail, leader: '' },
    });
    context.effects.push({ kind: 'end', session, code: 'already exists', detail });
    return;
  }
  if (current !== undefined) {
    leadership.hosts.delete(current.session);
    const detail = 'replaced by a newer session of the same slave';
    context.effects.push({ kind: 'end', session: current.session, code: 'unavailable', detail });
  }
  const slave: Slave = {
    host,
    instance,
    session,
    otherMasters,
    welcomed: false,
    leaving: false,
    restsUntilMs: -Infinity,
    lookups: 0,
  };
  leadership.slaves.set(host, slave);
  leadership.hosts.set(session, host);
  const welcome: Send = { kind: 'send', session, message: { kind: 'welcome', epoch: leadership.epoch } };
  decide(leadership, context, current === undefined ? [{ kind: 'slave.joined', host, instance }] : [], [welcome]);
  reconcile(leadership, context, slave, held);
  refreshIdle(leadership, host, context.nowMs);
}

function finished(leadership: Leadership, context: StepContext, slave: Slave, report: AttemptReference): void {
  const task = currentTask(leadership, slave, report);
  if (task !== null) return recordSuccess(leadership, context, task, [answer('acknowledge', slave.session, report)]);
  const known = leadership.tasks.get(report.taskId);
  if (known !== undefined) {
    const recorded = known.state === 'success' && known.attempt === report.attempt;
    return answerReport(leadership, context, slave, report, recorded);
  }
  if (slave.lookups >= MAX_LOOKUPS)
    return endSession(leadership, context, slave.session, 'resource exhausted', 'too many reports of unknown attempts');
  slave.lookups += 1;
  const { taskId, attempt } = report;
  ask(context, { kind: 'read.report', session: slave.session, taskId, attempt });
}

function declined(
  leadership: Leadership,
  context: StepContext,
  slave: Slave,
  report: AttemptReference,
  reason: string,
): void {
  const task = currentTask(leadership, slave, report);
  if (task === null) return;
  if (task.state === 'running')
    return endSession(
      leadership,
      context,
      slave.session,
      'invalid argument',
      'declined an attempt that it had started',
    );
  if (reason === 'draining') slave.leaving = true;
  slave.restsUntilMs = context.nowMs + REST_AFTER_DECLINE_MS;
  revoke(leadership, context, task, `${slave.host} declined it: ${reason}`);
}

/** A registered slave reports. */
export function report(leadership: Leadership, context: StepContext, session: number, message: ReportMessage): void {
  const slave = leadership.slaves.get(leadership.hosts.get(session) ?? '');
  if (slave === undefined) throw new Error(`session ${session} reports, but is not registered`);
  switch (message.kind) {
    case 'started': {
      const task = currentTask(leadership, slave, message);
      if (task === null) sendAfterCommit(leadership, context, answer('abort', session, message));
      else recordRunning(leadership, context, task);
      return;
    }
    case 'finished':
      return finished(leadership, context, slave, message);
    case 'declined':
      return declined(leadership, context, slave, message, message.reason);
    case 'aborted': {
      const task = currentTask(leadership, slave, message);
      if (task !== null) revoke(leadership, context, task, `${slave.host} gave it up`);
      return;
    }
    case 'leaving':
      slave.leaving = true;
      return refreshIdle(leadership, slave.host, context.nowMs);
  }
}

/** The record of an attempt was looked up for a report about it. */
export function reportLookedUp(
  leadership: Leadership,
  context: StepContext,
  found: AttemptReference & { readonly session: number; readonly recorded: boolean },
): void {
  const slave = leadership.slaves.get(leadership.hosts.get(found.session) ?? '');
  if (slave === undefined) return;
  slave.lookups -= 1;
  answerReport(leadership, context, slave, found, found.recorded);
}
