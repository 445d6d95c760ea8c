import { NO_EPOCH_SEEN, recordProcessDeath } from '@steadfast/invariants';
import { attemptKey, DEFAULT_QUEUE, SLEEP_KIND } from '@steadfast/protocol/messages';
import type { Effect, LogEntry } from '@steadfast/slave/core/effects';
import type { Event } from '@steadfast/slave/core/events';
import { createSlave } from '@steadfast/slave/core/state';
import { step } from '@steadfast/slave/core/step';
import type { FrameToSlave, Link, SimulatedCluster, SlaveNode, SlaveTimer } from './cluster.ts';
import { crashesBeforeEffect } from './crash.ts';
import { describeLog } from './describe-log.ts';
import { JOB_KIND } from './job-script.ts';
import { openLink, removeIfClosed, sendToMaster } from './link.ts';
import { checkEpoch, instanceOf, observeMessage } from './slave-checks.ts';
import { abortExecution, finishExecution, keepReport, startExecution } from './slave-execution.ts';
import { setTimer } from './slave-timers.ts';

/** The deadlines of the real client. */
const CONNECT_TIMEOUT_MS = 1_500;
const END_TIMEOUT_MS = 1_000;
export const DRAIN_TIMEOUT_MS = 10_000;

/** What a slave can run. */
export interface SlaveAbilities {
  readonly queues: readonly string[];
  readonly kinds: readonly string[];
}

/** All that is simulated, in the default queue. */
export const ANY_SIMULATED: SlaveAbilities = { queues: [DEFAULT_QUEUE], kinds: [SLEEP_KIND, JOB_KIND] };

/** Returns a slave that has not been started. */
export function createSlaveNode(
  id: string,
  host: string,
  addresses: readonly string[],
  abilities: SlaveAbilities = ANY_SIMULATED,
): SlaveNode {
  return {
    kind: 'slave',
    id,
    host,
    addresses,
    abilities,
    status: 'down',
    incarnation: 0,
    clock: { rate: 1, offsetMs: 0, wallOffsetMs: 0 },
    effectsUntilCrash: null,
    core: null,
    link: null,
    timers: new Map(),
    nextTimer: 1,
    nextLink: 1,
    execution: null,
    disk: new Map(),
    retired: false,
    journalBroken: false,
    epochTrust: NO_EPOCH_SEEN,
    unacknowledged: new Set(),
  };
}

/** Starts the process, with an empty memory. */
export function startSlave(cluster: SimulatedCluster, slave: SlaveNode): void {
  slave.incarnation += 1;
  slave.status = 'up';
  slave.effectsUntilCrash = null;
  slave.epochTrust = NO_EPOCH_SEEN;
  const instance = instanceOf(slave);
  const abilities = { ...slave.abilities, keepsReports: 'jobs' as const };
  slave.core = createSlave({ name: slave.host, instance, addresses: slave.addresses, ...abilities }, [
    ...slave.disk.values(),
  ]);
  for (const attempt of slave.disk.keys()) slave.unacknowledged.add(attempt);
  cluster.transcribe(slave.id, () => `started as ${instance}`);
  if (cluster.drivers !== null) cluster.drivers.start(slave);
  else dispatchToSlave(cluster, slave, { kind: 'start' });
}

/** Kills the process: its execution and its reports are lost. */
export function killSlave(cluster: SimulatedCluster, slave: SlaveNode): void {
  recordProcessDeath(cluster.mutableObservations().executions, instanceOf(slave));
  slave.status = 'down';
  slave.core = null;
  slave.execution = null;
  slave.timers.clear();
  slave.unacknowledged.clear();
  const link = slave.link === null ? undefined : cluster.link(slave.link);
  slave.link = null;
  if (link !== undefined) closeLinkAtSlave(cluster, link);
}

/** Asks the process to stop gracefully. */
export function stopSlave(cluster: SimulatedCluster, slave: SlaveNode): void {
  if (cluster.drivers !== null) return cluster.drivers.stop(slave);
  setTimer(cluster, slave, 'drain', DRAIN_TIMEOUT_MS);
  dispatchToSlave(cluster, slave, { kind: 'stop' });
}

