import { checkMessage } from '@steadfast/invariants';
import type { Command, CommandOutcome } from '@steadfast/master/core/commands';
import type { MasterState } from '@steadfast/master/core/state';
import { createDriver, StopTimedOut, type Driver } from '@steadfast/master/driver';
import type { SessionStreamListener } from '@steadfast/master/session-stream';
import { createSessions, type Sessions } from '@steadfast/master/sessions';
import { createDeadlinePort } from '@steadfast/master/store/deadline-port';
import type { Outcome } from '@steadfast/master/store/store-port';
import type { MasterMessage } from '@steadfast/protocol/messages';
import { messageOf, type LoggedLine } from '@steadfast/runtime';
import type { Link, MasterNode, ReceivedFrame } from '../../world/cluster.ts';
import { sendToSlave } from '../../world/link.ts';
import { checkStopped, endSession, killMaster, LEADING } from '../../world/master-node.ts';
import { checkFactLogged } from '../ledger-checks.ts';
import type { SimulatedWorld } from '../world-state.ts';
import { createOutgoingBuffer } from './back-pressure.ts';
import { reportLate } from './late-events.ts';
import { createDrivenProcess, type DrivenProcess } from './process.ts';
import { openSimulatedStore } from './simulated-store.ts';
import { createSimulatedLogger } from './simulated-logger.ts';
import { createSimulatedTimers } from './simulated-timers.ts';

/** Shorter than by default, so that it occurs. */
const STOP_TIMEOUT_MS = 20_000;

const NO_CONNECTIONS = {
  registered: () => undefined,
  unregistered: () => undefined,
  discard: () => undefined,
};

/** A master with its real driver, in a simulated process. */
export interface DrivenMaster {
  readonly stop: () => void;
  /** Opens the session of a link. */
  readonly accept: (link: Link) => void;
  readonly command: (command: Command, settle: (outcome: CommandOutcome) => void) => void;
  readonly deliver: (link: Link, frame: ReceivedFrame) => void;
  readonly streamClosed: (link: Link, reason: string) => void;
}

/** Ends the process as its driver has ended, and checks that it was entitled to. */
function exitMaster(
  { cluster }: SimulatedWorld,
  master: MasterNode,
  roleBefore: string | null,
  outcome: Outcome<void>,
): void {
  const { name } = master;
  if (outcome.ok && LEADING.has(roleBefore)) checkStopped(cluster, master);
  else if (!outcome.ok && !(outcome.error instanceof StopTimedOut))
    cluster.reportViolation('never-impossible', () => `${name}: ${messageOf(outcome.error)}`);
  cluster.transcribe(name, () => (outcome.ok ? 'stopped gracefully' : `exited: ${messageOf(outcome.error)}`));
  killMaster(cluster, master);
  cluster.schedule.exited(master);
}

/** Receives the log lines of a master. Those of facts are checked against the ledger. */
function logLine(world: SimulatedWorld, { name }: MasterNode, line: LoggedLine): void {
  const { entry, index } = line;
  if (typeof entry === 'number' && typeof index === 'number')
    return checkFactLogged(world, { ...line, entry, index, epoch: Number(line['epoch']) });
  world.cluster.transcribe(name, () => `logged: ${line.message}`);
  world.cluster.eventLogged(line.event);
}

/** Opens the stream of a link at a master. */
function openStream(
  world: SimulatedWorld,
  master: MasterNode,
  process: DrivenProcess,
  link: Link,
  open: Sessions['open'],
): SessionStreamListener {
  const { cluster } = world;
  const buffer = createOutgoingBuffer(world, link, 'toSlave', () => process.enter(() => listener.onDrain()));
  /** Writes what travels together. On the link each message has a frame of its own, so that it may also be cut in two. */
  const write = (messages: readonly MasterMessage[]): boolean => {
    const kinds = messages.map(({ kind }) => kind).join(', ');
    if (!process.performs(`send ${kinds}`) || link.masterSide !== 'open') return true;
    for (const message of messages) {
      checkMessage(cluster.observations().ledger, message, link, cluster.reportViolation);
      cluster.messageSent(master.name, link.slave, message);
      sendToSlave(cluster, link, { kind: 'message', message });
    }
    return buffer.wrote();
  };
  const listener = open({
    // Each link is a connection of its own, from the same address.
    peer: `${link.slave}:${link.session}`,
    write: (message) => write([message]),
    writeOrders: write,
    end: (_code, detail) => {
      if (!process.performs('the end of a session') || link.masterSide !== 'open') return;
      cluster.transcribe(master.name, () => `ended the session of ${link.slave}: ${detail}`);
      endSession(cluster, master, link, detail);
      // The session may end while it is being opened, before there is a listener.
      reportLate(world, process, {
        onDrain: () => listener.onDrain(),
        onEnd: (reason) => listener.onClosed(reason),
      });
    },
  });
  return listener;
}

/** Starts the real driver of a master in the present incarnation of its process. */
export function startDrivenMaster(world: SimulatedWorld, master: MasterNode): DrivenMaster {
  const process = createDrivenProcess(world, master);
  const timers = createSimulatedTimers(world, master, process);
  const listeners = new Map<string, SessionStreamListener>();
  const driver: Driver = createDriver({
    state: master.core as MasterState,
    store: createDeadlinePort(() => openSimulatedStore(world, master, process), timers),
    timers,
    logger: createSimulatedLogger(process, (line) => logLine(world, master, line)),
    failpoint: { hit: () => undefined, wrap: (store) => store },
    stopTimeoutMs: STOP_TIMEOUT_MS,
    onEnded: (outcome) => {
      if (process.isAlive()) exitMaster(world, master, process.roleBefore(), outcome);
    },
  });
  const sessions = createSessions({
    listener: {
      message: (session, message) => driver.deliver({ kind: 'session.message', session, message }),
      closed: (session, reason) => driver.deliver({ kind: 'session.closed', session, reason }),
    },
    isKnownSlave: driver.isKnownSlave,
    connections: NO_CONNECTIONS,
    timers,
  });
  process.enter(() => driver.run(sessions.port));

  return {
    stop: () => process.enter(() => driver.stop('stop requested')),
    command: (command, settle) => process.enter(() => driver.command(command, settle)),
    accept: (link) =>
      process.enter(() => void listeners.set(link.id, openStream(world, master, process, link, sessions.open))),
    deliver: (link, frame) => {
      const listener = listeners.get(link.id);
      if (listener === undefined) return;
      process.enter(() => {
        if (frame.kind === 'malformed') listener.onInvalid('invalid argument', frame.detail);
        else listener.onMessage(frame.message);
      });
    },
    streamClosed: (link, reason) => {
      const listener = listeners.get(link.id);
      listeners.delete(link.id);
      if (listener === undefined) return;
      process.enter(() => listener.onClosed(reason));
      reportLate(world, process, { onDrain: listener.onDrain, onEnd: listener.onClosed });
    },
  };
}
