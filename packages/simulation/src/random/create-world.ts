import { MAX_QUEUED } from '@steadfast/protocol/limits';
import type { MasterNode, SlaveNode } from '../world/cluster.ts';
import { createMasterNode } from '../world/master-node.ts';
import { abilitiesOf } from './slave-abilities.ts';
import { createSlaveNode } from '../world/slave-node.ts';
import { createCluster, type TranscriptWriter } from './create-cluster.ts';
import { count, DRIVEN_WORLD } from './counters.ts';
import { createEventQueue } from './event-queue.ts';
import { mastersOf, slavesOf, type Plan } from './plan.ts';
import { createRandomStreams, type RandomStream } from './random-stream.ts';
import type { SimulatedWorld } from './world-state.ts';

/** The settings of masters; the others are part of the plan. */
const MASTER_SETTINGS = {
  recoveryGraceMs: 10_000,
  placementDeadlineMs: 5_000,
  prefetch: MAX_QUEUED,
  readyPerQueued: 1,
} as const;

/** The range in which monotonic clocks start. */
const MAX_CLOCK_OFFSET_MS = 1_000_000;

/** Adds all processes of the plan, each with a clock of its own. */
function addProcesses(world: SimulatedWorld, random: RandomStream): void {
  const { plan, masters, slaves } = world;
  const settings = { ...MASTER_SETTINGS, pageSize: plan.pageSize, retentionMs: plan.retentionMs };
  const setClock = ({ clock }: MasterNode | SlaveNode): void => {
    clock.rate = 1 + random.between(-plan.drift, plan.drift);
    clock.offsetMs = random.between(0, MAX_CLOCK_OFFSET_MS);
  };
  for (const name of mastersOf(plan)) {
    const master = createMasterNode(name, settings);
    setClock(master);
    masters.set(name, master);
  }
  for (const name of slavesOf(plan)) {
    const slave = createSlaveNode(name, name, mastersOf(plan), abilitiesOf(name, plan));
    setClock(slave);
    slaves.set(name, slave);
  }
}

/** Returns the world of a plan at time 0, before any process has been started. */
export function createWorld(plan: Plan, transcript: TranscriptWriter | null): SimulatedWorld {
  // The first stream of the seed draws the plan.
  const [, random, clockRandom] = createRandomStreams(plan.seed, 3) as [RandomStream, RandomStream, RandomStream];
  const world: SimulatedWorld = {
    plan,
    random,
    events: createEventQueue(),
    cluster: createCluster(() => world, transcript, plan),
    masters: new Map(),
    slaves: new Map(),
    links: new Map(),
    traffic: new Map(),
    falseLinks: new Set(),
    activeFaults: {
      partitions: new Map(),
      frozen: new Map(),
      stuckRequests: new Map(),
      networkDelayMs: 0,
      databaseDelayMs: 0,
      replicationDelayMs: 0,
      lossRate: 0,
      databaseOutages: 0,
      isolatedMasters: new Map(),
      brokenRequests: new Map(),
      slowReaders: new Map(),
      lateTimers: new Map(),
      falseMasters: new Map(),
      disturbedUntilMs: 0,
    },
    deferredUntilThaw: new Map(),
    taskWatches: [],
    twinDiedWithTask: false,
    hostilePeerCount: 0,
    endFaults: [],
    restartDelayMs: new Map(),
    loggedEntries: new Set(),
    committedAtMs: new Map(),
    staleSinceMs: new Map(),
    waiting: new Map(),
    counters: new Map(),
    commands: new Map(),
    issuedCommands: 0,
    violation: null,
    probeTask: null,
  };
  if (plan.drivers) count(world, DRIVEN_WORLD);
  addProcesses(world, clockRandom);
  return world;
}
