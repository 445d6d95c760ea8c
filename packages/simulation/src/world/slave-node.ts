import { recordProcessDeath, recordEnd, recordStart } from '@steadfast/invariants';
import type { Effect, LogEntry } from '@steadfast/slave/core/effects';
import type { SlaveEvent } from '@steadfast/slave/core/events';
import { step } from '@steadfast/slave/core/step';
import { createSlave, type Assignment } from '@steadfast/slave/core/state';
import type { Cluster, FrameToSlave, Link, SlaveNode, SlaveTimer } from './cluster.ts';
import { describeLog } from './describe-log.ts';
import { forgetIfOver, openLink, sendToMaster } from './link.ts';
import { checkObedience, instanceOf, keyOf, observeMessage } from './slave-watch.ts';

/** How long a connection may take, and a master to end its side of a session, in milliseconds: as the real client does. */
const CONNECT_TIMEOUT_MS = 1_500;
const END_TIMEOUT_MS = 1_000;

/** How long a slave may take to leave, in milliseconds. */
const DRAIN_TIMEOUT_MS = 10_000;

/** A slave that was never started. */
export function createSlaveNode(id: string, host: string, addresses: readonly string[]): SlaveNode {
  return {
    kind: 'slave',
    id,
    host,
    addresses,
    power: 'off',
    life: 0,
    clock: { rate: 1, offsetMs: 0, wallOffsetMs: 0 },
    fuse: null,
    core: null,
    link: null,
    timers: new Map(),
    nextTimer: 1,
    nextLink: 1,
    execution: null,
    retired: false,
    journalBroken: false,
    highestEpoch: 0,
    owed: new Set(),
  };
}

/** Starts the process: it has forgotten everything. */
export function startSlave(cluster: Cluster, slave: SlaveNode): void {
  slave.life += 1;
  slave.power = 'on';
  slave.fuse = null;
  slave.highestEpoch = 0;
  const instance = instanceOf(slave);
  slave.core = createSlave({ name: slave.host, instance, addresses: slave.addresses });
  cluster.narrate(slave.id, () => `starts, as ${instance}`);
  dispatch(cluster, slave, { kind: 'started' });
}

/** The process is gone, and with it what it ran and what it had to report. */
export function killSlave(cluster: Cluster, slave: SlaveNode): void {
  recordProcessDeath(cluster.observations().executions, instanceOf(slave));
  Object.assign(slave, { power: 'off', core: null, execution: null });
  slave.timers.clear();
  slave.owed.clear();
  const link = slave.link === null ? undefined : cluster.link(slave.link);
  slave.link = null;
  if (link !== undefined) closeAtSlave(cluster, link);
}

/** The process is asked to stop in order. */
export function stopSlave(cluster: Cluster, slave: SlaveNode): void {
  setTimer(cluster, slave, 'drain', DRAIN_TIMEOUT_MS);
  dispatch(cluster, slave, { kind: 'stop requested' });
}

function setTimer(cluster: Cluster, slave: SlaveNode, timer: SlaveTimer, afterMs: number): void {
  const token = slave.nextTimer;
  slave.nextTimer += 1;
  slave.timers.set(timer, token);
  cluster.later.timer(slave, timer, token, afterMs);
}

/** The slave's side of a link is over; the master will hear of it. */
function closeAtSlave(cluster: Cluster, link: Link): void {
  link.slaveSide = 'closed';
  if (link.masterSide !== 'closed') sendToMaster(cluster, link, { kind: 'broken' });
  forgetIfOver(cluster, link);
}

/** The session is over, or none came about: the core is told. */
export function finishSession(cluster: Cluster, slave: SlaveNode, link: Link, reason: string): void {
  if (slave.link !== link.id) return;
  const lastedMs = link.slaveSide === 'connecting' ? 0 : cluster.monotonicMs(slave) - link.openedMs;
  slave.link = null;
  slave.timers.delete('connecting');
  slave.timers.delete('ending');
  closeAtSlave(cluster, link);
  dispatch(cluster, slave, { kind: 'session ended', reason, lastedMs });
}

