import type { AttemptReference, Held, RegisterMessage, ReportMessage } from '@steadfast/protocol/messages';
import { ask, type Effect, type EndCode, type Turn } from './events.ts';
import { recordRunning, recordSuccess, takeBack } from './placement.ts';
import { decide, refreshIdle, tell, type Reign, type Slave, type TrackedTask } from './reign.ts';

/** A slave that declined gets nothing for so long, in milliseconds: whatever was in its way is over by then. */
const REST_AFTER_DECLINE_MS = 1_000;

/** Reports of one slave that may be looked up at once: an honest one has an outbox of a few. */
const MAX_LOOKUPS = 64;

type Send = Extract<Effect, { kind: 'send' }>;

const answer = (kind: 'acknowledge' | 'abort', session: number, { taskId, attempt }: AttemptReference): Send => ({
  kind: 'send',
  session,
  message: { kind, taskId, attempt },
});

/** The task of a slave that a report speaks of, if that very attempt is the one the slave is responsible for. */
const currentTask = (reign: Reign, { host, instance }: Slave, report: AttemptReference): TrackedTask | null => {
  const task = reign.tasks.get(report.taskId);
  const assignment = task?.assignment;
  const current = assignment?.host === host && assignment.instance === instance && task?.attempt === report.attempt;
  return current ? (task ?? null) : null;
};

/** The task that a host is responsible for. */
const taskOf = ({ assigned, tasks }: Reign, host: string): TrackedTask | undefined => {
  const taskId = assigned.get(host);
  return taskId === undefined ? undefined : tasks.get(taskId);
};

const refuseReport = (turn: Turn, { host, instance }: Slave, { taskId, attempt }: AttemptReference): void => {
  const message = `Refused a report of ${host}: attempt ${attempt} of task ${taskId} counts no more`;
  const fields = { taskId, attempt, host, instance };
  turn.effects.push({ kind: 'log', level: 'info', event: 'report.refused', message, fields });
};

/** Answers a report about an attempt that is not current: acknowledged if it is the recorded success, else aborted. */
const answerReport = (reign: Reign, turn: Turn, slave: Slave, report: AttemptReference, recorded: boolean): void => {
  tell(reign, turn, answer(recorded ? 'acknowledge' : 'abort', slave.session, report));
  if (!recorded) return refuseReport(turn, slave, report);
  const { taskId, attempt } = report;
  const message = `Confirmed a report of ${slave.host} again: attempt ${attempt} of task ${taskId} is recorded`;
  const fields = { taskId, attempt, host: slave.host, instance: slave.instance };
  turn.effects.push({ kind: 'log', level: 'info', event: 'report.confirmed', message, fields });
};

/** Ends a session from this side, with everything that follows for its slave. */
export const endSession = (reign: Reign, turn: Turn, session: number, code: EndCode, detail: string): void => {
  turn.effects.push({ kind: 'end', session, code, detail });
  sessionClosed(reign, turn, session, detail);
};

/** What happens to the task of a slave whose session is over. */
const sessionLost = (reign: Reign, turn: Turn, slave: Slave, reason: string): void => {
  const task = taskOf(reign, slave.host);
  if (task === undefined) return;
  task.answerDueMs = null;
  // Who left because it was not welcomed in time looks for another master, and will be back.
  const blameSelf = (turn.nowMs < reign.stalledUntilMs || !slave.welcomed) && !slave.leaving;
  if (blameSelf) task.awaitedUntilMs = turn.nowMs + reign.config.recoveryGraceMs;
  else takeBack(reign, turn, task, `${slave.host} is lost: ${reason}`);
};

/** A session is over: its slave is lost, and so is the task of that slave. */
export const sessionClosed = (reign: Reign, turn: Turn, session: number, reason: string): void => {
  const host = reign.hosts.get(session);
  reign.hosts.delete(session);
  const slave = host === undefined ? undefined : reign.slaves.get(host);
  if (slave?.session !== session) return;
  const { instance } = slave;
  const why = slave.leaving ? 'it left' : reason;
  reign.slaves.delete(slave.host);
  decide(reign, turn, [{ kind: 'slave.lost', host: slave.host, instance, reason: why }]);
  sessionLost(reign, turn, slave, why);
  refreshIdle(reign, slave.host, turn.nowMs);
};

