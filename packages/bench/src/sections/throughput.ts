import type { Figure } from '../figure.ts';
import { leastDisturbed } from '../other-load.ts';
import { measureRawRates, type RawRates } from '../raw-rates.ts';
import { killChild, type Scene } from '../bench-cluster.ts';
import type { Context, Section } from '../section.ts';
import { medianBy } from '../statistics.ts';
import { runNoOps } from '../work.ts';

/** How many slaves, how many tasks for a run of some seconds, and what is expected of the ratio to single inserts. */
interface Level {
  readonly slaves: number;
  readonly tasks: number;
  readonly quickTasks: number;
  readonly expectedRatio?: number;
}

/** The most first: then the code is warm for the others, and slaves need only be taken away. */
const LEVELS: readonly Level[] = [
  { slaves: 64, tasks: 10_000, quickTasks: 300, expectedRatio: 2.5 },
  { slaves: 8, tasks: 5_000, quickTasks: 100, expectedRatio: 1.5 },
  { slaves: 1, tasks: 1_500, quickTasks: 40 },
];

/** Slaves in each process: killing the first leaves 8, killing the second leaves 1. */
const PROCESSES = [56, 7, 1] as const;

/** Runs at each level, of which the one whose ratio to single inserts is the median is reported. */
const RUNS = { wanted: 3, most: 6 } as const;
const QUICK_RUNS = { wanted: 1, most: 1 } as const;

/** Tasks that let everybody's code become warm. */
const WARM_UP_TASKS = 12_000;

/** One run, and the limits as they were around it. */
interface Run extends RawRates {
  readonly tasksPerSecond: number;
}

/** The machine's speed drifts, so a run is compared with the mean of what was measured right before and after it. */
function mean(one: RawRates, other: RawRates): RawRates {
  return {
    insertsPerSecond: (one.insertsPerSecond + other.insertsPerSecond) / 2,
    bulkUpdatesPerSecond: (one.bulkUpdatesPerSecond + other.bulkUpdatesPerSecond) / 2,
  };
}

async function measureRuns(context: Context, scene: Scene, { slaves, ...level }: Level): Promise<Run[]> {
  const { quick, progress, stage } = context;
  const count = quick ? level.quickTasks : level.tasks;
  let before = await measureRawRates(scene.database, quick);
  return leastDisturbed(stage.pids, quick ? QUICK_RUNS : RUNS, async () => {
    const tasksPerSecond = (1_000 * count) / (await runNoOps(scene, count));
    const after = await measureRawRates(scene.database, quick);
    const run = { tasksPerSecond, ...mean(before, after) };
    before = after;
    progress(`${slaves} slaves: ${Math.round(tasksPerSecond)} tasks/s, ${Math.round(run.insertsPerSecond)} inserts/s`);
    return run;
  });
}

function figuresOf({ slaves, expectedRatio }: Level, run: Run): Figure[] {
  const figure = { name: `no-op tasks, ${slaves} ${slaves === 1 ? 'slave' : 'slaves'}`, unit: '/s' } as const;
  const measured = { ...figure, value: run.tasksPerSecond };
  const expectation =
    expectedRatio === undefined
      ? {}
      : { expectation: { of: 'ratio', relation: 'at least', bound: expectedRatio } as const };
  return [
    { ...measured, limit: { name: 'single inserts', value: run.insertsPerSecond }, ...expectation },
    { ...measured, limit: { name: 'bulk updates', value: run.bulkUpdatesPerSecond } },
  ];
}

/** Kills slaves until so many are left. */
async function keepSlaves({ slaveHosts }: Scene, wanted: number): Promise<void> {
  const alive = slaveHosts.filter(({ child }) => child.alive);
  let present = alive.reduce((sum, { names }) => sum + names.length, 0);
  for (const { child, names } of alive) {
    if (present === wanted) return;
    await killChild(child);
    present -= names.length;
  }
}

/** Tasks that do nothing, as fast as they go. */
export const throughput: Section = {
  name: 'throughput',
  title: 'from the first insert until every document says success; limits measured before and after each run',
  measure: (context) =>
    context.stage.withScene(async (scene) => {
      for (const slaves of PROCESSES) await scene.addSlaves(slaves, slaves);
      if (!context.quick) await runNoOps(scene, WARM_UP_TASKS);
      const figures: Figure[] = [];
      for (const level of LEVELS) {
        await keepSlaves(scene, level.slaves);
        const runs = await measureRuns(context, scene, level);
        const typical = medianBy(runs, (run) => run.tasksPerSecond / run.insertsPerSecond);
        figures.unshift(...figuresOf(level, typical));
      }
      return figures;
    }),
};