/** The oldest frame that is under way to the slave arrives. */
export function arriveAtSlave(cluster: Cluster, slave: SlaveNode, link: Link): void {
  const frame: FrameToSlave | undefined = link.toSlave.shift();
  if (frame === undefined || link.slaveSide === 'closed' || slave.link !== link.id) return;
  switch (frame.kind) {
    case 'accepted':
      slave.timers.delete('connecting');
      if (link.slaveSide === 'connecting') link.slaveSide = 'open';
      link.openedMs = cluster.monotonicMs(slave);
      return dispatch(cluster, slave, { kind: 'channel opened' });
    case 'message':
      observeMessage(cluster, slave, link, frame);
      dispatch(cluster, slave, { kind: 'message received', message: frame.message });
      return checkObedience(cluster, slave, link);
    case 'ended':
      return finishSession(cluster, slave, link, frame.reason);
    case 'broken':
      return finishSession(cluster, slave, link, 'the connection broke');
  }
}

/** A timer of the slave rings; one that was set anew or cancelled meanwhile does not. */
export function ringTimer(cluster: Cluster, slave: SlaveNode, timer: SlaveTimer, token: number): void {
  if (slave.timers.get(timer) !== token) return;
  slave.timers.delete(timer);
  const link = slave.link === null ? undefined : cluster.link(slave.link);
  switch (timer) {
    case 'connecting':
      return link && finishSession(cluster, slave, link, `no connection within ${CONNECT_TIMEOUT_MS} ms`);
    case 'ending':
      return link && finishSession(cluster, slave, link, 'the master did not end the session');
    case 'welcome':
      return dispatch(cluster, slave, { kind: 'welcome overdue' });
    case 'wait':
      return dispatch(cluster, slave, { kind: 'waited' });
    case 'drain':
      slave.owed.clear();
      return dispatch(cluster, slave, { kind: 'drain deadline passed' });
    case 'execution':
      return finishExecution(cluster, slave);
  }
}

function finishExecution(cluster: Cluster, slave: SlaveNode): void {
  const { execution } = slave;
  if (execution === null) return;
  const { taskId, attempt, nonce, startedMs, sleepMs } = execution;
  const sleptMs = cluster.monotonicMs(slave) - startedMs;
  const { executions } = cluster.observations();
  slave.execution = null;
  if (slave.journalBroken) {
    recordEnd(executions, instanceOf(slave), 'aborted', 0, cluster.report);
    return dispatch(cluster, slave, { kind: 'execution unproven', taskId, attempt, reason: 'the disk is full' });
  }
  // What floating-point numbers lose is no time.
  recordEnd(executions, instanceOf(slave), 'finished', Math.round(sleepMs - sleptMs), cluster.report);
  slave.owed.add(keyOf(execution));
  dispatch(cluster, slave, { kind: 'execution finished', taskId, attempt, nonce, sleptMs });
}

/** The core says that something is to be run. */
function startExecution(cluster: Cluster, slave: SlaveNode, assignment: Assignment): SlaveEvent {
  const { taskId, attempt, sleepSeconds } = assignment;
  if (slave.journalBroken) return { kind: 'execution refused', taskId, attempt, reason: 'the disk is full' };
  if (slave.core?.draining === true)
    cluster.report('stopping-takes-nothing', () => `${slave.id} begins ${taskId}#${attempt}`);
  const instance = instanceOf(slave);
  recordStart(cluster.observations().executions, { taskId, attempt, host: slave.host, instance }, cluster.report);
  const sleepMs = sleepSeconds * 1_000;
  const nonce = `${instance} ${keyOf(assignment)}`;
  slave.execution = { taskId, attempt, nonce, sleepMs, startedMs: cluster.monotonicMs(slave) };
  setTimer(cluster, slave, 'execution', sleepMs);
  return { kind: 'execution started', taskId, attempt, nonce };
}

