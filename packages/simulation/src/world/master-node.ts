import { checkMessage } from '@steadfast/invariants';
import type { Effect } from '@steadfast/master/core/effects';
import type { Role } from '@steadfast/master/core/state';
import { createMaster, stepAll } from '@steadfast/master/core/step';
import type { FrameToMaster, FrameToSlave, Link, MasterNode, ReceivedFrame, SimulatedCluster } from './cluster.ts';
import { crashesBeforeEffect } from './crash.ts';
import { startOperation } from './database-client.ts';
import { enqueueEvent } from './inbox.ts';
import { removeIfClosed, sendToSlave } from './link.ts';
import { leadershipOf } from './quiescence.ts';
import { checkRest, observeSetback } from './setback-checks.ts';
import { checkBlocked, checkUnserved } from './waiting-checks.ts';

/** Returns a master that has not been started. */
export function createMasterNode(name: string, settings: MasterNode['settings']): MasterNode {
  return {
    kind: 'master',
    name,
    settings,
    status: 'down',
    incarnation: 0,
    clock: { rate: 1, offsetMs: 0, wallOffsetMs: 0 },
    effectsUntilCrash: null,
    core: null,
    inbox: [],
    nextSession: 1,
    sessions: new Map(),
    wakeAtMs: Infinity,
  };
}

/** Starts the process, with an empty memory. */
export function startMaster(cluster: SimulatedCluster, master: MasterNode): void {
  const { name, settings } = master;
  master.incarnation += 1;
  master.status = 'up';
  master.effectsUntilCrash = null;
  master.wakeAtMs = Infinity;
  const identity = { name, instance: `${name}.${master.incarnation}`, address: name };
  master.core = createMaster({ ...identity, ...settings }, cluster.monotonicMs(master));
  cluster.transcribe(name, () => `started as ${identity.instance}`);
  if (cluster.drivers !== null) return cluster.drivers.start(master);
  enqueueEvent(cluster, master, { kind: 'tick' });
}

/** Kills the process, which closes its side of every link. */
export function killMaster(cluster: SimulatedCluster, master: MasterNode): void {
  master.status = 'down';
  master.core = null;
  master.inbox = [];
  for (const id of master.sessions.values()) {
    const link = cluster.link(id);
    if (link !== undefined) closeLinkAtMaster(cluster, link, { kind: 'broken' });
  }
  master.sessions.clear();
}

/** Asks the process to stop gracefully. */
export function stopMaster(cluster: SimulatedCluster, master: MasterNode): void {
  if (cluster.drivers === null) enqueueEvent(cluster, master, { kind: 'stop', reason: 'stop requested' });
  else cluster.drivers.stop(master);
}

/** The roles with an epoch that has begun, and must end before the master has stopped. */
export const LEADING: ReadonlySet<string | null> = new Set<Role['kind']>(['catching-up', 'leader', 'stopping']);

/** Checks that a leader which has stopped gracefully ended its epoch in the ledger, unless it had been deposed. */
export function checkStopped(cluster: SimulatedCluster, { name, incarnation }: MasterNode): void {
  const { ledger } = cluster.observations();
  const instance = `${name}.${incarnation}`;
  if (ledger.writer === instance && ledger.endedBy === null)
    cluster.reportViolation(
      'stops-in-order',
      () => `${instance} has stopped, but its epoch ${ledger.epoch} has not ended`,
    );
}

/** Lets the core handle the events in the inbox, and executes its effects until a scheduled crash. */
export function drainInbox(cluster: SimulatedCluster, master: MasterNode): void {
  if (master.core === null || master.status !== 'up') return;
  const events = master.inbox;
  master.inbox = [];
  const time = { nowMs: cluster.monotonicMs(master), wallMs: cluster.wallMs(master) };
  const before: string = master.core.role.kind;
  let effects: readonly Effect[];
  try {
    effects = stepAll(master.core, events, time);
  } catch (error) {
    return cluster.reportViolation('never-impossible', () => `${master.name}: ${String(error)}`);
  }
  const leadership = leadershipOf(master);
  if (leadership !== null) {
    checkUnserved(cluster, master.name, leadership);
    checkBlocked(cluster, master.name, leadership, time.nowMs);
  }
  if (LEADING.has(before) && master.core.role.kind === 'stopped') checkStopped(cluster, master);
  for (const effect of effects) {
    if (crashesBeforeEffect(master)) {
      cluster.transcribe(master.name, () => `crashed before effect ${describeEffect(effect)}`);
      return killMaster(cluster, master);
    }
    executeEffect(cluster, master, effect);
  }
}

function describeEffect(effect: Effect): string {
  if (effect.kind === 'store') return `${effect.kind} ${effect.request.kind}`;
  return effect.kind === 'send' ? `${effect.kind} ${effect.message.kind}` : effect.kind;
}