/** Closes the slave's side of a link; the master will notice. */
export function closeLinkAtSlave(cluster: SimulatedCluster, link: Link): void {
  link.slaveSide = 'closed';
  if (link.masterSide !== 'closed') sendToMaster(cluster, link, { kind: 'broken' });
  removeIfClosed(cluster, link);
}

/** Closes the session of a link at the slave, established or not, and notifies the core. */
export function closeSessionAtSlave(cluster: SimulatedCluster, slave: SlaveNode, link: Link, reason: string): void {
  if (slave.link !== link.id) return;
  if (cluster.drivers !== null) return cluster.drivers.streamClosedAtSlave(slave, reason);
  const lastedMs = link.slaveSide === 'connecting' ? 0 : cluster.monotonicMs(slave) - link.openedMs;
  slave.link = null;
  slave.timers.delete('connecting');
  slave.timers.delete('ending');
  closeLinkAtSlave(cluster, link);
  dispatchToSlave(cluster, slave, { kind: 'session.closed', reason, lastedMs });
}

/** Delivers the oldest frame in flight to the slave. */
export function deliverToSlave(cluster: SimulatedCluster, slave: SlaveNode, link: Link): void {
  const frame: FrameToSlave | undefined = link.toSlave.shift();
  if (frame === undefined || link.slaveSide === 'closed' || slave.link !== link.id) return;
  if (cluster.drivers !== null) return cluster.drivers.deliverToSlave(slave, frame);
  switch (frame.kind) {
    case 'accepted':
      slave.timers.delete('connecting');
      if (link.slaveSide === 'connecting') link.slaveSide = 'open';
      link.openedMs = cluster.monotonicMs(slave);
      return dispatchToSlave(cluster, slave, { kind: 'session.connected' });
    case 'message': {
      const verdict = observeMessage(cluster, slave, link, frame);
      dispatchToSlave(cluster, slave, { kind: 'session.message', message: frame.message });
      return checkEpoch(cluster, slave, link, verdict);
    }
    case 'ended':
      return closeSessionAtSlave(cluster, slave, link, frame.reason);
    case 'broken':
      return closeSessionAtSlave(cluster, slave, link, 'connection broken');
  }
}

/** Fires a timer of the slave, unless it was cancelled or set again in the meantime. */
export function fireTimer(cluster: SimulatedCluster, slave: SlaveNode, timer: SlaveTimer, token: number): void {
  if (slave.timers.get(timer) !== token) return;
  slave.timers.delete(timer);
  const link = slave.link === null ? undefined : cluster.link(slave.link);
  switch (timer) {
    case 'connecting':
      return link && closeSessionAtSlave(cluster, slave, link, `no connection within ${CONNECT_TIMEOUT_MS} ms`);
    case 'ending':
      return link && closeSessionAtSlave(cluster, slave, link, 'the master did not end the session');
    case 'welcome':
      return dispatchToSlave(cluster, slave, { kind: 'welcome.overdue' });
    case 'retry':
      return dispatchToSlave(cluster, slave, { kind: 'retry.due' });
    case 'drain':
      slave.unacknowledged.clear();
      return dispatchToSlave(cluster, slave, { kind: 'drain.expired' });
    case 'execution': {
      const event = finishExecution(cluster, slave);
      if (event !== null) dispatchToSlave(cluster, slave, event);
    }
  }
}

/** Lets the core handle an event and the events that its effects cause, until a scheduled crash. */
function dispatchToSlave(cluster: SimulatedCluster, slave: SlaveNode, first: Event): void {
  const queue: Event[] = [first];
  for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
    if (slave.core === null) return;
    const effects = stepOrReport(cluster, slave, event);
    for (const effect of effects) {
      if (crashesBeforeEffect(slave)) {
        cluster.transcribe(slave.id, () => `crashed before effect ${effect.kind}`);
        return killSlave(cluster, slave);
      }
      const next = executeEffect(cluster, slave, effect);
      if (next !== null) queue.push(next);
    }
  }
  checkOutbox(cluster, slave);
}