/** Tells the core what happened, and does what it orders; what that leads to at once is told as well. */
export function dispatch(cluster: Cluster, slave: SlaveNode, first: SlaveEvent): void {
  const queue: SlaveEvent[] = [first];
  for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
    if (slave.core === null) return;
    const effects = stepOrReport(cluster, slave, event);
    for (const effect of effects) {
      if (slave.fuse !== null) {
        if (slave.fuse === 0) {
          cluster.narrate(slave.id, () => `dies before it could ${effect.kind}`);
          return killSlave(cluster, slave);
        }
        slave.fuse -= 1;
      }
      const next = perform(cluster, slave, effect);
      if (next !== null) queue.push(next);
    }
  }
  const { core, owed } = slave;
  if (core !== null && core.outbox.size !== owed.size)
    cluster.report('no-report-forgotten', () => `${slave.id} owes ${owed.size} reports, and holds ${core.outbox.size}`);
}

function stepOrReport(cluster: Cluster, { core, id }: SlaveNode, event: SlaveEvent): readonly Effect[] {
  try {
    return core === null ? [] : step(core, event);
  } catch (error) {
    cluster.report('never-impossible', () => `${id}: ${String(error)}`);
    return [];
  }
}

function narrateEntry(cluster: Cluster, { id }: SlaveNode, entry: LogEntry): void {
  cluster.narrate(id, () => describeLog(entry));
  cluster.logs(entry.event === 'task.success' && entry.replayed ? 'replay.acknowledged' : entry.event);
}

function perform(cluster: Cluster, slave: SlaveNode, effect: Effect): SlaveEvent | null {
  const link = slave.link === null ? undefined : cluster.link(slave.link);
  switch (effect.kind) {
    case 'connect': {
      slave.timers.delete('welcome');
      const id = `${instanceOf(slave)}/${slave.nextLink}`;
      slave.nextLink += 1;
      slave.link = id;
      setTimer(cluster, slave, 'connecting', CONNECT_TIMEOUT_MS);
      openLink(cluster, id, slave.id, effect.address);
      return null;
    }
    case 'send':
      if (link === undefined || link.slaveSide === 'closed') return null;
      cluster.says(slave.id, link.master, effect.message);
      sendToMaster(cluster, link, { kind: 'message', message: effect.message });
      return null;
    case 'end session':
      if (link === undefined) return null;
      // A session that does not stand yet is broken off by the timer that rings first.
      setTimer(cluster, slave, 'ending', link.slaveSide === 'connecting' ? 0 : END_TIMEOUT_MS);
      if (link.slaveSide === 'open') sendToMaster(cluster, link, { kind: 'end' });
      if (link.slaveSide === 'open') link.slaveSide = 'ending';
      return null;
    case 'expect welcome':
      setTimer(cluster, slave, 'welcome', effect.withinMs);
      return null;
    case 'wait':
      setTimer(cluster, slave, 'wait', effect.maxDelayMs);
      return null;
    case 'start execution':
      return startExecution(cluster, slave, effect.assignment);
    case 'abort execution':
      if (slave.execution === null) return null;
      slave.execution = null;
      slave.timers.delete('execution');
      recordEnd(cluster.observations().executions, instanceOf(slave), 'aborted', 0, cluster.report);
      return null;
    case 'log':
      narrateEntry(cluster, slave, effect.entry);
      return null;
    case 'leave':
      if (slave.owed.size > 0)
        cluster.report('stopping-takes-nothing', () => `${slave.id} leaves with ${slave.owed.size} reports unanswered`);
      cluster.narrate(slave.id, () => 'leaves');
      killSlave(cluster, slave);
      cluster.later.exited(slave);
      return null;
  }
}
