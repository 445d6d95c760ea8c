import { readJournals, type Moment } from '../journals.ts';
import { lastEntry, untilJoined } from '../ledger.ts';
import { machineMs } from '../machine-clock.ts';
import { measureInserts } from '../raw-rates.ts';
import { killChild, type Scene } from '../scene.ts';
import type { Section } from '../section.ts';
import { percentile } from '../statistics.ts';
import { latestStarts, startedElsewhere } from '../takeover.ts';
import { pause, until } from '../wait.ts';
import { runForever, tasksOf } from '../work.ts';

/** Half of the slaves are busy, the others are spare. */
const FULL = { slaves: 8, tasks: 4, kills: 40, inserts: 200 } as const;
const QUICK = { slaves: 4, tasks: 2, kills: 3, inserts: 20 } as const;

const MOST_MS = 50;

/** Kills come at a random moment within this time, in milliseconds, so that no timer of the master favours them. */
const SPREAD_MS = 100;

/** Kills the slave of one execution; gives the milliseconds until its task runs elsewhere. All is mended at the end. */
const killSlaveOf = async (scene: Scene, victim: Moment): Promise<number> => {
  const { database, slaveHosts, signal, folder } = scene;
  const child = slaveHosts.find(({ names }) => names.includes(victim.host))?.child;
  if (child === undefined) throw new Error(`there is no process of ${victim.host}`);
  await pause(Math.random() * SPREAD_MS, signal);
  const killedAtMs = machineMs();
  child.kill('SIGKILL');
  const next = await startedElsewhere(folder, victim, signal);
  await killChild(child);
  const after = await lastEntry(database);
  child.start();
  await untilJoined(database, [victim.host], after, signal);
  // Its next kill is to hit a task that is known to run.
  const idle = { state: { $ne: 'running' } };
  await until('every task runs', async () => (await tasksOf(database).findOne(idle)) === null, { signal });
  return next.atMs - killedAtMs;
};

/** How fast the task of a slave that died runs elsewhere. */
export const kill: Section = {
  name: 'kill',
  title: 'slave SIGKILL → its task started elsewhere, by the journals, on the monotonic clock of the machine (some µs)',
  measure: ({ stage, quick, progress }) =>
    stage.withScene(async (scene) => {
      const { slaves, tasks, kills, inserts } = quick ? QUICK : FULL;
      await scene.addSlaves(slaves, 1);
      await runForever(scene, tasks);
      const insertMs = await measureInserts(scene.database, inserts);
      const takeoverMs: number[] = [];
      while (takeoverMs.length < kills) {
        const running = latestStarts(readJournals(scene.folder));
        const victim = running[takeoverMs.length % running.length];
        if (victim === undefined) throw new Error('nothing runs that could be killed');
        takeoverMs.push(await killSlaveOf(scene, victim));
        if (takeoverMs.length % 10 === 0) progress(`${takeoverMs.length} of ${kills} kills`);
      }
      insertMs.push(...(await measureInserts(scene.database, inserts)));
      const limit = (share: number) => ({ name: 'single insert', value: percentile(insertMs, share) });
      const figure = (label: string, share: number) =>
        ({
          name: `kill → started elsewhere, ${label} of ${kills}`,
          value: percentile(takeoverMs, share),
          unit: 'ms',
        }) as const;
      return [
        { ...figure('p50', 0.5), limit: limit(0.5) },
        {
          ...figure('p99', 0.99),
          limit: limit(0.99),
          expectation: { of: 'value', relation: 'at most', bound: MOST_MS },
        },
      ];
    }),
};
