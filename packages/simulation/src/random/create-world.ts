import { createExecutionRecord, createLedgerRecord, type PromiseName } from '@steadfast/invariants';
import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { SimulatedCluster, MasterNode, SlaveNode } from '../world/cluster.ts';
import { createDatabase } from '../world/database.ts';
import { enqueueEvent } from '../world/inbox.ts';
import { createMasterNode, drainInbox } from '../world/master-node.ts';
import { createSlaveNode, fireTimer } from '../world/slave-node.ts';
import { createEventQueue } from './event-queue.ts';
import { describeEntry, describeMessage } from './describe.ts';
import { createRandomStreams, type RandomStream } from './random-stream.ts';
import { trustHostileExecutions, receiveAsHostilePeer } from './hostile-peer.ts';
import { dispatchFrame } from './network.ts';
import { mastersOf, slavesOf, type Plan } from './plan.ts';
import { startLater } from './processes.ts';
import { scheduleOperation, scheduleMajority, openTaskWatch } from './database-timing.ts';
import { countEntry, countMessage } from './counters.ts';
import { EVENT_CODES, count, nameOf, deferWhileFrozen, type SimulatedWorld } from './world-state.ts';

/** A promise is broken; ends the world. */
export class PromiseViolation extends Error {
  override readonly name = 'Violation';
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.promise = promise;
  }
}

/** Takes a line of the transcript: when, in milliseconds of the world, who, and what. */
export type TranscriptWriter = (atMs: number, who: string, what: string) => void;

/** The time between a process being told something and its core being asked, at most, in milliseconds. */
const TURN_MS = 0.5;

/** Whatever the clocks say, nothing is trimmed before it was kept so long, in milliseconds, or for the retention. */
const TRIM_HOLD_MS = 600_000;

/** What is under way arrives in its time. */
function createLater(world: () => SimulatedWorld): SimulatedCluster['schedule'] {
  return {
    frame: (link, direction) =>
      dispatchFrame(world(), link, direction, (heard) => receiveAsHostilePeer(world(), heard)),
    drain: (master) => {
      const { events, random, cluster } = world();
      events.schedule(random.fraction() * TURN_MS, EVENT_CODES.drain, () => drainInbox(cluster, master));
    },
    wake: (master, afterMs) => {
      const { events, cluster } = world();
      const { incarnation } = master;
      events.schedule(afterMs / master.clock.rate, EVENT_CODES.wake, () => {
        if (master.incarnation !== incarnation || master.status === 'down') return;
        deferWhileFrozen(world(), master, () => {
          master.wakeAtMs = Infinity;
          enqueueEvent(cluster, master, { kind: 'tick' });
        });
      });
    },
    timer: (slave, timer, token, afterMs) => {
      const { events, random, cluster } = world();
      const delayMs = timer === 'retry' ? random.fraction() * afterMs : afterMs;
      events.schedule(delayMs / slave.clock.rate, EVENT_CODES.timer, () =>
        deferWhileFrozen(world(), slave, () => fireTimer(cluster, slave, timer, token)),
      );
    },
    operation: (operation) => scheduleOperation(world(), operation),
    majority: (through) => scheduleMajority(world(), through),
    taskWatch: (master, generation) => openTaskWatch(world(), master, generation),
    exited: (node) => startLater(world(), node, world().restartDelayMs.get(nameOf(node)) ?? 0),
  };
}

/** What the core logs is compared with the ledger at once; at the end, everything must have been logged. */
function checkLogged(world: SimulatedWorld, entry: Entry): void {
  const { cluster, loggedEntries } = world;
  loggedEntries.add(entry.number);
  const stands = cluster.database().committed.ledger.get(entry.number);
  if (entry.number > cluster.observations().ledger.last || (stands !== undefined && stands !== entry))
    cluster.reportViolation(
      'log-is-ledger',
      () => `entry ${entry.number} is logged, but the ledger holds another or none`,
    );
}

/** What is trimmed has been there for its time, by a clock that nobody in the world has. */
function checkTrimmed(world: SimulatedWorld, entries: readonly Entry[]): void {
  const { plan, events, committedAtMs, cluster } = world;
  const leastMs = (1 - 2 * plan.drift) * Math.min(plan.retentionMs, TRIM_HOLD_MS);
  for (const { number } of entries) {
    const ageMs = events.nowMs() - (committedAtMs.get(number) ?? Infinity);
    if (ageMs < leastMs)
      cluster.reportViolation('trimmed-is-old', () => `entry ${number} is trimmed after ${Math.round(ageMs)} ms`);
  }
}