function executeEffect(cluster: SimulatedCluster, master: MasterNode, effect: Effect): void {
  switch (effect.kind) {
    case 'store':
      return startOperation(cluster, master, effect.generation, effect.request);
    case 'send': {
      const link = cluster.link(master.sessions.get(effect.session) ?? '');
      if (link?.masterSide !== 'open') return;
      checkMessage(cluster.observations().ledger, effect.message, link, cluster.reportViolation);
      checkRest(cluster, master, link, effect.message);
      cluster.messageSent(master.name, link.slave, effect.message);
      return sendToSlave(cluster, link, { kind: 'message', message: effect.message });
    }
    case 'end': {
      const link = cluster.link(master.sessions.get(effect.session) ?? '');
      if (link === undefined) return;
      cluster.transcribe(master.name, () => `ended the session of ${link.slave}: ${effect.detail}`);
      return endSession(cluster, master, link, effect.detail);
    }
    case 'committed':
      return cluster.entryLogged(effect.entry);
    case 'log':
      cluster.transcribe(master.name, () => `logged: ${effect.message}`);
      return cluster.eventLogged(effect.event);
    case 'watch.open':
      return cluster.schedule.taskWatch(master, effect.generation);
    case 'wake':
      return scheduleWake(cluster, master, effect.afterMs);
    case 'command.done':
      return cluster.commandDone(master, effect.id, effect.outcome);
    case 'commands.lost':
      return;
    case 'stopped':
      cluster.transcribe(master.name, () => 'stopped gracefully');
      killMaster(cluster, master);
      return cluster.schedule.exited(master);
  }
}

/** Schedules a wake-up, unless an earlier one is pending. */
function scheduleWake(cluster: SimulatedCluster, master: MasterNode, afterMs: number): void {
  const dueMs = cluster.monotonicMs(master) + afterMs;
  if (dueMs >= master.wakeAtMs) return;
  master.wakeAtMs = dueMs;
  cluster.schedule.wake(master, afterMs);
}

/** Closes the master's side of a link with a last frame to the slave. */
function closeLinkAtMaster(cluster: SimulatedCluster, link: Link, lastFrame: FrameToSlave): void {
  link.masterSide = 'closed';
  if (link.slaveSide !== 'closed') sendToSlave(cluster, link, lastFrame);
  removeIfClosed(cluster, link);
}

/** Closes the session of a link at the master. */
export function endSession(cluster: SimulatedCluster, master: MasterNode, link: Link, reason: string): void {
  master.sessions.delete(link.session ?? 0);
  closeLinkAtMaster(cluster, link, { kind: 'ended', reason });
}

/** Closes the session of a link at the master, for a reason other than a request of the core, and notifies the core. */
export function closeSessionAtMaster(cluster: SimulatedCluster, link: Link, reason: string): void {
  const master = cluster.master(link.master);
  if (link.masterSide !== 'open') return;
  if (cluster.drivers !== null) cluster.drivers.streamClosedAtMaster(link, reason);
  else enqueueEvent(cluster, master, { kind: 'session.closed', session: link.session ?? 0, reason });
  endSession(cluster, master, link, reason);
}

function accept(cluster: SimulatedCluster, master: MasterNode, link: Link): void {
  if (master.status === 'down')
    return closeLinkAtMaster(cluster, link, { kind: 'ended', reason: 'connection refused' });
  link.session = master.nextSession;
  master.nextSession += 1;
  link.masterSide = 'open';
  master.sessions.set(link.session, link.id);
  sendToSlave(cluster, link, { kind: 'accepted' });
  cluster.drivers?.accepted(master, link);
}

/** Delivers the oldest frame in flight to the master. */
export function deliverToMaster(cluster: SimulatedCluster, link: Link): void {
  const frame: FrameToMaster | undefined = link.toMaster.shift();
  if (frame === undefined) return;
  const master = cluster.master(link.master);
  if (frame.kind === 'connect') accept(cluster, master, link);
  else if (frame.kind === 'end') closeSessionAtMaster(cluster, link, 'stream closed by the slave');
  else if (frame.kind === 'broken') closeSessionAtMaster(cluster, link, 'connection broken');
  else receive(cluster, master, link, frame);
  removeIfClosed(cluster, link);
}

function receive(cluster: SimulatedCluster, master: MasterNode, link: Link, frame: ReceivedFrame): void {
  if (link.masterSide === 'open' && frame.kind === 'message' && frame.message.kind === 'register')
    Object.assign(link, { host: frame.message.host, instance: frame.message.instance });
  // A real driver must cope with what arrives after it has ended the session.
  if (cluster.drivers !== null) return cluster.drivers.deliverToMaster(link, frame);
  if (link.masterSide !== 'open') return;
  if (frame.kind === 'malformed') return closeSessionAtMaster(cluster, link, frame.detail);
  const { message } = frame;
  observeSetback(cluster, master, link, message);
  enqueueEvent(cluster, master, { kind: 'session.message', session: link.session ?? 0, message });
}