/** Compares what a slave holds with what the ledger says it is responsible for. */
const reconcile = (reign: Reign, turn: Turn, slave: Slave, held: readonly Held[]): void => {
  const task = taskOf(reign, slave.host);
  let kept: Held['state'] | null = null;
  for (const entry of held) {
    if (task !== undefined && currentTask(reign, slave, entry) === task) kept = entry.state;
    else if (entry.state === 'running') tell(reign, turn, answer('abort', slave.session, entry));
  }
  if (task === undefined) return;
  if (kept === null) {
    const same = task.assignment?.instance === slave.instance;
    takeBack(reign, turn, task, same ? `${slave.host} no longer holds it` : `${slave.host} was restarted`);
    return;
  }
  task.awaitedUntilMs = null;
  if (kept === 'running') recordRunning(reign, turn, task);
  else task.answerDueMs = Infinity;
};

/** A slave registers. A second living slave of its name is refused; the same instance replaces its older session. */
export const register = (reign: Reign, turn: Turn, session: number, message: RegisterMessage): void => {
  const { host, instance, otherMasters, held } = message;
  const current = reign.slaves.get(host);
  if (current !== undefined && current.instance !== instance) {
    const detail = `a living slave is named ${host} already; choose another --name, or wait until it is gone`;
    turn.effects.push({ kind: 'send', session, message: { kind: 'refuse', reason: 'name taken', detail, leader: '' } });
    turn.effects.push({ kind: 'end', session, code: 'already exists', detail });
    return;
  }
  if (current !== undefined) {
    reign.hosts.delete(current.session);
    const detail = 'replaced by a newer session of the same slave';
    turn.effects.push({ kind: 'end', session: current.session, code: 'unavailable', detail });
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
  reign.slaves.set(host, slave);
  reign.hosts.set(session, host);
  const welcome: Send = { kind: 'send', session, message: { kind: 'welcome', epoch: reign.epoch } };
  decide(reign, turn, current === undefined ? [{ kind: 'slave.joined', host, instance }] : [], [welcome]);
  reconcile(reign, turn, slave, held);
  refreshIdle(reign, host, turn.nowMs);
};

const finished = (reign: Reign, turn: Turn, slave: Slave, report: AttemptReference): void => {
  const task = currentTask(reign, slave, report);
  if (task !== null) return recordSuccess(reign, turn, task, [answer('acknowledge', slave.session, report)]);
  const known = reign.tasks.get(report.taskId);
  if (known !== undefined) {
    const recorded = known.state === 'success' && known.attempt === report.attempt;
    return answerReport(reign, turn, slave, report, recorded);
  }
  if (slave.lookups >= MAX_LOOKUPS)
    return endSession(reign, turn, slave.session, 'resource exhausted', 'too many reports of unknown attempts');
  slave.lookups += 1;
  const { taskId, attempt } = report;
  ask(turn, { kind: 'read.report', session: slave.session, taskId, attempt });
};

const declined = (reign: Reign, turn: Turn, slave: Slave, report: AttemptReference, reason: string): void => {
  const task = currentTask(reign, slave, report);
  if (task === null) return;
  if (task.state === 'running')
    return endSession(reign, turn, slave.session, 'invalid argument', 'declined an attempt that it had started');
  if (reason === 'draining') slave.leaving = true;
  slave.restsUntilMs = turn.nowMs + REST_AFTER_DECLINE_MS;
  takeBack(reign, turn, task, `${slave.host} declined it: ${reason}`);
};

/** A registered slave reports. */
export const report = (reign: Reign, turn: Turn, session: number, message: ReportMessage): void => {
  const slave = reign.slaves.get(reign.hosts.get(session) ?? '');
  if (slave === undefined) throw new Error(`session ${session} reports, but is not registered`);
  switch (message.kind) {
    case 'started': {
      const task = currentTask(reign, slave, message);
      if (task === null) tell(reign, turn, answer('abort', session, message));
      else recordRunning(reign, turn, task);
      return;
    }
    case 'finished':
      return finished(reign, turn, slave, message);
    case 'declined':
      return declined(reign, turn, slave, message, message.reason);
    case 'aborted': {
      const task = currentTask(reign, slave, message);
      if (task !== null) takeBack(reign, turn, task, `${slave.host} gave it up`);
      return;
    }
    case 'leaving':
      slave.leaving = true;
      return refreshIdle(reign, slave.host, turn.nowMs);
  }
};

/** The record of an attempt was looked up for a report about it. */
export const reportLookedUp = (
  reign: Reign,
  turn: Turn,
  found: AttemptReference & { readonly session: number; readonly recorded: boolean },
): void => {
  const slave = reign.slaves.get(reign.hosts.get(found.session) ?? '');
  if (slave === undefined) return;
  slave.lookups -= 1;
  answerReport(reign, turn, slave, found, found.recorded);
};