function createCluster(world: () => SimulatedWorld, narrator: TranscriptWriter | null): SimulatedCluster {
  const database = createDatabase();
  const observations = { ledger: createLedgerRecord(), executions: createExecutionRecord(), watermark: 0 };
  const wallMs = ({ clock }: MasterNode | SlaveNode | { clock: MasterNode['clock'] }): number =>
    Math.floor(1_700_000_000_000 + world().events.nowMs() + clock.wallOffsetMs);
  const cluster: SimulatedCluster = {
    master: (name) => world().masters.get(name) as MasterNode,
    slave: (id) => world().slaves.get(id) as SlaveNode,
    link: (id) => world().links.get(id),
    addLink: (link) => void world().links.set(link.id, link),
    removeLink: (id) => {
      world().links.delete(id);
      world().traffic.delete(id);
    },
    database: () => database,
    mutableObservations: () => observations,
    observations: () => observations,
    monotonicMs: ({ clock }) => clock.offsetMs + world().events.nowMs() * clock.rate,
    wallMs,
    schedule: createLater(world),
    reportViolation: (promise, detail) => {
      throw new PromiseViolation(promise, detail());
    },
    transcribe: (who, what) => narrator?.(world().events.nowMs(), who, what()),
    messageSent: (from, to, message) => {
      countMessage(world(), from, to, message);
      narrator?.(world().events.nowMs(), from, `→ ${to}: ${describeMessage(message)}`);
    },
    eventLogged: (event) => count(world(), `log ${event}`),
    entryCommitted: (entry) => {
      cluster.transcribe('ledger', () => describeEntry(entry));
      world().committedAtMs.set(entry.number, world().events.nowMs());
      countEntry(world(), entry);
      trustHostileExecutions(world(), entry);
    },
    entriesTrimmed: (entries) => checkTrimmed(world(), entries),
    entryLogged: (entry) => checkLogged(world(), entry),
  };
  return cluster;
}

function addProcesses(world: SimulatedWorld, drift: RandomStream): void {
  const { plan } = world;
  const settings = { recoveryGraceMs: 10_000, placementDeadlineMs: 5_000, retentionMs: plan.retentionMs };
  const setClock = ({ clock }: MasterNode | SlaveNode): void => {
    clock.rate = 1 + drift.between(-plan.drift, plan.drift);
    clock.offsetMs = drift.between(0, 1_000_000);
  };
  for (const name of mastersOf(plan)) {
    const master = createMasterNode(name, settings);
    setClock(master);
    world.masters.set(name, master);
  }
  for (const name of slavesOf(plan)) {
    const slave = createSlaveNode(name, name, mastersOf(plan));
    setClock(slave);
    world.slaves.set(name, slave);
  }
}

/** Makes the world of a plan, in which nothing has happened yet. */
export function createWorld(plan: Plan, narrator: TranscriptWriter | null): SimulatedWorld {
  const [, random, drift] = createRandomStreams(plan.seed, 3) as [RandomStream, RandomStream, RandomStream];
  const cluster = createCluster(() => world, narrator);
  const world: SimulatedWorld = {
    plan,
    random,
    events: createEventQueue(),
    cluster,
    masters: new Map(),
    slaves: new Map(),
    links: new Map(),
    traffic: new Map(),
    activeFaults: {
      cuts: new Map(),
      frozen: new Map(),
      stuck: new Map(),
      networkDelayMs: 0,
      databaseDelayMs: 0,
      majorityDelayMs: 0,
      lossRate: 0,
      databaseAway: 0,
      isolated: new Map(),
    },
    deferredUntilThaw: new Map(),
    taskWatches: [],
    hostilePeerCount: 0,
    faultEndings: [],
    restartDelayMs: new Map(),
    loggedEntries: new Set(),
    committedAtMs: new Map(),
    staleSinceMs: new Map(),
    counters: new Map(),
    probeTask: null,
  };
  addProcesses(world, drift);
  return world;
}
