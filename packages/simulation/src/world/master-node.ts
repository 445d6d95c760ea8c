import type { Effect } from '@steadfast/master/core/events';
import { createMaster } from '@steadfast/master/core/roles';
import { stepAll } from '@steadfast/master/core/step';
import { checkMessage } from '@steadfast/invariants';
import { startOperation } from './database-client.ts';
import { tellMaster } from './inbox.ts';
import { forgetIfOver, sendToSlave } from './link.ts';
import type { Cluster, FrameToMaster, Link, MasterNode } from './cluster.ts';

/** A master that was never started. */
export function createMasterNode(name: string, settings: MasterNode['settings']): MasterNode {
  return {
    kind: 'master',
    name,
    settings,
    power: 'off',
    life: 0,
    clock: { rate: 1, offsetMs: 0, wallOffsetMs: 0 },
    fuse: null,
    core: null,
    inbox: [],
    nextSession: 1,
    sessions: new Map(),
    wakeAtMs: Infinity,
  };
}

/** Starts the process: it has forgotten everything. */
export function startMaster(cluster: Cluster, master: MasterNode): void {
  const { name, settings } = master;
  master.life += 1;
  master.power = 'on';
  master.fuse = null;
  master.wakeAtMs = Infinity;
  const identity = { name, instance: `${name}.${master.life}`, address: name };
  master.core = createMaster({ ...identity, ...settings }, cluster.monotonicMs(master));
  cluster.narrate(name, () => `starts, as ${identity.instance}`);
  tellMaster(cluster, master, { kind: 'tick' });
}

/** The process is gone, and with it its side of every connection. */
export function killMaster(cluster: Cluster, master: MasterNode): void {
  master.power = 'off';
  master.core = null;
  master.inbox = [];
  for (const id of master.sessions.values()) {
    const link = cluster.link(id);
    if (link !== undefined) closeAtMaster(cluster, link, { kind: 'broken' });
  }
  master.sessions.clear();
}

/** A leader that stops in order has written everything, and last that its reign is over, unless it was deposed before. */
function checkStopped(cluster: Cluster, { name, life }: MasterNode): void {
  const { ledger } = cluster.observed();
  const instance = `${name}.${life}`;
  if (ledger.writer === instance && ledger.endedBy === null)
    cluster.report('stops-in-order', () => `${instance} has stopped, but its reign ${ledger.epoch} goes on`);
}

/** Asks the core what is to be done about everything that has come, and does it. */
export function drainMaster(cluster: Cluster, master: MasterNode): void {
  if (master.core === null || master.power !== 'on') return;
  const events = master.inbox;
  master.inbox = [];
  const time = { nowMs: cluster.monotonicMs(master), wallMs: cluster.wallMs(master) };
  const before: string = master.core.role.kind;
  let effects: readonly Effect[];
  try {
    effects = stepAll(master.core, events, time);
  } catch (error) {
    return cluster.report('never-impossible', () => `${master.name}: ${String(error)}`);
  }
  if (before === 'stopping' && master.core.role.kind === 'stopped') checkStopped(cluster, master);
  for (const effect of effects) {
    if (master.fuse !== null) {
      if (master.fuse === 0) {
        cluster.narrate(master.name, () => `dies before it could ${nameEffect(effect)}`);
        return killMaster(cluster, master);
      }
      master.fuse -= 1;
    }
    executeEffect(cluster, master, effect);
  }
}

function nameEffect(effect: Effect): string {
  if (effect.kind === 'store') return `ask the database to ${effect.request.kind}`;
  return effect.kind === 'send' ? `send ${effect.message.kind}` : effect.kind;
}

