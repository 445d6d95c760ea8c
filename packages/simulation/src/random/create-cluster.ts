import { createExecutionRecord, createLedgerRecord } from '@steadfast/invariants';
import type { MasterNode, SimulatedCluster, SlaveNode } from '../world/cluster.ts';
import { createDatabase } from '../world/database.ts';
import { commandDone } from './commands.ts';
import { count, countEntry, countMessage } from './counters.ts';
import { createScheduler } from './create-scheduler.ts';
import { describeEntry, describeMessage } from './describe.ts';
import { trustHostileExecutions } from './hostile-peer.ts';
import { createDrivers } from './drivers/create-drivers.ts';
import { checkLogged, checkTrimmed } from './ledger-checks.ts';
import type { Plan } from './plan.ts';
import { PromiseViolation } from '../world/promise-violation.ts';
import { classesOf } from './slave-abilities.ts';
import { WALL_START_MS, type SimulatedWorld } from './world-state.ts';

/** Receives the lines of a transcript: the simulated time in milliseconds, the subject, and what it did. */
export type TranscriptWriter = (atMs: number, who: string, what: string) => void;

/** Returns a cluster on the components of a world. */
export function createCluster(
  world: () => SimulatedWorld,
  transcript: TranscriptWriter | null,
  { drivers, pageSize, tasks }: Plan,
): SimulatedCluster {
  const database = createDatabase();
  const ledger = createLedgerRecord({ retryWindow: pageSize / 2, classes: classesOf(tasks) });
  const observations = { ledger, executions: createExecutionRecord(), watermark: 0 };
  const cluster: SimulatedCluster = {
    master: (name) => world().masters.get(name) as MasterNode,
    slave: (id) => world().slaves.get(id) as SlaveNode,
    link: (id) => world().links.get(id),
    addLink: (link) => void world().links.set(link.id, link),
    removeLink: (id) => {
      world().links.delete(id);
      world().traffic.delete(id);
      world().falseLinks.delete(id);
    },
    database: () => database,
    mutableObservations: () => observations,
    observations: () => observations,
    monotonicMs: ({ clock }) => clock.offsetMs + world().events.nowMs() * clock.rate,
    wallMs: ({ clock }) => Math.floor(WALL_START_MS + world().events.nowMs() + clock.wallOffsetMs),
    schedule: createScheduler(world),
    drivers: drivers ? createDrivers(world) : null,
    reportViolation: (promise, detail) => {
      throw (world().violation ??= new PromiseViolation(promise, detail()));
    },
    transcribe: (who, what) => transcript?.(world().events.nowMs(), who, what()),
    messageSent: (from, to, message) => {
      countMessage(world(), from, to, message);
      transcript?.(world().events.nowMs(), from, `→ ${to}: ${describeMessage(message)}`);
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
    commandDone: (_master, id, outcome) => commandDone(world(), id, outcome),
  };
  return cluster;
}
