import type {
  AttemptReference,
  DeclineReason,
  FailedMessage,
  FinishedMessage,
  ReportMessage,
} from '@steadfast/protocol/messages';
import { logInfo, requestStore, type StepContext } from '../effects.ts';
import type { Leadership, Slave } from '../state.ts';
import { sendAfterCommit } from './leadership.ts';
import { observePace } from './pace.ts';
import { answer, endSession, reportedTask } from './sessions.ts';
import { refreshHost, tasksOn } from './task-index.ts';
import { fail, revoke, start, succeed } from './task-lifecycle.ts';

/** How long nothing is placed on a slave that declined. Prevents a tight loop while the cause persists. */
const DECLINE_COOLDOWN_MS = 1_000;

/**
 * Upper bound of a cooldown that doubles with every setback: a slave with a full disk would otherwise use up an attempt
 * a second. It is assigned a task this long after its disk has room again, at the latest.
 */
const MAX_COOLDOWN_MS = 32_000;

/** Concurrent lookups per slave: an honest slave has only a few reports in its outbox. */
const MAX_LOOKUPS = 64;

/**
 * Answers a report about an attempt that is not current: acknowledges it if it is the recorded success, else aborts it.
 */
function answerReport(
  leadership: Leadership,
  context: StepContext,
  slave: Slave,
  report: AttemptReference,
  recorded: boolean,
): void {
  const { host, instance, session } = slave;
  const { taskId, attempt } = report;
  sendAfterCommit(leadership, context, answer(recorded ? 'acknowledge' : 'abort', session, report));
  const fields = { taskId, attempt, host, instance };
  const subject = `task ${taskId} attempt ${attempt}`;
  if (recorded)
    logInfo(context, 'report.confirmed', `acknowledged ${host} again: the success of ${subject} is recorded`, fields);
  else logInfo(context, 'report.refused', `refused a report from ${host}: ${subject} is stale`, fields);
}

function started(leadership: Leadership, context: StepContext, slave: Slave, report: AttemptReference): void {
  const { host, session } = slave;
  const task = reportedTask(leadership, slave, report);
  if (task === null) return sendAfterCommit(leadership, context, answer('abort', session, report));
  const running = tasksOn(leadership, host).find(({ phase }) => phase.kind === 'running');
  if (running !== undefined && running !== task)
    return endSession(leadership, context, session, 'invalid argument', 'started an attempt while running another one');
  start(leadership, context, task);
}

/** Handles the report of how an attempt ended. A slave that can run tasks at all has no setback, even if they fail. */
function ended(
  leadership: Leadership,
  context: StepContext,
  slave: Slave,
  report: FinishedMessage | FailedMessage,
): void {
  const task = reportedTask(leadership, slave, report);
  if (task !== null) {
    slave.setbacks = 0;
    observePace(slave, task.phase, context.nowMs);
    const acknowledge = answer('acknowledge', slave.session, report);
    return report.kind === 'finished'
      ? succeed(leadership, context, task, report, [acknowledge])
      : fail(leadership, context, task, report, [acknowledge]);
  }
  const known = leadership.tasks.get(report.taskId);
  if (known !== undefined) {
    const recorded = known.state === 'success' && known.attempt === report.attempt && report.kind === 'finished';
    return answerReport(leadership, context, slave, report, recorded);
  }
  if (slave.lookups >= MAX_LOOKUPS)
    return endSession(leadership, context, slave.session, 'resource exhausted', 'too many reports of unknown attempts');
  slave.lookups += 1;
  const { taskId, attempt } = report;
  requestStore(context, { kind: 'read.report', session: slave.session, taskId, attempt });
}

/**
 * Lets a slave rest that could not run a task, longer each time, until it finishes one. Whatever was pushed ahead to it
 * fails together with that task, so it counts once.
 */
function rest(slave: Slave, { nowMs }: StepContext): void {
  slave.paceMs = null;
  if (slave.restUntilMs > nowMs) return;
  const restMs = Math.min(MAX_COOLDOWN_MS, DECLINE_COOLDOWN_MS * 2 ** slave.setbacks);
  slave.restUntilMs = nowMs + restMs;
  slave.cooldownUntilMs = Math.max(slave.cooldownUntilMs, slave.restUntilMs);
  if (restMs < MAX_COOLDOWN_MS) slave.setbacks += 1;
}

function declined(
  leadership: Leadership,
  context: StepContext,
  slave: Slave,
  report: AttemptReference & { readonly reason: DeclineReason },
): void {
  const task = reportedTask(leadership, slave, report);
  if (task === null) return;
  if (task.state === 'running')
    return endSession(
      leadership,
      context,
      slave.session,
      'invalid argument',
      'declined an attempt that it had started',
    );
  if (report.reason === 'draining') slave.leaving = true;
  if (report.reason === 'cannot run it') rest(slave, context);
  else if (task.phase.kind !== 'recalled' || report.reason !== 'recalled')
    slave.cooldownUntilMs = Math.max(slave.cooldownUntilMs, context.nowMs + DECLINE_COOLDOWN_MS);
  revoke(leadership, context, task, `${slave.host} declined it: ${report.reason}`);
}

/**
 * Handles a report from a registered slave.
 * @throws when its session is not registered
 */
export function handleReport(
  leadership: Leadership,
  context: StepContext,
  session: number,
  message: ReportMessage,
): void {
  const slave = leadership.slaves.get(leadership.hosts.get(session) ?? '');
  if (slave === undefined) throw new Error(`session ${session} sent a report, but is not registered`);
  switch (message.kind) {
    case 'started':
      return started(leadership, context, slave, message);
    case 'finished':
    case 'failed':
      return ended(leadership, context, slave, message);
    case 'declined':
      return declined(leadership, context, slave, message);
    case 'aborted': {
      const task = reportedTask(leadership, slave, message);
      if (task === null) return;
      rest(slave, context);
      return revoke(leadership, context, task, `${slave.host} aborted it`);
    }
    case 'leaving':
      slave.leaving = true;
      return refreshHost(leadership, slave.host, context.nowMs);
  }
}

/** Answers a report after its attempt was looked up in the task's document, unless the session has ended. */
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