function executeEffect(cluster: Cluster, master: MasterNode, effect: Effect): void {
  switch (effect.kind) {
    case 'store':
      return startOperation(cluster, master, effect.generation, effect.request);
    case 'send': {
      const link = cluster.link(master.sessions.get(effect.session) ?? '');
      if (link?.masterSide !== 'open') return;
      checkMessage(cluster.observed().ledger, effect.message, link, cluster.report);
      cluster.says(master.name, link.slave, effect.message);
      return sendToSlave(cluster, link, { kind: 'message', message: effect.message });
    }
    case 'end': {
      const link = cluster.link(master.sessions.get(effect.session) ?? '');
      if (link === undefined) return;
      cluster.narrate(master.name, () => `ends the session of ${link.slave}: ${effect.detail}`);
      return endAtMaster(cluster, master, link, effect.detail);
    }
    case 'committed':
      return cluster.logged(effect.entry);
    case 'log':
      cluster.narrate(master.name, () => `says: ${effect.message}`);
      return cluster.logs(effect.event);
    case 'watch.open':
      return cluster.later.taskWatch(master, effect.generation);
    case 'wake':
      return wake(cluster, master, effect.afterMs);
    case 'stopped':
      cluster.narrate(master.name, () => 'has stopped in order');
      killMaster(cluster, master);
      return cluster.later.exited(master);
  }
}

/** Asks for a tick, unless one comes earlier anyway. */
function wake(cluster: Cluster, master: MasterNode, afterMs: number): void {
  const wantedMs = cluster.monotonicMs(master) + afterMs;
  if (wantedMs >= master.wakeAtMs) return;
  master.wakeAtMs = wantedMs;
  cluster.later.wake(master, afterMs);
}

/** The master's side of a link is over; the slave will hear of it. */
function closeAtMaster(cluster: Cluster, link: Link, last: Parameters<typeof sendToSlave>[2]): void {
  link.masterSide = 'closed';
  if (link.slaveSide !== 'closed') sendToSlave(cluster, link, last);
  forgetIfOver(cluster, link);
}

/** The master ends a session. */
function endAtMaster(cluster: Cluster, master: MasterNode, link: Link, reason: string): void {
  master.sessions.delete(link.session ?? 0);
  closeAtMaster(cluster, link, { kind: 'ended', reason });
}

/** The session of a link is over without the core having ended it: the core is told. */
export function closeSession(cluster: Cluster, link: Link, reason: string): void {
  const master = cluster.master(link.master);
  if (link.masterSide !== 'open') return;
  tellMaster(cluster, master, { kind: 'session.closed', session: link.session ?? 0, reason });
  endAtMaster(cluster, master, link, reason);
}

function accept(cluster: Cluster, master: MasterNode, link: Link): void {
  if (master.power === 'off') return closeAtMaster(cluster, link, { kind: 'ended', reason: 'connection refused' });
  link.session = master.nextSession;
  master.nextSession += 1;
  link.masterSide = 'open';
  master.sessions.set(link.session, link.id);
  sendToSlave(cluster, link, { kind: 'accepted' });
}

/** The oldest frame that is under way to the master arrives. */
export function arriveAtMaster(cluster: Cluster, link: Link): void {
  const frame: FrameToMaster | undefined = link.toMaster.shift();
  if (frame === undefined) return;
  const master = cluster.master(link.master);
  if (frame.kind === 'connect') accept(cluster, master, link);
  else if (link.masterSide === 'open') receive(cluster, master, link, frame);
  forgetIfOver(cluster, link);
}

function receive(
  cluster: Cluster,
  master: MasterNode,
  link: Link,
  frame: Exclude<FrameToMaster, { kind: 'connect' }>,
): void {
  switch (frame.kind) {
    case 'message': {
      const { message } = frame;
      if (message.kind === 'register') Object.assign(link, { host: message.host, instance: message.instance });
      return tellMaster(cluster, master, { kind: 'session.message', session: link.session ?? 0, message });
    }
    case 'garbage':
      return closeSession(cluster, link, frame.detail);
    case 'end':
      return closeSession(cluster, link, 'it ended the stream');
    case 'broken':
      return closeSession(cluster, link, 'its stream broke');
  }
}
