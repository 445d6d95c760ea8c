import { openBeacon, type Beacon } from '../exit-detector.ts';
import type { Figure } from '../figure.ts';
import { readJournals, type Moment } from '../journals.ts';
import { lastEntry, untilJoined } from '../ledger.ts';
import { machineMs } from '../machine-clock.ts';
import { leastDisturbed } from '../other-load.ts';
import { measureInserts } from '../raw-rates.ts';
import { killChild, type Scene } from '../bench-cluster.ts';
import type { Section } from '../section.ts';
import { percentile } from '../statistics.ts';
import { latestStarts, startedElsewhere } from '../takeover.ts';
import { pause, until } from '../wait.ts';
import { runForever, tasksOf } from '../work.ts';

/** Half of the slaves are busy, the others are spare. */
const FULL = { slaves: 8, tasks: 4, inserts: 200, kills: 20, batches: { wanted: 5, most: 7 } } as const;
const QUICK = { slaves: 4, tasks: 2, inserts: 20, kills: 3, batches: { wanted: 1, most: 1 } } as const;

const MOST_MS = 50;

/** Kills come at a random moment within this time, in milliseconds, so that no timer of the master favours them. */
const SPREAD_MS = 100;

/** One kill, in milliseconds. */
interface Takeover {
  /** Until the kernel has closed the connections of the process: nobody can know of its death any earlier. */
  readonly closedMs: number;
  /** Until its task was started elsewhere. */
  readonly startedMs: number;
}

/** Kills the slave of one execution, and waits until its task runs elsewhere and the slave is back. */
async function killSlaveOf(scene: Scene, beacon: Beacon, victim: Moment): Promise<Takeover> {
  const { database, slaveHosts, signal, folder } = scene;
  const child = slaveHosts.find(({ names }) => names.includes(victim.host))?.child;
  const pid = child?.pid;
  if (child === undefined || pid === undefined) throw new Error(`there is no process of ${victim.host}`);
  await pause(Math.random() * SPREAD_MS, signal);
  const killedAtMs = machineMs();
  child.kill('SIGKILL');
  const next = await startedElsewhere(folder, victim, signal);
  await killChild(child);
  await until('the kernel has closed its connections', () => beacon.goneAtMs(pid) !== undefined, { signal });
  const after = await lastEntry(database);
  child.start();
  await untilJoined(database, [victim.host], after, signal);
  // Its next kill is to hit a task that is known to run.
  const idle = { state: { $ne: 'running' } };
  await until('every task runs', async () => (await tasksOf(database).findOne(idle)) === null, { signal });
  return { closedMs: (beacon.goneAtMs(pid) ?? Number.NaN) - killedAtMs, startedMs: next.atMs - killedAtMs };
}

/** Kills slaves, one after the other. */
async function killMany(scene: Scene, beacon: Beacon, kills: number): Promise<Takeover[]> {
  const takeovers: Takeover[] = [];
  while (takeovers.length < kills) {
    const running = latestStarts(readJournals(scene.folder));
    const victim = running[takeovers.length % running.length];
    if (victim === undefined) throw new Error('nothing runs that could be killed');
    takeovers.push(await killSlaveOf(scene, beacon, victim));
  }
  return takeovers;
}

/** The figures of a share of the kills: the whole, and the part of it that is the scheduler's. */
function figuresOf(takeovers: readonly Takeover[], insertMs: readonly number[], share: 0.5 | 0.99): Figure[] {
  const at = (part: (takeover: Takeover) => number): number => percentile(takeovers.map(part), share);
  const whole = {
    name: `kill → started elsewhere, p${100 * share} of ${takeovers.length}`,
    value: at(({ startedMs }) => startedMs),
    unit: 'ms',
    limit: { name: 'kill → kernel closes sockets', value: at(({ closedMs }) => closedMs) },
  } as const;
  const own = {
    name: `sockets closed → started elsewhere, p${100 * share}`,
    value: at(({ startedMs, closedMs }) => startedMs - closedMs),
    unit: 'ms',
    limit: { name: 'single insert', value: percentile(insertMs, share) },
  } as const;
  const expectation = { of: 'value', relation: 'at most', bound: MOST_MS } as const;
  return [share === 0.99 ? { ...whole, expectation } : whole, own];
}

/** How fast the task of a slave that died runs elsewhere. */
export const kill: Section = {
  name: 'kill',
  title: 'slave SIGKILL → its task started elsewhere, by the journals, on the monotonic clock of the machine (some µs)',
  measure: ({ stage, quick, progress }) =>
    stage.withScene(async (scene) => {
      const { slaves, tasks, inserts, kills, batches } = quick ? QUICK : FULL;
      const beacon = await openBeacon();
      try {
        await scene.addSlaves(slaves, 1, ['--beacon', `${beacon.port}`]);
        await runForever(scene, tasks);
        const insertMs = await measureInserts(scene.database, inserts);
        const takeovers = await leastDisturbed(stage.pids, batches, async () => {
          const batch = await killMany(scene, beacon, kills);
          progress(`${kills} kills, the longest ${Math.max(...batch.map(({ startedMs }) => startedMs)).toFixed(1)} ms`);
          return batch;
        });
        insertMs.push(...(await measureInserts(scene.database, inserts)));
        return [...figuresOf(takeovers.flat(), insertMs, 0.5), ...figuresOf(takeovers.flat(), insertMs, 0.99)];
      } finally {
        beacon.close();
      }
    }),
};