/** Checks that the outbox holds exactly the reports that have not been acknowledged or refused. */
export function checkOutbox(cluster: SimulatedCluster, { id, core, unacknowledged }: SlaveNode): void {
  if (core !== null && core.outbox.size !== unacknowledged.size)
    cluster.reportViolation(
      'no-report-forgotten',
      () => `${id} holds ${core.outbox.size} reports, expected ${unacknowledged.size}`,
    );
}

function stepOrReport(cluster: SimulatedCluster, { core, id }: SlaveNode, event: Event): readonly Effect[] {
  try {
    return core === null ? [] : step(core, event);
  } catch (error) {
    cluster.reportViolation('never-impossible', () => `${id}: ${String(error)}`);
    return [];
  }
}

function logEntry(cluster: SimulatedCluster, { id }: SlaveNode, entry: LogEntry): void {
  cluster.transcribe(id, () => describeLog(entry));
  cluster.eventLogged(entry.event === 'task.success' && entry.replayed ? 'replay.acknowledged' : entry.event);
}

function connect(cluster: SimulatedCluster, slave: SlaveNode, address: string): void {
  slave.timers.delete('welcome');
  const id = `${instanceOf(slave)}/${slave.nextLink}`;
  slave.nextLink += 1;
  slave.link = id;
  setTimer(cluster, slave, 'connecting', CONNECT_TIMEOUT_MS);
  openLink(cluster, id, slave.id, address);
}

/** Requests the end of the session. One that is not established yet is closed at once, by its timer. */
function endSession(cluster: SimulatedCluster, slave: SlaveNode, link: Link): void {
  setTimer(cluster, slave, 'ending', link.slaveSide === 'connecting' ? 0 : END_TIMEOUT_MS);
  if (link.slaveSide === 'open') sendToMaster(cluster, link, { kind: 'end' });
  if (link.slaveSide === 'open') link.slaveSide = 'ending';
}

/** Ends a process that has stopped on its own. */
export function exitSlave(cluster: SimulatedCluster, slave: SlaveNode): void {
  const { id, unacknowledged } = slave;
  if (unacknowledged.size > 0)
    cluster.reportViolation(
      'stopping-takes-nothing',
      () => `${id} exited with ${unacknowledged.size} unanswered reports`,
    );
  cluster.transcribe(id, () => 'exited');
  killSlave(cluster, slave);
  cluster.schedule.exited(slave);
}

/** Executes an effect. Returns the event that it causes at once, if any. */
function executeEffect(cluster: SimulatedCluster, slave: SlaveNode, effect: Effect): Event | null {
  const link = slave.link === null ? undefined : cluster.link(slave.link);
  switch (effect.kind) {
    case 'connect':
      connect(cluster, slave, effect.address);
      return null;
    case 'send':
      if (link === undefined || link.slaveSide === 'closed') return null;
      cluster.messageSent(slave.id, link.master, effect.message);
      sendToMaster(cluster, link, { kind: 'message', message: effect.message });
      return null;
    case 'end':
      if (link !== undefined) endSession(cluster, slave, link);
      return null;
    case 'welcome.await':
      setTimer(cluster, slave, 'welcome', effect.timeoutMs);
      return null;
    case 'retry.schedule':
      setTimer(cluster, slave, 'retry', effect.maxDelayMs);
      return null;
    case 'execution.start':
      return startExecution(cluster, slave, effect.assigned);
    case 'execution.abort':
      abortExecution(cluster, slave);
      return null;
    case 'report.keep':
      keepReport(slave, effect.report);
      return null;
    case 'report.drop':
      slave.disk.delete(attemptKey(effect.attempt));
      return null;
    case 'log':
      logEntry(cluster, slave, effect.entry);
      return null;
    case 'stopped':
      exitSlave(cluster, slave);
      return null;
  }
}
