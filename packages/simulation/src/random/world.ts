import { createExecutionRecord, createLedgerRecord, type PromiseName } from '@steadfast/invariants';
import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { Cluster, MasterNode, SlaveNode } from '../world/cluster.ts';
import { createDatabase } from '../world/database.ts';
import { tellMaster } from '../world/inbox.ts';
import { createMasterNode, drainMaster } from '../world/master-node.ts';
import { createSlaveNode, ringTimer } from '../world/slave-node.ts';
import { createAgenda } from './agenda.ts';
import { describeEntry, describeMessage } from './describe.ts';
import { createDraws, type Draw } from './draw.ts';
import { believe, hearAsHostile } from './hostile.ts';
import { dispatchFrame } from './network.ts';
import { mastersOf, slavesOf, type Plan } from './plan.ts';
import { startLater } from './processes.ts';
import { advance, advanceMajority, openTaskWatch } from './storage.ts';
import { tallyEntry, tallyMessage } from './tally.ts';
import { CODES, count, nameOf, whenAwake, type Surroundings } from './surroundings.ts';

/** A promise is broken; ends the world. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.promise = promise;
  }
}

/** Takes a line of the transcript: when, in milliseconds of the world, who, and what. */
export type Narrator = (atMs: number, who: string, what: string) => void;

/** The time between a process being told something and its core being asked, at most, in milliseconds. */
const TURN_MS = 0.5;

/** Whatever the clocks say, nothing is trimmed before it was kept so long, in milliseconds, or for the retention. */
const TRIM_HOLD_MS = 600_000;

/** What is under way arrives in its time. */
function createLater(world: () => Surroundings): Cluster['later'] {
  return {
    frame: (link, direction) => dispatchFrame(world(), link, direction, (heard) => hearAsHostile(world(), heard)),
    drain: (master) => {
      const { agenda, draw, cluster } = world();
      agenda.plan(draw.fraction() * TURN_MS, CODES.drain, () => drainMaster(cluster, master));
    },
    wake: (master, afterMs) => {
      const { agenda, cluster } = world();
      const { life } = master;
      agenda.plan(afterMs / master.clock.rate, CODES.wake, () => {
        if (master.life !== life || master.power === 'off') return;
        whenAwake(world(), master, () => {
          master.wakeAtMs = Infinity;
          tellMaster(cluster, master, { kind: 'tick' });
        });
      });
    },
    timer: (slave, timer, token, afterMs) => {
      const { agenda, draw, cluster } = world();
      const delayMs = timer === 'wait' ? draw.fraction() * afterMs : afterMs;
      agenda.plan(delayMs / slave.clock.rate, CODES.timer, () =>
        whenAwake(world(), slave, () => ringTimer(cluster, slave, timer, token)),
      );
    },
    operation: (operation) => advance(world(), operation),
    majority: (through) => advanceMajority(world(), through),
    taskWatch: (master, generation) => openTaskWatch(world(), master, generation),
    exited: (node) => startLater(world(), node, world().downMs.get(nameOf(node)) ?? 0),
  };
}

/** What the core logs is compared with the ledger at once; at the end, everything must have been logged. */
function checkLogged(world: Surroundings, entry: Entry): void {
  const { cluster, logged } = world;
  logged.add(entry.number);
  const stands = cluster.database().committed.ledger.get(entry.number);
  if (entry.number > cluster.observed().ledger.last || (stands !== undefined && stands !== entry))
    cluster.report('log-is-ledger', () => `entry ${entry.number} is logged, but the ledger holds another or none`);
}

/** What is trimmed has been there for its time, by a clock that nobody in the world has. */
function checkTrimmed(world: Surroundings, entries: readonly Entry[]): void {
  const { plan, agenda, committedMs, cluster } = world;
  const leastMs = (1 - 2 * plan.drift) * Math.min(plan.retentionMs, TRIM_HOLD_MS);
  for (const { number } of entries) {
    const ageMs = agenda.nowMs() - (committedMs.get(number) ?? Infinity);
    if (ageMs < leastMs)
      cluster.report('trimmed-is-old', () => `entry ${number} is trimmed after ${Math.round(ageMs)} ms`);
  }
}

function createCluster(world: () => Surroundings, narrator: Narrator | null): Cluster {
  const database = createDatabase();
  const observations = { ledger: createLedgerRecord(), executions: createExecutionRecord(), watermark: 0 };
  const wallMs = ({ clock }: MasterNode | SlaveNode | { clock: MasterNode['clock'] }): number =>
    Math.floor(1_700_000_000_000 + world().agenda.nowMs() + clock.wallOffsetMs);
  const cluster: Cluster = {
    master: (name) => world().masters.get(name) as MasterNode,
    slave: (id) => world().slaves.get(id) as SlaveNode,
    link: (id) => world().links.get(id),
    addLink: (link) => void world().links.set(link.id, link),
    removeLink: (id) => {
      world().links.delete(id);
      world().traffic.delete(id);
    },
    database: () => database,
    observations: () => observations,
    observed: () => observations,
    monotonicMs: ({ clock }) => clock.offsetMs + world().agenda.nowMs() * clock.rate,
    wallMs,
    later: createLater(world),
    report: (promise, detail) => {
      throw new Violation(promise, detail());
    },
    narrate: (who, what) => narrator?.(world().agenda.nowMs(), who, what()),
    says: (from, to, message) => {
      tallyMessage(world(), from, to, message);
      narrator?.(world().agenda.nowMs(), from, `→ ${to}: ${describeMessage(message)}`);
    },
    logs: (event) => count(world(), `log ${event}`),
    committed: (entry) => {
      cluster.narrate('ledger', () => describeEntry(entry));
      world().committedMs.set(entry.number, world().agenda.nowMs());
      tallyEntry(world(), entry);
      believe(world(), entry);
    },
    trimmed: (entries) => checkTrimmed(world(), entries),
    logged: (entry) => checkLogged(world(), entry),
  };
  return cluster;
}

function addProcesses(world: Surroundings, drift: Draw): void {
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
export function createWorld(plan: Plan, narrator: Narrator | null): Surroundings {
  const [, draw, drift] = createDraws(plan.seed, 3) as [Draw, Draw, Draw];
  const cluster = createCluster(() => world, narrator);
  const world: Surroundings = {
    plan,
    draw,
    agenda: createAgenda(),
    cluster,
    masters: new Map(),
    slaves: new Map(),
    links: new Map(),
    traffic: new Map(),
    weather: {
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
    thawing: new Map(),
    watches: [],
    hostile: 0,
    endings: [],
    downMs: new Map(),
    logged: new Set(),
    committedMs: new Map(),
    staleSinceMs: new Map(),
    counts: new Map(),
    lastTask: null,
  };
  addProcesses(world, drift);
  return world;
}
